//! What the reasons say about who changed a fact: Plex, the time zone, or a person by hand.

use plexmgr::saved::{SavedPlan, moved_plan};
use serde_json::Value;

use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::{Run, Sandbox};

const PLEX: &str = "changed at Plex";
const HAND: &str = "edited by hand";

struct Household {
    plex: FakePlex,
    sandbox: Sandbox,
    /// The person whose facts change.
    person: u64,
    /// Their record.
    record: String,
    /// The handle of their server.
    server: String,
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Run {
    let run = sandbox.run(arguments);
    assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.stdout, run.stderr);
    run
}

impl Household {
    /// A household that was applied once.
    fn new() -> Self {
        let world = World::generate(Fleet {
            servers_per_account: 1,
            people_per_account: 3,
            ..Fleet::default()
        });
        let person = world.accounts[0].friends[0].person;
        let plex = FakePlex::start(world.clone());
        let sandbox = Sandbox::household(&world, &plex.url());
        plex.change(|world| {
            for share in &mut world.accounts[0].servers[0].shares {
                share.all_libraries = false;
                share.libraries.truncate(1);
            }
        });
        run(&sandbox, &["apply", "--yes", "--brief"]);
        let records = sandbox.records();
        let id = format!("  id: {person}\n");
        let record = records.iter().find(|(_, text)| text.contains(&id));
        let record = format!("records/{}", record.unwrap().0);
        let servers = &records["servers.yaml"];
        let server = servers.lines().find_map(|line| line.strip_suffix(':'));
        Self {
            server: server.unwrap().to_owned(),
            plex,
            sandbox,
            person,
            record,
        }
    }

    /// Puts another value in place of that of the first line with the key.
    fn edit(&self, file: &str, key: &str, value: Option<&str>) {
        let mut is_first = true;
        let text = self.sandbox.read(file);
        let lines = text.split_inclusive('\n').filter_map(|line| {
            let (before, _) = line.split_once(&format!("{key}: "))?;
            let is_it = is_first && before.trim_start_matches(['-', ' ', '{']).is_empty();
            is_it.then_some(before.to_owned())
        });
        let before = lines.into_iter().next();
        let before = before.unwrap_or_else(|| panic!("{key}: {text}"));
        let edited = text.split_inclusive('\n').filter_map(|line| {
            let is_it = is_first && line.starts_with(&format!("{before}{key}: "));
            is_first &= !is_it;
            match (is_it, value) {
                (false, _) => Some(line.to_owned()),
                (true, Some(value)) => Some(format!("{before}{key}: {value}\n")),
                (true, None) => None,
            }
        });
        let edited: String = edited.collect();
        assert_ne!(edited, text);
        self.sandbox.write(file, &edited);
    }

    fn edit_record(&self, key: &str, value: &str) {
        self.edit(&self.record, key, Some(value));
    }

    fn renames(&self, username: &str) {
        self.plex.change(|world| {
            let person = world.people.get_mut(&self.person).unwrap();
            person.username = Some(username.to_owned());
        });
    }

    fn moves(&self, email: &str) {
        self.plex.change(|world| {
            let person = world.people.get_mut(&self.person).unwrap();
            person.email = Some(email.to_owned());
        });
    }

