//! Writes what a run remembers: its intent before its first write, its outcome after its last.
//!
//! A new store is made beside its place and renamed into it, so that a store that is there is whole.
//! The outcome goes to the history first and then, in one transaction, to the store; a run that was
//! killed between the two is found in the history by the next one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use redb::{Builder, Database, DatabaseError, StorageBackend, WriteTransaction};

use super::intent::Intent;
use super::machine::{Machine, Note};
use super::migrate::migrate;
use super::packed::packed;
use super::progress::states;
use super::recall::{Look, Recalled, recall};
use super::rows::{
    encode, forget_intent, write_meta, write_runs, write_summary, write_texts, write_written,
};
use super::set_aside::beyond_ids;
use super::tables::{Cached, INTENTS, PENDING_KEY, PROGRESS_KEY, SUMMARY_CONTENT};
use super::{STORE_FILE, StateFolder, StoreError};
use crate::change::RecordedChange;
use crate::files;
use crate::history::{
    self, Begun, EffectLine, FileLeft, FileLine, Origin, Run, RunLine, Summary, lines_of,
};
use crate::vocabulary::{Date, Digest};

/// From how many bytes on a store is made smaller after a run: 2 MiB.
const LARGE_BYTES: u64 = 2 * 1024 * 1024;

/// A run that was applied, in full or in part.
#[derive(Debug, Clone, PartialEq)]
pub struct RunOutcome {
    /// The run.
    pub run: RunLine,
    /// What it changed, as in `plan --format json`.
    pub changes: Vec<RecordedChange>,
    /// What it did to each file.
    pub files: Vec<FileLine>,
    /// What it left in its files, by path; files it removed are left out.
    pub texts: Texts,
    /// What it did outside the household.
    pub effects: Vec<EffectLine>,
}

/// The texts of files, by path.
pub(super) type Texts = Vec<(String, String)>;

/// The store, open for one run that applies something; no other process can open it in the meantime.
#[derive(Debug)]
pub struct Writer {
    pub(super) database: Database,
    store_path: PathBuf,
    folder: StateFolder,
    machine: Machine,
    id: String,
    pub(super) recalled: Recalled,
}

impl Writer {
    /// Opens the store in the state folder, making folder and store if they are missing or cannot be used, and
    /// bringing an old one to the schema of today. The history has to be looked at whole, or again.
    ///
    /// # Errors
    /// When another run has it open, or a file of the history is not valid.
    pub fn open(machine: &Machine, folder: &StateFolder, look: Look) -> Result<Self, StoreError> {
        files::make_folder(&folder.path).map_err(file_error("make", &folder.path))?;
        let mut recalled = recall(machine, folder, look)?;
        if !recalled.faults.is_empty() {
            return Err(StoreError::History(std::mem::take(&mut recalled.faults)));
        }
        let store_path = folder.path.join(STORE_FILE);
        let id = recalled.store_id.clone().unwrap_or_else(|| new_id(machine));
        // What is written into a file with other names is written under those names, too.
        if !recalled.store_is_usable || !files::has_one_name(&store_path) {
            make(&folder.path, &store_path, &id)?;
        }
        let database = open_store(&store_path)?;
        migrate(&database).map_err(write_error(&store_path))?;
        Ok(Self {
            database,
            store_path,
            folder: folder.clone(),
            machine: machine.clone(),
            id,
            recalled,
        })
    }

    /// What is remembered so far.
    #[must_use]
    pub fn recalled(&self) -> &Recalled {
        &self.recalled
    }

    /// A run that follows the newest ones, applied at `time` (RFC 3339, UTC) for the day `today`.
    #[must_use]
    pub fn next_run(&self, time: &str, today: Date, origin: Origin) -> RunLine {
        RunLine {
            forgotten: self.recalled.forgotten_by_git(),
            ..RunLine::begun(Begun {
                household: self.folder.client_id.clone(),
                after: self.recalled.summary.newest.clone(),
                taken_back: self.recalled.taken_back.clone(),
                time: time.to_owned(),
                today,
                origin,
            })
        }
    }

    /// Keeps what a run is about to do, before it does any of it. If this machine cannot note that it began
    /// the run, a run that is killed cannot be finished; a warning says so.
    ///
    /// # Errors
    /// When the store cannot be written; then nothing may be done.
    pub fn begin(&mut self, intent: &Intent) -> Result<(), StoreError> {
        let text = encode(intent);
        let noted = self.note(Some(Digest::of(&text)));
        if let Err(error) = &noted {
            tracing::warn!(
                "if this run is killed, the next one cannot finish it: cannot write the note about \
                 it ({error})"
            );
        }
        self.change(|transaction| {
            let mut table = transaction.open_table(INTENTS)?;
            table.insert(PENDING_KEY, packed(&text).as_slice())?;
            table.remove(PROGRESS_KEY)?;
            Ok(())
        })?;
        self.recalled.began_here = noted.is_ok();
        self.recalled.effects = states(&intent.effects, None, &Digest::of(&text));
        self.recalled.pending = Some(intent.clone());
        Ok(())
    }

