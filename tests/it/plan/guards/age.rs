//! What a snapshot takes away that is older than what a run was decided by.

use plexmgr::change::GuardName;
use plexmgr::plan::{Acceptance, Accepted, ChangeSet, GuardVerdict, Taken};
use plexmgr::sources::plex::SharedLibraries;
use plexmgr::vocabulary::{AccountName, LibraryId, Moment, Timestamp};

use crate::plan::household::{Case, pending, person, record, share, words};

const NEWEST: i64 = 1_795_305_600;
const DAY: i64 = 86_400;

/// The same, read from a snapshot that was taken so many seconds before what an earlier run read of main.
fn older(mut case: Case, seconds: i64) -> Case {
    let newest = Moment(Timestamp(NEWEST));
    let remembered = &mut case.remembered.taken;
    remembered.insert(AccountName::new("main"), newest);
    case.rules.taken = Taken::Snapshot(Some(Timestamp(NEWEST - seconds)));
    case
}

fn accepting(mut case: Case, consents: &[&str]) -> Case {
    let consents = consents.iter().map(|text| text.parse().unwrap());
    case.rules.accepted = Accepted::of(consents.collect::<Vec<Acceptance>>()).unwrap();
    case
}

fn found(set: &ChangeSet) -> u64 {
    let age = set.guards.iter().find(|guard| guard.name == GuardName::Age);
    age.unwrap().found
}

/// Marlow left, and zoe is there.
fn left() -> Case {
    Case::new()
        .known(2, "zoe")
        .recorded("marlow", &record(1, "marlow"))
}

const DEPARTURE: [&str; 2] = ["depart_user marlow", "remove_share marlow/atlas"];

#[test]
fn only_an_older_snapshot_takes_nothing_away() {
    for (seconds, days) in [(1, 1), (DAY, 1), (DAY + 1, 2), (30 * DAY, 30)] {
        let set = older(left(), seconds).plan();
        assert_eq!(words(&set), Vec::<String>::new(), "{seconds}");
        assert_eq!(found(&set), days, "{seconds}");
        assert!(set.guards.iter().all(GuardVerdict::passes), "{seconds}");
        let accept = format!("`--accept age={days}`");
        let messages: Vec<&String> = set.notices.iter().map(|n| &n.message).collect();
        assert_eq!(messages.len(), 2, "{messages:?}");
        for (message, kind) in messages.iter().zip(["depart_user", "remove_share"]) {
            assert!(
                message.starts_with(&format!("`{kind}` is left out")),
                "{message}"
            );
            assert!(message.ends_with(&accept), "{message}");
        }
    }
    for seconds in [0, -1, -30 * DAY] {
        let case = older(left(), seconds);
        assert_eq!(case.changes(), DEPARTURE, "{seconds}");
        assert_eq!(case.notices(), Vec::<String>::new(), "{seconds}");
        assert_eq!(found(&case.plan()), 0, "{seconds}");
    }
}

#[test]
fn plex_itself_is_never_too_old() {
    let mut case = older(left(), DAY);
    case.rules.taken = Taken::Now;
    assert_eq!(case.changes(), DEPARTURE);
}

#[test]
fn exactly_its_days_are_accepted() {
    let case = accepting(older(left(), DAY + 1), &["age=2"]);
    assert_eq!(case.changes(), DEPARTURE);
    assert_eq!(case.notices(), Vec::<String>::new());
    let accepted = case.plan().accepted();
    assert_eq!(accepted.get(&GuardName::Age), Some(&2));
    for other in ["age=0", "age=1", "age=3"] {
        let set = accepting(older(left(), DAY + 1), &[other]).plan();
        let refusing: Vec<GuardName> = set
            .guards
            .iter()
            .filter(|guard| !guard.passes())
            .map(|guard| guard.name)
            .collect();
        assert!(words(&set).is_empty(), "{other}");
        assert_eq!(refusing, [GuardName::Age], "{other}");
    }
}

