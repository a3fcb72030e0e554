//! Reads what is remembered without locking, changing or trusting the store's file.
//!
//! The file is copied into memory and its checksums are verified there. So a plan never waits and never
//! blocks another run, and a copy that a running apply tore, or a damaged file, is noticed: then the
//! history is used instead.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

use redb::backends::InMemoryBackend;
use redb::{
    Builder, Database, ReadTransaction, ReadableDatabase, ReadableTable, StorageBackend, TableError,
};

use super::faults::{HistoryFault, history_faults};
use super::history::{self, Replayed};
use super::intent::Intent;
use super::lines::{DatedRun, newest_day};
use super::machine::Machine;
use super::packed::unpacked;
use super::runs::has_faults;
use super::tables::{
    ACCOUNTS, AccountRow, INTENTS, META, META_KEY, Meta, PENDING_KEY, PEOPLE, RUNS, SCHEMA,
};
use super::{HISTORY_FILE, Remembered, STATE_LIMIT, STORE_FILE, StoreError};
use crate::files;
use crate::vocabulary::{AccountName, Digest, PlexId};

/// What is remembered, and how it was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recalled {
    /// What the planning room needs.
    pub remembered: Remembered,
    /// The store's lineage; `None` before the first applied run.
    pub lineage: Option<String>,
    /// The serial of the newest applied run; 0 before the first.
    pub serial: u64,
    /// Whether the store lacks something of this, so that the next run has to write all of it.
    pub store_is_behind: bool,
    /// Set when the store could not be used and the history was used instead; a clause for people.
    pub rebuilt_because: Option<String>,
    /// The run that was begun and is not ended: it was interrupted, or is under way.
    pub pending: Option<Intent>,
    /// Whether this machine began that run, so that it may be finished.
    pub began_here: bool,
    /// The random id of the store, if it could be used and has one.
    pub(super) store_id: Option<String>,
    /// The digest of the run that was begun, as it stands in the store.
    pending_digest: Option<Digest>,
}

/// Reads what is remembered in the state folder; a folder without store and history remembers
/// nothing.
///
/// # Errors
/// When a file cannot be read, is from a newer version, or the store is damaged and there is no
/// history.
pub fn recall(state: &Path) -> Result<Recalled, StoreError> {
    let store_path = state.join(STORE_FILE);
    let history = read_optional(&state.join(HISTORY_FILE))?;
    let Some(bytes) = read_optional(&store_path)? else {
        return from_history(history.as_deref().unwrap_or_default(), "is missing");
    };
    match read_store(&bytes) {
        Ok(Some(stored)) if stored.meta.schema > SCHEMA => Err(StoreError::NewerStore {
            path: store_path,
            schema: stored.meta.schema,
        }),
        Ok(Some(stored)) if stored.has_faults && history.is_none() => Err(StoreError::Unreadable {
            path: store_path,
            reason: "it holds invalid lines of the history".to_owned(),
        }),
        Ok(Some(stored)) => merge(stored, history.as_deref()),
        Ok(None) => from_history(history.as_deref().unwrap_or_default(), "is incomplete"),
        Err(source) => match history {
            Some(history) => {
                let reason = reason(&source);
                from_history(&history, &format!("cannot be read ({reason})"))
            }
            None => Err(StoreError::Unreadable {
                path: store_path,
                reason: reason(&source),
            }),
        },
    }
}

/// As [`recall`], on the machine that may have begun the run under way. A store that is not the one this
/// machine noted is passed over.
///
/// # Errors
/// As [`recall`].
pub fn recall_on(machine: &Machine, state: &Path) -> Result<Recalled, StoreError> {
    let mut recalled = recall(state)?;
    let Some(note) = machine.note() else {
        return Ok(recalled);
    };
    if recalled
        .store_id
        .as_ref()
        .is_some_and(|id| *id != note.store)
    {
        let history = read_optional(&state.join(HISTORY_FILE))?.unwrap_or_default();
        let mut told = from_history(&history, "was not written by this machine")?;
        told.rebuilt_because = Some("was not written by this machine".to_owned());
        return Ok(told);
    }
    recalled.began_here = recalled.pending.is_some() && recalled.pending_digest == note.intent;
    Ok(recalled)
}

