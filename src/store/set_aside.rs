//! The runs a store knows, and what they left in their files.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use redb::{Database, ReadTransaction, ReadableDatabase, ReadableTable, WriteTransaction};

use super::migrate::HISTORY_2;
use super::packed::unpacked;
use super::recall::{open_copy, read_optional, table_if_any};
use super::tables::{RUNS, TEXTS};
use super::{STORE_FILE, StateFolder, StoreError};
use crate::history::{History, Run};
use crate::vocabulary::RunId;

/// The runs the store knows beyond the history in the working tree, by time: those of a branch that was thrown
/// away, or of commits after the one that is checked out. A store that cannot be read knows none.
///
/// # Errors
/// When the store's file is there and cannot be read.
pub fn set_aside(folder: &StateFolder, history: &History) -> Result<Vec<Run>, StoreError> {
    let aside = stored(folder, |transaction| stored_beyond(transaction, history))?;
    let mut aside = aside.unwrap_or_default();
    aside.sort_by(|one, other| (&one.line.time, one.id).cmp(&(&other.line.time, other.id)));
    Ok(aside)
}

/// Of these runs those that are not in the history.
fn beyond(runs: Vec<Run>, history: &History) -> Vec<Run> {
    let there: BTreeSet<RunId> = history.runs.iter().map(|run| run.id).collect();
    // Lines of the first release's file may have been put right by hand.
    let first: BTreeSet<_> = history.runs.iter().filter_map(first_name).collect();
    // A run whose file is damaged is there, and reported as such.
    let damaged = |run: &Run| history.has_damaged(run.id);
    let is_there = |run: &Run| {
        let is_first = || first_name(run).is_some_and(|name| first.contains(&name));
        there.contains(&run.id) || is_first() || damaged(run)
    };
    runs.into_iter().filter(|run| !is_there(run)).collect()
}

/// What named a run in the first release.
fn first_name(run: &Run) -> Option<(u64, &str)> {
    Some((run.line.serial?, run.line.time.as_str()))
}

/// The texts a run left in its files, by path, as long as the store keeps them.
///
/// # Errors
/// When the store's file is there and cannot be read.
pub fn run_texts(folder: &StateFolder, run: RunId) -> Result<BTreeMap<String, String>, StoreError> {
    let texts = stored(folder, |transaction| stored_texts(transaction, run))?;
    Ok(texts.unwrap_or_default())
}

/// What `read` finds in the store; `None` if there is no store that can be read.
fn stored<T>(
    folder: &StateFolder,
    read: impl FnOnce(&ReadTransaction) -> Result<T, redb::Error>,
) -> Result<Option<T>, StoreError> {
    let Some(bytes) = read_optional(&folder.path.join(STORE_FILE))? else {
        return Ok(None);
    };
    let found = open_copy(bytes).and_then(|database| read(&database.begin_read()?));
    Ok(found.ok())
}

/// The runs that an open store knows beyond the history. Lines that are not valid are left out.
pub(super) fn stored_beyond(
    transaction: &ReadTransaction,
    history: &History,
) -> Result<Vec<Run>, redb::Error> {
    let mut runs = match table_if_any(transaction.open_table(RUNS))? {
        Some(table) => unnamed(&table, history)?,
        None => Vec::new(),
    };
    if let Some(table) = table_if_any(transaction.open_table(HISTORY_2))? {
        for row in table.iter()? {
            runs.extend(Run::read(&unpacked(row?.1.value())?).ok());
        }
    }
    Ok(beyond(runs, history))
}

/// How many runs the store that is being written knows beyond the history.
pub(super) fn beyond_ids(
    transaction: &WriteTransaction,
    history: &History,
) -> Result<usize, redb::Error> {
    let runs = unnamed(&transaction.open_table(RUNS)?, history)?;
    Ok(beyond(runs, history).len())
}

/// The runs in a table whose ids the history does not have: the only ones that have to be parsed.
fn unnamed(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
    history: &History,
) -> Result<Vec<Run>, redb::Error> {
    let there: HashSet<String> = history.runs.iter().map(|run| run.id.hex()).collect();
    let mut runs = Vec::new();
    for row in table.iter()? {
        let (id, lines) = row?;
        if !there.contains(id.value()) {
            runs.extend(Run::read(&unpacked(lines.value())?).ok());
        }
    }
    Ok(runs)
}

/// The run with this id, if an open store knows it.
pub(super) fn stored_run(database: &Database, id: RunId) -> Result<Option<Run>, redb::Error> {
    let transaction = database.begin_read()?;
    let Some(table) = table_if_any(transaction.open_table(RUNS))? else {
        return Ok(None);
    };
    let row = table.get(id.hex().as_str())?;
    let lines = row.map(|row| unpacked(row.value())).transpose()?;
    Ok(lines.and_then(|lines| Run::stored(id, lines)))
}

fn stored_texts(
    transaction: &ReadTransaction,
    run: RunId,
) -> Result<BTreeMap<String, String>, redb::Error> {
    let mut texts = BTreeMap::new();
    let Some(table) = table_if_any(transaction.open_table(TEXTS))? else {
        return Ok(texts);
    };
    let id = run.hex();
    for row in table.range((id.as_str(), "")..)? {
        let (key, deflated) = row?;
        let (of_run, path) = key.value();
        if of_run != id {
            break;
        }
        // A text that cannot be unpacked is as good as one that was not kept.
        let unpacked = unpacked(deflated.value()).ok();
        if let Some(text) = unpacked.and_then(|bytes| String::from_utf8(bytes).ok()) {
            texts.insert(path.to_owned(), text);
        }
    }
    Ok(texts)
}
