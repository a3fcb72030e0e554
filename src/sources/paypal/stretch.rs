//! Stretches of time, and how they are cut into what PayPal answers at once.

use chrono::{DateTime, Months, TimeDelta};

use crate::vocabulary::Timestamp;

/// The longest window in seconds: PayPal takes 31 days, and a second less in case it counts both ends.
const LONGEST: i64 = 31 * 24 * 3600 - 1;
/// How far back PayPal lists.
const MONTHS_LISTED: Months = Months::new(36);
/// How much later the first listed instant is taken to be, because clocks differ.
const MARGIN: TimeDelta = TimeDelta::days(1);

/// A stretch of time, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its first instant.
    pub from: Timestamp,
    /// Its last instant.
    pub to: Timestamp,
}

impl Stretch {
    /// Everything that PayPal lists at `to`.
    #[must_use]
    pub fn longest(to: Timestamp) -> Self {
        let all = Self {
            from: Timestamp(0),
            to,
        };
        all.listed().0
    }

    /// The windows to ask for, in order of time; none if it ends before it begins. Neighbours share an instant,
    /// so that what happened within a second is in one of them.
    pub(super) fn windows(self) -> Vec<Self> {
        let mut windows = Vec::new();
        let mut from = self.from.0;
        while from < self.to.0 {
            let to = from.saturating_add(LONGEST).min(self.to.0);
            windows.push(Self {
                from: Timestamp(from),
                to: Timestamp(to),
            });
            from = to;
        }
        windows
    }

    /// Its two halves; `None` if it is as short as can be asked for.
    pub(super) fn halves(self) -> Option<[Self; 2]> {
        let length = self.to.0 - self.from.0;
        let middle = Timestamp(self.from.0 + length / 2);
        let first = Self { to: middle, ..self };
        let second = Self {
            from: middle,
            ..self
        };
        (length > 1).then_some([first, second])
    }

    /// The part that PayPal still lists at its end, and whether that is less.
    pub(super) fn listed(self) -> (Self, bool) {
        let earliest = || {
            let end = DateTime::from_timestamp(self.to.0, 0)?;
            let earliest = end.checked_sub_months(MONTHS_LISTED)? + MARGIN;
            Some(Timestamp(earliest.timestamp()))
        };
        match earliest().filter(|earliest| self.from < *earliest) {
            Some(from) => (Self { from, ..self }, true),
            None => (self, false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(from: &str, to: &str) -> Stretch {
        Stretch {
            from: from.parse().expect("a literal instant"),
            to: to.parse().expect("a literal instant"),
        }
    }

    #[test]
    fn windows_cover_everything_and_are_short_enough() {
        let year = stretch("2025-03-01T00:00:00Z", "2026-03-01T00:00:00Z");
        let windows = year.windows();
        assert_eq!(windows.len(), 12);
        assert_eq!(windows[0].from, year.from);
        assert_eq!(windows[11].to, year.to);
        for pair in windows.windows(2) {
            assert_eq!(pair[0].to, pair[1].from);
        }
        for window in windows {
            assert!(window.to.0 - window.from.0 < 31 * 24 * 3600);
        }
        let backwards = stretch("2026-03-01T00:00:00Z", "2025-03-01T00:00:00Z");
        assert_eq!(backwards.windows(), []);
    }

    #[test]
    fn halving_ends_at_one_second() {
        let mut window = stretch("2026-03-01T00:00:00Z", "2026-03-31T23:59:59Z");
        let mut halvings = 0;
        while let Some([first, second]) = window.halves() {
            assert_eq!((first.from, second.to), (window.from, window.to));
            assert_eq!(first.to, second.from);
            window = second;
            halvings += 1;
        }
        assert_eq!(window.to.0 - window.from.0, 1);
        assert!(halvings < 23);
    }

    #[test]
    fn what_is_older_than_three_years_is_not_asked_for() {
        let long = stretch("2020-01-01T00:00:00Z", "2026-03-01T00:00:00Z");
        let shorter = stretch("2023-03-02T00:00:00Z", "2026-03-01T00:00:00Z");
        assert_eq!(long.listed(), (shorter, true));
        assert_eq!(shorter.listed(), (shorter, false));
    }
}
