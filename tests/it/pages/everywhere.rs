//! What holds for every page: at each width nothing is overrun and no word is lost, and colour adds
//! nothing but colour.

use plexmgr::render::kit::width::columns_of;

use super::cases::{Case, ERRORS, PAGES};
use super::{help, prose, readable, run_case};
use crate::sandbox::Run;

/// Narrow, usual, wide, and as good as endless.
const WIDTHS: [usize; 4] = [60, 80, 120, 10_000];

/// The width at which a page is looked at in colour, too: the narrowest, where most lines are wrapped.
const COLOURED: usize = 60;

/// How a line begins in plain text, and how it begins in colour.
const LABELS: [(&str, &str); 15] = [
    ("error:", "‹1›‹31›error:‹0›"),
    ("  hint:", "  ‹1›hint:‹0›"),
    ("    help:", "    ‹1›help:‹0›"),
    ("  cause:", "  ‹1›cause:‹0›"),
    ("note[", "‹33›note["),
    ("refused[", "‹1›‹31›refused["),
    ("Plan for ", "‹1›Plan for "),
    ("--- ", "‹1›--- "),
    ("+++ ", "‹1›+++ "),
    ("@@ ", "‹2›@@ "),
    ("+ ", "‹32›+‹0›"),
    ("- ", "‹31›-‹0›"),
    ("~ ", "‹33›~‹0›"),
    ("Usage:", "‹1›‹4›Usage:‹0›"),
    ("Options:", "‹1›‹4›Options:‹0›"),
];

/// What a page shows however it is wrapped.
fn words(case: &Case<'_>, run: &Run) -> String {
    let separator = if case.breaks_words() { "" } else { " " };
    let shown = format!("{} ── {}", run.stdout, run.stderr);
    shown.split_whitespace().collect::<Vec<_>>().join(separator)
}

pub(super) fn check_fits(case: &Case<'_>, columns: usize, run: &Run) {
    for line in prose(&run.stdout).chain(run.stderr.lines()) {
        let fits = columns_of(line) <= columns || case.may_be_wide(line);
        assert!(fits, "{} at {columns}: {line}", case.line);
    }
}

/// Each line begins with the colour of its label and ends without colour; without colours it is the
/// plain line.
fn check_colours(plain: &str, coloured: &str) {
    assert_eq!(anstream::adapter::strip_str(coloured).to_string(), plain);
    for (plain, coloured) in plain.lines().zip(readable(coloured).lines()) {
        for (label, in_colour) in LABELS {
            let labelled = plain.starts_with(label);
            assert!(!labelled || coloured.starts_with(in_colour), "{coloured}");
        }
        let last = coloured.rsplit_once('‹').map(|(_, code)| code);
        assert!(last.is_none_or(|code| code.starts_with("0›")), "{coloured}");
    }
}

fn check(case: &Case<'_>) {
    let runs = WIDTHS.map(|columns| {
        let run = run_case(case, columns, "never");
        assert_eq!(run.code, case.exit, "{}: {}", case.line, run.stderr);
        check_fits(case, columns, &run);
        if columns == COLOURED {
            let coloured = run_case(case, columns, "always");
            assert_eq!(coloured.code, case.exit, "{}", case.line);
            check_colours(&run.stdout, &coloured.stdout);
            check_colours(&run.stderr, &coloured.stderr);
        }
        run
    });
    let [first, others @ ..] = runs.map(|run| words(case, &run));
    for other in others.iter().filter(|_| !case.drops_columns()) {
        assert_eq!(*other, first, "{}", case.line);
    }
}

#[test]
fn every_page_at_every_width() {
    PAGES.iter().for_each(check);
}

#[test]
fn every_error_at_every_width() {
    ERRORS.iter().for_each(check);
}

#[test]
fn every_help_text_at_every_width() {
    for line in help::lines() {
        check(&help::case(&line));
    }
}
