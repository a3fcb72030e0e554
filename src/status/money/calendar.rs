//! Months of the calendar.

use std::fmt;
use std::str::FromStr;

use crate::vocabulary::Date;

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first: Date,
}

/// Why a text is not a [`Month`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a month is written as year and month, as in `2026-11`")]
pub struct MonthError;

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        let first = day.minus_days(u64::from(day.day() - 1));
        Self {
            first: first.unwrap_or(day),
        }
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> Date {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Date {
        let next = self
            .first
            .plus_months(1)
            .and_then(|next| next.minus_days(1));
        next.unwrap_or(Date::LAST)
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self {
            first: self.first.plus_months(1).unwrap_or(self.first),
        }
    }

    /// The month before it.
    #[must_use]
    pub fn before(self) -> Self {
        Self {
            first: self.first.minus_months(1).unwrap_or(self.first),
        }
    }

    /// Whether a day is in it.
    #[must_use]
    pub fn has(self, day: Date) -> bool {
        self.first <= day && day <= self.last()
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, MonthError> {
        let first = format!("{text}-01").parse().map_err(|_| MonthError)?;
        Ok(Self { first })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:04}-{:02}",
            self.first.year(),
            self.first.month()
        )
    }
}
