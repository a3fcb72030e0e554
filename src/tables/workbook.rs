//! Workbooks: XLSX and ODS.

use std::io::Cursor;

use calamine::{
    Cell as FoundCell, Data, DataRef, DataType, ExcelDateTime, Ods, OdsError, Reader, Xlsx,
    XlsxError,
};

use super::archive::{Workbook, inspected};
use super::{Cell, Cells, Table, TableError, text_cell};
use crate::vocabulary::{Date, shown};

/// The digits that spreadsheet programs keep of a number.
const MOST_EXACT: f64 = 1e15;

/// Reads a sheet by its name.
type ReadSheet<'w> = dyn FnMut(&str) -> Result<Cells, TableError> + 'w;

pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Table, TableError> {
    let file = Cursor::new(bytes);
    match inspected(bytes)? {
        Workbook::Xlsx => {
            let mut workbook = Xlsx::new(file).map_err(|error| unreadable_xlsx(&error))?;
            let sheets = workbook.sheet_names();
            chosen(&sheets, wanted, &mut |name| xlsx_cells(&mut workbook, name))
        }
        Workbook::Ods => {
            let mut workbook = Ods::new(file).map_err(|error| unreadable_ods(&error))?;
            let sheets = workbook.sheet_names();
            chosen(&sheets, wanted, &mut |name| ods_cells(&mut workbook, name))
        }
    }
}

/// The sheet of that name, or the first one with content; the others with content are named in a note.
fn chosen(
    sheets: &[String],
    wanted: Option<&str>,
    read: &mut ReadSheet<'_>,
) -> Result<Table, TableError> {
    if let Some(wanted) = wanted {
        let mut names = sheets.iter();
        let found = names.find(|name| name.trim().to_lowercase() == wanted.trim().to_lowercase());
        return match found {
            Some(name) => Ok(read(name)?.table(Vec::new())),
            None => Err(TableError::NoSheet {
                wanted: wanted.to_owned(),
                sheets: sheets.to_vec(),
            }),
        };
    }
    let (mut used, mut others) = (None, Vec::new());
    for name in sheets {
        let cells = match read(name) {
            // A page of charts has no cells.
            Err(_) if used.is_some() => continue,
            cells => cells?,
        };
        match (&used, cells.count) {
            (_, 0) => {}
            (None, _) => used = Some((name, cells)),
            (Some(_), _) => others.push(format!("`{}`", shown(name))),
        }
    }
    let Some((name, cells)) = used else {
        return Ok(Table::default());
    };
    let note = format!(
        "only sheet `{}` is read, not {}; `--sheet` reads another one",
        shown(name),
        others.join(", ")
    );
    Ok(cells.table(if others.is_empty() {
        Vec::new()
    } else {
        vec![note]
    }))
}

fn xlsx_cells(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<Cells, TableError> {
    let mut cells = Cells::default();
    let mut reader = match workbook.worksheet_cells_reader(sheet) {
        Err(XlsxError::NotAWorksheet(_)) => return Ok(cells),
        reader => reader.map_err(|error| unreadable_xlsx(&error))?,
    };
    while let Some(found) = reader
        .next_cell()
        .map_err(|error| unreadable_xlsx(&error))?
    {
        let (row, column) = FoundCell::get_position(&found);
        let cell = match found.get_value() {
            DataRef::SharedString(text) => text_cell(text),
            value => cell(&Data::from(value.clone())),
        };
        cells.add(row.saturating_add(1), column as usize, cell)?;
    }
    Ok(cells)
}

fn ods_cells(workbook: &mut Ods<Cursor<&[u8]>>, sheet: &str) -> Result<Cells, TableError> {
    let mut cells = Cells::default();
    let range = workbook.worksheet_range(sheet);
    let range = range.map_err(|error| unreadable_ods(&error))?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, data) in range.used_cells() {
        let row = (first_row as usize).saturating_add(row).saturating_add(1);
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        cells.add(row, first_column as usize + column, cell(data))?;
    }
    Ok(cells)
}

fn cell(data: &Data) -> Option<Cell> {
    match data {
        Data::Int(number) => Some(Cell::Text(number.to_string())),
        Data::Float(number) if number.abs() >= MOST_EXACT => {
            Some(Cell::Rounded(number.to_string()))
        }
        Data::Float(number) => Some(Cell::Text(number.to_string())),
        Data::Bool(value) => Some(Cell::Text(value.to_string())),
        Data::DateTime(instant) => Some(date_cell(*instant)),
        Data::DateTimeIso(text) => Some(iso_cell(text)),
        Data::Error(error) => Some(Cell::Error(error.to_string())),
        Data::Empty => None,
        text => text_cell(text.get_string().unwrap_or_default()),
    }
}

/// The day of an instant; a duration, or a day outside the years of the records, is a number.
fn date_cell(instant: ExcelDateTime) -> Cell {
    let number = || Cell::Text(instant.as_f64().to_string());
    if !instant.is_datetime() {
        return number();
    }
    let (year, month, day, ..) = instant.to_ymd_hms_milli();
    let date = Date::new(year.into(), month.into(), day.into());
    date.map_or_else(|_| number(), Cell::Date)
}

fn iso_cell(text: &str) -> Cell {
    let day = text.get(..10).unwrap_or(text);
    match day.parse() {
        Ok(date) => Cell::Date(date),
        Err(_) => Cell::Text(text.to_owned()),
    }
}

fn unreadable_xlsx(error: &XlsxError) -> TableError {
    TableError::NotATable(match error {
        XlsxError::Password => "the workbook is protected by a password".to_owned(),
        error => format!("the workbook is damaged: {}", shown(&error.to_string())),
    })
}

fn unreadable_ods(error: &OdsError) -> TableError {
    TableError::NotATable(match error {
        OdsError::Password => "the workbook is protected by a password".to_owned(),
        error => format!("the workbook is damaged: {}", shown(&error.to_string())),
    })
}
