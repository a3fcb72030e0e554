//! How long something may take or may be ago.

use std::fmt;
use std::str::FromStr;

/// A span of time in whole seconds: `90s`, `30m`, `24h`, `2d`, or a plain number of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeSpan {
    seconds: u64,
}

/// Why a text is not a [`TimeSpan`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a span of time is a number and `s`, `m`, `h` or `d`, as in `90s`, `30m`, `24h` or `2d`")]
pub struct TimeSpanError;

/// The units with their seconds, the largest first.
const UNITS: [(char, u64); 4] = [('d', 24 * 60 * 60), ('h', 60 * 60), ('m', 60), ('s', 1)];

impl TimeSpan {
    /// A span of `seconds`.
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        Self { seconds }
    }

    /// The whole span in seconds.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.seconds
    }
}

impl FromStr for TimeSpan {
    type Err = TimeSpanError;

    fn from_str(text: &str) -> Result<Self, TimeSpanError> {
        let unit = UNITS.iter().find(|(letter, _)| text.ends_with(*letter));
        let (count, seconds_each) = match unit {
            Some((letter, seconds)) => (text.trim_end_matches(*letter), *seconds),
            None => (text, 1),
        };
        if unit.is_some() && count.len() + 1 != text.len() {
            return Err(TimeSpanError);
        }
        if count.is_empty() || !count.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(TimeSpanError);
        }
        let count: u64 = count.parse().map_err(|_| TimeSpanError)?;
        let seconds = count.checked_mul(seconds_each).ok_or(TimeSpanError)?;
        Ok(Self { seconds })
    }
}

impl fmt::Display for TimeSpan {
    /// In the largest unit that says it exactly.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exact = |(_, seconds): &&(char, u64)| {
            self.seconds >= *seconds && self.seconds.is_multiple_of(*seconds)
        };
        match UNITS.iter().find(exact) {
            Some((letter, seconds)) => write!(formatter, "{}{letter}", self.seconds / seconds),
            None => write!(formatter, "{}s", self.seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_in_every_unit_and_shown_in_the_largest() {
        for (text, seconds, shown) in [
            ("90s", 90, "90s"),
            ("30m", 1_800, "30m"),
            ("24h", 86_400, "1d"),
            ("2d", 172_800, "2d"),
            ("7", 7, "7s"),
            ("0", 0, "0s"),
            ("0060", 60, "1m"),
        ] {
            let span: TimeSpan = text.parse().expect(text);
            assert_eq!(span.seconds(), seconds, "{text}");
            assert_eq!(span.to_string(), shown, "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "s",
            "1 h",
            "-1s",
            "+1s",
            "1.5h",
            "1w",
            "1hh",
            "1h30m",
            "１h",
            "h1",
            "18446744073709551616",
            "9999999999999999999d",
        ] {
            assert_eq!(text.parse::<TimeSpan>(), Err(TimeSpanError), "{text:?}");
        }
    }
}
