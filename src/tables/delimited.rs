//! Text files with a row on each line: CSV, and TSV as a spreadsheet program saves "Unicode text".

use csv::{ByteRecord, ReaderBuilder};

use super::decode::decode;
use super::{Cells, Table, TableError, text_cell};

/// What separates cells, the most likely first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How many rows decide about the delimiter.
const LOOKED_AT: usize = 50;

pub(super) fn read(bytes: &[u8]) -> Result<Table, TableError> {
    let (text, note) = decode(bytes)?;
    let (text, declared, skipped) = without_declaration(&text);
    let delimiter = declared.unwrap_or_else(|| delimiter_of(text));
    let mut cells = Cells::default();
    let mut reader = reader(delimiter).from_reader(text.as_bytes());
    let mut record = ByteRecord::new();
    loop {
        // Counted by the reader, quoted line breaks included.
        let begin = reader.position().clone();
        if !matches!(reader.read_byte_record(&mut record), Ok(true)) {
            break;
        }
        let line = record.position().unwrap_or(&begin);
        let blank = blank_lines(text, line.byte());
        let number = line.line().saturating_add(skipped).saturating_add(blank);
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        for (column, field) in record.iter().enumerate() {
            cells.add(number, column, text_cell(&String::from_utf8_lossy(field)))?;
        }
    }
    Ok(cells.table(note.into_iter().collect()))
}

/// How many line breaks stand before the record that is said to begin here: the reader passes over empty lines, but
/// not in the position it gives.
fn blank_lines(text: &str, at: u64) -> u64 {
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let breaks = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    breaks.filter(|byte| **byte == b'\n').count() as u64
}

/// The text without a first line `sep=;`, which spreadsheet programs understand, and the number of lines left out.
fn without_declaration(text: &str) -> (&str, Option<u8>, u64) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.trim_end_matches('\r').as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => (rest, Some(*delimiter), 1),
        _ => (text, None, 0),
    }
}

fn reader(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true);
    builder
}

/// The delimiter by which most of the first rows have the same number of cells, and more than one.
fn delimiter_of(text: &str) -> u8 {
    let best = DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|delimiter| agreement(text, *delimiter));
    best.unwrap_or(DELIMITERS[0])
}

/// How many of the first rows have the same number of cells, more than one, and that number.
fn agreement(text: &str, delimiter: u8) -> (usize, usize) {
    let mut reader = reader(delimiter).from_reader(text.as_bytes());
    let records = reader.byte_records().take(LOOKED_AT);
    let widths: Vec<usize> = records
        .filter_map(|record| Some(record.ok()?.len()))
        .filter(|width| *width > 1)
        .collect();
    let count = |width: &usize| widths.iter().filter(|other| *other == width).count();
    let agreements = widths.iter().map(|width| (count(width), *width));
    agreements.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{Cell, Row};

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let row = |Row { number, cells }: Row| {
            let texts = cells.into_values().map(|cell| match cell {
                Cell::Text(text) => text,
                other => panic!("{other:?}"),
            });
            (number, texts.collect())
        };
        let table = read(text.as_bytes()).unwrap();
        table.rows.into_iter().map(row).collect()
    }

    #[test]
    fn each_file_has_its_own_delimiter() {
        for delimiter in [",", ";", "\t", "|"] {
            let text = ["name", "notes", "mail"].join(delimiter)
                + "\n"
                + &["ada", "\"a, b; c\td|\"", "a@b.c"].join(delimiter);
            let expected = [
                (1, ["name", "notes", "mail"].map(str::to_owned).to_vec()),
                (
                    2,
                    ["ada", "a, b; c\td|", "a@b.c"].map(str::to_owned).to_vec(),
                ),
            ];
            assert_eq!(rows(&text), expected, "{delimiter:?}");
        }
        let prices = "name;price;mail\nada;5,00;a@b.c\nbob;5,00;b@b.c\n";
        assert_eq!(rows(prices)[1].1, ["ada", "5,00", "a@b.c"]);
        let declared = "sep=|\r\na,b|c,d\r\n";
        assert_eq!(
            rows(declared),
            [(2, vec!["a,b".to_owned(), "c,d".to_owned()])]
        );
    }

    #[test]
    fn rows_are_numbered_by_their_lines() {
        let text = "a,b\n\n\r\n\"two\nlines\",c\n,\nd,e\n";
        let numbers: Vec<u32> = rows(text).into_iter().map(|(number, _)| number).collect();
        assert_eq!(numbers, [1, 4, 7]);
    }

    #[test]
    fn one_column_and_no_text_are_tables_too() {
        assert_eq!(rows("a\nb\n").len(), 2);
        assert_eq!(rows(""), []);
        assert_eq!(rows("\n \n"), []);
    }
}
