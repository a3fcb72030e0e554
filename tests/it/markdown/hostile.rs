//! Whatever a stranger is called, the document keeps its outline and nothing in it comes alive.

use plexmgr::plan::ChangeSet;
use plexmgr::render::{Privacy, Shown, plan::markdown};
use plexmgr::vocabulary::shown;
use proptest::prelude::*;

use super::made::{Made, Size, made};
use super::outline::Outline;
use crate::fake::STRANGE_NAMES;

const HOSTILE: &[&str] = &[
    "`",
    "``",
    "```",
    "~~~",
    "|",
    "\\|",
    "\\\\|",
    "\\`",
    "\\",
    "</details>",
    "<!--",
    "-->",
    "<b>",
    "<script>alert(1)</script>",
    "@everyone",
    "@org/team",
    "a@b.c",
    "marlow@example.com",
    "#123",
    "GH-1",
    "owner/repo#1",
    "deadbeefdeadbeef",
    "www.example.com",
    "https://example.com",
    ":smile:",
    "$x$",
    "$`x`$",
    "[x](javascript:alert(1))",
    "![](http://example.com/x.png)",
    "[^1]",
    "[x]: y",
    "\n",
    "\r\n",
    "\t",
    "\u{202e}",
    "\u{200b}",
    "- ",
    "1. ",
    "# ",
    "> ",
    "    ",
    "===",
    "---",
    "&lt;",
    "&#64;",
    "&",
    "*",
    "_",
    "**",
    "~~",
    "- [ ] ",
    "5.00 EUR",
    "::add-mask::x",
    "##[error]",
    " ",
    "a",
    "zoë",
    "日本",
    "\u{1b}[31m",
    "plain words",
];

fn name() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(HOSTILE).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

const SIZE: Size = Size {
    imports: 3,
    departures: 2,
    updates: 2,
    servers: 2,
    notices: 14,
    refused: 7,
};

fn rendered(made: &Made, privacy: Privacy) -> String {
    let shown = Shown {
        change_set: &made.change_set,
        files: &made.files,
        left: &[],
    };
    markdown::plan(&shown, privacy)
}

/// A name as a document shows it.
fn as_shown(name: &str, privacy: Privacy) -> String {
    match shown(&privacy.masked(name)) {
        empty if empty.is_empty() => "–".to_owned(),
        name => name,
    }
}

fn keeps_its_outline(names: &[String], privacy: Privacy) {
    let name = |number: usize| names[number % names.len()].clone();
    let made = made(SIZE, &name);
    let markdown = rendered(&made, privacy);
    assert!(markdown.len() <= markdown::MOST_BYTES);
    let outline = Outline::of(&markdown);
    outline.is_dead();
    let titles: Vec<&str> = outline.headings.iter().map(String::as_str).collect();
    let expected = [
        "Refused by empty, departures, imports, updates, owner, clock, relinks",
        "Guards",
        "Departures (2)",
        "Imports (3)",
        "Updates (2)",
        "Servers and libraries (2)",
        "Notices (14)",
        "Accounts",
    ];
    assert_eq!(titles, expected);
    let rows: Vec<usize> = outline.tables.iter().map(Vec::len).collect();
    assert_eq!(rows, [4, 3, 3, 15, 2], "{markdown}");
    assert_eq!(outline.items.len(), 7 + 2 + 1, "{markdown}");
    assert_eq!(outline.html.first().map(String::as_str), Some("<details>"));
    assert_eq!(outline.html.last().map(String::as_str), Some("</details>"));
    assert_eq!(outline.html.len(), 3, "{:?}", outline.html);
    // The command that accepts, and one fence per file.
    assert_eq!(outline.fences.len(), 1 + made.files.len(), "{markdown}");
    names_are_whole(&made.change_set, &outline, &name, privacy);
}

/// Asserts that every name is told as it is, in the cell where it belongs.
fn names_are_whole(
    set: &ChangeSet,
    outline: &Outline,
    name: &dyn Fn(usize) -> String,
    privacy: Privacy,
) {
    for (number, row) in outline.tables[0][1..].iter().enumerate() {
        let email = as_shown(&format!("user{number}@example.com"), privacy);
        assert_eq!(
            row[1],
            format!("{}, {email}", as_shown(&name(number), privacy))
        );
        assert_eq!(row.len(), 6);
    }
    for (number, row) in outline.tables[1][1..].iter().enumerate() {
        let (before, after) = (name(number), name(number + 1));
        let (before, after) = (as_shown(&before, privacy), as_shown(&after, privacy));
        assert_eq!(row[2], format!("title {before} → {after}"));
    }
    for (notice, row) in set.notices.iter().zip(&outline.tables[3][1..]) {
        assert_eq!(row[1], as_shown(&notice.subject, privacy));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_name_keeps_the_outline(names in prop::collection::vec(name(), 1..4)) {
        keeps_its_outline(&names, Privacy::Masked);
        keeps_its_outline(&names, Privacy::Open);
    }

    #[test]
    fn no_address_is_left(
        local in "[a-z]{2,9}(\\.[a-z]{1,5})?",
        domain in "[a-z]{2,9}\\.(com|example\\.org)",
        names in prop::collection::vec(name(), 1..3),
    ) {
        let address = format!("{local}@{domain}");
        let name = |number: usize| format!("{} <{address}> ", names[number % names.len()]);
        let markdown = rendered(&made(SIZE, &name), Privacy::Masked);
        prop_assert!(!markdown.contains(&format!("{}@", &local[1..])), "{markdown}");
        prop_assert!(!markdown.contains(&format!("@{domain}")), "{markdown}");
    }
}

#[test]
fn known_hostile_names_keep_the_outline() {
    for text in HOSTILE.iter().chain(&STRANGE_NAMES) {
        keeps_its_outline(&[(*text).to_owned()], Privacy::Masked);
        keeps_its_outline(&[text.repeat(3)], Privacy::Open);
    }
}