    /// Drops an intent of which nothing was done.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn take_back(&mut self) -> Result<(), StoreError> {
        self.change(forget_intent)?;
        self.recalled.pending = None;
        self.recalled.effects.clear();
        self.note_end();
        Ok(())
    }

    fn note(&self, intent: Option<Digest>) -> std::io::Result<()> {
        let store = self.id.clone();
        self.machine.write(&Note { store, intent })
    }

    /// Notes that nothing is under way. Without an intent in the store an old digest does no harm.
    fn note_end(&self) {
        if let Err(error) = self.note(None) {
            tracing::info!("cannot write the note about the store: {error}");
        }
    }

    /// Remembers a run that has come to its end, in the history and then in the store. Before the store forgets
    /// the intent, `tidy` removes what only the intent explains.
    ///
    /// # Errors
    /// When the history or the store cannot be written. The intent is kept then, and the next run
    /// finishes this one.
    pub fn finish(&mut self, outcome: &RunOutcome, tidy: impl FnOnce()) -> Result<Run, StoreError> {
        let RunOutcome {
            run,
            changes,
            files,
            texts,
            effects,
        } = outcome;
        let run = Run::read(&lines_of(run, changes, files, effects))
            .map_err(|fault| StoreError::History(vec![fault]))?;
        history::write(&self.folder.path, &run).map_err(file_error("write", &self.folder.path))?;
        tidy();
        self.end(&run, texts)?;
        Ok(run)
    }

    /// Remembers a run in the store that is already in the history.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn finish_written(&mut self, run: &Run, texts: &Texts) -> Result<(), StoreError> {
        self.end(run, texts)
    }

    fn end(&mut self, run: &Run, texts: &Texts) -> Result<(), StoreError> {
        // Git may have changed the history meanwhile; what it did not touch was read when the store was opened.
        let before = self.recalled.written(&self.folder);
        let earlier = self.recalled.history.take().unwrap_or_default();
        let history = self.folder.history_after(earlier, run)?;
        let summary = Summary::of(&history.runs, &BTreeSet::new());
        let written = before.followed_by(run, &history.runs, summary.all);
        self.change(|transaction| {
            write_runs(transaction, &history)?;
            write_written(transaction, &written)?;
            write_texts(transaction, run, texts, &history)?;
            forget_intent(transaction)?;
            let cached = Cached {
                stamp: history.stamps.digest(),
                household: self.folder.client_id.clone(),
                set_aside: beyond_ids(transaction, &history)?,
                summary: summary.clone(),
                content: SUMMARY_CONTENT,
                left: FileLeft::first_of(&history.runs, &summary.newest),
            };
            let is_whole = history.faults.is_empty() && summary.newest.contains(&run.id);
            write_summary(transaction, is_whole.then_some(&cached))?;
            write_meta(transaction, &self.id)
        })?;
        self.recalled.summary = summary;
        self.recalled.taken_back.clear();
        self.recalled.history = Some(history);
        self.recalled.pending = None;
        self.recalled.effects.clear();
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

    /// The interrupted run as the history holds it, if it was killed after writing that.
    #[must_use]
    pub fn written(&self, run: &RunLine) -> Option<&Run> {
        let mut runs = self
            .recalled
            .history
            .iter()
            .flat_map(|history| &history.runs);
        runs.find(|written| written.line.begins_as(run))
    }

    /// The failure of reading the store that is open.
    pub(super) fn cannot_read(&self, error: redb::Error) -> StoreError {
        StoreError::Unreadable {
            path: self.store_path.clone(),
            reason: format!("cannot be read ({error})"),
        }
    }

    /// Changes the store in one transaction.
    pub(super) fn change(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<(), redb::Error>,
    ) -> Result<(), StoreError> {
        let written = || -> Result<(), redb::Error> {
            let mut transaction = self.database.begin_write()?;
            transaction.set_quick_repair(true);
            change(&transaction)?;
            Ok(transaction.commit()?)
        };
        written().map_err(write_error(&self.store_path))
    }
}

/// Makes a store with nothing in it, in place of any file that is there.
fn make(folder: &Path, path: &Path, id: &str) -> Result<(), StoreError> {
    let beside = files::beside(folder).map_err(file_error("make a file in", folder))?;
    let file = beside.reopen().map_err(file_error("open", beside.path()))?;
    let filled = fill(files::store_file::backend(file), |transaction| {
        write_meta(transaction, id)
    });
    filled.map_err(write_error(path))?;
    files::put_in_place(beside, path).map_err(file_error("write", path))
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
    use crate::store::{Gate, Step};

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
        let folder = StateFolder {
            household: folder.path().to_owned(),
            path: folder.path().join("state"),
            client_id: "0b8f".to_owned(),
        };
        let machine = Machine::default();
        let mut store = Writer::open(&machine, &folder, Look::Whole).unwrap();
        let today = "2026-11-22".parse().unwrap();
        let run = store.next_run("2026-11-22T10:00:00Z", today, Origin::default());
        let intent = Intent {
            run: run.clone(),
            changes: Vec::new(),
            steps: vec![Step {
                path: "records/users.yaml".to_owned(),
                before: None,
                after: Some(noise(2 * LARGE_BYTES)),
                gate: Gate::Each,
            }],
            erases: false,
            effects: Vec::new(),
        };
        store.begin(&intent).unwrap();
        let length = || {
            std::fs::metadata(folder.path.join(STORE_FILE))
                .unwrap()
                .len()
        };
        assert!(length() > LARGE_BYTES);
        let outcome = RunOutcome {
            run,
            changes: Vec::new(),
            files: Vec::new(),
            texts: Vec::new(),
            effects: Vec::new(),
        };
        let run = store.finish(&outcome, || {}).unwrap();
        assert!(length() < LARGE_BYTES, "{}", length());
        drop(store);
        let recalled = recall(&machine, &folder, Look::Quick).unwrap();
        assert_eq!(recalled.summary.newest, [run.id]);
        assert!(recalled.history.is_none(), "the store spares reading it");
    }
}
