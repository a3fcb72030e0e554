//! Calendar days and instants.
//!
//! Records speak of calendar days only; instants come from plex.tv and become days in the
//! household's time zone, once, in the planning room.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A calendar day between 1970-01-01 and 9999-12-31, written `YYYY-MM-DD` and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

/// Why a text is not a [`Date`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// The text does not have the shape `YYYY-MM-DD`.
    #[error("a date is written `YYYY-MM-DD`, as in `2026-11-22`")]
    Shape,
    /// The shape is right, but no calendar has that day.
    #[error("this day does not exist")]
    NoSuchDay,
    /// The year lies outside 1970 to 9999.
    #[error("the year must lie between 1970 and 9999")]
    OutOfRange,
}

impl Date {
    /// The first day that can be written.
    pub const FIRST_YEAR: i32 = 1970;
    /// The last year that can be written with four digits.
    pub const LAST_YEAR: i32 = 9999;
    /// The last day that can be written.
    pub const LAST: Self = match NaiveDate::from_ymd_opt(Self::LAST_YEAR, 12, 31) {
        Some(date) => Self(date),
        None => panic!("the year 9999 has a 31 December"),
    };

    /// The day `year`-`month`-`day`, both counted from 1.
    ///
    /// # Errors
    /// When this day does not exist, or the year is out of range.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, DateError> {
        let date = NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::NoSuchDay)?;
        Self::try_from(date)
    }

    /// The day `months` calendar months later; a day past the month's end becomes its last day.
    ///
    /// `None` past the year 9999.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Option<Self> {
        let later = self.0.checked_add_months(Months::new(months))?;
        Self::try_from(later).ok()
    }

    /// The day `days` days later; `None` past the year 9999.
    #[must_use]
    pub fn plus_days(self, days: u64) -> Option<Self> {
        let later = self.0.checked_add_days(chrono::Days::new(days))?;
        Self::try_from(later).ok()
    }

    /// The day `months` calendar months earlier; a day past the month's end becomes its last day.
    ///
    /// `None` before 1970.
    #[must_use]
    pub fn minus_months(self, months: u32) -> Option<Self> {
        let earlier = self.0.checked_sub_months(Months::new(months))?;
        Self::try_from(earlier).ok()
    }

    /// The day `days` days earlier; `None` before 1970.
    #[must_use]
    pub fn minus_days(self, days: u64) -> Option<Self> {
        let earlier = self.0.checked_sub_days(chrono::Days::new(days))?;
        Self::try_from(earlier).ok()
    }

    /// How many days this day lies behind `earlier`; negative if it lies before it.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i64 {
        self.0.signed_duration_since(earlier.0).num_days()
    }

    /// The year, from 1970 to 9999.
    #[must_use]
    pub fn year(self) -> u32 {
        self.0.year().unsigned_abs()
    }

    /// The month, counted from 1.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, counted from 1.
    #[must_use]
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// The first moment of this day in `zone`.
    ///
    /// Where the clocks skipped midnight it is the moment they were put forward, and so it is for a
    /// day that a zone left out.
    #[must_use]
    pub fn begin_in(self, zone: Tz) -> Timestamp {
        const LONGEST_SKIP_MINUTES: i64 = 48 * 60;
        let midnight = self.0.and_time(NaiveTime::MIN);
        let first = (0..=LONGEST_SKIP_MINUTES).find_map(|minutes| {
            let local = midnight.checked_add_signed(TimeDelta::minutes(minutes))?;
            zone.from_local_datetime(&local).earliest()
        });
        match first {
            Some(instant) => Timestamp(instant.timestamp()),
            // No zone ever skipped two days; UTC is at most a day away from any.
            None => Timestamp(midnight.and_utc().timestamp()),
        }
    }
}

impl TryFrom<NaiveDate> for Date {
    type Error = DateError;

    fn try_from(date: NaiveDate) -> Result<Self, DateError> {
        if (Self::FIRST_YEAR..=Self::LAST_YEAR).contains(&date.year()) {
            Ok(Self(date))
        } else {
            Err(DateError::OutOfRange)
        }
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(index, byte)| match index {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return Err(DateError::Shape);
        }
        let number = |from: usize, to: usize| {
            bytes[from..to]
                .iter()
                .fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'))
        };
        let year = i32::try_from(number(0, 4)).map_err(|_| DateError::OutOfRange)?;
        Self::new(year, number(5, 7), number(8, 10))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An instant, in whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The calendar day of this instant in `zone`; `None` outside the years a [`Date`] can hold.
    #[must_use]
    pub fn date_in(self, zone: Tz) -> Option<Date> {
        let instant = DateTime::from_timestamp(self.0, 0)?;
        Date::try_from(instant.with_timezone(&zone).date_naive()).ok()
    }
}

impl fmt::Display for Timestamp {
    /// `2026-11-22T10:00:00Z`, or the seconds where no calendar reaches.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_timestamp(self.0, 0) {
            Some(instant) => write!(formatter, "{}", instant.format("%Y-%m-%dT%H:%M:%SZ")),
            None => write!(formatter, "{} seconds after 1970", self.0),
        }
    }
}

