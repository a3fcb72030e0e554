//! CSV files from PayPal's website: the activity report, the statement and the old history download.
//!
//! Columns are found by their headers, in any language and order (`headers`); the order of day and month and the
//! decimal sign are decided for a whole file; the event code says what a row is, or else its type (`type_texts`).
//! [`read`] is pure.

mod aliases;
mod headers;
mod own_money;
mod row;
mod statuses;
mod type_texts;

use super::SourceDoubt;
use super::csv_files::{
    FileListing, NoOrder, Sheet, SourceFile, Texts, WrittenDay, decimal_sign, order, refused, rows,
};
use crate::settings::{DateOrder, PaypalCsvSettings};
use crate::vocabulary::{Date, SourceName};
use aliases::Meaning;
use headers::Columns;
use row::Reader;

/// Reads one file, whose rows are dated `last_day` or before.
///
/// # Errors
/// Why the file cannot be understood as a whole.
pub(super) fn read(
    file: &SourceFile,
    settings: &PaypalCsvSettings,
    account: &SourceName,
    last_day: Option<Date>,
) -> Result<FileListing, SourceDoubt> {
    let Some(sheet) = Sheet::read(file, Texts::default())? else {
        return Ok(FileListing {
            remarks: vec![format!("`{}` is empty", file.path)],
            ..FileListing::default()
        });
    };
    let columns = Columns::of(&sheet)?;
    let reader = Reader {
        order: day_order(&sheet, &columns, settings.dates)?,
        decimal: decimal(&sheet, &columns)?,
        columns,
        header: &sheet.header,
        zone: settings.timezone,
        account,
    };
    let mut listing = rows(&sheet, &reader, last_day);
    listing.remarks.extend(reader.remarks(&sheet, &listing));
    Ok(listing)
}

fn day_order(
    sheet: &Sheet,
    columns: &Columns,
    wanted: Option<DateOrder>,
) -> Result<DateOrder, SourceDoubt> {
    let days = sheet.rows.iter().filter_map(|row| {
        let text = columns.cell(row, Meaning::Date);
        WrittenDay::new(text).map(|day| (row.line, day))
    });
    let text_in = |line: u32| {
        let row = sheet.rows.iter().find(|row| row.line == line);
        row.map_or("", |row| columns.cell(row, Meaning::Date))
            .to_owned()
    };
    order(days, wanted).map_err(|wrong| match wrong {
        NoOrder::Open(line) => refused(
            &sheet.file,
            format!(
                "no row shows whether the day or the month comes first, as in `{}` in row {line}",
                text_in(line)
            ),
            "write `dates = \"day-first\"` or `dates = \"month-first\"` for this source into the settings",
        ),
        NoOrder::Contradicted(line) => refused(
            &sheet.file,
            format!(
                "the date `{}` in row {line} has another order of day and month than the rows before it or the settings",
                text_in(line)
            ),
            "keep files with another order in a source of their own, with its own `dates`",
        ),
    })
}

fn decimal(sheet: &Sheet, columns: &Columns) -> Result<super::csv_files::DecimalSign, SourceDoubt> {
    let amounts = sheet.rows.iter().flat_map(|row| {
        let cells = [Meaning::Gross, Meaning::Fee].map(|meaning| columns.cell(row, meaning));
        cells.map(|cell| (row.line, cell))
    });
    decimal_sign(amounts).map_err(|[(first, one), (second, two)]| {
        refused(
            &sheet.file,
            format!(
                "amounts are written in two ways: `{one}` in row {first}, `{two}` in row {second}"
            ),
            "download the file again; a spreadsheet program may have changed it",
        )
    })
}

/// What a row is by the text of its type.
pub(super) fn nature_of_text(text: &str) -> super::Nature {
    type_texts::nature(text)
}
