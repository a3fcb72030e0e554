//! How many may depart, be imported and change in one run.

use plexmgr::change::GuardName;
use plexmgr::settings::GuardLimit;
use plexmgr::vocabulary::PlexId;

use super::super::household::{Case, person, share};
use super::{departing, importing, refusing, updating, verdict};

/// `(recorded, touched, limit, stops)` of every row, under the guard's settings.
fn check(
    guard: GuardName,
    setting: Option<(u64, u64)>,
    case: fn(u64, u64) -> Case,
    rows: &[(u64, u64, u64, bool)],
) {
    for &(recorded, touched, limit, stops) in rows {
        let mut case = case(recorded, touched);
        if let Some((count, percent)) = setting {
            let setting = GuardLimit { count, percent };
            let guards = &mut case.rules.guards;
            (guards.departures, guards.imports, guards.updates) = (setting, setting, setting);
        }
        let set = case.plan();
        let row = format!("{guard:?}, {setting:?}: {recorded}/{touched}");
        let verdict = verdict(&set, guard);
        assert_eq!((verdict.found, verdict.limit), (touched, limit), "{row}");
        assert_eq!(!verdict.passes(), stops, "{row}: {verdict:?}");
        let expected: &[&str] = if stops { &[guard.word()] } else { &[] };
        assert_eq!(refusing(&set), expected, "{row}");
        assert_eq!(verdict.to_accept, stops.then_some(touched), "{row}");
        assert_eq!(verdict.accepted, None, "{row}");
    }
}

#[test]
fn departures() {
    let rows = [
        (0, 0, 1, false),
        (2, 1, 1, false),
        (3, 1, 1, false),
        (3, 2, 1, true),
        (9, 1, 1, false),
        (9, 2, 1, true),
        (10, 2, 1, true),
        (19, 1, 1, false),
        (19, 2, 1, true),
        (20, 2, 2, false),
        (20, 3, 2, true),
        (30, 3, 3, false),
        (50, 5, 5, false),
        (50, 6, 5, true),
    ];
    check(GuardName::Departures, None, departing, &rows);
    let nobody = [(0, 0, 0, false), (3, 1, 0, true), (50, 1, 0, true)];
    check(GuardName::Departures, Some((0, 0)), departing, &nobody);
    let all = [(9, 8, 9, false), (50, 24, 50, false)];
    check(GuardName::Departures, Some((0, 100)), departing, &all);
    let count = [(9, 7, 7, false), (9, 8, 7, true)];
    check(GuardName::Departures, Some((7, 20)), departing, &count);
}

#[test]
fn imports() {
    let rows = [
        (0, 0, 5, false),
        (0, 500, 5, false),
        (1, 5, 5, false),
        (1, 6, 5, true),
        (29, 5, 5, false),
        (29, 6, 5, true),
        (30, 6, 6, false),
        (30, 7, 6, true),
    ];
    check(GuardName::Imports, None, importing, &rows);
    let nobody = [(0, 3, 0, false), (4, 0, 0, false), (4, 1, 0, true)];
    check(GuardName::Imports, Some((0, 0)), importing, &nobody);
    let all = [(4, 4, 4, false), (4, 5, 4, true)];
    check(GuardName::Imports, Some((0, 100)), importing, &all);
}

#[test]
fn updates() {
    let rows = [
        (0, 0, 5, false),
        (5, 5, 5, false),
        (6, 6, 5, true),
        (19, 5, 5, false),
        (19, 6, 5, true),
        (20, 6, 6, false),
        (20, 7, 6, true),
        (40, 12, 12, false),
        (40, 13, 12, true),
    ];
    check(GuardName::Updates, None, updating, &rows);
    let nobody = [(6, 0, 0, false), (6, 1, 0, true)];
    check(GuardName::Updates, Some((0, 0)), updating, &nobody);
    check(
        GuardName::Updates,
        Some((0, 100)),
        updating,
        &[(6, 6, 6, false)],
    );
}

#[test]
fn a_user_with_several_changes_is_one_update_and_a_departing_one_is_none() {
    let mut case = departing(9, 1);
    let lucky = &mut case.main().people[0];
    lucky.title = Some("Lucky".to_owned());
    lucky.shares[0].accepted = None;
    let mut renewed = share("aaa");
    renewed.invited = renewed.accepted;
    case.main().people[1].title = Some("Twice".to_owned());
    case.main().people[1].shares = vec![renewed];
    let set = case.plan();
    assert_eq!(
        verdict(&set, GuardName::Updates).found,
        2,
        "{:?}",
        set.changes
    );
    assert_eq!(verdict(&set, GuardName::Departures).found, 1);
    assert_eq!(verdict(&set, GuardName::Imports).found, 0);
}

#[test]
fn linked_and_returning_users_are_updates() {
    let case = departing(3, 0)
        .recorded("linked", "class: standard\nplex: {username: linked}\n")
        .listed(person(11, "linked", vec![share("aaa")]))
        .recorded(
            "back",
            "class: standard\nplex: {id: 12, username: back, departed: 2026-05-01}\n",
        )
        .listed(person(12, "back", vec![share("aaa")]));
    let set = case.plan();
    assert_eq!(
        verdict(&set, GuardName::Updates).found,
        2,
        "{:?}",
        set.changes
    );
    assert_eq!(verdict(&set, GuardName::Imports).found, 0);
}

#[test]
fn only_users_who_share_make_a_limit_larger() {
    let without_a_share = |case: Case, id: u64| {
        let text = format!("class: standard\nplex: {{id: {id}, departed: 2026-05-01}}\n");
        case.recorded(&format!("gone{id}"), &text)
    };
    let mut case = (100..200).fold(departing(20, 2), without_a_share);
    assert_eq!(verdict(&case.plan(), GuardName::Departures).limit, 2);
    case.rules.ignore_users.insert(PlexId(20));
    assert_eq!(verdict(&case.plan(), GuardName::Departures).limit, 1);
}

#[test]
fn the_largest_settings_are_no_matter() {
    for limit in [(u64::MAX, u64::MAX), (0, u64::MAX), (u64::MAX, 0)] {
        let (count, percent) = limit;
        let mut case = departing(9, 8);
        case.rules.guards.departures = GuardLimit { count, percent };
        assert_eq!(refusing(&case.plan()), [""; 0], "{limit:?}");
    }
}

#[test]
fn every_guard_is_reported_in_its_order() {
    let all = GuardName::ALL.to_vec();
    for set in [
        Case::new().plan(),
        departing(9, 9).plan(),
        departing(3, 1).unknown(0).plan(),
    ] {
        let told: Vec<GuardName> = set.guards.iter().map(|guard| guard.name).collect();
        assert_eq!(told, all);
    }
    let words = all.iter().map(|name| name.word()).collect::<Vec<_>>();
    assert_eq!(
        words,
        [
            "empty",
            "departures",
            "imports",
            "updates",
            "owner",
            "clock",
            "relinks",
            "age",
            "payments",
            "refunds"
        ]
    );
}
