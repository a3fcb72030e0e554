//! The consent that every run needs that writes records: given with `--yes`, or asked for on a terminal.

use std::io::{BufRead, IsTerminal};

use anyhow::{Context as _, anyhow};

use super::exit::{Exit, Failure};
use super::output;

/// The last words of a dry run.
pub(super) const DRY_RUN: &str = "Dry run: nothing was written.";

/// Refuses a run that was not `given` consent and cannot ask for it, before it does anything.
pub(super) fn possible(given: bool) -> Result<(), Failure> {
    if given || std::io::stdin().is_terminal() {
        return Ok(());
    }
    let error = anyhow!("stdin is not a terminal; cannot ask for confirmation");
    Err(Failure::new(Exit::Usage, error)
        .hint("give `--yes` to write without asking, or `--dry-run` to see what would be written"))
}

/// Asks on the terminal.
pub(super) fn confirmed(question: &str) -> Result<bool, Failure> {
    output::aside(&format!("{question} Type `yes` to continue: "));
    let mut answer = Vec::new();
    std::io::stdin()
        .lock()
        .read_until(b'\n', &mut answer)
        .context("cannot read the answer")
        .map_err(|error| {
            Failure::new(Exit::Failed, error).hint("give `--yes` to write without being asked")
        })?;
    if !answer.ends_with(b"\n") {
        output::aside("\n");
    }
    Ok(answer.trim_ascii() == b"yes")
}
