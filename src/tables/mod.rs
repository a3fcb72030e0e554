//! Tables that people keep elsewhere, as rows of cells: CSV, TSV, XLSX and ODS.
//!
//! Bytes go in, a [`Table`] comes out; what the cells mean is decided elsewhere. The content decides what a file is,
//! not its name. Every reader has limits, because a file of a few bytes can stand for gigabytes. Nothing here reads a
//! file or a clock. Start at [`read`], or at [`decode`] and [`text_rows`] for text files of any size.

mod archive;
mod decode;
mod delimited;
mod text_rows;
mod workbook;

use std::collections::BTreeMap;

use crate::problem::choices;
use crate::vocabulary::{Date, shown};

pub use decode::{decode, decode_as};
pub use text_rows::{TextRow, delimiter_of, text_rows};

/// The most bytes a table file may have.
pub const MOST_BYTES: usize = 32 << 20;

/// The most cells a table may have.
const MOST_CELLS: usize = 1_000_000;

/// The rows of a table that have any content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// In the order of the file.
    pub rows: Vec<Row>,
    /// How the file was read, where that is not obvious: as clauses.
    pub notes: Vec<String>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the spreadsheet, or the line in the text file where it begins, counted from 1.
    pub number: u32,
    /// The cells with content, by column, counted from 0.
    pub cells: BTreeMap<usize, Cell>,
}

/// What is in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text, or a number as it is written; without spaces around it.
    Text(String),
    /// A day that the spreadsheet knows as a date.
    Date(Date),
    /// A number with more digits than a spreadsheet keeps.
    Rounded(String),
    /// The error that a formula gives, as in `#REF!`.
    Error(String),
}

/// Why a file is not read as a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// It is something else, or damaged.
    #[error("{0}")]
    NotATable(String),
    /// It has more than a table of people can have.
    #[error("the file has more than {0}")]
    TooLarge(&'static str),
    /// It has no sheet of that name.
    #[error("the file has no sheet `{}`", shown(.wanted))]
    NoSheet {
        /// The name that was asked for.
        wanted: String,
        /// The names it has; empty if it is not a workbook.
        sheets: Vec<String>,
    },
}

impl TableError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::NotATable(_) => {
                "save the table as CSV, TSV, XLSX or ODS, and give that file".to_owned()
            }
            Self::TooLarge(_) => "remove what does not belong to the table".to_owned(),
            Self::NoSheet { sheets, .. } if sheets.is_empty() => {
                "only XLSX and ODS files have sheets; leave out `--sheet`".to_owned()
            }
            Self::NoSheet { wanted, sheets } => {
                choices(wanted, "its sheets are", sheets.iter().map(String::as_str))
            }
        }
    }
}

/// Reads a file; of a workbook the sheet of that name, or the first one with any content.
///
/// # Errors
/// When the file is not a table, is too large, or has no such sheet.
pub fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Table, TableError> {
    if archive::is_archive(bytes) {
        return workbook::read(bytes, sheet);
    }
    match sheet {
        Some(wanted) => Err(TableError::NoSheet {
            wanted: wanted.to_owned(),
            sheets: Vec::new(),
        }),
        None => delimited::read(bytes),
    }
}

/// Collects the cells of a table, up to the limit.
#[derive(Debug, Default)]
struct Cells {
    rows: BTreeMap<u32, BTreeMap<usize, Cell>>,
    count: usize,
}

impl Cells {
    /// Adds a cell with content; `row` is counted from 1.
    fn add(&mut self, row: u32, column: usize, cell: Option<Cell>) -> Result<(), TableError> {
        let Some(cell) = cell else {
            return Ok(());
        };
        self.count += 1;
        if self.count > MOST_CELLS {
            return Err(TableError::TooLarge("1,000,000 cells"));
        }
        self.rows.entry(row).or_default().insert(column, cell);
        Ok(())
    }

    fn table(self, notes: Vec<String>) -> Table {
        let rows = self.rows.into_iter();
        Table {
            rows: rows.map(|(number, cells)| Row { number, cells }).collect(),
            notes,
        }
    }
}

/// A text without spaces around it; `None` if nothing is left.
fn text_cell(text: &str) -> Option<Cell> {
    let text = text.trim();
    (!text.is_empty()).then(|| Cell::Text(text.to_owned()))
}
