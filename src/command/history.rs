//! `plexmgr history`: what was applied, when, by whom, on which commit.

use std::path::Path;

use anyhow::anyhow;

use super::context::Context;
use super::exclusive::state_folder;
use super::exit::{Exit, Failure};
use super::output;
use super::store_failure::store_failure;
use crate::cli::History;
use crate::render::{history, past};
use crate::store::{self, RunDetails};

pub(super) fn run(context: &Context, options: &History) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let state = state_folder(context, &settings)?;
    let shown = match options.run {
        None => {
            let runs = store::runs(&state).map_err(store_failure)?;
            match context.is_json() {
                true => past::runs(&runs),
                false => history::runs_text(&runs, context.page()),
            }
        }
        Some(serial) => {
            let details = the_run(&state, serial)?;
            let runs = store::runs(&state).map_err(store_failure)?;
            match context.is_json() {
                true => past::run(&details),
                false => history::run_text(&details, &runs, context.page()),
            }
        }
    };
    output::result(&shown)?;
    Ok(Exit::Done)
}

/// The only run with a serial.
pub(super) fn the_only_run(state: &Path, serial: u64) -> Result<RunDetails, Failure> {
    let count = store::run_details(state, serial)
        .map_err(store_failure)?
        .len();
    if count > 1 {
        let error = anyhow!("there are {count} runs {serial}, because histories were merged");
        return Err(Failure::new(Exit::Stale, error)
            .hint("their number is ambiguous; restore the records from git"));
    }
    the_run(state, serial)
}

/// The run with a serial; the newest if merged histories contain several.
pub(super) fn the_run(state: &Path, serial: u64) -> Result<RunDetails, Failure> {
    let mut found = store::run_details(state, serial).map_err(store_failure)?;
    if found.len() > 1 {
        tracing::warn!(
            "the history has {} runs with the number {serial}; using the last one",
            found.len()
        );
    }
    if let Some(details) = found.pop() {
        return Ok(details);
    }
    let runs = store::runs(state).map_err(store_failure)?;
    let hint = match (runs.first(), runs.last()) {
        (Some(only), Some(last)) if only.serial == last.serial => {
            format!(
                "there is only run {}; `plexmgr history` shows it",
                only.serial
            )
        }
        (Some(first), Some(last)) => {
            format!(
                "there are runs {} to {}; `plexmgr history` lists them",
                first.serial, last.serial
            )
        }
        _ => "nothing was applied in this household yet".to_owned(),
    };
    Err(Failure::new(Exit::Usage, anyhow!("there is no run {serial}")).hint(hint))
}
