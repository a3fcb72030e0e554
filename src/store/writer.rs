//! Writes what a run remembers: its intent before its first write, its outcome after its last.
//!
//! A new store is made beside its place and renamed into it, so that a store that is there is whole.
//! The outcome goes to the history first and then, in one transaction, to the store; a run that was
//! killed between the two is found in the history by the next one.

use std::path::{Path, PathBuf};

use redb::{Builder, Database, DatabaseError, ReadableDatabase, StorageBackend};

use super::blocks::{blocks, details, united};
use super::intent::Intent;
use super::lines::{RunDetails, RunLine, detail_lines, run_line};
use super::machine::{Machine, Note};
use super::migrate::migrate;
use super::outcome::{
    Identity, RunOutcome, encode, write_all, write_history, write_meta, write_outcome,
};
use super::packed::packed;
use super::recall::{Recalled, read_history, read_optional, recall_on, validate};
use super::runs::{history_in, stored_history};
use super::tables::{INTENTS, PENDING_KEY};
use super::{HISTORY_FILE, STORE_FILE, StoreError};
use crate::files;
use crate::vocabulary::Digest;

/// From how many bytes on a store is made smaller after a run: 2 MiB.
const LARGE_BYTES: u64 = 2 * 1024 * 1024;

/// How often the history is read again because it changed while it was written.
const HISTORY_TRIES: usize = 10;

/// The store, open for one run that applies something; no other process can open it in the meantime.
#[derive(Debug)]
pub struct Writer {
    database: Database,
    store_path: PathBuf,
    history_path: PathBuf,
    machine: Machine,
    identity: Identity,
    recalled: Recalled,
}

impl Writer {
    /// Opens the store in the state folder, making folder and store if they are missing, rebuilding a
    /// store that cannot be used from the history, and bringing an old one to the schema of today.
    ///
    /// # Errors
    /// When another run has it open, or it can neither be read nor rebuilt.
    pub fn open(machine: &Machine, state: &Path) -> Result<Self, StoreError> {
        files::make_folder(state).map_err(file_error("make", state))?;
        let recalled = recall_on(machine, state)?;
        let store_path = state.join(STORE_FILE);
        let is_there = recalled.rebuilt_because.is_none() && recalled.lineage.is_some();
        // What is written into a file with other names is written under those names, too.
        if !is_there || !files::has_one_name(&store_path) {
            return Self::make(machine, state, recalled);
        }
        let database = open_store(&store_path)?;
        migrate(&database).map_err(write_error(&store_path))?;
        let identity = Identity {
            lineage: recalled.lineage.clone().unwrap_or_default(),
            id: recalled.store_id.clone().unwrap_or_else(|| new_id(machine)),
        };
        Ok(Self::over(state, database, machine, identity, recalled))
    }

    /// Rebuilds the store from the recalled data and the history, in place of any file that is there. Runs
    /// that only the old store knows are kept, if it can be read and is this household's.
    ///
    /// # Errors
    /// When the history cannot be read or the store not be written.
    pub fn make(
        machine: &Machine,
        state: &Path,
        mut recalled: Recalled,
    ) -> Result<Self, StoreError> {
        let store_path = state.join(STORE_FILE);
        let history = read_history(&state.join(HISTORY_FILE))?;
        let stored = match recalled.rebuilt_because {
            None => stored_history(state)?.unwrap_or_default(),
            Some(_) => String::new(),
        };
        let runs = blocks(&united(&history, stored.as_bytes())?)?;
        let lineage = recalled
            .lineage
            .get_or_insert_with(|| uuid::Uuid::new_v4().to_string());
        let identity = Identity {
            lineage: lineage.clone(),
            id: recalled.store_id.clone().unwrap_or_else(|| new_id(machine)),
        };
        let beside = files::beside(state).map_err(file_error("make a file in", state))?;
        let file = beside.reopen().map_err(file_error("open", beside.path()))?;
        let filled = fill(files::store_file::backend(file), |transaction| {
            write_all(transaction, &recalled, &identity, &history)?;
            write_history(transaction, &runs)
        });
        filled.map_err(write_error(&store_path))?;
        files::put_in_place(beside, &store_path).map_err(file_error("write", &store_path))?;
        recalled.store_is_behind = false;
        recalled.rebuilt_because = None;
        let database = open_store(&store_path)?;
        Ok(Self::over(state, database, machine, identity, recalled))
    }

    fn over(
        state: &Path,
        database: Database,
        machine: &Machine,
        identity: Identity,
        recalled: Recalled,
    ) -> Self {
        Self {
            database,
            store_path: state.join(STORE_FILE),
            history_path: state.join(HISTORY_FILE),
            machine: machine.clone(),
            identity,
            recalled,
        }
    }

    /// What is remembered so far.
    #[must_use]
    pub fn recalled(&self) -> &Recalled {
        &self.recalled
    }

    /// The store's lineage.
    #[must_use]
    pub fn lineage(&self) -> &str {
        &self.identity.lineage
    }

