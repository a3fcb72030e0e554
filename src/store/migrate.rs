//! Brings a store of an earlier version to the schema of this one: numbered steps, a transaction each.

use redb::{Database, ReadableDatabase, ReadableTable, WriteTransaction};

use super::lines::{RunLine, run_line};
use super::outcome::encode;
use super::packed::packed;
use super::recall::decode;
use super::tables::{HISTORY, INTENTS, META, META_KEY, Meta, RUNS, SCHEMA, TEXTS};

/// One step: what it makes of a store of the schema before it.
type Migration = fn(&WriteTransaction) -> Result<(), redb::Error>;

/// The steps; the first leads from schema 1 to schema 2, and so on.
const MIGRATIONS: [Migration; (SCHEMA - 1) as usize] = [keep_history_and_intents];

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

/// Schema 2 keeps the history line for line, the intent of the run under way, and what the newest runs
/// left in their files. Of earlier runs the store knew their own lines only; the others come from the
/// history when the next run is written.
fn keep_history_and_intents(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(INTENTS)?;
    transaction.open_table(TEXTS)?;
    let mut history = transaction.open_table(HISTORY)?;
    for (position, row) in (0..).zip(transaction.open_table(RUNS)?.iter()?) {
        let run: RunLine = decode(row?.1.value())?;
        history.insert(position, packed(run_line(&run).as_bytes()).as_slice())?;
    }
    Ok(())
}
