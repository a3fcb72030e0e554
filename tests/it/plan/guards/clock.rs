//! Which days of a run are believed.

use chrono_tz::Tz;
use plexmgr::change::GuardName;
use plexmgr::history::NewestDay;
use plexmgr::plan::{Clock, GuardVerdict, Taken};
use plexmgr::vocabulary::{RunId, Timestamp};

use super::super::household::Case;
use super::{accepting, refusing, verdict};

const HOUR: i64 = 3_600;
/// Midnight, in UTC, at which the day of these tests begins.
const TODAY: i64 = 1_795_305_600; // 2026-11-22T00:00:00Z

/// What the guard finds when plex.tv's clock shows `plex`.
fn found(now: Option<i64>, plex: i64, zone: Tz, today: &str) -> GuardVerdict {
    let mut case = Case::new();
    case.rules.timezone = zone;
    case.rules.today = today.parse().unwrap();
    case.rules.clock = Clock {
        now: now.map(Timestamp),
        plex: Some(Timestamp(plex)),
    };
    verdict(&case.plan(), GuardName::Clock).clone()
}

fn check(now: Option<i64>, plex: i64, zone: Tz, today: &str, days: u64) {
    let verdict = found(now, plex, zone, today);
    let row = format!("{today} in {zone}, {now:?} and {plex}: {verdict:?}");
    assert_eq!((verdict.limit, verdict.found), (0, days), "{row}");
    assert_eq!(verdict.passes(), days == 0, "{row}");
}

#[test]
fn a_clock_may_be_48_hours_off_and_no_second_more() {
    let now = TODAY + 10 * HOUR;
    for (off, days) in [
        (0, 0),
        (48 * HOUR, 0),
        (48 * HOUR + 1, 3),
        (72 * HOUR, 3),
        (72 * HOUR + 1, 4),
        (365 * 24 * HOUR, 365),
    ] {
        for zone in [Tz::UTC, Tz::Pacific__Kiritimati, Tz::Pacific__Honolulu] {
            check(Some(now), now + off, zone, "2026-11-22", days);
            check(Some(now), now - off, zone, "2026-11-22", days);
        }
    }
}

#[test]
fn a_snapshot_from_the_future_is_refused() {
    for (now, after, days) in [
        (Some(TODAY), 48 * HOUR, 0),
        (Some(TODAY), 48 * HOUR + 1, 3),
        (None, 365 * 24 * HOUR, 0),
    ] {
        let mut case = Case::new();
        case.rules.today = "2026-11-22".parse().unwrap();
        case.rules.taken = Taken::Snapshot(Some(Timestamp(TODAY + after)));
        case.rules.clock = Clock {
            now: now.map(Timestamp),
            plex: None,
        };
        let verdict = verdict(&case.plan(), GuardName::Clock).clone();
        assert_eq!(verdict.found, days, "{now:?} {after}: {verdict:?}");
    }
}

#[test]
fn a_day_that_was_given_is_compared_by_its_nearest_moment() {
    let utc = Tz::UTC;
    let next = TODAY + 24 * HOUR;
    for (plex, days) in [
        (TODAY + 5 * HOUR, 0),
        (TODAY - 48 * HOUR, 0),
        (TODAY - 48 * HOUR - 1, 3),
        (next + 48 * HOUR, 0),
        (next + 48 * HOUR + 1, 3),
        (next + 30 * 24 * HOUR, 30),
    ] {
        check(None, plex, utc, "2026-11-22", days);
    }
}

#[test]
fn a_named_day_is_that_of_the_households_zone() {
    // Kiritimati is 14 hours ahead of UTC, Honolulu 10 behind.
    for (zone, ahead) in [(Tz::Pacific__Kiritimati, 14), (Tz::Pacific__Honolulu, -10)] {
        let begin = TODAY - ahead * HOUR;
        let end = begin + 24 * HOUR;
        check(None, begin - 48 * HOUR, zone, "2026-11-22", 0);
        check(None, begin - 48 * HOUR - 1, zone, "2026-11-22", 3);
        check(None, end + 48 * HOUR, zone, "2026-11-22", 0);
        check(None, end + 48 * HOUR + 1, zone, "2026-11-22", 3);
    }
}

