//! CSV files of any origin, by a mapping in the settings that says which column holds what.
//!
//! [`read`] is pure.

mod columns;
mod row;

use super::SourceDoubt;
use super::csv_files::{
    DecimalSign, FileListing, Sheet, SourceFile, Texts, decimal_sign, refused, rows,
};
use crate::settings::{AmountColumns, CsvSettings};
use crate::vocabulary::{Date, SourceName};
use columns::{Amounts, Columns};
use row::Reader;

/// Reads one file, whose rows are dated `last_day` or before.
///
/// # Errors
/// Why the file cannot be understood as a whole.
pub(super) fn read(
    file: &SourceFile,
    settings: &CsvSettings,
    account: &SourceName,
    last_day: Option<Date>,
) -> Result<FileListing, SourceDoubt> {
    let texts = Texts {
        encoding: Some(settings.encoding),
        delimiter: settings.delimiter,
        before: settings.skip.before,
    };
    let Some(mut sheet) = Sheet::read(file, texts)? else {
        return Ok(FileListing {
            remarks: vec![format!("`{}` is empty", file.path)],
            ..FileListing::default()
        });
    };
    if !settings.skip.rows.is_empty() {
        let delimiter = char::from(sheet.delimiter).to_string();
        sheet.rows.retain(|row| {
            let cells: Vec<&str> = row.cells.iter().collect();
            let text = cells.join(&delimiter);
            !settings
                .skip
                .rows
                .iter()
                .any(|pattern| pattern.is_in(&text))
        });
    }
    let columns = Columns::of(&sheet, settings)?;
    let reader = Reader {
        decimal: decimal(&sheet, &columns.amounts, &settings.amount)?,
        columns,
        header: &sheet.header,
        settings,
        account,
    };
    Ok(rows(&sheet, &reader, last_day))
}

/// The decimal sign: as the settings say, or as the file shows.
fn decimal(
    sheet: &Sheet,
    amounts: &Amounts,
    settings: &AmountColumns,
) -> Result<DecimalSign, SourceDoubt> {
    if let Some(sign) = settings.decimal {
        return Ok(DecimalSign::of(sign));
    }
    let columns = amounts.columns();
    let cells = sheet.rows.iter().flat_map(|row| {
        let cells = columns.iter().filter_map(|column| row.cells.get(*column));
        cells.map(|cell| (row.line, cell))
    });
    decimal_sign(cells).map_err(|[(first, one), (second, two)]| {
        refused(
            &sheet.file,
            format!(
                "amounts are written in two ways: `{one}` in row {first}, `{two}` in row {second}"
            ),
            "write the decimal sign into the settings, as in `amount = { …, decimal = \",\" }`",
        )
    })
}
