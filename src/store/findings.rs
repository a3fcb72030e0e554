//! Where store and history do not fit together.

use std::collections::BTreeSet;
use std::path::Path;

use super::blocks::{Block, blocks};
use super::recall::{Recalled, read_history};
use super::runs::stored_history;
use super::{HISTORY_FILE, STORE_FILE, StoreError};

/// Everything that does not fit together, as sentences for people; empty if all is well.
///
/// # Errors
/// When a file cannot be read or a line of the history makes no sense.
pub fn findings(state: &Path, recalled: &Recalled) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    if let Some(because) = &recalled.rebuilt_because {
        findings.push(format!("the store {because}; using the history instead"));
        return Ok(findings);
    }
    if let Some(intent) = &recalled.pending {
        findings.push(format!(
            "run {} of {} is not finished",
            intent.run.serial, intent.run.time
        ));
    }
    if !state.join(STORE_FILE).exists() {
        return Ok(findings);
    }
    let told = read_history(&state.join(HISTORY_FILE))?;
    let stored = stored_history(state)?.unwrap_or_default();
    findings.extend(differences(&told, stored.as_bytes())?);
    Ok(findings)
}

/// The differences between history and store.
fn differences(told: &[u8], stored: &[u8]) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    if told == stored {
        return Ok(findings);
    }
    let (told, stored) = (blocks(told)?, blocks(stored)?);
    let serials = |blocks: &[Block]| -> BTreeSet<u64> {
        blocks.iter().map(|block| block.run.serial).collect()
    };
    let (told_serials, stored_serials) = (serials(&told), serials(&stored));
    let only_told = listed(told_serials.difference(&stored_serials));
    if !only_told.is_empty() {
        findings.push(format!(
            "the history has runs that the store lacks: {only_told}"
        ));
    }
    let only_stored = listed(stored_serials.difference(&told_serials));
    if !only_stored.is_empty() {
        findings.push(format!(
            "the store has runs that the history lacks: {only_stored}"
        ));
    }
    let cut_off: BTreeSet<u64> = told
        .iter()
        .filter(|block| !block.is_whole())
        .map(|block| block.run.serial)
        .collect();
    if !cut_off.is_empty() {
        findings.push(format!(
            "the history lacks lines of these runs: {}",
            listed(cut_off.iter())
        ));
    }
    // A store of the first schema knew no more of a run than its own line.
    let is_whole = |blocks: &[Block]| blocks.iter().all(Block::is_whole);
    if findings.is_empty() && told != stored && is_whole(&stored) {
        findings.push("history and store differ about the same runs".to_owned());
    }
    Ok(findings)
}

fn listed<'s>(serials: impl Iterator<Item = &'s u64>) -> String {
    let serials: Vec<String> = serials.map(ToString::to_string).collect();
    serials.join(", ")
}
