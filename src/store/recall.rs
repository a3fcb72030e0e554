//! Finds what is remembered, without locking, changing or trusting the store's file.
//!
//! The history in the working tree is the truth. The store spares reading it again while the names, sizes and
//! times of its files are the same; it knows the runs that are not in the working tree, and the run under way. Its
//! file is copied into memory and its checksums are verified there. So a plan never waits and never blocks
//! another run, and a copy that a running apply tore, or a damaged file, is noticed.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;
use std::thread;

use redb::{Builder, Database, ReadableDatabase, TableDefinition, TableError};

use super::intent::{EffectState, Intent};
use super::machine::Machine;
use super::packed::unpacked;
use super::progress::states;
use super::set_aside::{stored_beyond, stored_run};
use super::tables::{
    Cached, INTENTS, META, META_KEY, Meta, PENDING_KEY, PROGRESS_KEY, SCHEMA, SUMMARY,
    SUMMARY_CONTENT, SUMMARY_KEY, WRITTEN_KEY,
};
use super::{STATE_LIMIT, STORE_FILE, StateFolder, StoreError};
use crate::files;
use crate::history::{self, History, HistoryError, HistoryFault, Run, Stamps, Summary, Written};
use crate::vocabulary::{Digest, PlexId, RunId};

/// How closely to look at the history.
#[derive(Debug)]
pub enum Look {
    /// Where names, sizes and times of its files are those the store knows, what the store says.
    Quick,
    /// Read every file and compute its digest.
    Whole,
    /// The same, where this run has not done so: of what it read earlier, nothing is read again while names, sizes
    /// and times of the files are the same.
    Again(Box<History>),
}

/// What is remembered, and how it was found.
#[derive(Debug, Default)]
pub struct Recalled {
    /// What the history comes to.
    pub summary: Summary,
    /// The newest runs that git took back: the files they wrote are as they were before. Nothing of them is
    /// remembered.
    pub taken_back: Vec<RunId>,
    /// How many runs the store knows that are not in the working tree. They count for nothing.
    pub set_aside: usize,
    /// What is wrong with files of the history; the others count.
    pub faults: Vec<HistoryFault>,
    /// Set when the store could not be used; a clause for people.
    pub rebuilt_because: Option<String>,
    /// The run that was begun and is not ended: it was interrupted, or is under way.
    pub pending: Option<Intent>,
    /// How far each of its effects is.
    pub effects: Vec<EffectState>,
    /// Whether this machine began that run, so that it may be finished.
    pub began_here: bool,
    /// All of the history, if it was read.
    pub(super) history: Option<History>,
    /// Whether the store could be used.
    pub(super) store_is_usable: bool,
    /// What the runs last wrote, as the store holds it.
    pub(super) written: Option<Vec<u8>>,
    /// The random id of the store, if it could be used and has one.
    pub(super) store_id: Option<String>,
}

impl Recalled {
    /// All runs in the working tree in their order, if the history was looked at as a whole.
    #[must_use]
    pub fn runs(&self) -> &[Run] {
        self.history.as_ref().map_or(&[], |history| &history.runs)
    }

    /// What the runs last wrote of the facts from Plex. A history that cannot be read wrote nothing.
    #[must_use]
    pub fn written(&self, folder: &StateFolder) -> Written {
        let all = self.summary.all;
        let is_current = |written: &Written| written.all == all && self.taken_back.is_empty();
        let stored = self.written.as_deref().and_then(|row| unpacked(row).ok());
        let stored = stored.and_then(|text| decode::<Written>(&text).ok());
        if let Some(stored) = stored.filter(is_current) {
            return stored;
        }
        let taken_back = self.taken_back.iter().copied().collect();
        match &self.history {
            Some(history) => Written::of(&history.runs, &taken_back, all),
            None => folder.history().map_or_else(
                |_| Written::default(),
                |history| Written::of(&history.runs, &taken_back, all),
            ),
        }
    }

    /// How to look again as closely at what was read whole. Gives the history away.
    pub fn look_again(&mut self) -> Look {
        // A history with faults is not taken for a sound one later.
        let history = self.history.take().filter(|_| self.faults.is_empty());
        history.map_or(Look::Whole, |history| Look::Again(Box::new(history)))
    }

    /// All people who are remembered by runs alone that git took back.
    pub(super) fn forgotten_by_git(&self) -> Vec<PlexId> {
        let runs = self.history.iter().flat_map(|history| &history.runs);
        let taken_back = runs.filter(|run| self.taken_back.contains(&run.id));
        let people = taken_back.flat_map(|run| run.line.people.iter().copied());
        let remembered = &self.summary.remembered.people;
        people.filter(|id| !remembered.contains(id)).collect()
    }
}

