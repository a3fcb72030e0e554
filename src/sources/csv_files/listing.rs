//! What one file lists, row by row.

use chrono_tz::Tz;

use crate::sources::{RowPlace, RowProblem, Transaction};
use crate::tables::TextRow;
use crate::vocabulary::{Date, SourceName, TransactionKey};

use super::Sheet;

/// The most characters of a wrong value that are shown.
const SHOWN: usize = 40;

/// What one file lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::sources) struct FileListing {
    /// In the order of the file.
    pub(in crate::sources) transactions: Vec<Transaction>,
    /// Rows that could not be read.
    pub(in crate::sources) problems: Vec<RowProblem>,
    /// What else there is to say, as sentences.
    pub(in crate::sources) remarks: Vec<String>,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sources) struct Wrong {
    column: String,
    value: String,
    reason: String,
}

impl Wrong {
    pub(in crate::sources) fn new(column: &str, value: &str, reason: impl Into<String>) -> Self {
        Self {
            column: column.to_owned(),
            value: value.chars().take(SHOWN).collect(),
            reason: reason.into(),
        }
    }

    /// It is about the row as a whole.
    pub(in crate::sources) fn row(reason: impl Into<String>) -> Self {
        Self::new("", "", reason)
    }
}

/// Reads single rows of a file.
pub(in crate::sources) trait RowReader {
    /// The transaction of a row; `None` if the row is none.
    fn transaction(&self, row: &TextRow, place: RowPlace) -> Result<Option<Transaction>, Wrong>;

    /// That the row is dated after the day of the run; names the setting for the order of day and month.
    fn too_late(&self, row: &TextRow, day: Date) -> Wrong;
}

/// Reads all rows of a file; none may be dated after `last_day`.
pub(in crate::sources) fn rows(
    sheet: &Sheet,
    reader: &impl RowReader,
    last_day: Option<Date>,
) -> FileListing {
    let mut listing = FileListing::default();
    listing.transactions.reserve(sheet.rows.len());
    for row in &sheet.rows {
        match row_of(sheet, row, reader, last_day) {
            Ok(Some(transaction)) => listing.transactions.push(transaction),
            Ok(None) => {}
            Err(wrong) => listing.problems.push(RowProblem {
                file: sheet.file.clone(),
                row: row.line,
                column: wrong.column,
                value: wrong.value,
                reason: wrong.reason,
            }),
        }
    }
    if sheet.ends_in_header {
        listing.remarks.push(format!(
            "`{}` ends in its first line: if rows are missing, download it again",
            sheet.file
        ));
    }
    listing
}

fn row_of(
    sheet: &Sheet,
    row: &TextRow,
    reader: &impl RowReader,
    last_day: Option<Date>,
) -> Result<Option<Transaction>, Wrong> {
    whole(sheet, row)?;
    let place = RowPlace {
        file: sheet.file.clone(),
        row: row.line,
    };
    let read = reader.transaction(row, place)?;
    match read.as_ref().and_then(|it| after(it, last_day)) {
        Some(day) => Err(reader.too_late(row, day)),
        None => Ok(read),
    }
}

/// What is wrong with a day after today; `setting` mends the order of day and month, where both can be either.
pub(in crate::sources) fn after_today(day: Date, setting: &str) -> String {
    const MONTHS: u32 = 12;
    let help = match day.day() <= MONTHS {
        true => format!("if day and month are swapped, {setting}"),
        false => "if `--today` names an earlier day, it is read from its own day on".to_owned(),
    };
    format!("is dated {day}, after today; {help}")
}

/// The day of a transaction that is dated after `last_day`. No instant that has passed is on a later day in UTC than
/// the day after today, wherever today is.
fn after(transaction: &Transaction, last_day: Option<Date>) -> Option<Date> {
    let last_day = last_day?;
    let day = transaction.at.date_in(Tz::UTC)?;
    (day > last_day).then_some(day)
}

/// Refuses a row that is cut off, or whose cells are not those of the header.
fn whole(sheet: &Sheet, row: &TextRow) -> Result<(), Wrong> {
    if row.is_cut_off {
        return Err(Wrong::row(
            "ends inside of quotes: the file is cut off; download it again",
        ));
    }
    let (expected, found) = (sheet.header.len(), row.cells.len());
    let beyond = row
        .cells
        .iter()
        .skip(expected)
        .find(|cell| !cell.trim().is_empty());
    match beyond {
        None if found >= expected => Ok(()),
        _ => Err(Wrong::row(format!(
            "has {found} cells, and the header has {expected}; download the file again"
        ))),
    }
}

/// The key of a transaction with an id.
pub(in crate::sources) fn key(account: &SourceName, id: &str) -> Option<TransactionKey> {
    TransactionKey::new(account.clone(), id).ok()
}

/// A cell on one line without blanks at its ends, if anything is left: quoted cells may have line breaks.
pub(in crate::sources) fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    let is_other_blank = |c: char| c != ' ' && c.is_whitespace();
    let is_as_written =
        !text.contains(is_other_blank) && !text.as_bytes().windows(2).any(|it| it == b"  ");
    match is_as_written {
        true => (!text.is_empty()).then(|| text.to_owned()),
        false => {
            let words: Vec<&str> = text.split_whitespace().collect();
            (!words.is_empty()).then(|| words.join(" "))
        }
    }
}

/// All texts, each once, as one.
pub(in crate::sources) fn joined<'t>(texts: impl Iterator<Item = &'t str>) -> Option<String> {
    let mut found: Vec<&str> = Vec::new();
    for text in texts.map(str::trim).filter(|text| !text.is_empty()) {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    filled(&found.join(" / "))
}
