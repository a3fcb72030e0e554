//! What is still done and what is held back while one fact is in doubt, as the table in `docs/safety.md` says.

use std::collections::BTreeSet;

use plexmgr::plan::ChangeSet;
use plexmgr::sources::plex::{FactName, FailureReport, ObservedLibrary, ObservedShare};
use plexmgr::vocabulary::{AccountName, LibraryId, PlexId};

use super::household::{Case, day, doubt, machine, pending, person, record, share};

/// A fact in doubt, as the table calls it, and the report about it.
fn doubts() -> Vec<(&'static str, FailureReport)> {
    let about = |person: u64, fact, server| FailureReport {
        person: Some(PlexId(person)),
        ..doubt(fact, server)
    };
    vec![
        ("servers", doubt(FactName::Servers, None)),
        (
            "libraries of a server",
            doubt(FactName::Catalogue, Some("aaa")),
        ),
        ("people", doubt(FactName::People, None)),
        ("one person in the people", about(5, FactName::People, None)),
        ("shares of a server", doubt(FactName::Shares, Some("aaa"))),
        (
            "one person in the shares",
            about(5, FactName::Shares, Some("aaa")),
        ),
        ("invitations", doubt(FactName::Invitations, None)),
        ("members of the Home", doubt(FactName::Home, None)),
    ]
}

/// Nothing is recorded; the server, one library and two people are listed.
fn first_import() -> Case {
    let mut case = Case::new()
        .listed(person(5, "ada", vec![share("aaa")]))
        .listed(person(6, "ben", vec![share("aaa")]));
    case.files
        .insert("records/servers.yaml".into(), "{}\n".to_owned());
    case
}

/// Since the last run one user was renamed and one left, one has other libraries, one person is new, and so is a
/// library.
fn later_run() -> Case {
    let mut renamed = person(5, "ada", vec![share("aaa")]);
    renamed.title = Some("Ada Lovelace".to_owned());
    // Not on the same day as a user who left, whose new account it would seem to be.
    let newer = ObservedShare {
        accepted: Some(day(9)),
        ..share("aaa")
    };
    let mut case = Case::new()
        .known(1, "marlow")
        .recorded("ada", &record(5, "ada"))
        .listed(renamed)
        .recorded("gone", &record(7, "gone"))
        .recorded(
            "eve",
            &record(8, "eve").replace("libraries: all", "libraries: [movies]"),
        )
        .listed(person(8, "eve", vec![share("aaa")]))
        .listed(person(9, "new", vec![newer]));
    case.main().servers[0].libraries.push(ObservedLibrary {
        id: LibraryId(3),
        title: "Photos".to_owned(),
        kind: "photo".to_owned(),
    });
    case.remembered
        .owners
        .insert(AccountName::new("main"), PlexId(100));
    case
}

/// The words of a list, or a dash.
fn listed<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let words: BTreeSet<&str> = words.collect();
    match words.is_empty() {
        true => "–".to_owned(),
        false => words.into_iter().collect::<Vec<_>>().join(", "),
    }
}

/// `done | held | exit code`
fn cells(set: &ChangeSet) -> String {
    let done = listed(set.changes.iter().map(|change| change.kind().word()));
    let held = set.unknown.iter().flat_map(|fact| &fact.held);
    let held = listed(held.map(|held| held.kind.word()));
    let exit = if set.lacks_facts() { 8 } else { 0 };
    format!("{done} | {held} | {exit}")
}

fn row(moment: &str, name: &str, mut case: Case, report: FailureReport) -> String {
    // What is in doubt says nothing.
    match (report.fact, report.person) {
        (FactName::Shares, None) => {
            for person in &mut case.main().people {
                let shares = std::mem::take(&mut person.shares);
                person.unread = shares.into_iter().map(|share| share.server).collect();
            }
        }
        (FactName::Catalogue, _) => case.main().servers[0].libraries.clear(),
        _ => {}
    }
    case.main().doubts.push(report);
    format!("| {name} | {moment} | {} |\n", cells(&case.plan()))
}

#[test]
fn the_page_about_safety_has_the_table_of_doubts() {
    let mut table = format!(
        "| none | first import | {} |\n",
        cells(&first_import().plan())
    );
    table += &format!("| none | later | {} |\n", cells(&later_run().plan()));
    for (name, report) in doubts() {
        table += &row("first import", name, first_import(), report.clone());
        table += &row("later", name, later_run(), report);
    }
    let page = include_str!("../../../docs/safety.md");
    assert!(page.contains(&table), "the table is:\n{table}");
}

#[test]
fn an_account_without_its_owner_lets_the_others_be_planned() {
    let mut case = later_run().with_backup(Vec::new()).unknown(1);
    let words = |case: &Case| listed(case.plan().changes.iter().map(|c| c.kind().word()));
    let others = "add_library, update_share, update_user";
    assert_eq!(words(&case), others, "the new person may be the owner");
    case.remembered
        .owners
        .insert(AccountName::new("backup"), PlexId(200));
    let others = "add_library, add_payment, add_share, add_user, update_share, update_user";
    assert_eq!(words(&case), others);
    assert!(case.plan().lacks_facts());
}

/// A share that only the list of users has looks like an offer.
#[test]
fn a_new_person_whose_share_is_in_doubt_is_held_back_and_not_called_invited() {
    let offered = || Case::new().listed(person(5, "ada", vec![pending("aaa")]));
    assert_eq!(offered().notices(), ["pending_invitation ada"]);
    let mut case = offered();
    case.main().doubts.push(FailureReport {
        person: Some(PlexId(5)),
        ..doubt(FactName::Shares, Some("aaa"))
    });
    assert_eq!(case.notices(), ["fact_unknown main"]);
    let set = case.plan();
    assert_eq!(cells(&set), "– | add_user | 8");
    assert_eq!(set.unknown[0].held[0].subject, "ada");
}

#[test]
fn what_the_settings_ignore_is_in_no_doubt() {
    let mut case = later_run();
    case.main().doubts.push(FailureReport {
        person: Some(PlexId(5)),
        ..doubt(FactName::People, None)
    });
    assert!(!case.plan().is_complete());
    case.rules.ignore_users.insert(PlexId(5));
    assert!(case.plan().is_complete());
    let mut case = later_run();
    case.main()
        .doubts
        .push(doubt(FactName::Shares, Some("zzz")));
    assert!(!case.plan().is_complete());
    case.rules.ignore_servers.insert(machine("zzz"));
    assert!(case.plan().is_complete());
}

#[test]
fn a_doubt_is_a_notice_with_reason_and_way_out() {
    let mut case = later_run();
    case.main().doubts.push(FailureReport {
        hint: Some("run again later".to_owned()),
        if_it_stays: Some("run `plexmgr doctor`".to_owned()),
        ..doubt(FactName::Invitations, None)
    });
    let set = case.plan();
    let notice = &set.notices[0];
    assert_eq!(notice.kind.word(), "fact_unknown");
    assert_eq!(notice.subject, "main");
    assert_eq!(
        notice.message,
        "has no reliable answer for the invitations: /api status 503; 2 changes held back: depart_user gone, \
         remove_share gone/atlas; run again later; if it stays, run `plexmgr doctor`"
    );
    assert_eq!(case.changes().len(), 6, "everything else is planned");
}
