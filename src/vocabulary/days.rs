//! How many days ahead to look.

use std::fmt;
use std::str::FromStr;

/// A whole number of days, written `30`, `30d` or `4w`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days(u32);

/// Why a text is not a number of [`Days`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a number of days is written like `30`, `30d` or `4w`")]
pub struct DaysError;

impl Days {
    /// That many days.
    #[must_use]
    pub const fn new(count: u32) -> Self {
        Self(count)
    }

    /// How many days these are.
    #[must_use]
    pub const fn count(self) -> u32 {
        self.0
    }
}

impl FromStr for Days {
    type Err = DaysError;

    fn from_str(text: &str) -> Result<Self, DaysError> {
        let (digits, days_each) = match (text.strip_suffix('d'), text.strip_suffix('w')) {
            (Some(digits), _) => (digits, 1),
            (_, Some(digits)) => (digits, 7),
            _ => (text, 1),
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DaysError);
        }
        let count: u32 = digits.parse().map_err(|_| DaysError)?;
        count.checked_mul(days_each).map(Self).ok_or(DaysError)
    }
}

impl fmt::Display for Days {
    /// `1 day`, `14 days`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => formatter.write_str("1 day"),
            count => write!(formatter, "{count} days"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_plain_and_in_days_and_weeks() {
        for (text, count, shown) in [
            ("30", 30, "30 days"),
            ("30d", 30, "30 days"),
            ("4w", 28, "28 days"),
            ("1", 1, "1 day"),
            ("0", 0, "0 days"),
            ("007d", 7, "7 days"),
            ("4294967295", u32::MAX, "4294967295 days"),
        ] {
            let days: Days = text.parse().expect(text);
            assert_eq!(days.count(), count, "{text}");
            assert_eq!(days.to_string(), shown, "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "d",
            "w",
            "-1",
            "+1",
            "1.5",
            "1 d",
            "1dd",
            "1m",
            "30 days",
            "１d",
            "4294967296",
            "4294967295w",
        ] {
            assert_eq!(text.parse::<Days>(), Err(DaysError), "{text:?}");
        }
    }
}
