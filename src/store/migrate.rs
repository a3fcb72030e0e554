//! Brings a store of an earlier version to the schema of this one: numbered steps, a transaction each.

use redb::{Database, ReadableDatabase, WriteTransaction};

use super::history::RunDetails;
use super::outcome::{encode, write_runs};
use super::recall::decode;
use super::tables::{DETAILS, INTENTS, META, META_KEY, Meta, SCHEMA, TEXTS};

/// One step: what it makes of a store of the schema before it.
type Migration = fn(&WriteTransaction, &[RunDetails]) -> Result<(), redb::Error>;

/// The steps; the first leads from schema 1 to schema 2, and so on.
const MIGRATIONS: [Migration; (SCHEMA - 1) as usize] = [keep_details_and_intents];

/// Whether a store lacks any step.
pub(super) fn needs_migration(database: &Database) -> Result<bool, redb::Error> {
    Ok(meta(database)?.schema < SCHEMA)
}

/// Takes every step the store still lacks. `runs` is what the history tells.
pub(super) fn migrate(database: &Database, runs: &[RunDetails]) -> Result<(), redb::Error> {
    for (from, migration) in (1..).zip(MIGRATIONS) {
        let mut meta = meta(database)?;
        if meta.schema != from {
            continue;
        }
        let transaction = database.begin_write()?;
        migration(&transaction, runs)?;
        meta.schema = from + 1;
        transaction
            .open_table(META)?
            .insert(META_KEY, encode(&meta).as_slice())?;
        transaction.commit()?;
        tracing::info!("the store was brought from schema {from} to {}", from + 1);
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

/// Schema 2 keeps the changes and files of each run, the intent of the run under way, and what the
/// newest runs left in their files. Of earlier runs only the history knows the changes.
fn keep_details_and_intents(
    transaction: &WriteTransaction,
    runs: &[RunDetails],
) -> Result<(), redb::Error> {
    transaction.open_table(DETAILS)?;
    transaction.open_table(INTENTS)?;
    transaction.open_table(TEXTS)?;
    write_runs(transaction, runs)
}
