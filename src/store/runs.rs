//! Every applied run, from the history and from the store.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use flate2::read::DeflateDecoder;
use redb::{ReadTransaction, ReadableDatabase, ReadableTable};

use super::history::{self, RunDetails, RunLine};
use super::recall::{decode, open_copy, read_optional, table_if_any};
use super::tables::{DETAILS, RUNS, TEXTS};
use super::{HISTORY_FILE, STATE_LIMIT, STORE_FILE, StoreError};

/// Every applied run by serial, ascending: those of the history, and those only the store still knows.
///
/// # Errors
/// When a file cannot be read or a line of the history makes no sense. A store that cannot be read
/// adds nothing.
pub fn runs(state: &Path) -> Result<Vec<RunLine>, StoreError> {
    let told = history::replay(&history_of(state)?)?.runs;
    let known: Vec<u64> = told.iter().map(|run| run.serial).collect();
    let mut runs = told;
    if let Some(stored) = stored(state, stored_runs)? {
        runs.extend(
            stored
                .into_iter()
                .filter(|run| !known.contains(&run.serial)),
        );
    }
    runs.sort_by_key(|run| run.serial);
    Ok(runs)
}

/// Everything known of the runs with a serial; empty if there is none, more than one where histories
/// were merged.
///
/// # Errors
/// As [`runs`].
pub fn run_details(state: &Path, serial: u64) -> Result<Vec<RunDetails>, StoreError> {
    let told = history::details(&history_of(state)?, serial)?;
    if !told.is_empty() {
        return Ok(told);
    }
    let lines = stored(state, |transaction| stored_lines(transaction, serial))?;
    history::details(lines.unwrap_or_default().as_bytes(), serial)
}

/// The texts a run left in its files, by path, as long as the store keeps them.
///
/// # Errors
/// When the store's file is there and cannot be read.
pub fn run_texts(state: &Path, serial: u64) -> Result<BTreeMap<String, String>, StoreError> {
    let texts = stored(state, |transaction| stored_texts(transaction, serial))?;
    Ok(texts.unwrap_or_default())
}

/// The lines of every run the store knows, as they stand in a history.
///
/// # Errors
/// When the store's file is there and cannot be read.
pub fn stored_history(state: &Path) -> Result<Option<String>, StoreError> {
    stored(state, |transaction| {
        let serials: Vec<u64> = stored_runs(transaction)?
            .iter()
            .map(|run| run.serial)
            .collect();
        let lines = serials
            .into_iter()
            .map(|serial| stored_lines(transaction, serial));
        lines.collect()
    })
}

/// The serials of the runs the store knows.
pub(super) fn stored_serials(state: &Path) -> Result<BTreeSet<u64>, StoreError> {
    let runs = stored(state, stored_runs)?.unwrap_or_default();
    Ok(runs.iter().map(|run| run.serial).collect())
}

fn history_of(state: &Path) -> Result<Vec<u8>, StoreError> {
    Ok(read_optional(&state.join(HISTORY_FILE))?.unwrap_or_default())
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

fn stored_runs(transaction: &ReadTransaction) -> Result<Vec<RunLine>, redb::Error> {
    let mut runs = Vec::new();
    if let Some(table) = table_if_any(transaction.open_table(RUNS))? {
        for row in table.iter()? {
            runs.push(decode(row?.1.value())?);
        }
    }
    Ok(runs)
}

fn stored_lines(transaction: &ReadTransaction, serial: u64) -> Result<String, redb::Error> {
    let mut lines = String::new();
    if let Some(table) = table_if_any(transaction.open_table(RUNS))?
        && let Some(row) = table.get(serial)?
    {
        let run: RunLine = decode(row.value())?;
        lines.push_str(&history::run_line(&run));
    }
    if let Some(table) = table_if_any(transaction.open_table(DETAILS))?
        && let Some(row) = table.get(serial)?
    {
        lines.push_str(&String::from_utf8_lossy(row.value()));
    }
    Ok(lines)
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
        let mut text = String::new();
        let mut decoder = DeflateDecoder::new(deflated.value()).take(STATE_LIMIT);
        // A text that cannot be unpacked is as good as one that was not kept.
        if decoder.read_to_string(&mut text).is_ok() {
            texts.insert(key.value().1.to_owned(), text);
        }
    }
    Ok(texts)
}