/// The store's word, and the history's if that knows more.
fn merge(stored: Stored, history: Option<&[u8]>) -> Result<Recalled, StoreError> {
    let Stored {
        meta,
        mut remembered,
        pending,
        pending_digest,
        has_faults: _,
    } = stored;
    let mut serial = meta.serial;
    // An earlier version may have stored a history that it had not validated.
    let store_is_behind = meta.schema < SCHEMA || !meta.validated || !is_as_then(history, &meta);
    if let Some(history) = history.filter(|_| store_is_behind) {
        let told = history::replay(history)?;
        let lineages: BTreeSet<&str> = told.runs.iter().map(|run| run.lineage.as_str()).collect();
        if !lineages.is_empty() && !lineages.contains(meta.lineage.as_str()) {
            return from_history(history, "belongs to another household");
        }
        let Replayed {
            remembered: told,
            forgotten,
            runs,
        } = told;
        remembered.people.extend(told.people);
        remembered.people.retain(|id| !forgotten.contains(id));
        remembered.owners.extend(told.owners);
        remembered.newest_day = told.newest_day.or(remembered.newest_day);
        serial = runs.iter().map(|run| run.serial).fold(serial, u64::max);
    }
    let lineage = Some(meta.lineage);
    Ok(Recalled {
        remembered,
        lineage,
        serial,
        store_is_behind,
        rebuilt_because: None,
        pending,
        began_here: false,
        store_id: meta.id,
        pending_digest,
    })
}

/// Whether the history is what it was when the store was written.
fn is_as_then(history: Option<&[u8]>, meta: &Meta) -> bool {
    let history = history.unwrap_or_default();
    history.len() as u64 == meta.history_bytes && Some(Digest::of(history)) == meta.history
}

/// Only the data of the history, because the store `trouble`; without any run there is no trouble.
fn from_history(history: &[u8], trouble: &str) -> Result<Recalled, StoreError> {
    let Replayed {
        remembered,
        forgotten: _,
        runs,
    } = history::replay(history)?;
    Ok(Recalled {
        remembered,
        lineage: runs.last().map(|run| run.lineage.clone()),
        serial: runs.iter().map(|run| run.serial).max().unwrap_or(0),
        store_is_behind: true,
        rebuilt_because: (!runs.is_empty()).then(|| trouble.to_owned()),
        ..Recalled::default()
    })
}

/// Everything wrong with the lines of the history in the state folder; nothing if there is no history.
///
/// # Errors
/// When the file cannot be read.
pub fn faults_in(state: &Path) -> Result<Vec<HistoryFault>, StoreError> {
    let history = read_optional(&state.join(HISTORY_FILE))?;
    Ok(history_faults(&history.unwrap_or_default()))
}

/// The history at a path, validated; empty if there is none.
pub(super) fn read_history(path: &Path) -> Result<Vec<u8>, StoreError> {
    let history = read_optional(path)?.unwrap_or_default();
    validate(&history)?;
    Ok(history)
}

/// Refuses a history of which a line is not valid.
pub(super) fn validate(history: &[u8]) -> Result<(), StoreError> {
    match history_faults(history).into_iter().next() {
        Some(fault) => Err(fault.into()),
        None => Ok(()),
    }
}

pub(super) fn read_optional(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match files::read_limited(path, STATE_LIMIT) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::File {
            doing: "read",
            path: path.to_owned(),
            source,
        }),
    }
}

