//! Reads what is remembered without locking, changing or trusting the store's file.
//!
//! The file is copied into memory and its checksums are verified there. So a plan waits for nobody,
//! nobody waits for it, and a copy that a running apply tore, or a damaged file, is noticed: then the
//! history tells instead.

use std::io::ErrorKind;
use std::path::Path;

use redb::backends::InMemoryBackend;
use redb::{Builder, Database, ReadableDatabase, ReadableTable, StorageBackend, TableError};

use super::history::{self, Replayed, RunLine};
use super::tables::{ACCOUNTS, AccountRow, META, META_KEY, Meta, PEOPLE, RUNS, SCHEMA};
use super::{HISTORY_FILE, Remembered, STATE_LIMIT, STORE_FILE, StoreError};
use crate::files;
use crate::vocabulary::{AccountName, PlexId};

/// What is remembered, and how it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recalled {
    /// What the planning room needs.
    pub remembered: Remembered,
    /// The store's lineage; `None` before the first applied run.
    pub lineage: Option<String>,
    /// The serial of the newest applied run; 0 before the first.
    pub serial: u64,
    /// Whether the store lacks something of this, so that the next run has to write all of it.
    pub store_is_behind: bool,
    /// Set when the store could not be read and the history told instead.
    pub rebuilt_because: Option<String>,
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
        return from_history(history.as_deref().unwrap_or_default(), None);
    };
    match read_store(&bytes) {
        Ok(Some((meta, _))) if meta.schema > SCHEMA => Err(StoreError::NewerStore {
            path: store_path,
            schema: meta.schema,
        }),
        Ok(Some((meta, remembered))) => merge(meta, remembered, history.as_deref()),
        Ok(None) => from_history(history.as_deref().unwrap_or_default(), None),
        Err(source) => match history {
            Some(history) => from_history(&history, Some(source.to_string())),
            None => Err(StoreError::Unreadable {
                path: store_path,
                source: Box::new(source),
            }),
        },
    }
}

/// The store's word, and the history's if that knows more.
fn merge(
    meta: Meta,
    mut remembered: Remembered,
    history: Option<&[u8]>,
) -> Result<Recalled, StoreError> {
    let history_bytes = history.map_or(0, |history| history.len() as u64);
    let mut serial = meta.serial;
    let store_is_behind = history_bytes != meta.history_bytes;
    if let Some(history) = history.filter(|_| store_is_behind) {
        let Replayed {
            remembered: told,
            runs,
        } = history::replay(history)?;
        remembered.people.extend(told.people);
        remembered.owners.extend(told.owners);
        remembered.newest_day = remembered.newest_day.max(told.newest_day);
        serial = runs.iter().map(|run| run.serial).fold(serial, u64::max);
    }
    let lineage = Some(meta.lineage);
    Ok(Recalled {
        remembered,
        lineage,
        serial,
        store_is_behind,
        rebuilt_because: None,
    })
}

fn from_history(history: &[u8], rebuilt_because: Option<String>) -> Result<Recalled, StoreError> {
    let Replayed { remembered, runs } = history::replay(history)?;
    Ok(Recalled {
        remembered,
        lineage: runs.first().map(|run| run.lineage.clone()),
        serial: runs.iter().map(|run| run.serial).max().unwrap_or(0),
        store_is_behind: true,
        rebuilt_because,
    })
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
        return Err(redb::Error::Corrupted("the file is empty".to_owned()));
    }
    let backend = InMemoryBackend::new();
    backend.set_len(bytes.len() as u64).map_err(io_error)?;
    StorageBackend::write(&backend, 0, bytes).map_err(io_error)?;
    let mut builder = Builder::new();
    builder.set_check_integrity_on_open(true);
    Ok(builder.create_with_backend(backend)?)
}

fn io_error(error: impl std::fmt::Display) -> redb::Error {
    redb::Error::Corrupted(error.to_string())
}

/// Reads all tables; `None` for a store whose first run never came to its end.
fn read_store(bytes: &[u8]) -> Result<Option<(Meta, Remembered)>, redb::Error> {
    let database = open_copy(bytes)?;
    let transaction = database.begin_read()?;
    let meta = match transaction.open_table(META) {
        Err(TableError::TableDoesNotExist(_)) => return Ok(None),
        table => table?,
    };
    let meta: Meta = match meta.get(META_KEY)? {
        Some(row) => decode(row.value())?,
        None => {
            return Err(redb::Error::Corrupted(
                "the store has no description".to_owned(),
            ));
        }
    };
    let mut remembered = Remembered::default();
    if meta.schema > SCHEMA {
        return Ok(Some((meta, remembered)));
    }
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
    for row in transaction.open_table(RUNS)?.iter()? {
        let (_, row) = row?;
        let run: RunLine = decode(row.value())?;
        remembered.newest_day = remembered.newest_day.max(Some(run.today));
    }
    Ok(Some((meta, remembered)))
}

pub(super) fn decode<T: serde::de::DeserializeOwned>(row: &[u8]) -> Result<T, redb::Error> {
    serde_json::from_slice(row).map_err(|error| redb::Error::Corrupted(error.to_string()))
}