    /// The serial of the run that is written next.
    #[must_use]
    pub fn next_serial(&self) -> u64 {
        self.recalled.serial + 1
    }

    /// Keeps what a run is about to do, before it does any of it. If this machine cannot note that it began
    /// the run, a run that is killed cannot be finished; a warning says so.
    ///
    /// # Errors
    /// When the store cannot be written; then nothing may be done.
    pub fn begin(&mut self, intent: &Intent) -> Result<(), StoreError> {
        let missed = match self.recalled.store_is_behind {
            true => Some((self.history()?, blocks(&self.everything_told()?)?)),
            false => None,
        };
        let text = encode(intent);
        if let Err(error) = self.note(Some(Digest::of(&text))) {
            tracing::warn!(
                "if this run is killed, the next one cannot finish it: cannot write the note about \
                 it ({error})"
            );
        }
        self.change(|writer, transaction| {
            if let Some((history, runs)) = &missed {
                write_all(transaction, &writer.recalled, &writer.identity, history)?;
                write_history(transaction, runs)?;
            }
            let mut table = transaction.open_table(INTENTS)?;
            table.insert(PENDING_KEY, packed(&text).as_slice())?;
            Ok(())
        })?;
        self.recalled.store_is_behind = false;
        self.recalled.began_here = true;
        self.recalled.pending = Some(intent.clone());
        Ok(())
    }