/// Finds what is remembered in the state folder; a folder without store and history remembers nothing.
///
/// # Errors
/// When a file cannot be read, a line of the first release's file is not valid, a run is of another household,
/// the store is from a newer version, or the store is damaged and there is no history.
pub fn recall(machine: &Machine, folder: &StateFolder, look: Look) -> Result<Recalled, StoreError> {
    match look {
        Look::Quick => quick(machine, folder),
        Look::Whole => Store::read(machine, folder)?.with_history(folder, StateFolder::history),
        Look::Again(earlier) => Store::read(machine, folder)?
            .with_history(folder, |folder| folder.history_again(*earlier)),
    }
}

/// What the store says if it knows the history as it is.
fn quick(machine: &Machine, folder: &StateFolder) -> Result<Recalled, StoreError> {
    // Thousands of files take as long to look at as a large store to read.
    let (store, stamps) = thread::scope(|scope| {
        let stamps = scope.spawn(|| Stamps::now(&folder.path).map(|stamps| stamps.digest()));
        let store = Store::read(machine, folder);
        (store, stamps.join().ok())
    });
    let mut store = store?;
    match (store.cached.take(), stamps.transpose()?) {
        (Some(cached), Some(stamp)) if store.is_current(&cached, stamp, folder) => Ok(Recalled {
            summary: cached.summary,
            set_aside: cached.set_aside,
            ..store.recalled()
        }),
        _ => store.with_history(folder, StateFolder::history),
    }
}

/// What the store says.
#[derive(Default)]
struct Store {
    /// A copy of it in memory, if it could be read.
    database: Option<Database>,
    cached: Option<Cached>,
    written: Option<Vec<u8>>,
    pending: Option<Intent>,
    effects: Vec<EffectState>,
    pending_digest: Option<Digest>,
    id: Option<String>,
    began_here: bool,
    trouble: Option<String>,
    /// Whether its file is damaged.
    is_unreadable: bool,
}

impl Store {
    fn trouble(why: impl Into<String>) -> Self {
        Self {
            trouble: Some(why.into()),
            ..Self::default()
        }
    }

    /// Reads the store. One that is not the one this machine noted is passed over.
    fn read(machine: &Machine, folder: &StateFolder) -> Result<Self, StoreError> {
        let path = folder.path.join(STORE_FILE);
        let Some(bytes) = read_optional(&path)? else {
            return Ok(Self::trouble("is missing"));
        };
        let mut store = match open_copy(bytes).and_then(read_database) {
            Ok(Some((schema, _))) if schema > SCHEMA => {
                return Err(StoreError::NewerStore { path, schema });
            }
            Ok(Some((_, store))) => store,
            Ok(None) => return Ok(Self::trouble("is incomplete")),
            Err(error) => {
                let reason = reason(&error);
                let trouble = Self::trouble(format!("cannot be read ({reason})"));
                return Ok(Self {
                    is_unreadable: true,
                    ..trouble
                });
            }
        };
        if let Some(note) = machine.note() {
            if store.id.as_ref().is_some_and(|id| *id != note.store) {
                return Ok(Self::trouble("was not written by this machine"));
            }
            store.began_here = store.pending.is_some() && store.pending_digest == note.intent;
        }
        Ok(store)
    }

    /// Whether the history is what it was when the store was written, and git took back none of its newest runs.
    fn is_current(&self, cached: &Cached, stamp: Digest, folder: &StateFolder) -> bool {
        let is_same = cached.household == folder.client_id
            && cached.stamp == stamp
            && cached.content == SUMMARY_CONTENT;
        let Some(database) = self.database.as_ref().filter(|_| is_same) else {
            return false;
        };
        let find = |id| stored_run(database, id).ok().flatten();
        let now = |path: &str| folder.now(path);
        let is_left = |run: &RunId| {
            let mut left = cached.left.iter().filter(|left| left.run == *run);
            left.any(|left| left.is_there(&now))
        };
        let newest = cached.summary.newest.iter().copied();
        let unseen: Vec<RunId> = newest.filter(|run| !is_left(run)).collect();
        !history::may_be_taken_back(&unseen, &find, &now)
    }

