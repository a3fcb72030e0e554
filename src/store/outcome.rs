//! What became of a run: its lines for the history, and its rows for the store.

use redb::{ReadableTable, WriteTransaction};

use super::Remembered;
use super::blocks::Block;
use super::lines::{RunDetails, RunLine};
use super::packed::{packed, unpacked};
use super::recall::Recalled;
use super::tables::{
    ACCOUNTS, AccountRow, HISTORY, INTENTS, META, META_KEY, Meta, PENDING_KEY, PEOPLE, PersonRow,
    RUNS, RUNS_WITH_TEXTS, SCHEMA, TEXTS,
};
use crate::vocabulary::{Digest, PlexId};

/// A run that was applied, in full or in part.
#[derive(Debug, Clone, PartialEq)]
pub struct RunOutcome {
    /// The line for the history.
    pub details: RunDetails,
    /// What it left in its files, by path; files it removed are left out.
    pub texts: Vec<(String, String)>,
}

/// The keys that distinguish stores.
#[derive(Debug, Clone, Default)]
pub(super) struct Identity {
    /// The same in the history and in every store rebuilt from it.
    pub(super) lineage: String,
    /// Of this store on this machine alone.
    pub(super) id: String,
}

/// Writes all of what is recalled, for a store that is new or lacks some of it.
pub(super) fn write_all(
    transaction: &WriteTransaction,
    recalled: &Recalled,
    identity: &Identity,
    history: &[u8],
) -> Result<(), redb::Error> {
    let Remembered {
        people,
        owners,
        newest_day: _,
    } = &recalled.remembered;
    let mut table = transaction.open_table(PEOPLE)?;
    let row = encode(&PersonRow {
        serial: recalled.serial,
        since: recalled.remembered.newest_day,
    });
    for id in people {
        if table.get(id.0)?.is_none() {
            table.insert(id.0, row.as_slice())?;
        }
    }
    table.retain(|id, _| people.contains(&PlexId(id)))?;
    let mut table = transaction.open_table(ACCOUNTS)?;
    for (name, owner) in owners {
        let row = encode(&AccountRow { owner: *owner });
        table.insert(name.as_str(), row.as_slice())?;
    }
    drop(table);
    write_meta(transaction, identity, recalled.serial, history)
}

/// Writes what of a history the store does not hold already, and takes out what is not in it.
pub(super) fn write_history(
    transaction: &WriteTransaction,
    history: &[Block],
) -> Result<(), redb::Error> {
    let mut lines = transaction.open_table(HISTORY)?;
    let mut runs = transaction.open_table(RUNS)?;
    for (position, block) in (0..).zip(history) {
        let there = lines.get(position)?.map(|row| unpacked(row.value()));
        if there.transpose()?.as_ref() != Some(&block.lines) {
            lines.insert(position, packed(&block.lines).as_slice())?;
            runs.insert(block.run.serial, encode(&block.run).as_slice())?;
        }
    }
    lines.retain(|position, _| position < history.len() as u64)?;
    Ok(())
}

/// Writes the outcome of a run and takes its intent out; `history` contains it already, and `blocks` are
/// its runs.
pub(super) fn write_outcome(
    transaction: &WriteTransaction,
    outcome: &RunOutcome,
    identity: &Identity,
    history: &[u8],
    blocks: &[Block],
) -> Result<(), redb::Error> {
    let RunOutcome { details, texts } = outcome;
    let run = &details.run;
    write_people(transaction, run)?;
    write_history(transaction, blocks)?;
    let mut table = transaction.open_table(TEXTS)?;
    for (path, text) in texts {
        table.insert(
            (run.serial, path.as_str()),
            packed(text.as_bytes()).as_slice(),
        )?;
    }
    let oldest = run.serial.saturating_sub(RUNS_WITH_TEXTS - 1);
    table.retain(|(serial, _), _| serial >= oldest)?;
    drop(table);
    transaction.open_table(INTENTS)?.remove(PENDING_KEY)?;
    write_meta(transaction, identity, run.serial, history)
}

fn write_people(transaction: &WriteTransaction, run: &RunLine) -> Result<(), redb::Error> {
    let mut table = transaction.open_table(PEOPLE)?;
    let row = encode(&PersonRow {
        serial: run.serial,
        since: Some(run.today),
    });
    for id in &run.people {
        table.insert(id.0, row.as_slice())?;
    }
    for id in &run.forgotten {
        table.remove(id.0)?;
    }
    let mut table = transaction.open_table(ACCOUNTS)?;
    for (name, owner) in &run.owners {
        let row = encode(&AccountRow { owner: *owner });
        table.insert(name.as_str(), row.as_slice())?;
    }
    Ok(())
}

pub(super) fn write_meta(
    transaction: &WriteTransaction,
    identity: &Identity,
    serial: u64,
    history: &[u8],
) -> Result<(), redb::Error> {
    let meta = Meta {
        schema: SCHEMA,
        lineage: identity.lineage.clone(),
        id: Some(identity.id.clone()),
        serial,
        history_bytes: history.len() as u64,
        history: Some(Digest::of(history)),
        validated: true,
    };
    transaction
        .open_table(META)?
        .insert(META_KEY, encode(&meta).as_slice())?;
    Ok(())
}

pub(super) fn encode(row: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(row).expect("rows hold texts and numbers only")
}
