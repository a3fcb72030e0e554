//! Consent: a guard passes for exactly the number that was named, and an account is believed again.

use plexmgr::change::{ChangeKind, GuardName};
use plexmgr::plan::ChangeSet;
use plexmgr::vocabulary::{AccountName, PlexId};

use super::super::household::{Case, person, record, share, words};
use super::{accepting, asked_for, departing, importing, refusing, updating, verdict};

fn departed(set: &ChangeSet) -> usize {
    set.summary()
        .get(&ChangeKind::DepartUser)
        .copied()
        .unwrap_or_default()
}

#[test]
fn exactly_the_number_found_passes() {
    type Row = (GuardName, fn() -> Case, u64);
    let rows: [Row; 3] = [
        (GuardName::Departures, || departing(10, 3), 3),
        (GuardName::Imports, || importing(4, 6), 6),
        (GuardName::Updates, || updating(7, 7), 7),
    ];
    for (guard, case, found) in rows {
        let plan = |number: u64| {
            let accepted = format!("{}={number}", guard.word());
            accepting(case(), &[&accepted]).plan()
        };
        let right = plan(found);
        assert_eq!(refusing(&right), [""; 0], "{guard:?}");
        assert_eq!(right.accepted(), [(guard, found)].into());
        assert_eq!(right.changes, case().plan().changes);
        for number in [0, found - 1, found + 1, u64::MAX] {
            let set = plan(number);
            assert_eq!(refusing(&set), [guard.word()], "{number}");
            let verdict = verdict(&set, guard);
            let refusal = verdict.refusal.as_deref().unwrap();
            let flag = format!("--accept {}={found}", guard.word());
            assert!(refusal.contains(&flag), "{number}: {refusal}");
            assert_eq!((verdict.accepted, verdict.to_accept), (None, Some(found)));
        }
    }
}

#[test]
fn consent_that_names_another_number_dies_although_the_guard_would_pass() {
    let set = accepting(departing(10, 1), &["departures=7"]).plan();
    assert_eq!(refusing(&set), ["departures"]);
    assert_eq!(asked_for(&set), ["departures=1"]);
    let set = accepting(departing(10, 1), &["departures=1"]).plan();
    assert_eq!(refusing(&set), [""; 0]);
    assert_eq!(set.accepted(), [].into(), "nothing had to be accepted");
    let set = accepting(importing(0, 8), &["imports=7"]).plan();
    assert_eq!(
        refusing(&set),
        ["imports"],
        "a guard that is off heeds consent too"
    );
    let set = accepting(importing(0, 8), &["imports=8"]).plan();
    assert_eq!((refusing(&set), set.accepted()), (Vec::new(), [].into()));
}

#[test]
fn consent_is_stale_but_harmless_once_everything_is_as_wanted() {
    let stale = ["empty=9", "departures=9", "imports=1", "owner=1", "clock=3"];
    let set = accepting(departing(9, 0), &stale).plan();
    assert_eq!((words(&set), refusing(&set)), (Vec::new(), Vec::new()));
    let refused = accepting(departing(9, 0).unknown(0), &["departures=9"]).plan();
    assert_eq!(refusing(&refused), [""; 0]);
    assert!(refused.lacks_facts());
}

#[test]
fn consent_to_one_guard_is_none_to_another() {
    let both = || {
        (1..=6).fold(departing(10, 3), |case, number| {
            let newcomer = person(500 + number, &format!("new{number}"), vec![share("aaa")]);
            case.listed(newcomer)
        })
    };
    assert_eq!(refusing(&both().plan()), ["departures", "imports"]);
    let set = accepting(both(), &["imports=6"]).plan();
    assert_eq!(refusing(&set), ["departures"]);
    assert_eq!(asked_for(&set), ["departures=3", "imports=6"]);
    let set = accepting(both(), &["imports=6", "departures=3"]).plan();
    assert_eq!(refusing(&set), [""; 0]);
}

#[test]
fn no_users_listed_is_refused_with_the_true_numbers() {
    let set = departing(9, 9).plan();
    assert_eq!(words(&set), [""; 0]);
    assert_eq!(refusing(&set), ["empty", "departures"]);
    assert_eq!(asked_for(&set), ["empty=9", "departures=9"]);
    let empty = verdict(&set, GuardName::Empty);
    assert_eq!((empty.limit, empty.found), (0, 9));
    for accepted in [&["empty=8", "departures=9"][..], &["departures=9"]] {
        let set = accepting(departing(9, 9), accepted).plan();
        assert_eq!(words(&set), [""; 0], "{accepted:?}");
        assert_eq!(refusing(&set), ["empty"], "{accepted:?}");
        assert_eq!(asked_for(&set), ["empty=9", "departures=9"]);
    }
    let set = accepting(departing(9, 9), &["empty=9"]).plan();
    assert_eq!((departed(&set), refusing(&set)), (9, vec!["departures"]));
    let set = accepting(departing(9, 9), &["empty=9", "departures=9"]).plan();
    assert_eq!((departed(&set), refusing(&set)), (9, Vec::new()));
    let both = [(GuardName::Empty, 9), (GuardName::Departures, 9)];
    assert_eq!(set.accepted(), both.into());
    assert!(set.is_complete());
}