/// Why a text is not a [`Timestamp`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an instant is written `YYYY-MM-DDTHH:MM:SSZ`, as in `2026-11-22T10:00:00Z`")]
pub struct TimestampError;

impl FromStr for Timestamp {
    type Err = TimestampError;

    /// Reads what is written by `Display`, and nothing else.
    fn from_str(text: &str) -> Result<Self, TimestampError> {
        let instant = DateTime::parse_from_rfc3339(text).map_err(|_| TimestampError)?;
        let instant = Self(instant.timestamp());
        (instant.to_string() == text)
            .then_some(instant)
            .ok_or(TimestampError)
    }
}

/// An instant that files hold as a text, as in `2026-11-22T10:00:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub Timestamp);

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_shape_is_a_date() {
        for text in [
            "26-02-03",
            "2026-2-3",
            "2026-02-03 ",
            "2026/02/03",
            "+026-02-03",
            "",
        ] {
            assert_eq!(text.parse::<Date>(), Err(DateError::Shape), "{text}");
        }
        assert_eq!("2026-02-29".parse::<Date>(), Err(DateError::NoSuchDay));
        assert_eq!("1969-12-31".parse::<Date>(), Err(DateError::OutOfRange));
        assert_eq!(
            "2024-02-29".parse::<Date>().map(|d| d.to_string()),
            Ok("2024-02-29".into())
        );
    }

    #[test]
    fn an_instant_is_another_day_east_and_west() {
        let midnight = Timestamp(1_795_305_600); // 2026-11-22T00:00:00Z
        let day = |zone: Tz| midnight.date_in(zone).map(|date| date.to_string());
        assert_eq!(day(Tz::Pacific__Kiritimati), Some("2026-11-22".into()));
        assert_eq!(day(Tz::Pacific__Honolulu), Some("2026-11-21".into()));
        assert_eq!(Timestamp(i64::MAX).date_in(Tz::UTC), None);
    }

    #[test]
    fn a_day_begins_when_its_zone_says() {
        let begin = |day: &str, zone: Tz| {
            let day: Date = day.parse().unwrap();
            day.begin_in(zone).to_string()
        };
        for (day, zone, expected) in [
            ("2026-11-22", Tz::UTC, "2026-11-22T00:00:00Z"),
            (
                "2026-11-22",
                Tz::Pacific__Kiritimati,
                "2026-11-21T10:00:00Z",
            ),
            ("2026-11-22", Tz::Pacific__Honolulu, "2026-11-22T10:00:00Z"),
            // Put forward from 02:00 and back from 03:00: midnight is where it always is.
            ("2026-03-29", Tz::Europe__Berlin, "2026-03-28T23:00:00Z"),
            ("2026-03-30", Tz::Europe__Berlin, "2026-03-29T22:00:00Z"),
            ("2026-10-26", Tz::Europe__Berlin, "2026-10-25T23:00:00Z"),
            // Put forward at midnight, to 01:00.
            ("2026-04-24", Tz::Africa__Cairo, "2026-04-23T22:00:00Z"),
            // Put back at 01:00 to midnight, which came twice.
            ("2026-10-25", Tz::Atlantic__Azores, "2026-10-25T00:00:00Z"),
            // The day that Samoa left out.
            ("2011-12-30", Tz::Pacific__Apia, "2011-12-30T10:00:00Z"),
            ("9999-12-31", Tz::UTC, "9999-12-31T00:00:00Z"),
        ] {
            assert_eq!(begin(day, zone), expected, "{day} in {zone}");
        }
    }

    #[test]
    fn days_are_counted_over_leap_days() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(day("2024-03-01").days_since(day("2024-02-28")), 2);
        assert_eq!(day("2024-02-28").days_since(day("2024-03-01")), -2);
    }

    #[test]
    fn instants_beyond_every_calendar_are_shown_too() {
        assert_eq!(Timestamp(0).to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(
            Timestamp(i64::MIN).to_string(),
            format!("{} seconds after 1970", i64::MIN)
        );
    }

    #[test]
    fn an_instant_is_written_in_one_way() {
        let text = "2026-11-22T10:00:00Z";
        let instant: Timestamp = text.parse().unwrap();
        assert_eq!(instant.to_string(), text);
        for other in [
            "2026-11-22T10:00:00+00:00",
            "2026-11-22T10:00:00.5Z",
            "2026-11-22T10:00:60Z",
            "2026-11-22 10:00:00Z",
            "2026-11-22T10:00:00z",
            "2026-11-22",
            "",
        ] {
            assert_eq!(other.parse::<Timestamp>(), Err(TimestampError), "{other}");
        }
    }
}
