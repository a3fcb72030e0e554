//! Text files with a row on each line: CSV, and TSV as a spreadsheet program saves "Unicode text".

use super::decode::decode;
use super::text_rows::{delimiter_of, text_rows};
use super::{Cells, Table, TableError, text_cell};

pub(super) fn read(bytes: &[u8]) -> Result<Table, TableError> {
    let (text, note) = decode(bytes)?;
    let (text, declared, skipped) = without_declaration(&text);
    let delimiter = declared.unwrap_or_else(|| delimiter_of(text));
    let mut cells = Cells::default();
    for row in text_rows(text, delimiter, skipped + 1) {
        for (column, field) in row.cells.iter().enumerate() {
            cells.add(row.line, column, text_cell(field))?;
        }
    }
    Ok(cells.table(note.into_iter().collect()))
}

/// The text without a first line `sep=;`, which spreadsheet programs understand, and the number of lines left out.
fn without_declaration(text: &str) -> (&str, Option<u8>, u64) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.trim_end_matches('\r').as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => (rest, Some(*delimiter), 1),
        _ => (text, None, 0),
    }
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