    /// What it says besides the history.
    fn recalled(self) -> Recalled {
        Recalled {
            pending: self.pending,
            effects: self.effects,
            began_here: self.began_here,
            store_is_usable: self.database.is_some(),
            store_id: self.id,
            written: self.written,
            rebuilt_because: self.trouble,
            ..Recalled::default()
        }
    }

    /// What it says together with all of the history.
    fn with_history(
        mut self,
        folder: &StateFolder,
        read: impl FnOnce(&StateFolder) -> Result<History, HistoryError>,
    ) -> Result<Recalled, StoreError> {
        let mut history = read(folder)?;
        folder.refuse_other_household(&history)?;
        if history.runs.is_empty() && history.faults.is_empty() {
            if self.is_unreadable {
                return Err(StoreError::Unreadable {
                    path: folder.path.join(STORE_FILE),
                    reason: self.trouble.unwrap_or_default(),
                });
            }
            // Where nothing was applied, no store is missing.
            self.trouble = self
                .trouble
                .filter(|_| folder.path.join(STORE_FILE).exists());
        }
        // A run that was killed may have written what was there before the newest one.
        let taken_back = match self.pending {
            Some(_) => BTreeSet::new(),
            None => history::taken_back(&history.runs, &|path| folder.now(path)),
        };
        let in_order = history.runs.iter().map(|run| run.id);
        Ok(Recalled {
            summary: Summary::of(&history.runs, &taken_back),
            taken_back: in_order.filter(|id| taken_back.contains(id)).collect(),
            set_aside: self.set_aside(&history),
            faults: std::mem::take(&mut history.faults),
            history: Some(history),
            ..self.recalled()
        })
    }

    fn set_aside(&self, history: &History) -> usize {
        let database = self.database.as_ref();
        let beyond = database.map(|database| stored_beyond(&database.begin_read()?, history));
        // A store of which the runs cannot be read knows none.
        beyond.and_then(Result::ok).map_or(0, |runs| runs.len())
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
pub(super) fn open_copy(bytes: Vec<u8>) -> Result<Database, redb::Error> {
    if bytes.is_empty() {
        // redb would take an empty file for a new store; an existing one was never empty.
        return Err(corrupted("the file is empty"));
    }
    let mut builder = Builder::new();
    builder.set_check_integrity_on_open(true);
    Ok(builder.create_with_backend(files::in_memory(bytes))?)
}

/// Reads what a store says, and its schema; `None` for one whose first run never came to its end.
fn read_database(database: Database) -> Result<Option<(u32, Store)>, redb::Error> {
    let transaction = database.begin_read()?;
    let Some(meta) = table_if_any(transaction.open_table(META))? else {
        return Ok(None);
    };
    let meta: Meta = match meta.get(META_KEY)? {
        Some(row) => decode(row.value())?,
        None => return Err(corrupted("the store has no description")),
    };
    let mut store = Store {
        id: meta.id,
        ..Store::default()
    };
    if meta.schema <= SCHEMA {
        store.cached = value(&transaction, SUMMARY, SUMMARY_KEY)?.map(|(cached, _)| cached);
        store.written = row(&transaction, SUMMARY, WRITTEN_KEY)?;
        if let Some((intent, text)) = value(&transaction, INTENTS, PENDING_KEY)? {
            let intent: Intent = intent;
            let digest = Digest::of(&text);
            let progress = value(&transaction, INTENTS, PROGRESS_KEY)?;
            let progress = progress.map(|(progress, _)| progress);
            store.effects = states(&intent.effects, progress, &digest);
            store.pending = Some(intent);
            store.pending_digest = Some(digest);
        }
    }
    drop(transaction);
    store.database = Some(database);
    Ok(Some((meta.schema, store)))
}

/// The value at a key of a table whose values are deflated JSON, and the JSON.
fn value<T: serde::de::DeserializeOwned>(
    transaction: &redb::ReadTransaction,
    table: TableDefinition<'static, &str, &[u8]>,
    key: &str,
) -> Result<Option<(T, Vec<u8>)>, redb::Error> {
    let Some(row) = row(transaction, table, key)? else {
        return Ok(None);
    };
    let text = unpacked(&row)?;
    Ok(Some((decode(&text)?, text)))
}

/// What is at a key of a table, as it is there.
fn row(
    transaction: &redb::ReadTransaction,
    table: TableDefinition<'static, &str, &[u8]>,
    key: &str,
) -> Result<Option<Vec<u8>>, redb::Error> {
    let Some(table) = table_if_any(transaction.open_table(table))? else {
        return Ok(None);
    };
    Ok(table.get(key)?.map(|row| row.value().to_vec()))
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
