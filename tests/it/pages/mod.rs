//! All text for people, on narrow and wide pages, with and without colour.
//!
//! [`cases::CASES`] says what is shown; to add a command, add a line there. Each case has two
//! snapshots, plain and in colour, with the three widths one below the other. Colour codes are written
//! as `‹1›text‹0›`.

mod cases;
mod help;
mod households;
mod narrow;
mod scripts;
mod terminal;

use plexmgr::render::width::columns_of;

use crate::readme::timeless;
use crate::sandbox::{Run, Sandbox};
use cases::{CASES, Case};

const WIDTHS: [usize; 3] = [60, 80, 120];

/// Runs plexmgr on a page so many columns wide.
fn run_at(sandbox: &mut Sandbox, columns: usize, colour: &str, arguments: &[&str]) -> Run {
    sandbox.set("COLUMNS", &columns.to_string());
    sandbox.set("GITHUB_ACTOR", "ada");
    sandbox.run(&[arguments, &["--color", colour]].concat())
}

/// What comes out at every width.
fn shown(case: &Case, colour: &str) -> Vec<(usize, Run)> {
    let mut kept = None;
    let mut runs = Vec::new();
    for columns in WIDTHS {
        let mut sandbox = match kept.take() {
            Some(sandbox) if !case.writes() => sandbox,
            _ => (case.household)(),
        };
        runs.push((
            columns,
            run_at(&mut sandbox, columns, colour, case.arguments),
        ));
        kept = Some(sandbox);
    }
    runs
}

fn as_text(case: &Case, runs: &[(usize, Run)]) -> String {
    let mut text = format!("$ plexmgr {}\n", case.arguments.join(" "));
    for (columns, run) in runs {
        text.push_str(&format!("\n{columns:─>columns$}\n"));
        text.push_str(&run.stdout);
        if !run.stderr.is_empty() {
            text.push_str("── stderr\n");
            text.push_str(&run.stderr);
        }
        text.push_str(&format!("── exit {}\n", run.code));
    }
    timeless(&text)
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

/// The lines that are brought to the width of the page: all but diffs, which are never broken.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut in_diff = false;
    text.lines().filter(move |line| {
        in_diff = !line.is_empty() && (in_diff || line.starts_with("--- "));
        !in_diff
    })
}

#[test]
fn every_text_at_every_width() {
    for case in CASES {
        let plain = shown(case, "never");
        let coloured = shown(case, "always");
        for ((columns, plain), (_, coloured)) in plain.iter().zip(&coloured) {
            let stripped = |text: &str| timeless(&anstream::adapter::strip_str(text).to_string());
            let name = case.name;
            assert_eq!(
                stripped(&coloured.stdout),
                timeless(&plain.stdout),
                "{name}"
            );
            assert_eq!(
                stripped(&coloured.stderr),
                timeless(&plain.stderr),
                "{name}"
            );
            assert_eq!(plain.code, case.exit, "{name}: {}", plain.stderr);
            for line in prose(&plain.stdout).chain(plain.stderr.lines()) {
                let fits = columns_of(line) <= *columns;
                assert!(
                    fits || case.may_be_wide(line),
                    "{name} at {columns}: {line}"
                );
            }
        }
        insta::assert_snapshot!(case.name, as_text(case, &plain));
        let coloured = readable(&as_text(case, &coloured));
        insta::assert_snapshot!(format!("{}_in_colour", case.name), coloured);
    }
}