#[test]
fn a_user_on_two_accounts_that_list_no_users_is_one_person() {
    let both = record(1, "marlow")
        + "    - {server: borealis, libraries: all, invited: 2026-03-01, accepted: 2026-03-02}\n";
    let case = || {
        let case = Case::new().with_backup(Vec::new());
        case.recorded("marlow", &both)
            .recorded("zoe", &record(2, "zoe"))
    };
    let set = case().plan();
    assert_eq!(asked_for(&set), ["empty=2", "departures=2"]);
    let set = accepting(case(), &["empty=2", "departures=2"]).plan();
    assert_eq!((departed(&set), refusing(&set)), (2, Vec::new()));
}

#[test]
fn half_of_the_people_can_be_let_go_by_their_number() {
    let set = departing(20, 10).plan();
    assert_eq!(words(&set), [""; 0]);
    assert!(!set.is_complete());
    // They are held, so there is nothing to refuse.
    assert_eq!(refusing(&set), [""; 0]);
    assert!(set.lacks_facts());
    assert_eq!(asked_for(&set), ["departures=10"]);
    let told = &set.notices[0].message;
    assert!(told.contains("`--accept departures=10`"), "{told}");
    for number in [9, 11] {
        let accepted = format!("departures={number}");
        let set = accepting(departing(20, 10), &[&accepted]).plan();
        assert_eq!(words(&set), [""; 0], "{number}");
        assert_eq!(refusing(&set), ["departures"], "{number}");
        assert!(set.lacks_facts(), "{number}");
    }
    let set = accepting(departing(20, 10), &["departures=10"]).plan();
    assert_eq!((departed(&set), refusing(&set)), (10, Vec::new()));
    assert!(set.is_complete());
    assert_eq!(set.notices, []);
}

#[test]
fn the_other_accounts_go_on_while_one_lists_half_of_its_people() {
    let case = || {
        let new = person(700, "newcomer", vec![share("bbb")]);
        departing(20, 10).with_backup(vec![new])
    };
    let set = case().plan();
    assert_eq!(refusing(&set), [""; 0]);
    assert_eq!(departed(&set), 0);
    let is_added = |change: &str| words(&set).iter().any(|word| word == change);
    assert!(is_added("add_user newcomer"), "{:?}", words(&set));
    let set = accepting(case(), &["departures=9"]).plan();
    assert_eq!(refusing(&set), ["departures"]);
}

#[test]
fn half_of_the_people_need_consent_however_large_the_limit_is() {
    let case = || {
        let mut case = departing(20, 10);
        case.rules.guards.departures.percent = 100;
        case
    };
    let set = case().plan();
    assert_eq!((words(&set), refusing(&set)), (Vec::new(), Vec::new()));
    assert!(set.lacks_facts());
    assert_eq!(asked_for(&set), ["departures=10"]);
    let set = accepting(case(), &["departures=10"]).plan();
    assert_eq!((departed(&set), refusing(&set)), (10, Vec::new()));
    assert_eq!(set.accepted(), [(GuardName::Departures, 10)].into());
}

#[test]
fn what_could_not_be_read_is_lifted_by_no_number() {
    let case = departing(20, 10).with_backup(Vec::new()).unknown(1);
    let set = case.plan();
    assert!(set.lacks_facts());
    assert_eq!(asked_for(&set), [""; 0], "no consent would help");
    let told: Vec<_> = set.notices.iter().map(|notice| &notice.message).collect();
    assert!(
        !told.iter().any(|text| text.contains("--accept")),
        "{told:?}"
    );
    let set = accepting(case, &["departures=0"]).plan();
    assert!(set.lacks_facts());
    assert_eq!(departed(&set), 0);
}

fn other_owner() -> Case {
    let mut case = departing(3, 0).listed(person(999, "former-owner", vec![share("aaa")]));
    case.remembered
        .owners
        .insert(AccountName::new("main"), PlexId(999));
    case
}

#[test]
fn another_owner_can_be_accepted_and_the_former_one_is_a_person_like_others() {
    let set = other_owner().plan();
    assert_eq!((words(&set), refusing(&set)), (Vec::new(), vec!["owner"]));
    assert_eq!(asked_for(&set), ["owner=1"]);
    assert!(!set.is_complete());
    assert_eq!(verdict(&set, GuardName::Imports).found, 1);
    let set = accepting(other_owner(), &["owner=1"]).plan();
    assert_eq!(refusing(&set), [""; 0]);
    assert_eq!(words(&set)[0], "add_user former-owner");
    assert!(set.is_complete());
    assert_eq!(set.accounts[0].id, Some(PlexId(100)));
    assert_eq!(set.accepted(), [(GuardName::Owner, 1)].into());
    for number in ["owner=0", "owner=2"] {
        let set = accepting(other_owner(), &[number]).plan();
        assert_eq!((words(&set), refusing(&set)), (Vec::new(), vec!["owner"]));
    }
}

#[test]
fn the_token_of_another_configured_account_is_lifted_by_no_number() {
    let mut case = departing(3, 0).with_backup(Vec::new());
    case.main().owner.id = PlexId(200);
    let main = (AccountName::new("main"), PlexId(100));
    let backup = (AccountName::new("backup"), PlexId(200));
    case.remembered.owners = [main, backup].into();
    let set = case.plan();
    assert_eq!((words(&set), refusing(&set)), (Vec::new(), vec!["owner"]));
    assert_eq!(asked_for(&set), [""; 0]);
    let set = accepting(case, &["owner=1"]).plan();
    assert_eq!(refusing(&set), [""; 0]);
    assert!(set.lacks_facts());
}