#[test]
fn days_with_another_number_of_hours_end_when_they_end() {
    let berlin = Tz::Europe__Berlin;
    let spring = 1_774_738_800; // 2026-03-28T23:00:00Z, 23 hours before the next midnight
    let autumn = 1_792_879_200; // 2026-10-24T22:00:00Z, 25 hours before the next midnight
    for (today, begin, hours) in [("2026-03-29", spring, 23), ("2026-10-25", autumn, 25)] {
        let end = begin + hours * HOUR;
        check(None, begin - 48 * HOUR, berlin, today, 0);
        check(None, begin - 48 * HOUR - 1, berlin, today, 3);
        check(None, end + 48 * HOUR, berlin, today, 0);
        check(None, end + 48 * HOUR + 1, berlin, today, 3);
    }
    let samoa = Tz::Pacific__Apia;
    let skipped = 1_325_239_200; // 2011-12-30T10:00:00Z, when 31 December began there
    check(None, skipped + 48 * HOUR, samoa, "2011-12-30", 0);
    check(None, skipped - 48 * HOUR - 2, samoa, "2011-12-30", 3);
}

#[test]
fn the_ends_of_the_calendar_are_days_too() {
    for (today, zone) in [
        ("9999-12-31", Tz::Pacific__Honolulu),
        ("1970-01-01", Tz::Pacific__Kiritimati),
    ] {
        for now in [None, Some(i64::MIN), Some(i64::MAX)] {
            assert!(!found(now, TODAY, zone, today).passes(), "{today}, {now:?}");
        }
        let _ = found(None, i64::MIN, zone, today);
        let _ = found(None, i64::MAX, zone, today);
    }
}

#[test]
fn without_a_clock_elsewhere_any_day_is_believed() {
    for today in ["1970-01-01", "2026-11-22", "9999-12-31"] {
        let mut case = Case::new();
        case.rules.today = today.parse().unwrap();
        case.rules.clock.now = Some(Timestamp(0));
        assert_eq!(refusing(&case.plan()), [""; 0], "{today}");
    }
}

/// A run on the day of the tests after one that was applied on `newest`.
fn after(newest: &str) -> Case {
    let mut case = Case::new();
    case.remembered.newest_day = Some(NewestDay {
        day: newest.parse().unwrap(),
        run: RunId::of(b""),
    });
    case
}

#[test]
fn no_run_is_dated_before_the_newest_applied_one() {
    for (newest, days) in [
        ("2026-11-21", 0),
        ("2026-11-22", 0),
        ("2026-11-23", 1),
        ("2027-11-22", 365),
    ] {
        let set = after(newest).plan();
        let verdict = verdict(&set, GuardName::Clock);
        assert_eq!((verdict.limit, verdict.found), (0, days), "{newest}");
        assert_eq!(verdict.passes(), days == 0, "{newest}");
    }
}

#[test]
fn both_rules_are_reported_and_the_worse_one_counts() {
    let mut case = after("2026-11-23");
    case.rules.clock.plex = Some(Timestamp(TODAY + 24 * HOUR * 8));
    let set = case.plan();
    let told = verdict(&set, GuardName::Clock);
    assert_eq!(told.found, 7);
    let refusal = told.refusal.as_deref().unwrap();
    for part in ["2026-11-23", "2026-11-30T00:00:00Z", "2026-11-22"] {
        assert!(refusal.contains(part), "{part} is missing: {refusal}");
    }
    let accepted = accepting(case, &["clock=7"]).plan();
    assert_eq!(refusing(&accepted), [""; 0]);
    assert_eq!(accepted.accepted(), [(GuardName::Clock, 7)].into());
}
