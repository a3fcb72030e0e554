//! Every applied run, from the history and from the store.

use std::collections::BTreeMap;
use std::path::Path;

use redb::{ReadableDatabase, ReadableTable, TableError};

use super::history::{self, RunLine};
use super::recall::{decode, open_copy, read_optional};
use super::tables::RUNS;
use super::{HISTORY_FILE, STORE_FILE, StoreError};

/// Every applied run by serial, ascending: those of the history, and those only the store still knows.
///
/// # Errors
/// When a file cannot be read or a line of the history makes no sense. A store that cannot be read
/// adds nothing.
pub fn runs(state: &Path) -> Result<Vec<RunLine>, StoreError> {
    let history = read_optional(&state.join(HISTORY_FILE))?.unwrap_or_default();
    let told = history::replay(&history)?.runs;
    let mut runs: BTreeMap<u64, RunLine> = BTreeMap::new();
    if let Some(bytes) = read_optional(&state.join(STORE_FILE))? {
        let stored = stored_runs(&bytes).unwrap_or_default();
        runs.extend(stored.into_iter().map(|run| (run.serial, run)));
    }
    runs.extend(told.into_iter().map(|run| (run.serial, run)));
    Ok(runs.into_values().collect())
}

fn stored_runs(bytes: &[u8]) -> Result<Vec<RunLine>, redb::Error> {
    let transaction = open_copy(bytes)?.begin_read()?;
    let table = match transaction.open_table(RUNS) {
        Err(TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
        table => table?,
    };
    let mut runs = Vec::new();
    for row in table.iter()? {
        let (_, row) = row?;
        runs.push(decode(row.value())?);
    }
    Ok(runs)
}
