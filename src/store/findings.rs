//! Where store and history do not fit together.

use std::collections::BTreeSet;
use std::path::Path;

use super::history;
use super::recall::{Recalled, read_optional};
use super::runs::stored_serials;
use super::{HISTORY_FILE, STORE_FILE, StoreError};

/// Everything that does not fit together, as sentences for people; empty if all is well.
///
/// # Errors
/// When a file cannot be read or a line of the history makes no sense.
pub fn findings(state: &Path, recalled: &Recalled) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    if let Some(because) = &recalled.rebuilt_because {
        findings.push(format!("the store {because}; the history tells instead"));
        return Ok(findings);
    }
    if let Some(intent) = &recalled.pending {
        findings.push(format!(
            "run {} of {} was begun and is not ended",
            intent.run.serial, intent.run.time
        ));
    }
    if !state.join(STORE_FILE).exists() {
        return Ok(findings);
    }
    let history = read_optional(&state.join(HISTORY_FILE))?;
    let history = history.unwrap_or_default();
    let told: BTreeSet<u64> = history::replay(&history)?
        .runs
        .iter()
        .map(|run| run.serial)
        .collect();
    let stored: BTreeSet<u64> = stored_serials(state)?;
    let listed = |serials: Vec<&u64>| {
        let serials: Vec<String> = serials.iter().map(ToString::to_string).collect();
        serials.join(", ")
    };
    let only_told: Vec<&u64> = told.difference(&stored).collect();
    if !only_told.is_empty() {
        let runs = listed(only_told);
        findings.push(format!(
            "the history knows runs that the store lacks: {runs}"
        ));
    }
    let only_stored: Vec<&u64> = stored.difference(&told).collect();
    if !only_stored.is_empty() {
        let runs = listed(only_stored);
        findings.push(format!(
            "the store knows runs that the history lacks: {runs}; `plexmgr state export` prints them"
        ));
    }
    Ok(findings)
}
