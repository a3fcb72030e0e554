//! The rows of a text file with separated cells, each with the line at which it begins.

use csv::{ReaderBuilder, StringRecord};

/// What separates cells, the most likely first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How many rows decide about the delimiter.
const LOOKED_AT: usize = 50;

/// One row of a text file; its cells as they are written, without quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRow {
    /// The line where it begins, counted from 1.
    pub line: u32,
    /// The cells.
    pub cells: StringRecord,
    /// Whether the file ends inside of a quoted cell of this row.
    pub is_cut_off: bool,
}

/// The rows of a text that begins at line `first_line` of its file, counted from 1. Blank lines are not rows.
#[must_use]
pub fn text_rows(text: &str, delimiter: u8, first_line: u64) -> Vec<TextRow> {
    let mut reader = reader(delimiter).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut begin = 0;
    // The text is UTF-8, so there is nothing else to fail.
    for cells in reader.records().map_while(Result::ok) {
        let position = cells.position().cloned().unwrap_or_else(csv::Position::new);
        begin = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let blank = blank_lines(text, begin);
        let line = position
            .line()
            .saturating_add(blank)
            .saturating_add(first_line)
            - 1;
        rows.push(TextRow {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            cells,
            is_cut_off: false,
        });
    }
    if let Some(last) = rows.last_mut() {
        let rest = text.get(begin..).unwrap_or_default();
        last.is_cut_off = rest.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    }
    rows
}

/// How many line breaks stand before the record that is said to begin here: the reader passes over empty lines, but
/// not in the position it gives.
fn blank_lines(text: &str, at: usize) -> u64 {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let breaks = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    breaks.filter(|byte| **byte == b'\n').count() as u64
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
#[must_use]
pub fn delimiter_of(text: &str) -> u8 {
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

    #[test]
    fn a_file_that_ends_inside_quotes_is_noticed() {
        for (text, is_cut_off) in [
            ("a,b\n\"1\",\"2\n", true),
            ("a,b\n\"1\",\"2", true),
            ("a,b\n\"1\",\"2\"", false),
            ("a,b\n\"say \"\"hi\"\"\",2\n", false),
            ("a,b\n1,2", false),
        ] {
            let rows = text_rows(text, b',', 1);
            assert_eq!(rows[1].is_cut_off, is_cut_off, "{text}");
        }
    }

    #[test]
    fn lines_are_counted_from_the_first_one_of_the_file() {
        let rows = text_rows("a\n\n\"b\nb\"\nc\n", b',', 5);
        let lines: Vec<u32> = rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [5, 7, 9]);
    }
}
