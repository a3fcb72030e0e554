//! Brings a store of an earlier version to the schema of this one: numbered steps, a transaction each.
//!
//! A store is a cache of the history, so a step takes along only what the history cannot give back: the
//! runs that are not in the working tree, and the intent of a run that was killed.

use std::collections::HashMap;

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};

use super::packed::{packed, unpacked};
use super::recall::decode;
use super::rows::encode;
use super::tables::{INTENTS, META, META_KEY, Meta, RUNS, SCHEMA, TEXTS};
use crate::history::Run;

/// One step: what it makes of a store of the schema before it.
type Migration = fn(&WriteTransaction) -> Result<(), redb::Error>;

/// The steps; the first leads from schema 1 to schema 2, and so on.
const MIGRATIONS: [Migration; (SCHEMA - 1) as usize] = [keep_intents, name_runs_by_digest];

/// Tables of earlier schemas.
const PEOPLE_1: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("people_v1");
const ACCOUNTS_1: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("accounts_v1");
const RUNS_1: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("runs_v1");
pub(super) const HISTORY_2: TableDefinition<'static, u64, &[u8]> =
    TableDefinition::new("history_v2");
const TEXTS_2: TableDefinition<'static, (u64, &str), &[u8]> = TableDefinition::new("texts_v2");

/// Takes every step the store still lacks.
pub(super) fn migrate(database: &Database) -> Result<(), redb::Error> {
    for (from, migration) in (1..).zip(MIGRATIONS) {
        let mut meta = meta(database)?;
        if meta.schema != from {
            continue;
        }
        let transaction = database.begin_write()?;
        migration(&transaction)?;
        meta.schema = from + 1;
        transaction
            .open_table(META)?
            .insert(META_KEY, encode(&meta).as_slice())?;
        transaction.commit()?;
        tracing::info!("the store was upgraded from schema {from} to {}", from + 1);
    }
    Ok(())
}

fn meta(database: &Database) -> Result<Meta, redb::Error> {
    let table = database.begin_read()?.open_table(META)?;
    match table.get(META_KEY)? {
        Some(row) => decode(row.value()),
        None => Err(redb::Error::Corrupted(
            "the store has no description".to_owned(),
        )),
    }
}

/// Schema 2 keeps the intent of the run under way. Of earlier runs schema 1 knew only their own lines, which
/// are in the history.
fn keep_intents(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(INTENTS)?;
    transaction.open_table(TEXTS_2)?;
    transaction.open_table(HISTORY_2)?;
    Ok(())
}

/// Schema 3 keeps runs and texts by the id of the run, and what people and accounts come to in one value.
fn name_runs_by_digest(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    let mut of_serial = HashMap::new();
    {
        let mut runs = transaction.open_table(RUNS)?;
        for row in transaction.open_table(HISTORY_2)?.iter()? {
            // Lines that are not valid, which an earlier version stored, are in no history that counts.
            let Ok(run) = Run::read(&unpacked(row?.1.value())?) else {
                continue;
            };
            runs.insert(run.id.hex().as_str(), packed(run.lines()).as_slice())?;
            of_serial.insert(run.line.serial, run.id.hex());
        }
        let mut texts = transaction.open_table(TEXTS)?;
        for row in transaction.open_table(TEXTS_2)?.iter()? {
            let (key, text) = row?;
            let (serial, path) = key.value();
            if let Some(id) = of_serial.get(&Some(serial)) {
                texts.insert((id.as_str(), path), text.value())?;
            }
        }
    }
    transaction.delete_table(PEOPLE_1)?;
    transaction.delete_table(ACCOUNTS_1)?;
    transaction.delete_table(RUNS_1)?;
    transaction.delete_table(HISTORY_2)?;
    transaction.delete_table(TEXTS_2)?;
    Ok(())
}