#[test]
fn without_a_time_nothing_is_taken_away_once_a_run_knew_one() {
    let mut case = left();
    case.rules.taken = Taken::Snapshot(None);
    assert_eq!(case.changes(), DEPARTURE);
    case = older(case, 0);
    case.rules.taken = Taken::Snapshot(None);
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(
        case.notices(),
        [
            "snapshot_outdated marlow",
            "snapshot_outdated marlow on atlas"
        ]
    );
    let message = &case.plan().notices[0].message;
    assert!(
        message.contains("does not say when it was taken"),
        "{message}"
    );
    assert!(!message.contains("--accept"), "{message}");
    for number in ["age=0", "age=1"] {
        let mut case = accepting(older(left(), 0), &[number]);
        case.rules.taken = Taken::Snapshot(None);
        assert_eq!(case.changes(), Vec::<String>::new(), "{number}");
    }
}

#[test]
fn another_account_is_as_new_as_it_is() {
    let on_borealis = record(3, "nadia").replace("atlas", "borealis");
    let case = || {
        left()
            .with_backup(vec![person(9, "other", Vec::new())])
            .recorded("nadia", &on_borealis)
    };
    let all = [
        "depart_user marlow",
        "remove_share marlow/atlas",
        "depart_user nadia",
        "remove_share nadia/borealis",
    ];
    assert_eq!(accepting(case(), &["departures=2"]).changes(), all);
    assert_eq!(older(case(), DAY).changes(), all[2..]);
    let mut newer = older(case(), DAY);
    let before = Moment(Timestamp(NEWEST - 2 * DAY));
    newer
        .remembered
        .taken
        .insert(AccountName::new("backup"), before);
    assert_eq!(newer.changes(), all[2..]);
}

#[test]
fn a_user_on_two_accounts_only_loses_what_the_newer_one_gave() {
    let both = record(1, "marlow")
        + "    - {server: borealis, libraries: all, invited: 2026-03-01, accepted: 2026-03-02}\n";
    let case = Case::new()
        .known(2, "zoe")
        .recorded("marlow", &both)
        .with_backup(vec![person(9, "other", Vec::new())]);
    assert_eq!(older(case, DAY).changes(), ["remove_share marlow/borealis"]);
}

#[test]
fn no_library_and_no_part_of_a_share_is_taken_away() {
    let some = |ids: &[u64]| {
        let mut share = share("aaa");
        share.libraries = SharedLibraries::Some(ids.iter().map(|id| LibraryId(*id)).collect());
        share
    };
    let listed = |share| {
        Case::new()
            .known(2, "zoe")
            .recorded("marlow", &record(1, "marlow"))
            .listed(person(1, "marlow", vec![share]))
    };
    let fewer = listed(some(&[1]));
    let again = listed(pending("aaa"));
    let mut no_music = left().listed(person(1, "marlow", vec![share("aaa")]));
    no_music.main().servers[0].libraries.truncate(1);
    for (case, change) in [
        (fewer, "update_share marlow/atlas"),
        (again, "update_share marlow/atlas"),
        (no_music, "remove_library atlas/music"),
    ] {
        assert_eq!(case.changes(), [change]);
        let case = older(case, DAY);
        assert_eq!(case.changes(), Vec::<String>::new(), "{change}");
        let notices = case.notices();
        assert_eq!(notices.len(), 1, "{change}: {notices:?}");
        assert!(notices[0].starts_with("snapshot_outdated "), "{notices:?}");
    }
}

#[test]
fn what_takes_nothing_away_goes_on() {
    let mut case = left().listed(person(1, "captain", vec![share("aaa")]));
    case = case.listed(person(5, "newcomer", vec![share("aaa")]));
    let changes = case.changes();
    assert!(
        changes.contains(&"update_user marlow".to_owned()),
        "{changes:?}"
    );
    assert!(
        changes.contains(&"add_user newcomer".to_owned()),
        "{changes:?}"
    );
    let older = older(case, DAY);
    assert_eq!(older.changes(), changes);
    assert_eq!(older.notices(), Vec::<String>::new());
}

#[test]
fn a_new_account_of_a_person_is_not_undone_by_an_older_snapshot() {
    let relinked = record(8, "marlow").replace("  id: 8\n", "  id: 8\n  former_ids: [1]\n");
    let case = Case::new()
        .known(2, "zoe")
        .recorded("marlow", &relinked)
        .listed(person(1, "marlow", vec![share("aaa")]));
    let accepted = accepting(case, &["relinks=1"]);
    assert_eq!(accepted.changes(), ["relink_user marlow"]);
    let older = older(accepted, DAY);
    assert_eq!(older.changes(), Vec::<String>::new());
    assert!(
        older
            .notices()
            .contains(&"snapshot_outdated marlow".to_owned())
    );
}
