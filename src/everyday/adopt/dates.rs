//! The dates of a column, whichever way they are written.
//!
//! A spreadsheet's own dates, `2026-11-22`, `22.11.2026` and `22 Nov 2026` can be read in one way only. `03/04/2026`
//! can be read in two: then the other dates of the column decide, or `--date-format`; nothing is guessed.

use std::fmt::Write;

use chrono::{NaiveDate, NaiveTime};

use super::Refusal;
use crate::tables::Cell;
use crate::vocabulary::{Date, DateError, shown};

/// What dates look like, from `--date-format`.
#[derive(Debug, Clone, Copy)]
pub(super) struct DateFormat<'a>(&'a str);

impl<'a> DateFormat<'a> {
    /// Takes a format that holds a whole date.
    pub(super) fn parse(format: &'a str) -> Result<Self, Refusal> {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22);
        // They stand for the way of writing dates of some country, which nothing here knows.
        let is_local = ["%x", "%c"].iter().any(|part| format.contains(part));
        let again = day.and_then(|day| {
            let mut text = String::new();
            // A format that asks for more than a day and a time cannot be written.
            write!(text, "{}", day.and_time(NaiveTime::MIN).format(format)).ok()?;
            NaiveDate::parse_from_str(&text, format).ok()
        });
        match day.is_some() && again == day && !is_local {
            true => Ok(Self(format)),
            false => Err(Refusal::new(
                format!("--date-format {}", shown(format)),
                "this is not the format of a date",
            )
            .help("it has a day, a month and a year, as in `%d/%m/%Y`")),
        }
    }

    /// The date that a text means, with the year in two digits or in four.
    fn read(self, text: &str) -> Option<Date> {
        let read = |format: &str| {
            let date = NaiveDate::parse_from_str(text, format).ok()?;
            Date::try_from(date).ok()
        };
        let (year, other) = match self.0.contains("%Y") {
            true => ("%Y", "%y"),
            false => ("%y", "%Y"),
        };
        let other_year =
            || read(&self.0.replace(year, other)).filter(|_| self.has_year_of(text, other));
        read(self.0).or_else(other_year)
    }

    /// Whether the number at the place of the year has as many digits as `year` means.
    fn has_year_of(self, text: &str, year: &str) -> bool {
        let parts = self.0.split('%').skip(1);
        let letters = parts.filter_map(|part| part.chars().find(char::is_ascii_alphabetic));
        let mut numbers = letters.filter(|letter| !"aAbBhpPzZ".contains(*letter));
        let place = numbers.position(|letter| letter.eq_ignore_ascii_case(&'y'));
        let mut digits = text
            .split(|letter: char| !letter.is_ascii_digit())
            .filter(|digits| !digits.is_empty());
        let length = if year == "%Y" { 4 } else { 2 };
        place
            .and_then(|place| digits.nth(place))
            .is_some_and(|digits| digits.len() == length)
    }
}

/// One way or two to read a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Sure(Date),
    DayFirst(Date),
    MonthFirst(Date),
    Either { day_first: Date, month_first: Date },
}

/// The dates of the cells of one column, or why a cell has none.
pub(super) fn dates(
    cells: &[Option<&Cell>],
    format: Option<DateFormat<'_>>,
) -> Vec<Option<Result<Date, String>>> {
    let read = |cell: &Option<&Cell>| cell.map(|cell| reading(cell, format));
    let readings: Vec<_> = cells.iter().map(read).collect();
    let is = |wanted: fn(&Reading) -> bool| {
        let mut sure = readings.iter().flatten().flatten();
        sure.any(wanted)
    };
    let day_first = is(|reading| matches!(reading, Reading::DayFirst(_)));
    let month_first = is(|reading| matches!(reading, Reading::MonthFirst(_)));
    let decided = |reading| match reading {
        Reading::Sure(date) | Reading::DayFirst(date) | Reading::MonthFirst(date) => Ok(date),
        Reading::Either {
            day_first: date, ..
        } if day_first && !month_first => Ok(date),
        Reading::Either {
            month_first: date, ..
        } if month_first && !day_first => Ok(date),
        Reading::Either {
            day_first: one,
            month_first: other,
        } => {
            let why = match day_first {
                true => "other dates of this column are written either way",
                false => "no other date of this column decides",
            };
            Err(format!(
                "can be read as {one} or as {other}, and {why}; give `--date-format %d/%m/%Y` or `--date-format \
                 %m/%d/%Y`"
            ))
        }
    };
    let readings = readings.into_iter();
    readings
        .map(|reading| reading.map(|reading| reading.and_then(decided)))
        .zip(cells)
        .map(|(date, cell)| {
            let named = |message| format!("`{}` {message}", text_of(*cell));
            date.map(|date| date.map_err(named))
        })
        .collect()
}