    /// `kind: reason` of each change.
    fn reasons(&self) -> Vec<String> {
        let plan = run(&self.sandbox, &["plan", "--format", "json"]);
        let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
        let changes = plan["changes"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        changes
            .map(|change| format!("{}: {}", text(&change["kind"]), text(&change["reason"])))
            .collect()
    }

    #[expect(clippy::disallowed_methods, reason = "the test puts the store aside")]
    fn check(&self, expected: &[&str]) {
        assert_eq!(self.reasons(), expected);
        // The history says the same without a store.
        let store = self.sandbox.at("state/plexmgr.redb");
        let aside = self.sandbox.at("store-aside");
        if store.exists() {
            std::fs::rename(&store, &aside).unwrap();
            assert_eq!(self.reasons(), expected, "without a store");
            std::fs::rename(&aside, &store).unwrap();
        }
    }
}

#[test]
fn a_name_is_changed_at_plex_by_hand_or_both() {
    let household = Household::new();
    household.renames("newname");
    household.check(&[&format!("update_user: {PLEX}")]);
    household.edit_record("username", "my-name");
    household.check(&["update_user: edited by hand and changed at Plex"]);

    let household = Household::new();
    household.edit_record("username", "my-name");
    household.check(&[&format!("update_user: {HAND}")]);
    household.moves("new@example.com");
    household.check(&["update_user: username edited by hand; email changed at Plex"]);
    let text = run(&household.sandbox, &["apply", "--yes"]).stdout;
    let reason = "(username edited by hand; email changed at Plex)\n";
    assert!(text.contains(reason), "{text}");
    let history = run(&household.sandbox, &["history", "2"]).stdout;
    assert!(history.contains("email changed at Plex"), "{history}");

    // What the last run wrote counts.
    household.renames("another");
    household.check(&[&format!("update_user: {PLEX}")]);
}

#[test]
fn an_edit_of_what_admins_own_is_no_cause() {
    let household = Household::new();
    let text = household.sandbox.read(&household.record);
    household
        .sandbox
        .write(&household.record, &format!("notes: hello\n{text}"));
    household.renames("newname");
    household.check(&[&format!("update_user: {PLEX}")]);
}

#[test]
fn a_key_that_was_removed_by_hand_was_edited() {
    let household = Household::new();
    household.edit(&household.record, "title", None);
    household.check(&[&format!("update_user: {HAND}")]);
}

#[test]
fn without_history_nothing_is_asserted() {
    let household = Household::new();
    household.renames("newname");
    std::fs::remove_dir_all(household.sandbox.at("state")).unwrap();
    household.check(&["update_user: differs from Plex"]);
}

#[test]
fn another_time_zone_is_not_a_change_at_plex() {
    let household = Household::new();
    let settings = household.sandbox.read("plexmgr.toml");
    let zone = |zone: &str| {
        let settings = settings.replacen("\n\n", &format!("\ntimezone = \"{zone}\"\n\n"), 1);
        household.sandbox.write("plexmgr.toml", &settings);
    };
    // All instants of the day fall on the next one or stay.
    let noon = 1_772_366_400;
    household.plex.change(|world| {
        for share in &mut world.accounts[0].servers[0].shares {
            share.invited_at = noon;
            share.accepted_at = Some(noon);
        }
    });
    run(&household.sandbox, &["apply", "--yes", "--brief"]);
    zone("Pacific/Kiritimati");
    let by_zone = "update_share: time zone changed from UTC to Pacific/Kiritimati";
    household.check(&[by_zone; 3]);
    // With a change at Plex, and an edit by hand.
    household.plex.change(|world| {
        let shares = &mut world.accounts[0].servers[0].shares;
        let share = shares.iter_mut().find(|s| s.person == household.person);
        share.unwrap().accepted_at = Some(noon + 864_000);
    });
    let reasons = household.reasons();
    let mixed = "update_share: invited time zone changed from UTC to Pacific/Kiritimati; \
                 accepted changed at Plex";
    let count = |wanted: &str| reasons.iter().filter(|reason| *reason == wanted).count();
    assert_eq!((count(mixed), count(by_zone)), (1, 2), "{reasons:?}");
    household.edit_record("invited", "2020-01-01");
    let reasons = household.reasons();
    let edited = "update_share: invited edited by hand; accepted changed at Plex";
    assert!(reasons.contains(&edited.to_owned()), "{reasons:?}");
    run(&household.sandbox, &["apply", "--yes", "--brief"]);
    household.check(&[]);

    // What the last run wrote is in its zone.
    zone("UTC");
    let back = "update_share: time zone changed from Pacific/Kiritimati to UTC";
    household.check(&[back; 3]);
}

#[test]
fn runs_that_name_no_time_zone_leave_it_open() {
    let household = Household::new();
    household.sandbox.forge_run(1, |lines| {
        let edited = lines.replacen("\"timezone\":\"UTC\",", "", 1);
        assert_ne!(edited, lines);
        edited
    });
    household.sandbox.remove("state/plexmgr.redb");
    let settings = household.sandbox.read("plexmgr.toml");
    let zone = "\ntimezone = \"Pacific/Kiritimati\"\n\n";
    household
        .sandbox
        .write("plexmgr.toml", &settings.replacen("\n\n", zone, 1));
    let reasons = household.reasons();
    assert!(!reasons.is_empty());
    let open = "update_share: changed at Plex or by another time zone";
    assert!(reasons.iter().all(|reason| reason == open), "{reasons:?}");
    household.plex.change(|world| {
        for share in &mut world.accounts[0].servers[0].shares {
            share.invited_at -= 864_000;
        }
    });
    let reasons = household.reasons();
    assert!(
        reasons.iter().all(|reason| reason.contains(PLEX)),
        "{reasons:?}"
    );
}

#[test]
fn the_libraries_of_a_share_are_compared_as_a_set() {
    let household = Household::new();
    let more = |household: &Household| {
        household.plex.change(|world| {
            let server = &mut world.accounts[0].servers[0];
            let all: Vec<u64> = server.libraries.iter().map(|library| library.id).collect();
            let mut shares = server.shares.iter_mut();
            let share = shares.find(|s| s.person == household.person).unwrap();
            share.libraries = all[..2].to_vec();
        });
    };
    household.edit_record("libraries", "[]");
    household.check(&[&format!("update_share: {HAND}")]);
    more(&household);
    household.check(&["update_share: edited by hand and changed at Plex"]);
    run(&household.sandbox, &["apply", "--yes", "--brief"]);

    // A new handle of a server is neither.
    run(
        &household.sandbox,
        &["rename", "server", &household.server, "loft", "--yes"],
    );
    household.check(&[]);
    household.plex.change(|world| {
        let shares = &mut world.accounts[0].servers[0].shares;
        let share = shares.iter_mut().find(|s| s.person == household.person);
        share.unwrap().libraries.truncate(1);
    });
    household.check(&[&format!("update_share: {PLEX}")]);
}

#[test]
fn servers_and_libraries_have_their_reasons_too() {
    let household = Household::new();
    household.edit("records/servers.yaml", "name", Some("My server"));
    household.check(&[&format!("update_server: {HAND}")]);
    let servers = household.sandbox.read("records/servers.yaml");
    let edited = servers.replacen("title: Movies", "title: Mine", 1);
    assert_ne!(edited, servers);
    household.sandbox.write("records/servers.yaml", &edited);
    household.check(&[
        &format!("update_server: {HAND}"),
        &format!("update_library: {HAND}"),
    ]);
    run(&household.sandbox, &["apply", "--yes", "--brief"]);
    household.plex.change(|world| {
        let server = &mut world.accounts[0].servers[0];
        server.name = "Renamed".to_owned();
        server.libraries[0].title = "Films".to_owned();
    });
    household.check(&[
        &format!("update_server: {PLEX}"),
        &format!("update_library: {PLEX}"),
    ]);
}

#[test]
fn what_was_removed_or_added_by_hand_is_named() {
    let household = Household::new();
    household.edit(&household.record, "id", None);
    let linked = "link_user: id removed by hand; same e-mail address";
    household.check(&[linked]);

    let household = Household::new();
    let text = household.sandbox.read(&household.record);
    let (before, behind) = text.split_once("  shares:\n").unwrap();
    let (_, payments) = behind.split_once("payments:").unwrap();
    let without = format!("{before}  shares: []\npayments:{payments}");
    household.sandbox.write(&household.record, &without);
    let reasons = household.reasons();
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert!(
        reasons[0].starts_with("add_share: removed by hand; accepted on "),
        "{reasons:?}"
    );
    // Once Plex lists it no more, a run takes it away; later it is a new share.
    household.sandbox.write(&household.record, &text);
    household.plex.change(|world| {
        world.accounts[0].forget(household.person);
    });
    household.check(&[
        "depart_user: no longer shares a recorded server",
        "remove_share: no longer shared at Plex",
    ]);
}

#[test]
fn a_run_that_was_undone_wrote_nothing() {
    let household = Household::new();
    household.renames("newname");
    run(&household.sandbox, &["apply", "--yes", "--brief"]);
    run(&household.sandbox, &["undo", "2", "--yes"]);
    household.check(&[&format!("update_user: {PLEX}")]);
    run(&household.sandbox, &["apply", "--yes", "--brief"]);
    household.edit_record("username", "my-name");
    household.check(&[&format!("update_user: {HAND}")]);
}

#[test]
fn a_plan_with_other_reasons_is_the_same_plan() {
    let household = Household::new();
    household.renames("newname");
    run(&household.sandbox, &["plan", "--out", "plan.json"]);
    let saved = household.sandbox.read("plan.json");
    let contents = SavedPlan::from_bytes(saved.as_bytes()).unwrap().contents;
    let mut now = contents.change_set.clone();
    assert_eq!(now.changes[0].reason, PLEX);
    now.changes[0].reason = "differs from Plex".to_owned();
    assert!(moved_plan(&contents, &now, &contents.files).is_empty());
    now.changes.clear();
    assert!(!moved_plan(&contents, &now, &contents.files).is_empty());
    run(&household.sandbox, &["apply", "plan.json"]);
}
