//! Instants as a clock shows them.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use chrono_tz::Tz;

use super::{Date, Timestamp};

/// An instant as a clock shows it, with its distance from UTC: `2026-11-22T10:00:00+01:00`. Two are equal if they
/// are the same instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime(DateTime<FixedOffset>);

/// Why a text is not a [`LocalTime`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an instant is written like `2026-11-22T10:00:00+01:00`")]
pub struct LocalTimeError;

impl LocalTime {
    /// What clocks in `zone` show at that instant; `None` where no calendar reaches.
    #[must_use]
    pub fn of(instant: Timestamp, zone: Tz) -> Option<Self> {
        let instant = DateTime::from_timestamp(instant.0, 0)?;
        Some(Self(instant.with_timezone(&zone).fixed_offset()))
    }

    /// The instant.
    #[must_use]
    pub const fn instant(&self) -> Timestamp {
        Timestamp(self.0.timestamp())
    }

    /// The day on that clock; `None` outside the years of a [`Date`].
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        Date::try_from(self.0.date_naive()).ok()
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

impl FromStr for LocalTime {
    type Err = LocalTimeError;

    fn from_str(text: &str) -> Result<Self, LocalTimeError> {
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| LocalTimeError)?;
        let bytes = text.as_bytes();
        // One spelling only, without fractions of seconds and leap seconds.
        let is_long_enough = bytes.len() == 25 || bytes.len() == 20 && bytes[19] == b'Z';
        let is_plain = is_long_enough && bytes[10] == b'T' && bytes[17] < b'6';
        let time = Self(time);
        (is_plain && time.date().is_some())
            .then_some(time)
            .ok_or(LocalTimeError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_shown_with_the_distance_of_its_zone_from_utc() {
        let zone: Tz = "Europe/Berlin".parse().unwrap();
        let instant = Timestamp(1_774_170_000);
        let time = LocalTime::of(instant, zone).unwrap();
        assert_eq!(time.to_string(), "2026-03-22T10:00:00+01:00");
        assert_eq!(time.to_string().parse(), Ok(time));
        assert_eq!(time.instant(), instant);
        let utc: LocalTime = "2026-03-22T09:00:00Z".parse().unwrap();
        assert_eq!(utc, time);
        assert_eq!(utc.to_string(), "2026-03-22T09:00:00Z");
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in [
            "2026-03-22",
            "2026-03-22T10:00:00",
            "2026-03-22 10:00:00+01:00",
            "2026-03-22T10:00:00.5+01:00",
            "2026-03-22T10:00:00.50000Z",
            "2026-03-22t10:00:00z",
            "2026-03-22T10:00:60Z",
            "1969-03-22T10:00:00Z",
        ] {
            assert_eq!(text.parse::<LocalTime>(), Err(LocalTimeError), "{text}");
        }
    }
}
