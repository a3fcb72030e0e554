//! How long a subscription plan lasts.

use std::fmt;
use std::str::FromStr;

use super::Date;

/// The duration of a subscription plan: `1 month`, `2 weeks`, `30 days`, `1 year`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlanDuration {
    count: u32,
    unit: DurationUnit,
}

/// What a [`PlanDuration`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DurationUnit {
    /// 24-hour-independent calendar days.
    Day,
    /// Seven days.
    Week,
    /// Calendar months, counted from the first day of the chain.
    Month,
    /// Twelve months.
    Year,
}

/// Why a text is not a [`PlanDuration`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a duration is a number from 1 to 9999 and `day(s)`, `week(s)`, `month(s)` or `year(s)`, as in `1 month`"
)]
pub struct DurationError;

impl PlanDuration {
    /// A duration of `count` (1 to 9999) `unit`s; `None` outside that range.
    #[must_use]
    pub fn new(count: u32, unit: DurationUnit) -> Option<Self> {
        (1..=9999).contains(&count).then_some(Self { count, unit })
    }

    /// The last day of the first period that starts on `start`; `None` past the year 9999.
    ///
    /// A period that starts on the last days of a long month ends on the last day of a short one.
    #[must_use]
    pub fn end_from(self, start: Date) -> Option<Date> {
        self.nth_end_from(start, 1)
    }

    /// The first day of a period that ends on `end`; `None` before 1970.
    #[must_use]
    pub fn start_before(self, end: Date) -> Option<Date> {
        match self.unit {
            DurationUnit::Day => end.minus_days(u64::from(self.count)),
            DurationUnit::Week => end.minus_days(u64::from(self.count) * 7),
            DurationUnit::Month => end.minus_months(self.count),
            DurationUnit::Year => end.minus_months(self.count.checked_mul(12)?),
        }
    }

    /// How many calendar months it lasts; `None` if it counts days or weeks.
    #[must_use]
    pub fn months(self) -> Option<u32> {
        match self.unit {
            DurationUnit::Day | DurationUnit::Week => None,
            DurationUnit::Month => Some(self.count),
            DurationUnit::Year => self.count.checked_mul(12),
        }
    }

    /// The end of the `n`th period of a chain that started on `anchor`.
    ///
    /// Months are added to the anchor at once, so a chain from 31 January ends on 28 February,
    /// then on 31 March. `None` past the year 9999.
    #[must_use]
    pub fn nth_end_from(self, anchor: Date, n: u32) -> Option<Date> {
        let count = self.count.checked_mul(n)?;
        match self.unit {
            DurationUnit::Day => anchor.plus_days(u64::from(count)),
            DurationUnit::Week => anchor.plus_days(u64::from(count) * 7),
            DurationUnit::Month => anchor.plus_months(count),
            DurationUnit::Year => anchor.plus_months(count.checked_mul(12)?),
        }
    }
}

impl FromStr for PlanDuration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, DurationError> {
        let mut words = text.split(' ');
        let (Some(count), Some(unit), None) = (words.next(), words.next(), words.next()) else {
            return Err(DurationError);
        };
        if !count.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DurationError);
        }
        let unit = match unit {
            "day" | "days" => DurationUnit::Day,
            "week" | "weeks" => DurationUnit::Week,
            "month" | "months" => DurationUnit::Month,
            "year" | "years" => DurationUnit::Year,
            _ => return Err(DurationError),
        };
        let count = count.parse().map_err(|_| DurationError)?;
        Self::new(count, unit).ok_or(DurationError)
    }
}

impl fmt::Display for PlanDuration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            DurationUnit::Day => "day",
            DurationUnit::Week => "week",
            DurationUnit::Month => "month",
            DurationUnit::Year => "year",
        };
        let plural = if self.count == 1 { "" } else { "s" };
        write!(formatter, "{} {unit}{plural}", self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("the tests write real dates")
    }

    #[test]
    fn a_period_is_found_by_its_last_day() {
        for (duration, end, start) in [
            ("1 month", "2026-12-22", Some("2026-11-22")),
            ("1 month", "2026-03-31", Some("2026-02-28")),
            ("1 year", "2024-02-29", Some("2023-02-28")),
            ("2 weeks", "2026-01-10", Some("2025-12-27")),
            ("30 days", "2026-03-01", Some("2026-01-30")),
            ("1 year", "1970-06-01", None),
        ] {
            let duration: PlanDuration = duration.parse().expect("valid");
            let found = duration.start_before(date(end));
            assert_eq!(found, start.map(date), "{duration} to {end}");
        }
    }

    #[test]
    fn month_ends_are_kept_from_the_anchor() {
        let monthly: PlanDuration = "1 month".parse().expect("valid");
        let ends: Vec<_> = (1..=3)
            .filter_map(|n| monthly.nth_end_from(date("2026-01-31"), n))
            .map(|end| end.to_string())
            .collect();
        assert_eq!(ends, ["2026-02-28", "2026-03-31", "2026-04-30"]);
    }

    #[test]
    fn a_leap_day_ends_a_year_later_on_the_28th() {
        let yearly: PlanDuration = "1 year".parse().expect("valid");
        assert_eq!(
            yearly.end_from(date("2024-02-29")),
            Some(date("2025-02-28"))
        );
        assert_eq!(
            yearly.nth_end_from(date("2024-02-29"), 4),
            Some(date("2028-02-29"))
        );
    }

    #[test]
    fn words_that_are_no_duration_are_refused() {
        for text in [
            "",
            "month",
            "0 days",
            "1",
            "-1 day",
            "1  day",
            "1.5 months",
            "1 fortnight",
            "+1 day",
        ] {
            assert_eq!(text.parse::<PlanDuration>(), Err(DurationError), "{text}");
        }
        assert_eq!(
            "2 weeks".parse::<PlanDuration>().map(|d| d.to_string()),
            Ok("2 weeks".into())
        );
    }

    #[test]
    fn the_end_of_time_is_no_panic() {
        let long: PlanDuration = "9999 years".parse().expect("valid");
        assert_eq!(long.end_from(date("2026-01-01")), None);
    }
}
