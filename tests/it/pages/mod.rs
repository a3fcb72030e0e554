//! All text for people, on narrow and wide pages, with and without colour.
//!
//! [`cases`] lists what is shown; to add a page, add a line there. Each page has one snapshot, plain, at
//! 80 columns; a few have another one in colour or at 60 columns. What holds for all of them at all
//! widths is asserted in [`everywhere`]. Colour codes are written as `‹1›text‹0›`.

mod cases;
mod everywhere;
mod help;
mod households;
mod narrow;
mod pager;
mod scripts;
mod terminal;

use std::collections::BTreeSet;
use std::path::Path;

use similar::{ChangeTag, TextDiff};

use crate::readme::timeless;
use crate::sandbox::{Run, Sandbox};
use cases::{COLOURED, Case, ERRORS, EVERYDAY, LIKE, NARROW, PAGES};
pub(crate) use households::paying;

/// How wide the pages of everyday commands are shown.
const EVERYDAY_WIDTHS: [usize; 3] = [60, 80, 120];

/// Runs plexmgr on a page so many columns wide.
fn run_at(sandbox: &mut Sandbox, columns: usize, colour: &str, arguments: &[&str]) -> Run {
    sandbox.set("COLUMNS", &columns.to_string());
    sandbox.set("GITHUB_ACTOR", "ada");
    sandbox.run(&[arguments, &["--color", colour]].concat())
}

/// Runs a case in a household of its own.
fn run_case(case: &Case<'_>, columns: usize, colour: &str) -> Run {
    let arguments: Vec<&str> = case.line.split_whitespace().collect();
    let run = run_at(&mut (case.household)(), columns, colour, &arguments);
    Run {
        code: run.code,
        stdout: timeless(&run.stdout),
        stderr: timeless(&run.stderr),
    }
}

/// A page as a snapshot shows it.
fn page(case: &Case<'_>, columns: usize, colour: &str) -> String {
    page_of(case, &run_case(case, columns, colour))
}

fn page_of(case: &Case<'_>, run: &Run) -> String {
    let mut text = format!("$ plexmgr {}\n{}", case.line, run.stdout);
    if !run.stderr.is_empty() {
        text.push_str(&format!("── stderr\n{}", run.stderr));
    }
    readable(&format!("{text}── exit {}\n", run.code))
}

fn named(name: &str) -> &'static Case<'static> {
    let case = PAGES.iter().find(|case| case.name == name);
    case.unwrap_or_else(|| panic!("no page is named `{name}`"))
}

/// The same with colour codes that can be read: `ESC [ 1 m` becomes `‹1›`.
fn readable(text: &str) -> String {
    let mut readable = String::new();
    let mut pieces = text.split("\u{1b}[");
    readable.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (code, rest) = piece.split_once('m').unwrap_or((piece, ""));
        readable.push_str(&format!("‹{code}›{rest}"));
    }
    readable
}

/// The lines of `text` that are not in `other`, and those of `other` that are not in `text`.
fn differences(other: &str, text: &str) -> String {
    TextDiff::from_lines(other, text)
        .iter_all_changes()
        .filter(|change| change.tag() != ChangeTag::Equal)
        .map(|change| format!("{}{}", change.tag(), change.value()))
        .collect()
}

/// The lines that are brought to the width of the page: all but diffs, which are never broken.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut in_diff = false;
    text.lines().filter(move |line| {
        in_diff = !line.is_empty() && (in_diff || line.starts_with("--- "));
        !in_diff
    })
}

#[test]
fn every_page_looks_like_this() {
    for case in PAGES {
        let text = page(case, 80, "never");
        match LIKE.iter().find(|(name, _)| *name == case.name) {
            Some((_, other)) => {
                let other = page(named(other), 80, "never");
                insta::assert_snapshot!(case.name, differences(&other, &text));
            }
            None => insta::assert_snapshot!(case.name, text),
        }
    }
}

#[test]
fn errors_look_like_this() {
    let shown = |case: &Case<'_>| format!("# {}\n{}\n", case.name, page(case, 80, "never"));
    insta::assert_snapshot!("errors", ERRORS.iter().map(shown).collect::<String>());
}

#[test]
fn pages_in_colour_look_like_this() {
    for name in COLOURED {
        let text = page(named(name), 80, "always");
        insta::assert_snapshot!(format!("{name}_in_colour"), text);
    }
    let error = page(&ERRORS[0], 80, "always");
    insta::assert_snapshot!("error_in_colour", error);
}

#[test]
fn narrow_pages_look_like_this() {
    for name in NARROW {
        insta::assert_snapshot!(format!("{name}_at_60"), page(named(name), 60, "never"));
    }
}

#[test]
fn everyday_pages_look_like_this() {
    for columns in EVERYDAY_WIDTHS {
        let shown = |case: &Case<'_>| {
            let run = run_case(case, columns, "never");
            assert_eq!(run.code, case.exit, "{}: {}", case.line, run.stderr);
            everywhere::check_fits(case, columns, &run);
            page_of(case, &run) + "\n"
        };
        let text: String = EVERYDAY.iter().map(shown).collect();
        insta::assert_snapshot!(format!("everyday_at_{columns}"), text);
    }
}

/// Each file in `snapshots` belongs to a case: one that was renamed or removed leaves none behind.
#[test]
fn no_snapshot_is_left_over() {
    let pages = PAGES.iter().map(|case| case.name.to_owned());
    let coloured = COLOURED.iter().map(|name| format!("{name}_in_colour"));
    let narrow = NARROW.iter().map(|name| format!("{name}_at_60"));
    let errors = ["errors", "error_in_colour"].map(str::to_owned);
    let everyday = EVERYDAY_WIDTHS.map(|columns| format!("everyday_at_{columns}"));
    let names = pages.chain(coloured).chain(narrow).chain(errors);
    let names = names.chain(everyday);
    let expected: BTreeSet<String> = names
        .map(|name| format!("it__pages__{name}.snap"))
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/pages/snapshots");
    let files = std::fs::read_dir(folder).unwrap();
    let found = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let found = found.filter(|name| name.ends_with(".snap"));
    assert_eq!(found.collect::<BTreeSet<String>>(), expected);
}