/// Opens a copy in memory, checksums verified.
pub(super) fn open_copy(bytes: &[u8]) -> Result<Database, redb::Error> {
    if bytes.is_empty() {
        // redb would take an empty file for a new store; an existing one was never empty.
        return Err(corrupted("the file is empty"));
    }
    let backend = InMemoryBackend::new();
    backend.set_len(bytes.len() as u64).map_err(io_error)?;
    StorageBackend::write(&backend, 0, bytes).map_err(io_error)?;
    let mut builder = Builder::new();
    builder.set_check_integrity_on_open(true);
    Ok(builder.create_with_backend(backend)?)
}

fn io_error(error: impl std::fmt::Display) -> redb::Error {
    corrupted(&error.to_string())
}

/// What the store says.
pub(super) struct Stored {
    pub(super) meta: Meta,
    pub(super) remembered: Remembered,
    pub(super) pending: Option<Intent>,
    pending_digest: Option<Digest>,
    /// Whether it holds lines of the history that are not valid, written by an earlier version.
    has_faults: bool,
}

/// Reads all tables; `None` for a store whose first run never came to its end.
fn read_store(bytes: &[u8]) -> Result<Option<Stored>, redb::Error> {
    read_database(&open_copy(bytes)?)
}

/// As [`read_store`], of a store that is open.
pub(super) fn read_database(database: &Database) -> Result<Option<Stored>, redb::Error> {
    let transaction = database.begin_read()?;
    let Some(meta) = table_if_any(transaction.open_table(META))? else {
        return Ok(None);
    };
    let meta: Meta = match meta.get(META_KEY)? {
        Some(row) => decode(row.value())?,
        None => return Err(corrupted("the store has no description")),
    };
    let mut remembered = Remembered::default();
    let (mut pending, mut pending_digest) = (None, None);
    let has_faults = !meta.validated && meta.schema <= SCHEMA && has_faults(&transaction)?;
    if meta.schema <= SCHEMA {
        remembered = read_remembered(&transaction)?;
        if let Some(intents) = table_if_any(transaction.open_table(INTENTS))?
            && let Some(row) = intents.get(PENDING_KEY)?
        {
            let text = unpacked(row.value())?;
            pending = Some(decode(&text)?);
            pending_digest = Some(Digest::of(&text));
        }
    }
    Ok(Some(Stored {
        meta,
        remembered,
        pending,
        pending_digest,
        has_faults,
    }))
}

fn read_remembered(transaction: &ReadTransaction) -> Result<Remembered, redb::Error> {
    let mut remembered = Remembered::default();
    for row in transaction.open_table(PEOPLE)?.iter()? {
        let (id, _) = row?;
        remembered.people.insert(PlexId(id.value()));
    }
    for row in transaction.open_table(ACCOUNTS)?.iter()? {
        let (name, row) = row?;
        let row: AccountRow = decode(row.value())?;
        remembered
            .owners
            .insert(AccountName::new(name.value()), row.owner);
    }
    if let Some(runs) = table_if_any(transaction.open_table(RUNS))? {
        let runs: Result<Vec<DatedRun>, redb::Error> =
            runs.iter()?.map(|row| decode(row?.1.value())).collect();
        remembered.newest_day = newest_day(runs?.into_iter());
    }
    Ok(remembered)
}

/// A table, or `None` if the store has no such table yet.
pub(super) fn table_if_any<T>(table: Result<T, TableError>) -> Result<Option<T>, redb::Error> {
    match table {
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        table => Ok(Some(table?)),
    }
}

pub(super) fn decode<T: serde::de::DeserializeOwned>(row: &[u8]) -> Result<T, redb::Error> {
    serde_json::from_slice(row).map_err(|error| corrupted(&error.to_string()))
}

/// What is wrong with a store, as a clause for people.
fn reason(error: &redb::Error) -> String {
    match error {
        redb::Error::Corrupted(what) => what.clone(),
        error => error.to_string(),
    }
}

fn corrupted(what: &str) -> redb::Error {
    redb::Error::Corrupted(what.to_owned())
}
