//! The history's reader and writer, apart from any file.

use std::collections::BTreeSet;

use super::blocks::all_details;
use super::history::{self, Replayed};
use super::lines::{RunDetails, detail_lines, run_line};
use super::{Remembered, RunLine, StoreError};
use crate::vocabulary::PlexId;

/// The data of a history.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// Who is remembered after all runs.
    pub remembered: Remembered,
    /// Who was forgotten and not remembered again.
    pub forgotten: BTreeSet<PlexId>,
    /// The runs, in the order of the file.
    pub runs: Vec<RunLine>,
    /// The same with everything that follows them, if all of that can be read.
    pub details: Option<Vec<RunDetails>>,
}

/// Reads a whole history.
///
/// # Errors
/// When a line of it cannot be read, or is from a newer version.
pub fn replay_history(text: &[u8]) -> Result<History, StoreError> {
    let Replayed {
        remembered,
        forgotten,
        runs,
    } = history::replay(text)?;
    Ok(History {
        remembered,
        forgotten,
        runs,
        details: all_details(text).ok(),
    })
}

/// The lines of one run, each ended by a line break.
#[must_use]
pub fn history_lines(details: &RunDetails) -> String {
    run_line(&details.run) + &detail_lines(details)
}
