//! Recorded people are kept up to date; what Plex does not tell stays.

use plexmgr::change::{Action, FieldValue};
use plexmgr::draft::draft;
use plexmgr::sources::plex::{Invitation, SharedLibraries};
use plexmgr::vocabulary::{LibraryId, PlexId};

use super::household::{Case, day, pending, person, record, share};

#[test]
fn nothing_new_changes_nothing() {
    let case = Case::new().known(1, "marlow");
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(case.notices(), Vec::<String>::new());
}

#[test]
fn a_replaced_address_is_remembered() {
    let mut renamed = person(1, "captain", vec![share("aaa")]);
    renamed.title = Some("marlow".into());
    let case = Case::new()
        .recorded("marlow", &record(1, "marlow"))
        .listed(renamed);
    assert_eq!(case.changes(), ["update_user marlow"]);
    let set = case.plan();
    let Action::UpdateUser {
        username,
        email,
        title,
        former_emails,
        ..
    } = set.changes[0].action().unwrap()
    else {
        panic!("{:?}", set.changes[0]);
    };
    assert_eq!(username.as_ref().map(|u| u.after.as_str()), Some("captain"));
    assert_eq!(
        email.as_ref().map(|e| e.after.as_str()),
        Some("captain@example.com")
    );
    assert_eq!(*title, None);
    let former = former_emails.as_ref().map(|former| former.after.clone());
    assert_eq!(former, Some(vec!["marlow@example.com".to_owned()]));
}

#[test]
fn a_person_with_nothing_but_an_id_keeps_the_recorded_names() {
    let mut bare = person(1, "marlow", vec![share("aaa")]);
    for nothing in [None, Some(String::new()), Some(" \t".to_owned())] {
        (bare.username, bare.title) = (nothing.clone(), nothing.clone());
        bare.email = nothing;
        let case = Case::new()
            .recorded("marlow", &record(1, "marlow"))
            .listed(bare.clone());
        assert_eq!(case.changes(), Vec::<String>::new());
    }
}

#[test]
fn changed_libraries_and_dates_are_one_change() {
    let mut changed = share("aaa");
    changed.libraries = SharedLibraries::Some(vec![LibraryId(1)]);
    changed.accepted = Some(day(5));
    let case = Case::new()
        .recorded("marlow", &record(1, "marlow"))
        .listed(person(1, "marlow", vec![changed]));
    assert_eq!(case.changes(), ["update_share marlow/atlas"]);
    let fields: Vec<_> = case.plan().changes[0]
        .action()
        .unwrap()
        .fields()
        .iter()
        .map(|f| f.name.clone())
        .collect();
    assert_eq!(fields, ["libraries", "accepted"]);
}

#[test]
fn a_share_that_is_offered_again_is_updated_and_accepted_goes() {
    let mut again = pending("aaa");
    again.invited = Some(day(9));
    let case = Case::new()
        .recorded("marlow", &record(1, "marlow"))
        .listed(person(1, "marlow", vec![again.clone()]));
    assert_eq!(case.changes(), ["update_share marlow/atlas"]);
    let set = case.plan();
    assert_eq!(set.changes[0].reason, "offered again and not accepted yet");
    let fields = set.changes[0].action().unwrap().fields();
    let after: Vec<_> = fields.iter().map(|f| (&*f.name, f.after.clone())).collect();
    let invited = FieldValue::Text("2026-03-09".to_owned());
    assert_eq!(after, [("invited", Some(invited)), ("accepted", None)]);
    let file = draft(&case.household(), &set.changes).files.remove(0);
    let file = file.after.unwrap();
    assert!(file.contains("invited: 2026-03-09"), "{file}");
    assert!(!file.contains("accepted"), "{file}");
    let then = Case::new()
        .recorded("marlow", &file)
        .listed(person(1, "marlow", vec![again]));
    assert_eq!(then.changes(), Vec::<String>::new());
}

/// An invitation to an account, or to an address without one.
fn invitation(id: Option<u64>, email: &str, servers: &[&str]) -> Invitation {
    Invitation {
        id: id.map(PlexId),
        username: None,
        email: Some(email.to_owned()),
        created: Some(day(9)),
        servers: servers.iter().map(|server| (*server).to_owned()).collect(),
    }
}

