//! Cells that a spreadsheet takes for text, and tables of them as CSV (RFC 4180).
//!
//! Spreadsheets run what begins like a formula, and round, shorten or turn into days what looks like a
//! number. Names come from strangers, and Discord ids are longer than a spreadsheet counts. So a cell that
//! would be taken for anything but text begins with an apostrophe, see [`safe`], and a reader of the file
//! with a program takes one apostrophe off the beginning of each cell that has one; JSON is made for
//! programs and needs none of this. Every cell is quoted. Spreadsheets of some languages part cells at
//! semicolons all the same, so a semicolon that a formula could follow is written as an escape.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::vocabulary::escaped;

/// The most digits of a number that a spreadsheet keeps exactly.
const EXACT_DIGITS: usize = 15;

/// A header and rows of as many cells.
pub(in crate::render) fn table<const N: usize>(
    header: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> String {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    for row in std::iter::once(header.map(str::to_owned)).chain(rows) {
        writer
            .write_record(&row)
            .expect("every row has as many cells as the header, and memory takes any text");
    }
    let bytes = writer.into_inner().expect("memory takes any text");
    String::from_utf8(bytes).expect("the cells are UTF-8")
}

/// An id of digits only: an apostrophe in front of one that would be rounded.
pub(in crate::render) fn id(digits: Option<String>) -> String {
    match digits {
        Some(digits) if digits.len() > EXACT_DIGITS => format!("'{digits}"),
        Some(digits) => digits,
        None => String::new(),
    }
}

pub(in crate::render) fn text(text: Option<&str>) -> String {
    text.map(safe).unwrap_or_default()
}

/// `text` on one line, all of it, with an apostrophe in front if a spreadsheet would take it for a formula,
/// a number or a day, or if it begins with an apostrophe of its own.
pub(in crate::render) fn safe(text: &str) -> String {
    let line = parted(&escaped(text));
    if begins_formula(text) || is_number_like(&line) || line.starts_with('\'') {
        return format!("'{line}");
    }
    line
}

/// `line` with every semicolon escaped behind which a cell could begin like a formula.
fn parted(line: &str) -> String {
    let mut pieces = line.split(';');
    let mut parted = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        parted.push_str(if begins_formula(piece) {
            "\\u{3b}"
        } else {
            ";"
        });
        parted.push_str(piece);
    }
    parted
}

/// Whether a text may be taken for a formula: by its first character, or by the first one behind the
/// blanks, quotes and hidden characters that some programs take off.
fn begins_formula(text: &str) -> bool {
    let is_passed_over = |character: char| {
        character.is_whitespace()
            || crate::vocabulary::is_hidden(character)
            || "\"'`´‘’“”«»＂＇".contains(character)
    };
    let begins_with_control = text.starts_with(['\t', '\r', '\n']);
    let bare = text.trim_start_matches(is_passed_over);
    let first = bare.chars().next().or_else(|| text.chars().next());
    begins_with_control || first.is_some_and(|first| "=+-@＝＋－＠﹢﹣﹦﹫−|%".contains(first))
}

/// Whether a text could be read as a number, a day or a truth value: `007`, `1e3`, `(1)`, `12:30`, `5 PM`,
/// `Jan 5`, `TRUE`.
fn is_number_like(text: &str) -> bool {
    let is_part =
        |character: char| character.is_numeric() || " .,:/-+%$€£¥()\u{a0}".contains(character);
    let mut words = text.split(|character: char| !character.is_alphabetic());
    let is_plain = |character: char| character.is_alphabetic() || is_part(character);
    let is_truth = ["true", "false"].contains(&text.trim().to_lowercase().as_str());
    let counts = text.contains(char::is_numeric) && text.chars().all(is_plain);
    is_truth || (counts && words.all(|word| word.is_empty() || occurs_in_numbers(word)))
}

/// Whether a word may stand in a number or a day: an exponent, half of the day, a month in English.
fn occurs_in_numbers(word: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    let is_month = |month: &str| word.len() >= 3 && month.starts_with(&word);
    ["e", "a", "p", "am", "pm"].contains(&word.as_str())
        || MONTHS.iter().any(|month| is_month(month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_would_be_calculated_or_changed_begin_with_an_apostrophe() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =1", "'  =1"),
            ("\"=1\"", "'\"=1\""),
            ("'=1", "''=1"),
            ("＝1", "'＝1"),
            ("＠x", "'＠x"),
            ("\t=1", "'\\t=1"),
            ("\tplain", "'\\tplain"),
            ("\rplain", "'\\rplain"),
            ("\u{200b}=1", "'\\u{200b}=1"),
            ("\u{feff}-1", "'\\u{feff}-1"),
            ("'quoted'", "''quoted'"),
            ("-", "'-"),
            ("007", "'007"),
            ("1e3", "'1e3"),
            ("1-2", "'1-2"),
            ("12:30", "'12:30"),
            ("5 PM", "'5 PM"),
            ("(1)", "'(1)"),
            ("Jan 5", "'Jan 5"),
            ("SEPT2", "'SEPT2"),
            ("March 2026", "'March 2026"),
            ("true", "'true"),
            ("a;=1", "a\\u{3b}=1"),
            (";-1; @x;b", "\\u{3b}-1\\u{3b} @x;b"),
        ] {
            assert_eq!(safe(text), cell, "{text:?}");
        }
    }

    #[test]
    fn other_texts_stay_as_they_are_but_for_what_cannot_be_seen() {
        for (text, cell) in [
            ("", ""),
            ("marlow", "marlow"),
            ("a=b", "a=b"),
            ("zoë, 日本語; 🦖", "zoë, 日本語; 🦖"),
            ("one\ntwo", "one\\ntwo"),
            ("\u{202e}abc", "\\u{202e}abc"),
            ("e", "e"),
            ("may", "may"),
            ("mayor5", "mayor5"),
            ("truest", "truest"),
            ("marlow2", "marlow2"),
            ("a@example.com", "a@example.com"),
        ] {
            assert_eq!(safe(text), cell, "{text:?}");
        }
    }

    #[test]
    fn ids_that_a_spreadsheet_would_round_are_texts() {
        let id = |digits: &str| id(Some(digits.to_owned()));
        assert_eq!(id("301000001"), "301000001");
        assert_eq!(id("123456789012345"), "123456789012345");
        assert_eq!(id("80351110224678912"), "'80351110224678912");
    }
}
