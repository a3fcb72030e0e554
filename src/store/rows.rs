//! Writes the rows of the store, within a transaction.

use std::collections::BTreeSet;

use redb::{ReadableTable, WriteTransaction};

use super::packed::packed;
use super::tables::{
    Cached, FirstMeta, INTENTS, META, META_KEY, Meta, PENDING_KEY, PROGRESS_KEY, RUNS,
    RUNS_WITH_TEXTS, SCHEMA, SUMMARY, SUMMARY_KEY, TEXTS, WRITTEN_KEY,
};
use super::writer::Texts;
use crate::history::{History, Run, Written};

/// Writes the runs of the history that the store lacks.
pub(super) fn write_runs(
    transaction: &WriteTransaction,
    history: &History,
) -> Result<(), redb::Error> {
    let mut table = transaction.open_table(RUNS)?;
    for run in &history.runs {
        let id = run.id.hex();
        if table.get(id.as_str())?.is_none() {
            table.insert(id.as_str(), packed(run.lines()).as_slice())?;
        }
    }
    Ok(())
}

/// Takes out the run under way, and how far its effects are.
pub(super) fn forget_intent(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    let mut table = transaction.open_table(INTENTS)?;
    table.remove(PENDING_KEY)?;
    table.remove(PROGRESS_KEY)?;
    Ok(())
}

/// Writes what a run left in its files, and forgets what older ones did.
pub(super) fn write_texts(
    transaction: &WriteTransaction,
    run: &Run,
    texts: &Texts,
    history: &History,
) -> Result<(), redb::Error> {
    let id = run.id.hex();
    let mut table = transaction.open_table(TEXTS)?;
    for (path, text) in texts {
        let text = packed(text.as_bytes());
        table.insert((id.as_str(), path.as_str()), text.as_slice())?;
    }
    let newest = history.runs.iter().rev().take(RUNS_WITH_TEXTS);
    let newest: BTreeSet<String> = newest.map(|run| run.id.hex()).collect();
    table.retain(|(of_run, _), _| newest.contains(of_run))?;
    Ok(())
}

/// Writes what the history comes to; nothing if that is not certain.
pub(super) fn write_summary(
    transaction: &WriteTransaction,
    cached: Option<&Cached>,
) -> Result<(), redb::Error> {
    let mut table = transaction.open_table(SUMMARY)?;
    match cached {
        Some(cached) => table.insert(SUMMARY_KEY, packed(&encode(cached)).as_slice())?,
        None => table.remove(SUMMARY_KEY)?,
    };
    Ok(())
}

/// Writes what the runs last wrote.
pub(super) fn write_written(
    transaction: &WriteTransaction,
    written: &Written,
) -> Result<(), redb::Error> {
    let mut table = transaction.open_table(SUMMARY)?;
    table.insert(WRITTEN_KEY, packed(&encode(written)).as_slice())?;
    Ok(())
}

/// Writes what the store is.
pub(super) fn write_meta(transaction: &WriteTransaction, id: &str) -> Result<(), redb::Error> {
    let meta = Meta {
        schema: SCHEMA,
        id: Some(id.to_owned()),
        first: FirstMeta::default(),
    };
    transaction
        .open_table(META)?
        .insert(META_KEY, encode(&meta).as_slice())?;
    Ok(())
}

/// A value as JSON.
pub(super) fn encode(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("values hold texts and numbers only")
}