fn text_of(cell: Option<&Cell>) -> String {
    match cell {
        Some(Cell::Text(text) | Cell::Rounded(text) | Cell::Error(text)) => shown(text),
        Some(Cell::Date(date)) => date.to_string(),
        None => String::new(),
    }
}

fn reading(cell: &Cell, format: Option<DateFormat<'_>>) -> Result<Reading, String> {
    let text = match cell {
        Cell::Date(date) => return Ok(Reading::Sure(*date)),
        Cell::Rounded(_) | Cell::Error(_) => return Err(not_a_date()),
        Cell::Text(text) => text.as_str(),
    };
    let Some(format) = format else {
        return written(text);
    };
    match format.read(text) {
        Some(date) => Ok(Reading::Sure(date)),
        None => match written(text)? {
            Reading::Either { .. } => {
                Err("does not fit `--date-format`, and can be read in two ways".to_owned())
            }
            sure => Ok(sure),
        },
    }
}

fn not_a_date() -> String {
    "is not a date; dates are written like 2026-11-22, 22.11.2026 or 22 Nov 2026, others need `--date-format`".to_owned()
}

/// A date as people write it, with or without a time behind it.
fn written(text: &str) -> Result<Reading, String> {
    let text = without_time(text);
    let is_mark = |c: char| ".-/, ".contains(c);
    let parts: Vec<&str> = text
        .split(is_mark)
        .filter(|part| !part.is_empty())
        .collect();
    let [first, second, third] = parts.as_slice() else {
        return Err(not_a_date());
    };
    let date = |year: u32, month: u32, day: u32| {
        let year = i32::try_from(year).map_err(|_| DateError::OutOfRange)?;
        Date::new(year, month, day)
    };
    let sure = |date: Result<Date, DateError>| match date {
        Ok(date) => Ok(Reading::Sure(date)),
        Err(error) => Err(format!("is not a date: {error}")),
    };
    if let (Some(year), Some(month), Some(day)) = (year(first), number(second), number(third)) {
        return sure(date(year, month, day));
    }
    let year = match third.len() {
        2 if text.contains('.') && !text.contains('/') => number(third).map(|year| 2000 + year),
        _ => year(third),
    };
    let year = year.ok_or_else(not_a_date)?;
    match (number(first), month(first), number(second), month(second)) {
        (Some(day), _, _, Some(month)) | (_, Some(month), Some(day), _) => {
            sure(date(year, month, day))
        }
        (Some(day), _, Some(month), _) if text.contains('.') => sure(date(year, month, day)),
        (Some(one), _, Some(other), _) => match (date(year, other, one), date(year, one, other)) {
            (Ok(date), Ok(same)) if date == same => Ok(Reading::Sure(date)),
            (Ok(day_first), Ok(month_first)) => Ok(Reading::Either {
                day_first,
                month_first,
            }),
            (Ok(date), Err(_)) => Ok(Reading::DayFirst(date)),
            (Err(_), Ok(date)) => Ok(Reading::MonthFirst(date)),
            (Err(error), Err(_)) => Err(format!("is not a date: {error}")),
        },
        _ => Err(not_a_date()),
    }
}

/// `2026-11-22 10:00` and `2026-11-22T10:00:00Z` without the time.
fn without_time(text: &str) -> &str {
    let Some((before, _)) = text.split_once(':') else {
        return text;
    };
    let hour = before.rfind([' ', 'T', 't']);
    hour.map_or(text, |hour| before[..hour].trim_end())
}

fn number(digits: &str) -> Option<u32> {
    let is_number = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?
}

fn year(digits: &str) -> Option<u32> {
    let is_year = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    is_year.then(|| digits.parse().ok())?
}