    /// Drops an intent of which nothing was done.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn take_back(&mut self) -> Result<(), StoreError> {
        self.change(|_, transaction| {
            transaction.open_table(INTENTS)?.remove(PENDING_KEY)?;
            Ok(())
        })?;
        self.recalled.pending = None;
        self.note_end();
        Ok(())
    }

    fn note(&self, intent: Option<Digest>) -> std::io::Result<()> {
        let store = self.identity.id.clone();
        self.machine.write(&Note { store, intent })
    }

    /// Notes that nothing is under way. Without an intent in the store an old digest does no harm.
    fn note_end(&self) {
        if let Err(error) = self.note(None) {
            tracing::info!("cannot write the note about the store: {error}");
        }
    }

    /// Remembers a run that has come to its end, in the history and then in the store.
    ///
    /// # Errors
    /// When the history or the store cannot be written. The intent is kept then, and the next run
    /// finishes this one.
    /// Before the store forgets the intent, `tidy` removes what only the intent explains.
    pub fn finish(&mut self, outcome: &RunOutcome, tidy: impl FnOnce()) -> Result<(), StoreError> {
        let history = self.add_to_history(|history| {
            history.extend(run_line(&outcome.details.run).bytes());
            history.extend(detail_lines(&outcome.details).bytes());
        })?;
        tidy();
        self.end(outcome, &history)
    }

    /// Remembers a run in the store that is already in the history.
    ///
    /// # Errors
    /// When the store cannot be written, or the history lacks something and cannot be.
    pub fn finish_told(&mut self, outcome: &RunOutcome) -> Result<(), StoreError> {
        let history = self.add_to_history(|_| {})?;
        self.end(outcome, &history)
    }

    fn end(&mut self, outcome: &RunOutcome, history: &[u8]) -> Result<(), StoreError> {
        let run = &outcome.details.run;
        let runs = blocks(history)?;
        self.change(|writer, transaction| {
            write_outcome(transaction, outcome, &writer.identity, history, &runs)
        })?;
        let remembered = &mut self.recalled.remembered;
        remembered.people.extend(&run.people);
        remembered.people.retain(|id| !run.forgotten.contains(id));
        remembered.owners.extend(run.owners.clone());
        remembered.newest_day = remembered.newest_day.max(Some(run.today));
        self.recalled.serial = run.serial;
        self.recalled.pending = None;
        self.note_end();
        self.tidy();
        Ok(())
    }

    /// Gives back the room of a large intent: every plan reads the whole file.
    fn tidy(&mut self) {
        let length = std::fs::metadata(&self.store_path).map_or(0, |metadata| metadata.len());
        if length < LARGE_BYTES {
            return;
        }
        // A store that stays large is as good as before.
        if let Err(error) = self.database.compact() {
            tracing::info!("the store could not be compacted: {error}");
        }
    }

    /// The data of the interrupted run in the history, if it was killed after writing them.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn told_of(&self, run: &RunLine) -> Result<Option<RunDetails>, StoreError> {
        let mut told = details(&self.history()?, run.serial)?.into_iter();
        // A run of another clone can have the same number.
        Ok(told.find(|told| told.run.lineage == run.lineage && told.run.time == run.time))
    }

    /// Writes into the history what only the store knows, because the file was lost or cut off.
    ///
    /// # Errors
    /// When the history or the store cannot be written.
    pub fn heal_history(&self) -> Result<(), StoreError> {
        let history = self.add_to_history(|_| {})?;
        let serial = self.recalled.serial;
        self.change(|writer, transaction| {
            write_meta(transaction, &writer.identity, serial, &history)
        })?;
        self.note_end();
        Ok(())
    }

    fn history(&self) -> Result<Vec<u8>, StoreError> {
        read_history(&self.history_path)
    }

    /// The union of history and store.
    fn everything_told(&self) -> Result<Vec<u8>, StoreError> {
        self.united_with(&self.history()?)
    }

    /// The union of a history and the store.
    fn united_with(&self, history: &[u8]) -> Result<Vec<u8>, StoreError> {
        let stored = || history_in(&self.database.begin_read()?);
        let stored = stored().map_err(write_error(&self.store_path))?;
        united(history, stored.as_bytes())
    }

    /// Writes the union of history and store, and what `add` adds to it, into the history; what git or an
    /// editor writes there at the same moment is read again. Returns what the history holds now.
    fn add_to_history(&self, add: impl Fn(&mut Vec<u8>)) -> Result<Vec<u8>, StoreError> {
        let failed = file_error("write", &self.history_path);
        let path = files::real_file(&self.history_path)
            .map_err(file_error("write", &self.history_path))?;
        for _ in 0..HISTORY_TRIES {
            let before = read_optional(&path)?;
            validate(before.as_deref().unwrap_or_default())?;
            let mut history = self.united_with(before.as_deref().unwrap_or_default())?;
            add(&mut history);
            if before.as_deref().unwrap_or_default() == history {
                return Ok(history);
            }
            match files::replace_if(&path, before.as_deref(), &history) {
                Ok(true) => return Ok(history),
                Ok(false) => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Err(failed(std::io::Error::other("it keeps changing")))
    }

    /// Changes the store in one transaction.
    fn change(
        &self,
        change: impl FnOnce(&Self, &redb::WriteTransaction) -> Result<(), redb::Error>,
    ) -> Result<(), StoreError> {
        let written = || -> Result<(), redb::Error> {
            let mut transaction = self.database.begin_write()?;
            transaction.set_quick_repair(true);
            change(self, &transaction)?;
            Ok(transaction.commit()?)
        };
        written().map_err(write_error(&self.store_path))
    }
}

/// The id of a store that has none yet: the one this machine noted, so that it stays the same.
fn new_id(machine: &Machine) -> String {
    let noted = machine.note().map(|note| note.store);
    noted.unwrap_or_else(|| uuid::Uuid::new_v4().to_string())
}

fn open_store(path: &Path) -> Result<Database, StoreError> {
    let backend = files::open_store_file(path);
    let database = backend.and_then(|backend| {
        let mut builder = Builder::new();
        builder.set_check_integrity_on_open(true);
        builder.create_with_backend(backend)
    });
    database.map_err(|error| match error {
        DatabaseError::DatabaseAlreadyOpen => StoreError::Busy {
            path: path.to_owned(),
        },
        other => write_error(path)(other.into()),
    })
}

/// Fills a new store and closes it.
fn fill(
    backend: Result<impl StorageBackend, DatabaseError>,
    write: impl FnOnce(&redb::WriteTransaction) -> Result<(), redb::Error>,
) -> Result<(), redb::Error> {
    let database = Builder::new().create_with_backend(backend?)?;
    let mut transaction = database.begin_write()?;
    transaction.set_quick_repair(true);
    write(&transaction)?;
    Ok(transaction.commit()?)
}

fn file_error(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError::File {
        doing,
        path,
        source,
    }
}

fn write_error(path: &Path) -> impl FnOnce(redb::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError::Write {
        path,
        source: Box::new(source),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Gate, Origin, Step};

    /// A text that cannot be packed to much less.
    fn noise(length: u64) -> String {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let character = |_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from(b'!' + (state % 90) as u8)
        };
        (0..length).map(character).collect()
    }

    #[test]
    fn the_room_of_a_large_intent_is_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Writer::open(&Machine::default(), folder.path()).unwrap();
        let today = "2026-11-22".parse().unwrap();
        let time = "2026-11-22T10:00:00Z";
        let run = RunLine::begun(store.lineage(), 1, time, today, Origin::default());
        let intent = Intent {
            run: run.clone(),
            changes: Vec::new(),
            steps: vec![Step {
                path: "records/users.yaml".to_owned(),
                before: None,
                after: Some(noise(2 * LARGE_BYTES)),
                gate: Gate::Each,
            }],
        };
        store.begin(&intent).unwrap();
        let length = || {
            std::fs::metadata(folder.path().join(STORE_FILE))
                .unwrap()
                .len()
        };
        assert!(length() > LARGE_BYTES);
        let details = RunDetails {
            run,
            changes: Vec::new(),
            files: Vec::new(),
        };
        let texts = Vec::new();
        store.finish(&RunOutcome { details, texts }, || {}).unwrap();
        assert!(length() < LARGE_BYTES, "{}", length());
        drop(store);
        assert_eq!(crate::store::recall(folder.path()).unwrap().serial, 1);
    }
}
