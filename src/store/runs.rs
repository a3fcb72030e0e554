//! Every applied run, from the history and from the store.

use std::collections::BTreeMap;
use std::path::Path;

use redb::{ReadTransaction, ReadableDatabase, ReadableTable};

use super::blocks::{all_details, details, united};
use super::faults::{are_valid, whole_lines};
use super::history;
use super::lines::{RunDetails, RunLine, run_line};
use super::packed::unpacked;
use super::recall::{decode, open_copy, read_history, read_optional, table_if_any};
use super::tables::{HISTORY, RUNS, TEXTS};
use super::{HISTORY_FILE, STORE_FILE, StoreError};

/// Every applied run by serial, ascending: those of the history, and those only the store still knows.
///
/// # Errors
/// When a file cannot be read or a line of the history makes no sense. A store that cannot be read
/// adds nothing.
pub fn runs(state: &Path) -> Result<Vec<RunLine>, StoreError> {
    let mut runs = history::replay(&everything_told(state)?)?.runs;
    runs.sort_by_key(|run| run.serial);
    runs.dedup();
    Ok(runs)
}

/// Everything known of the runs with a serial; empty if there is none, more than one where histories
/// were merged.
///
/// # Errors
/// As [`runs`].
pub fn run_details(state: &Path, serial: u64) -> Result<Vec<RunDetails>, StoreError> {
    details(&everything_told(state)?, serial)
}

/// Every applied run with everything known of it, by serial, ascending.
///
/// # Errors
/// As [`runs`].
pub fn runs_in_detail(state: &Path) -> Result<Vec<RunDetails>, StoreError> {
    let mut found = all_details(&everything_told(state)?)?;
    found.sort_by_key(|details| details.run.serial);
    found.dedup();
    Ok(found)
}

/// The union of history and store.
fn everything_told(state: &Path) -> Result<Vec<u8>, StoreError> {
    let told = read_history(&state.join(HISTORY_FILE))?;
    let stored = stored_history(state)?.unwrap_or_default();
    united(&told, stored.as_bytes())
}

/// The texts a run left in its files, by path, as long as the store keeps them.
///
/// # Errors
/// When the store's file is there and cannot be read.
pub fn run_texts(state: &Path, serial: u64) -> Result<BTreeMap<String, String>, StoreError> {
    let texts = stored(state, |transaction| stored_texts(transaction, serial))?;
    Ok(texts.unwrap_or_default())
}

/// The history as the store knows it; `None` if there is no store that can be read.
///
/// # Errors
/// When the store's file is there and cannot be read.
pub fn stored_history(state: &Path) -> Result<Option<String>, StoreError> {
    stored(state, history_in)
}

/// What `read` finds in the store; `None` if there is no store that can be read.
fn stored<T>(
    state: &Path,
    read: impl FnOnce(&ReadTransaction) -> Result<T, redb::Error>,
) -> Result<Option<T>, StoreError> {
    let Some(bytes) = read_optional(&state.join(STORE_FILE))? else {
        return Ok(None);
    };
    let found = open_copy(&bytes).and_then(|database| read(&database.begin_read()?));
    Ok(found.ok())
}

/// The history as an open store knows it; of one of schema 1 the runs' own lines. Runs with lines that are
/// not valid, which an earlier version stored, are left out.
pub(super) fn history_in(transaction: &ReadTransaction) -> Result<String, redb::Error> {
    let mut lines = String::new();
    for run in stored_runs(transaction)? {
        if are_valid(&run) {
            // A valid history is UTF-8, and a row ends with a line break.
            lines.push_str(&String::from_utf8_lossy(whole_lines(&run)));
        }
    }
    Ok(lines)
}

/// Whether an open store holds lines of the history that are not valid.
pub(super) fn has_faults(transaction: &ReadTransaction) -> Result<bool, redb::Error> {
    let runs = stored_runs(transaction)?;
    Ok(runs.iter().any(|run| !are_valid(run)))
}

/// The lines of each run that an open store holds.
fn stored_runs(transaction: &ReadTransaction) -> Result<Vec<Vec<u8>>, redb::Error> {
    let mut runs = Vec::new();
    if let Some(table) = table_if_any(transaction.open_table(HISTORY))? {
        for row in table.iter()? {
            runs.push(unpacked(row?.1.value())?);
        }
    } else if let Some(table) = table_if_any(transaction.open_table(RUNS))? {
        for row in table.iter()? {
            let run: RunLine = decode(row?.1.value())?;
            runs.push(run_line(&run).into_bytes());
        }
    }
    Ok(runs)
}

fn stored_texts(
    transaction: &ReadTransaction,
    serial: u64,
) -> Result<BTreeMap<String, String>, redb::Error> {
    let mut texts = BTreeMap::new();
    let Some(table) = table_if_any(transaction.open_table(TEXTS))? else {
        return Ok(texts);
    };
    for row in table.range((serial, "")..(serial.saturating_add(1), ""))? {
        let (key, deflated) = row?;
        // A text that cannot be unpacked is as good as one that was not kept.
        let unpacked = unpacked(deflated.value()).ok();
        if let Some(text) = unpacked.and_then(|bytes| String::from_utf8(bytes).ok()) {
            texts.insert(key.value().1.to_owned(), text);
        }
    }
    Ok(texts)
}
