//! Looks through a workbook before it is read, because the library that reads it trusts what the file says.
//!
//! XLSX and ODS are zip archives of XML. A few bytes of them can stand for gigabytes, a number in them can ask for
//! any amount of memory, and an XML file that is cut off can keep a reader waiting for ever. All of that is found here.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{MOST_CELLS, TableError};

/// The most bytes all files of a workbook may have together.
const MOST_UNPACKED: u64 = 64 << 20;

/// The most files a workbook may have.
const MOST_FILES: usize = 10_000;

/// What a workbook is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Workbook {
    Xlsx,
    Ods,
}

/// Whether the file is a zip archive, or a workbook that is not one.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") || is_compound(bytes)
}

/// Whether it is what old versions of Excel save, and what new ones save with a password.
fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0")
}

/// Says which workbook it is, if it can be read without harm.
pub(super) fn inspected(bytes: &[u8]) -> Result<Workbook, TableError> {
    if is_compound(bytes) {
        let message = "the file is an XLS workbook, or is protected by a password";
        return Err(TableError::NotATable(message.to_owned()));
    }
    let damaged = |_| TableError::NotATable("the file is a damaged zip archive".to_owned());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MOST_FILES {
        return Err(TableError::TooLarge("10,000 files in it"));
    }
    let mut left = MOST_UNPACKED;
    let mut workbook = None;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(damaged)?;
        let name = file
            .name()
            .map_err(damaged)?
            .to_lowercase()
            .replace('\\', "/");
        let mut content = Vec::new();
        let read = file.take(left + 1).read_to_end(&mut content);
        let read = read.map_err(|_| TableError::NotATable(format!("`{name}` in it is damaged")))?;
        let read = u64::try_from(read).unwrap_or(u64::MAX);
        left = left
            .checked_sub(read)
            .ok_or(TableError::TooLarge("64 MiB when unpacked"))?;
        match name.as_str() {
            "content.xml" => workbook = Some(Workbook::Ods),
            "xl/workbook.xml" => workbook = Some(Workbook::Xlsx),
            _ => {}
        }
        if name.ends_with(".xml") && (name.starts_with("xl/") || name == "content.xml") {
            inspect(&name, &content)?;
        }
    }
    workbook.ok_or_else(|| {
        TableError::NotATable("the file is a zip archive, but not a workbook".to_owned())
    })
}

/// Refuses XML that does not end, that asks for much memory, or whose cells are too many.
fn inspect(name: &str, content: &[u8]) -> Result<(), TableError> {
    let damaged = || TableError::NotATable(format!("`{name}` in it is damaged"));
    let text = std::str::from_utf8(content).map_err(|_| damaged())?;
    let mut reader = Reader::from_str(text);
    let (mut depth, mut repeats) = (0_usize, Repeats::default());
    loop {
        match reader.read_event().map_err(|_| damaged())? {
            Event::Start(start) => {
                depth += 1;
                repeats.begin(&start).ok_or_else(damaged)?;
            }
            Event::Empty(start) => {
                repeats.begin(&start).ok_or_else(damaged)?;
                repeats.end(start.name().as_ref());
            }
            Event::Text(_) | Event::CData(_) => repeats.is_filled = true,
            Event::End(end) => {
                depth = depth.checked_sub(1).ok_or_else(damaged)?;
                repeats.end(end.name().as_ref());
            }
            Event::DocType(_) => return Err(damaged()),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(damaged()),
            _ => {}
        }
        if repeats.cells() > MOST_CELLS {
            return Err(TableError::TooLarge("1,000,000 cells"));
        }
    }
}

/// How many cells a sheet of an ODS file has when all repeated ones are written out.
#[derive(Debug, Default)]
struct Repeats {
    /// The cells that were written out in the rows so far, each row once.
    listed: usize,
    /// The rows up to the last one with content, and the widest of them.
    rows: usize,
    widest: usize,
    /// Rows without content since then, which count once another row has some.
    empty_rows: usize,
    /// The row under way: how often it is repeated, its cells up to the last one with content, and those since.
    row_repeats: usize,
    width: usize,
    empty_cells: usize,
    /// The cell under way: how often it is repeated, and whether it has content.
    cell_repeats: usize,
    is_filled: bool,
    /// How many texts an XLSX file says it has.
    announced: usize,
}

impl Repeats {
    /// `None` if a number cannot be read.
    fn begin(&mut self, start: &BytesStart<'_>) -> Option<()> {
        match start.name().as_ref() {
            "table:table-row" => {
                self.row_repeats = number(start, "table:number-rows-repeated", 1)?;
                (self.width, self.empty_cells) = (0, 0);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.cell_repeats = number(start, "table:number-columns-repeated", 1)?;
                let has = |name| matches!(start.try_get_attribute(name), Ok(Some(_)));
                self.is_filled = has("office:value-type") || has("table:formula");
            }
            name if name == "sst" || name.ends_with(":sst") => {
                self.announced = number(start, "uniqueCount", 0)?;
            }
            _ => {}
        }
        Some(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "table:table-cell" | "table:covered-table-cell" if self.is_filled => {
                let added = self.empty_cells.saturating_add(self.cell_repeats);
                self.width = self.width.saturating_add(added);
                self.empty_cells = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.empty_cells = self.empty_cells.saturating_add(self.cell_repeats);
            }
            "table:table-row" if self.width > 0 => {
                self.listed = self.listed.saturating_add(self.width);
                let added = self.empty_rows.saturating_add(self.row_repeats);
                self.rows = self.rows.saturating_add(added);
                self.widest = self.widest.max(self.width);
                self.empty_rows = 0;
            }
            "table:table-row" => self.empty_rows = self.empty_rows.saturating_add(self.row_repeats),
            "table:table" => {
                self.listed = self.cells();
                (self.rows, self.widest, self.empty_rows) = (0, 0, 0);
            }
            _ => {}
        }
    }

    fn cells(&self) -> usize {
        let written_out = self.rows.saturating_mul(self.widest);
        let listed = self.listed.max(self.width);
        listed.saturating_add(written_out).max(self.announced)
    }
}

/// The value of an attribute, or what it is without the attribute; `None` if it is not a number.
fn number(start: &BytesStart<'_>, name: &str, otherwise: usize) -> Option<usize> {
    match start.try_get_attribute(name).ok()? {
        None => Some(otherwise),
        Some(attribute) => attribute.value.parse().ok(),
    }
}
