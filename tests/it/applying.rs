//! Drafted files meet a household that somebody changed in between.

use plexmgr::apply::{About, Applied, Means, RecordFolder, ToApply, apply};
use plexmgr::change::{Action, Change, Names, Subject, Who};
use plexmgr::draft::{Draft, DraftedFile};
use plexmgr::effects::Performers;
use plexmgr::plan::ChangeSet;
use plexmgr::records::schema::Records;
use plexmgr::store::{Look, Machine, Writer};
use plexmgr::vocabulary::{Class, LibraryId, PlexId};

use crate::sandbox::Sandbox;

const SERVERS: &str = "records/servers.yaml";
const ADA: &str = "records/users/ada.yaml";

fn change(file: &str, subject: Subject, action: Action) -> Change {
    Change::edit(subject, file.into(), action, "tested")
}

/// Music goes from the servers and Ada is written anew; `ada` is what the plan found in her file.
fn applied(sandbox: &Sandbox, ada: &str) -> Applied {
    let who = Who {
        user: "ada".parse().unwrap(),
        plex_id: Some(PlexId(1)),
    };
    let names = Names::default();
    let change_set = ChangeSet {
        sources: Vec::new(),
        today: "2026-11-22".parse().unwrap(),
        accounts: Vec::new(),
        unknown: Vec::new(),
        changes: vec![
            change(
                SERVERS,
                Subject::Library {
                    server: "atlas".parse().unwrap(),
                    library: "music".parse().unwrap(),
                },
                Action::RemoveLibrary {
                    id: LibraryId(2),
                    title: None,
                },
            ),
            change(
                ADA,
                Subject::User(who),
                Action::AddUser {
                    class: Class::Standard,
                    names,
                },
            ),
        ],
        silenced: 0,
        notices: Vec::new(),
        guards: Vec::new(),
    };
    let file = |path: &str, before: &str, meanwhile: Option<&str>, after: &str| DraftedFile {
        path: path.into(),
        before: Some(before.to_owned()),
        meanwhile: meanwhile.map(str::to_owned),
        after: Some(after.to_owned()),
    };
    let draft = Draft {
        is_one_step: false,
        files: vec![
            file(SERVERS, "music, old\n", Some("music, new\n"), "new\n"),
            file(ADA, ada, None, "ada, new\n"),
        ],
        refused: Vec::new(),
        removed_comments: Vec::new(),
    };
    sandbox.write(SERVERS, "music, old\n");
    sandbox.write(ADA, "ada, old\n");
    let about = About {
        time: "2026-11-22T10:00:00Z".to_owned(),
        ..About::default()
    };
    let to_apply = ToApply {
        folder: RecordFolder {
            household: sandbox.path(),
            records: "records",
        },
        records: &Records::default(),
        change_set: &change_set,
        draft: &draft,
        about: &about,
    };
    let mut store = Writer::open(&Machine::default(), &sandbox.state(), Look::Whole).unwrap();
    let means = Means {
        performers: &Performers::default(),
        stop: &|| false,
    };
    apply(&to_apply, &mut store, means).unwrap()
}

#[test]
fn what_goes_is_taken_out_after_every_user_was_written() {
    let sandbox = Sandbox::empty();
    let applied = applied(&sandbox, "ada, old\n");
    assert_eq!(applied.failed, []);
    assert_eq!(sandbox.read(SERVERS), "new\n");
    assert_eq!(sandbox.read(ADA), "ada, new\n");
    assert_eq!(sandbox.read(&sandbox.run_file(1)).lines().count(), 5);
}

#[test]
fn a_library_stays_listed_if_a_user_could_not_be_written() {
    let sandbox = Sandbox::empty();
    let applied = applied(&sandbox, "ada, when the plan was made\n");
    let failed: Vec<&str> = applied
        .failed
        .iter()
        .map(|failed| failed.path.as_ref())
        .collect();
    assert_eq!(failed, [ADA, SERVERS]);
    assert!(
        applied.failed[0].reason.contains("was changed after"),
        "{applied:?}"
    );
    assert_eq!(sandbox.read(SERVERS), "music, new\n");
    assert_eq!(
        sandbox.read(ADA),
        "ada, old\n",
        "the edit is not overwritten"
    );
    let history = sandbox.history_text();
    assert!(
        !history.contains("remove_library") && !history.contains("add_user"),
        "{history}"
    );
}