#[test]
fn a_share_that_only_an_invitation_shows_is_offered_again_and_no_departure() {
    let gone = || {
        Case::new()
            .recorded("marlow", &record(1, "marlow"))
            .known(2, "zoe")
    };
    let without_share = || gone().listed(person(1, "marlow", Vec::new()));
    for (case, sent) in [
        (
            gone(),
            invitation(Some(1), "marlow@example.com", &["Atlas"]),
        ),
        (gone(), invitation(Some(1), "new@example.com", &["Atlas"])),
        (gone(), invitation(None, "Marlow@Example.com", &["Atlas"])),
        (
            without_share(),
            invitation(Some(1), "marlow@example.com", &["Atlas"]),
        ),
        (
            without_share(),
            invitation(None, "marlow@example.com", &["Atlas"]),
        ),
    ] {
        let case = case.invited(sent.clone());
        assert_eq!(case.changes(), ["update_share marlow/atlas"], "{sent:?}");
        assert_eq!(case.notices(), Vec::<String>::new(), "{sent:?}");
        let set = case.plan();
        let file = draft(&case.household(), &set.changes).files.remove(0);
        let file = file.after.unwrap();
        assert!(file.contains("invited: 2026-03-09"), "{file}");
        assert!(!file.contains("accepted"), "{file}");
        let then = Case::new().recorded("marlow", &file).invited(sent);
        assert_eq!(then.changes(), Vec::<String>::new());
    }
}

#[test]
fn an_invitation_to_another_account_or_server_leaves_a_departure_undecided() {
    for sent in [
        invitation(Some(7), "marlow@example.com", &["Atlas"]),
        invitation(Some(1), "marlow@example.com", &["Renamed"]),
        invitation(Some(1), "marlow@example.com", &[]),
    ] {
        let case = Case::new()
            .recorded("marlow", &record(1, "marlow"))
            .known(2, "zoe")
            .invited(sent.clone());
        assert_eq!(case.changes(), Vec::<String>::new(), "{sent:?}");
        assert_eq!(case.notices(), ["departure_undecided marlow"], "{sent:?}");
    }
}

#[test]
fn an_invitation_changes_nothing_about_a_share_that_is_listed() {
    let case = Case::new()
        .recorded("marlow", &record(1, "marlow"))
        .listed(person(1, "marlow", vec![share("aaa")]))
        .invited(invitation(Some(1), "marlow@example.com", &["Atlas"]));
    assert_eq!(case.changes(), Vec::<String>::new());
}

#[test]
fn the_order_of_libraries_is_no_change() {
    let mut some = share("aaa");
    some.libraries = SharedLibraries::Some(vec![LibraryId(1), LibraryId(2)]);
    let recorded = record(1, "marlow").replace("libraries: all", "libraries: [music, movies]");
    let case = Case::new()
        .recorded("marlow", &recorded)
        .listed(person(1, "marlow", vec![some]));
    assert_eq!(case.changes(), Vec::<String>::new());
}

#[test]
fn a_date_plex_does_not_show_stays() {
    let mut silent = share("aaa");
    silent.invited = None;
    let case = Case::new()
        .recorded("marlow", &record(1, "marlow"))
        .listed(person(1, "marlow", vec![silent]));
    assert_eq!(case.changes(), Vec::<String>::new());
}

#[test]
fn days_are_those_of_the_households_zone() {
    let mut late = share("aaa");
    // 23:30 UTC on 2 March.
    late.accepted = Some(plexmgr::vocabulary::Timestamp(1_772_494_200));
    let mut case = Case::new()
        .recorded("marlow", &record(1, "marlow"))
        .listed(person(1, "marlow", vec![late]));
    assert_eq!(case.changes(), Vec::<String>::new());
    case.rules.timezone = chrono_tz::Europe::Berlin;
    assert_eq!(case.changes(), ["update_share marlow/atlas"]);
}

#[test]
fn an_ignored_user_who_is_recorded_is_left_alone() {
    let mut case = Case::new()
        .recorded("marlow", &record(1, "marlow"))
        .known(2, "zoe")
        .listed(person(1, "renamed", Vec::new()));
    case.rules
        .ignore_users
        .insert(plexmgr::vocabulary::PlexId(1));
    assert_eq!(case.changes(), Vec::<String>::new());
}
