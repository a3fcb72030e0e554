//! Whether the day of a run can be right.
//!
//! A machine that woke up in another year would depart, return and pay people on days that never
//! were. Two things are known about today: it is not before the newest applied run, and plex.tv says
//! what time it is there.

use crate::history::NewestDay;
use crate::plan::{Input, Taken};
use crate::vocabulary::{Date, Timestamp};

const SECONDS_PER_HOUR: u64 = 3_600;
const SECONDS_PER_DAY: u64 = 24 * SECONDS_PER_HOUR;

/// What the day of a run came from, and what it is compared with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Clock {
    /// The moment whose day it is; `None` when the day was given.
    pub now: Option<Timestamp>,
    /// What time it was at plex.tv, if plex.tv was asked and said so.
    pub plex: Option<Timestamp>,
}

impl Clock {
    /// Further than this from plex.tv's clock, in seconds, no clock is believed: 48 hours.
    pub const MOST_SECONDS_OFF: u64 = 48 * SECONDS_PER_HOUR;
}

/// How wrong the day of a run is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ClockError {
    /// How many days it is off, rounded up; 0 when nothing is wrong.
    pub(super) days: u64,
    /// What is wrong, each as a clause.
    pub(super) reasons: Vec<String>,
}

/// Looks at the day of the run.
pub(super) fn wrong(input: &Input<'_>) -> ClockError {
    let mut wrong = before_newest(input.rules.today, input.remembered.newest_day);
    let today = input.rules.today;
    let Clock { now, plex } = input.rules.clock;
    // A day that is given may be an earlier one; only a clock shows that a snapshot cannot be of that time.
    if let (Taken::Snapshot(Some(taken)), Some(now)) = (input.rules.taken, now) {
        let seconds = taken.0.saturating_sub(now.0).max(0).unsigned_abs();
        if seconds > Clock::MOST_SECONDS_OFF {
            let reason = format!(
                "the clock here shows {now}, but the snapshot was taken at {taken}, after that"
            );
            wrong.add(seconds.div_ceil(SECONDS_PER_DAY), reason);
        }
    }
    let Some(plex) = plex else { return wrong };
    let seconds = match now {
        Some(now) => now.0.abs_diff(plex.0),
        None => seconds_from(today, input.rules.timezone, plex),
    };
    if seconds > Clock::MOST_SECONDS_OFF {
        let here = match now {
            Some(now) => format!("the clock here shows {now}"),
            None => format!("the run is dated {today}"),
        };
        wrong.add(
            seconds.div_ceil(SECONDS_PER_DAY),
            format!("{here}, but at plex.tv it is {plex}, more than 48 hours away"),
        );
    }
    wrong
}

/// Compares the day with that of the newest run.
pub(super) fn before_newest(today: Date, newest: Option<NewestDay>) -> ClockError {
    let mut wrong = ClockError::default();
    if let Some(NewestDay { day, run }) = newest.filter(|newest| today < newest.day) {
        wrong.add(
            day.days_since(today).unsigned_abs(),
            format!("the run is dated {today}, before run {run}, which was applied for {day}"),
        );
    }
    wrong
}

impl ClockError {
    fn add(&mut self, days: u64, reason: String) {
        self.days = self.days.max(days);
        self.reasons.push(reason);
    }
}

/// How many seconds lie between a moment and the nearest one of a calendar day.
fn seconds_from(day: Date, zone: chrono_tz::Tz, moment: Timestamp) -> u64 {
    let begin = day.begin_in(zone);
    let end = match day.plus_days(1) {
        Some(next) => next.begin_in(zone),
        None => Timestamp(begin.0 + SECONDS_PER_DAY.cast_signed()),
    };
    let before = begin.0.saturating_sub(moment.0);
    let after = moment.0.saturating_sub(end.0);
    before.max(after).max(0).unsigned_abs()
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;

    fn check(day: &str, zone: Tz, moment: i64, expected: u64) {
        let day: Date = day.parse().unwrap();
        let found = seconds_from(day, zone, Timestamp(moment));
        assert_eq!(found, expected, "{day} in {zone} from {moment}");
    }

    const MIDNIGHT: i64 = 1_795_305_600; // 2026-11-22T00:00:00Z
    const HOUR: i64 = 3_600;

    #[test]
    fn every_moment_of_the_day_is_no_way_off() {
        for hours in [0, 12, 24] {
            check("2026-11-22", Tz::UTC, MIDNIGHT + hours * HOUR, 0);
        }
        check("2026-11-22", Tz::UTC, MIDNIGHT - 1, 1);
        check("2026-11-22", Tz::UTC, MIDNIGHT + 24 * HOUR + 1, 1);
    }

    #[test]
    fn a_day_begins_earlier_in_the_east_and_ends_later_in_the_west() {
        check(
            "2026-11-22",
            Tz::Pacific__Kiritimati,
            MIDNIGHT - 14 * HOUR,
            0,
        );
        check(
            "2026-11-22",
            Tz::Pacific__Kiritimati,
            MIDNIGHT + 10 * HOUR + 1,
            1,
        );
        check("2026-11-22", Tz::Pacific__Honolulu, MIDNIGHT + 34 * HOUR, 0);
        check(
            "2026-11-22",
            Tz::Pacific__Honolulu,
            MIDNIGHT + 10 * HOUR - 1,
            1,
        );
    }
}
