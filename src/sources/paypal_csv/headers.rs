//! Which column holds what, by the headers of all languages in one pool: files mix languages.

use super::aliases::{ALIASES, COUNT, Meaning};
use crate::sources::SourceDoubt;
use crate::sources::csv_files::{Sheet, refused};
use crate::tables::TextRow;

/// The most columns that a message names as missing.
const MOST_NAMED: usize = 3;

/// The columns of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns([Option<usize>; COUNT]);

impl Columns {
    /// Finds the columns, all that a transaction needs and none twice.
    pub(super) fn of(sheet: &Sheet) -> Result<Self, SourceDoubt> {
        let mut found = [None; COUNT];
        for (column, header) in sheet.header.iter().enumerate() {
            let folded = folded(header);
            let meaning = ALIASES
                .iter()
                .find(|(_, names)| names.contains(&folded.as_str()));
            let Some((meaning, _)) = meaning else {
                continue;
            };
            match found[*meaning as usize] {
                Some(first) => return Err(twice(sheet, first, column)),
                None => found[*meaning as usize] = Some(column),
            }
        }
        let columns = Self(found);
        columns.complete(sheet).map(|()| columns)
    }

    /// Whether there is such a column.
    pub(super) fn has(&self, meaning: Meaning) -> bool {
        self.column(meaning).is_some()
    }

    /// The place of a column.
    pub(super) fn column(&self, meaning: Meaning) -> Option<usize> {
        self.0[meaning as usize]
    }

    /// The cell of a row, without blanks at its ends; empty without such a column.
    pub(super) fn cell<'r>(&self, row: &'r TextRow, meaning: Meaning) -> &'r str {
        let cell = self
            .column(meaning)
            .and_then(|column| row.cells.get(column));
        cell.unwrap_or_default().trim()
    }

    /// Refuses a file without a column that a transaction needs.
    fn complete(&self, sheet: &Sheet) -> Result<(), SourceDoubt> {
        let needed = [
            Meaning::Date,
            Meaning::Currency,
            Meaning::Gross,
            Meaning::Id,
        ];
        let absent = needed.into_iter().filter(|meaning| !self.has(*meaning));
        let mut absent: Vec<Meaning> = absent.collect();
        let is_statement = self.has(Meaning::Description) && !self.has(Meaning::Type);
        if !is_statement && !self.has(Meaning::Type) && !self.has(Meaning::EventCode) {
            absent.push(Meaning::Type);
        }
        if !is_statement && !self.has(Meaning::Status) {
            absent.push(Meaning::Status);
        }
        if absent.is_empty() {
            return Ok(());
        }
        let has_some = self.0.iter().filter(|column| column.is_some()).count() > 1;
        if !has_some {
            return Err(refused(
                &sheet.file,
                "its first line is not a header of PayPal's",
                "delete what is above the header, or download the report from PayPal again as CSV",
            ));
        }
        let named = absent
            .iter()
            .take(MOST_NAMED)
            .map(|meaning| format!("`{}`", english(*meaning)));
        let named: Vec<String> = named.collect();
        let now = format!(
            "add {} to the columns in PayPal's settings of the report and download it again",
            named.join(" and "),
        );
        let reason = match named.len() {
            1 => format!("it has no column {}", named.join("")),
            _ => format!("it has no columns {}", named.join(" and ")),
        };
        Err(refused(&sheet.file, reason, now))
    }
}

fn twice(sheet: &Sheet, first: usize, second: usize) -> SourceDoubt {
    let reason = format!(
        "the columns `{}` (column {}) and `{}` (column {}) mean the same",
        sheet.header[first],
        first + 1,
        sheet.header[second],
        second + 1
    );
    let now = "delete one of the columns, or download the file again";
    refused(&sheet.file, reason, now)
}

/// How PayPal calls the column in English.
fn english(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Date => "Date",
        Meaning::Currency => "Currency",
        Meaning::Gross => "Gross",
        Meaning::Id => "Transaction ID",
        Meaning::Type => "Type",
        Meaning::Status => "Status",
        // Only what a transaction needs is ever named.
        other => aliases_of(other).first().copied().unwrap_or_default(),
    }
}

fn aliases_of(meaning: Meaning) -> &'static [&'static str] {
    let found = ALIASES.iter().find(|(known, _)| *known == meaning);
    found.map_or(&[], |(_, names)| names)
}

/// A text of a file as the tables hold it: in lower case, with plain blanks and apostrophes.
pub(super) fn folded(text: &str) -> String {
    let plain = text.trim().chars().map(|character| match character {
        '’' | '‘' | 'ʼ' => '\'',
        character if character.is_whitespace() => ' ',
        character => character,
    });
    plain.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn sheet(header: &[&str]) -> Sheet {
        Sheet {
            file: "statements/a.csv".into(),
            header: header.iter().map(ToString::to_string).collect(),
            rows: Vec::new(),
            delimiter: b',',
            ends_in_header: false,
        }
    }

    #[test]
    fn each_header_means_one_thing() {
        let all: Vec<&str> = ALIASES
            .iter()
            .flat_map(|(_, names)| names.iter().copied())
            .collect();
        let distinct: BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), distinct.len());
        assert!(all.iter().all(|name| folded(name) == **name));
        let order = ALIASES.iter().enumerate();
        assert!(
            order
                .into_iter()
                .all(|(at, (meaning, _))| *meaning as usize == at)
        );
    }

    #[test]
    fn headers_of_languages_are_mixed_and_have_blanks() {
        let columns = Columns::of(&sheet(&[
            "日付",
            "STATUS",
            "Typ ",
            "Lordo",
            "À l’adresse email",
            "取引ID",
            "Currency",
            "Balance",
        ]));
        let columns = columns.expect("complete");
        assert_eq!(columns.column(Meaning::Gross), Some(3));
        assert_eq!(columns.column(Meaning::To), Some(4));
        assert!(!columns.has(Meaning::From));
    }

    #[test]
    fn what_is_missing_or_there_twice_is_named() {
        let doubt = |header: &[&str]| Columns::of(&sheet(header)).expect_err("refused");
        let missing = doubt(&["Date", "Type", "Status", "Currency", "Gross"]);
        assert_eq!(missing.reason, "it has no column `Transaction ID`");
        assert!(
            missing.now.starts_with("add `Transaction ID` to"),
            "{}",
            missing.now
        );
        let several = doubt(&["Date", "Type", "Transaction ID", "Currency"]);
        assert_eq!(several.reason, "it has no columns `Gross` and `Status`");
        let most = doubt(&["Name", "Type"]);
        let reason = "it has no columns `Date` and `Currency` and `Gross`";
        assert_eq!(most.reason, reason);
        for title in ["sep=", "Activity of March", "Name"] {
            let no_header = doubt(&[title]);
            let reason = "its first line is not a header of PayPal's";
            assert_eq!(no_header.reason, reason);
        }
        let twice = doubt(&["Date", "Gross", "Brutto"]);
        assert_eq!(
            twice.reason,
            "the columns `Gross` (column 2) and `Brutto` (column 3) mean the same"
        );
    }

    #[test]
    fn a_statement_needs_no_status() {
        let statement = ["Data", "Opis", "Waluta", "Brutto", "Numer transakcji"];
        assert!(Columns::of(&sheet(&statement)).is_ok());
    }
}
