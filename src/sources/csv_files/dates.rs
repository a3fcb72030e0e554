//! Days as files of PayPal write them: the order of day and month is decided for a whole file.

use chrono::{NaiveDate, NaiveTime};

use crate::settings::DateOrder;

/// A day as it is written, before the order of day and month is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sources) enum WrittenDay {
    /// The year first: the order is known.
    YearFirst(i32, u32, u32),
    /// Two numbers and a year, and what stands between them.
    YearLast(u32, u32, i32, char),
}

impl WrittenDay {
    /// Reads the parts of a day, with or without zeros in front.
    pub(in crate::sources) fn new(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('.');
        let separator = text.chars().find(|c| !c.is_ascii_digit())?;
        if !matches!(separator, '/' | '-' | '.') {
            return None;
        }
        let mut parts = text.split(separator);
        let parts = [parts.next()?, parts.next()?, parts.next()?];
        let is_whole = text.matches(separator).count() == 2;
        let number = |part: &str, longest: usize| {
            let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            (is_number && part.len() <= longest).then(|| part.parse::<u32>().ok())?
        };
        let year = |part: &str| {
            let year = number(part, 4).filter(|_| part.len() == 4);
            year.and_then(|year| i32::try_from(year).ok())
        };
        let [first, second, third] = parts;
        match is_whole {
            true if first.len() == 4 => Some(Self::YearFirst(
                year(first)?,
                number(second, 2)?,
                number(third, 2)?,
            )),
            true => Some(Self::YearLast(
                number(first, 2)?,
                number(second, 2)?,
                year(third)?,
                separator,
            )),
            false => None,
        }
    }

    /// The order that this day allows alone, if it allows one only.
    const fn order(self) -> Option<DateOrder> {
        match self {
            Self::YearLast(13..=31, 1..=12, ..) => Some(DateOrder::DayFirst),
            Self::YearLast(1..=12, 13..=31, ..) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    /// Whether it is another day in the other order.
    const fn is_open(self) -> bool {
        matches!(self, Self::YearLast(first @ 1..=12, second @ 1..=12, ..) if first != second)
    }

    /// The day, in this order.
    pub(in crate::sources) fn day(self, order: DateOrder) -> Option<NaiveDate> {
        let (year, month, day) = match (self, order) {
            (Self::YearFirst(year, month, day), _) => (year, month, day),
            (Self::YearLast(day, month, year, _), DateOrder::DayFirst)
            | (Self::YearLast(month, day, year, _), DateOrder::MonthFirst) => (year, month, day),
        };
        NaiveDate::from_ymd_opt(year, month, day).filter(|_| (1970..=9999).contains(&year))
    }
}

/// Why the order of day and month in a file is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sources) enum NoOrder {
    /// No row decides it; the first one that would be another day.
    Open(u32),
    /// Rows that contradict each other, or one that contradicts the settings or the usual order.
    Contradicted(u32),
}

/// The order of day and month in a file with these days: as the settings say, or as its rows do. With dots and hyphens
/// the day is first, with slashes a number above 12 has to show it.
pub(in crate::sources) fn order(
    days: impl Iterator<Item = (u32, WrittenDay)>,
    wanted: Option<DateOrder>,
) -> Result<DateOrder, NoOrder> {
    let mut shown: Option<DateOrder> = wanted;
    let mut open = None;
    for (line, day) in days {
        let usual = match day {
            WrittenDay::YearLast(.., '.' | '-') if wanted.is_none() => Some(DateOrder::DayFirst),
            _ => None,
        };
        for order in [usual, day.order()].into_iter().flatten() {
            if *shown.get_or_insert(order) != order {
                return Err(NoOrder::Contradicted(line));
            }
        }
        if day.is_open() {
            open.get_or_insert(line);
        }
    }
    match (shown, open) {
        (Some(order), _) => Ok(order),
        (None, Some(line)) => Err(NoOrder::Open(line)),
        (None, None) => Ok(DateOrder::DayFirst),
    }
}

/// A time such as `7:05:09`, `19:05` or `7:05:09 PM`.
pub(in crate::sources) fn time(text: &str) -> Option<NaiveTime> {
    let text = text.trim();
    let formats = ["%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p"];
    let mut found = formats
        .iter()
        .map(|format| NaiveTime::parse_from_str(text, format));
    found.find_map(Result::ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(texts: &[&str], wanted: Option<DateOrder>) -> Result<DateOrder, NoOrder> {
        let days = texts
            .iter()
            .map(|text| WrittenDay::new(text).expect("a day"));
        order((2..).zip(days), wanted)
    }

    #[test]
    fn the_whole_file_decides_about_the_order() {
        use DateOrder::{DayFirst, MonthFirst};
        for (texts, wanted, expected) in [
            (vec!["05/03/2026", "13/03/2026"], None, Ok(DayFirst)),
            (vec!["3/5/2026", "3/13/2026"], None, Ok(MonthFirst)),
            (
                vec!["05/03/2026", "06/03/2026"],
                None,
                Err(NoOrder::Open(2)),
            ),
            (vec!["05/05/2026"], None, Ok(DayFirst)),
            (vec!["05.03.2026"], None, Ok(DayFirst)),
            (vec!["05-03-2026"], None, Ok(DayFirst)),
            (vec!["2026-03-05"], None, Ok(DayFirst)),
            (vec!["03.13.2026"], None, Err(NoOrder::Contradicted(2))),
            (
                vec!["13/03/2026", "03/13/2026"],
                None,
                Err(NoOrder::Contradicted(3)),
            ),
            (vec!["05/03/2026"], Some(MonthFirst), Ok(MonthFirst)),
            (vec!["05.03.2026"], Some(MonthFirst), Ok(MonthFirst)),
            (
                vec!["13/03/2026"],
                Some(MonthFirst),
                Err(NoOrder::Contradicted(2)),
            ),
            (vec!["99/99/2026", "31/02/2026"], None, Ok(DayFirst)),
            (vec![], None, Ok(DayFirst)),
        ] {
            assert_eq!(decided(&texts, wanted), expected, "{texts:?}");
        }
    }

    #[test]
    fn days_exist_and_have_four_digits_of_a_year() {
        let day = |text: &str| {
            let day = WrittenDay::new(text)?.day(DateOrder::DayFirst)?;
            Some(day.to_string())
        };
        for (text, expected) in [
            ("3/1/2026", Some("2026-01-03")),
            ("2026/03/05", Some("2026-03-05")),
            ("31/02/2026", None),
            ("5/3/26", None),
            ("5/3/2026/1", None),
            ("5/3-2026", None),
            ("5 March 2026", None),
            ("", None),
            ("20260305", None),
            ("00/00/0000", None),
        ] {
            assert_eq!(day(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn times_have_seconds_or_not() {
        let shown = |text: &str| time(text).map(|time| time.to_string());
        assert_eq!(shown("7:05:09").as_deref(), Some("07:05:09"));
        assert_eq!(shown(" 19:05 ").as_deref(), Some("19:05:00"));
        assert_eq!(shown("7:05:09 PM").as_deref(), Some("19:05:09"));
        assert_eq!(shown("25:00:00"), None);
    }
}