/// The month that an English or German name means, short or long.
fn month(name: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january januar jänner",
        "february februar",
        "march märz maerz mrz",
        "april",
        "may mai",
        "june juni",
        "july juli",
        "august",
        "september",
        "october oktober",
        "november",
        "december dezember",
    ];
    let name = name.to_lowercase();
    if name.chars().count() < 3 {
        return None;
    }
    let is_meant = |names: &str| names.split(' ').any(|long| long.starts_with(&name));
    let index = NAMES.iter().position(|names| is_meant(names))?;
    u32::try_from(index + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: Option<&str>, cells: &[(&str, &str)]) {
        let format = format.map(|format| DateFormat::parse(format).unwrap());
        let texts: Vec<Cell> = cells
            .iter()
            .map(|(text, _)| Cell::Text((*text).to_owned()))
            .collect();
        let read = dates(&texts.iter().map(Some).collect::<Vec<_>>(), format);
        for ((text, expected), read) in cells.iter().zip(read) {
            match read.unwrap() {
                Ok(date) => assert_eq!(date.to_string(), *expected, "{text}"),
                Err(message) => {
                    assert!(!expected.is_empty(), "{text}: {message}");
                    assert!(message.contains(expected), "{text}: {message}");
                }
            }
        }
    }

    #[test]
    fn dates_that_can_be_read_in_one_way_need_no_help() {
        check(
            None,
            &[
                ("2026-11-02", "2026-11-02"),
                ("2026/3/4", "2026-03-04"),
                ("2026-11-02 00:00:00", "2026-11-02"),
                ("2026-11-02T23:59:59Z", "2026-11-02"),
                ("3.4.2026", "2026-04-03"),
                ("03.04.26", "2026-04-03"),
                ("3 April 2026", "2026-04-03"),
                ("Apr 3, 2026", "2026-04-03"),
                ("3. März 2026", "2026-03-03"),
                ("22-Dez-2026", "2026-12-22"),
                ("05/05/2026", "2026-05-05"),
                ("2026-02-30", "this day does not exist"),
                ("31/31/2026", "this day does not exist"),
                ("22/11/26", "is not a date"),
                ("soon", "is not a date"),
                ("46348", "is not a date"),
                ("1969-01-01", "between 1970 and 9999"),
            ],
        );
    }

    #[test]
    fn one_date_of_the_column_decides_for_all() {
        check(
            None,
            &[("03/04/2026", "2026-04-03"), ("13/04/2026", "2026-04-13")],
        );
        check(
            None,
            &[("03/04/2026", "2026-03-04"), ("04/13/2026", "2026-04-13")],
        );
        check(
            None,
            &[
                ("03/04/2026", "no other date"),
                ("2026-04-13", "2026-04-13"),
            ],
        );
        check(
            None,
            &[
                ("03/04/2026", "written either way"),
                ("04/13/2026", "2026-04-13"),
                ("13-04-2026", "2026-04-13"),
            ],
        );
    }

    #[test]
    fn a_format_decides_what_it_fits() {
        check(
            Some("%d/%m/%Y %H:%M"),
            &[("03/04/2026 09:30", "2026-04-03")],
        );
        let cells = [
            ("03/04/2026", "2026-03-04"),
            ("2026-05-06", "2026-05-06"),
            ("x", "is not a date"),
        ];
        check(Some("%m/%d/%Y"), &cells);
        check(
            Some("%d/%m/%y"),
            &[
                ("03/04/26", "2026-04-03"),
                ("03/04/2026", "2026-04-03"),
                ("03-04-2026", "does not fit"),
            ],
        );
        let cells = [
            ("03/04/26", "2026-04-03"),
            ("3/4/0026", "is not a date"),
            ("07/02/7", "is not a date"),
        ];
        check(Some("%d/%m/%Y"), &cells);
        check(
            Some("%b %d %y"),
            &[("Apr 3 2026", "2026-04-03"), ("Apr 03 26", "2026-04-03")],
        );
        for wrong in [
            "%d/%m",
            "%Q",
            "%x",
            "%c",
            "%",
            "",
            "%H:%M",
            "%d/%m/%Y %z",
            "%d %d %Y",
        ] {
            assert!(DateFormat::parse(wrong).is_err(), "{wrong}");
        }
    }
}
