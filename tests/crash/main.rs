//! Ends plexmgr at every point and at random moments, fills its disk, edits its files at the same moment, and
//! looks whether anything is lost.
//!
//! A harness of its own, because it tells how much it tried: `cargo test --test crash`. Each trial is a
//! fresh copy of a household, a run that is ended, and a run that is not; the outcome has to be that of
//! a run nobody disturbed. Start at [`SUITES`]; the households are in `cases`, what has to hold
//! afterwards is in `truth`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "the test lays out and looks at files, and tells what it tried"
)]

mod cases;
mod editors;
mod edits;
mod effects;
mod folder;
mod full;
mod large;
mod moments;
mod points;
mod program;
mod random;
mod restructures;
mod sample;
mod truth;
mod workers;

use std::process::ExitCode;
use std::time::Instant;

/// What a suite tried, and what went wrong.
#[derive(Debug, Default)]
struct Tried {
    /// How many trials, and of what: `412 points`.
    trials: usize,
    what: &'static str,
    /// What else is worth telling.
    remark: String,
    failures: Vec<String>,
}

/// A name to select it by, and the suite.
type Suite = (&'static str, fn() -> Tried);

const SUITES: [Suite; 8] = [
    ("points", points::every_point),
    ("recoveries", points::every_point_of_recoveries),
    ("full", full::every_full_disk),
    ("moments", moments::random_moments),
    ("effects", effects::at_every_point),
    ("restructures", restructures::at_every_point),
    ("edits", edits::at_every_point),
    ("editors", editors::while_runs_write),
];

/// How many failures of a suite are printed.
const PRINTED: usize = 10;

/// The suites that are asked for; none for all.
fn filters() -> impl Iterator<Item = String> {
    let arguments = std::env::args().skip(1);
    arguments.filter(|argument| !argument.starts_with('-'))
}

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    let wanted = |name: &str| !sample::is_whole() || filters().any(|filter| name == filter);
    let begun = Instant::now();
    let (mut passed, mut failed, mut told) = (0, 0, Vec::new());
    for (name, suite) in SUITES.into_iter().filter(|(name, _)| wanted(name)) {
        let suite_begun = Instant::now();
        let tried = suite();
        let lost = tried.failures.len();
        for failure in tried.failures.iter().take(PRINTED) {
            println!("crash: {name}: {failure}");
        }
        let Tried {
            trials,
            what,
            remark,
            failures: _,
        } = tried;
        let seconds = suite_begun.elapsed().as_secs();
        println!("crash: {name}: {trials} {what} in {seconds} s{remark}, {lost} failed");
        told.push(format!("{trials} {what}"));
        passed += trials - lost;
        failed += lost;
    }
    if told.is_empty() {
        return ExitCode::SUCCESS;
    }
    let outcome = if failed == 0 {
        "nothing lost"
    } else {
        "something lost"
    };
    println!("crash: {}, {outcome}", told.join(", "));
    let seconds = begun.elapsed().as_secs();
    println!("test result: {passed} passed, {failed} failed, in {seconds} s");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
