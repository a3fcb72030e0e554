//! CSV that a spreadsheet may open: what it holds is text, and all of it comes back.

use plexmgr::render::status::csv;
use plexmgr::vocabulary::escaped;
use proptest::prelude::*;

use super::people::{People, on, payment};
use crate::sandbox::Sandbox;

/// The cells of a document, by a reader that knows nothing of plexmgr.
fn cells(document: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(document.as_bytes());
    let rows = reader
        .records()
        .map(|row| row.expect("every row has as many cells"));
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

/// What a program reads: the cell without the one apostrophe that may stand in front, and with the
/// semicolons that spreadsheets could part it at.
fn value(cell: &str) -> String {
    let text = cell.strip_prefix('\'').unwrap_or(cell);
    text.replace("\\u{3b}", ";")
}

/// The cells as a spreadsheet sees them whose language parts cells at semicolons.
fn parted_at_semicolons(text: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let rows = reader
        .records()
        .map(|row| row.expect("every row can be read"));
    rows.flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

fn begins_a_formula(cell: &str) -> bool {
    let begins = cell.trim_start().chars().next();
    begins.is_some_and(|first| "=+-@＝＋－＠\t\r".contains(first))
}

/// The CSV of one person with that title at Plex.
fn with_title(title: &str) -> String {
    let quoted = serde_json::to_string(title).expect("a text");
    let lines = format!(
        "plex: {{title: {quoted}}}\npayments:\n{}",
        payment("2026-11-01..2026-12-01", "import")
    );
    let records = People::default().with("ada", "standard", &lines).records();
    csv(&on(&records, "2026-11-22"))
}

#[test]
fn the_example_as_csv() {
    let run = Sandbox::example().run(&["status", "--format", "csv"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.lines().count() == 7 && !run.stdout.replace("\r\n", "").contains('\n'));
    insta::assert_snapshot!("example_csv", run.stdout);
}

#[test]
fn other_commands_have_no_csv() {
    let run = Sandbox::example().run(&["plan", "--format", "csv"]);
    assert_eq!(run.code, 64, "{}", run.stderr);
}

#[test]
fn one_person_is_one_row_whatever_they_are_called() {
    let rows = cells(&with_title("a\"b,c;d\r\n=cmd|' /C calc'!A0\t@x"));
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1][17], "a\"b,c;d\\r\\n=cmd|' /C calc'!A0\\t@x");
}

proptest! {
    #[test]
    fn no_name_begins_a_formula_and_every_name_comes_back(
        title in "[\"'; \\t=+@－＝|%a-c0-9\u{200b}\u{202e}-]{0,6}|\\PC{0,12}"
    ) {
        // A record cannot hold an empty title, and its reader refuses some characters.
        prop_assume!(!title.trim().is_empty());
        let text = with_title(&title);
        let rows = cells(&text);
        let cell = &rows[1][17];
        prop_assert_eq!(value(cell), escaped(&title));
        for cell in rows.iter().flatten().chain(&parted_at_semicolons(&text)) {
            prop_assert!(!begins_a_formula(cell), "{cell:?}");
        }
    }
}
