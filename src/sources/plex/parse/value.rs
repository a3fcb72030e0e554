//! The spellings of ids, flags and times at plex.tv.

use std::fmt;

use chrono::{DateTime, NaiveDateTime};

use crate::vocabulary::Timestamp;

/// The id of one share: one server given to one person. Not a person's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ShareId(pub(crate) u64);

impl fmt::Display for ShareId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

/// An id: digits and nothing else, within 64 bits.
pub(super) fn id(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A flag; an empty one is none.
pub(super) fn flag(text: &str) -> Result<Option<bool>, Unreadable> {
    match text {
        "" => Ok(None),
        "0" | "false" => Ok(Some(false)),
        "1" | "true" => Ok(Some(true)),
        _ => Err(Unreadable),
    }
}

/// An instant: epoch seconds, ISO-8601, or `2023-03-24 00:00:00 UTC`; empty and 0 are none.
pub(super) fn time(text: &str) -> Result<Option<Timestamp>, Unreadable> {
    /// The last second of the year 9999: a later one is not a time but another unit.
    const LATEST: i64 = 253_402_300_799;
    let seconds = match text {
        "" => 0,
        digits if id(digits).is_some() => digits.parse().map_err(|_| Unreadable)?,
        written => written_out(written).ok_or(Unreadable)?,
    };
    match seconds {
        0 => Ok(None),
        1..=LATEST => Ok(Some(Timestamp(seconds))),
        _ => Err(Unreadable),
    }
}

fn written_out(text: &str) -> Option<i64> {
    let iso = DateTime::parse_from_rfc3339(text).map(|instant| instant.timestamp());
    let spaced = || {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S UTC")
            .map(|instant| instant.and_utc().timestamp())
    };
    iso.or_else(|_| spaced()).ok()
}

/// A text that is none of the spellings of its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_four_spellings_and_three_of_none() {
        for (text, seconds) in [
            ("1442189137", Some(1_442_189_137)),
            ("2015-09-14T00:05:37Z", Some(1_442_189_137)),
            ("2015-09-14T02:05:37+02:00", Some(1_442_189_137)),
            ("2023-03-24 00:00:00 UTC", Some(1_679_616_000)),
            ("0", None),
            ("", None),
            ("1970-01-01T00:00:00Z", None),
        ] {
            assert_eq!(time(text), Ok(seconds.map(Timestamp)), "{text}");
        }
        for text in [
            "-5",
            "+5",
            "1e9",
            "soon",
            "1442189137000000",
            "99999999999999999999",
        ] {
            assert_eq!(time(text), Err(Unreadable), "{text}");
        }
    }

    #[test]
    fn ids_are_digits_that_fit() {
        assert_eq!(id("301000001"), Some(301_000_001));
        assert_eq!(id("18446744073709551615"), Some(u64::MAX));
        for text in [
            "",
            "+1",
            "-1",
            " 1",
            "1e3",
            "0x1",
            "18446744073709551616",
            "١",
        ] {
            assert_eq!(id(text), None, "{text:?}");
        }
    }

    #[test]
    fn flags_are_zero_or_one() {
        assert_eq!(flag("1"), Ok(Some(true)));
        assert_eq!(flag("0"), Ok(Some(false)));
        assert_eq!(flag(""), Ok(None));
        assert_eq!(flag("2"), Err(Unreadable));
    }
}
