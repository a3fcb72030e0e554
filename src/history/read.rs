//! Reads the history in the working tree: a file per run, and the file of the first release.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::faults::{HistoryFault, LineFault};
use super::order::ordered;
use super::run::Run;
use super::{FIRST_FILE, FOLDER, first};
use crate::files::{self, HeldFolder, Stamp};
use crate::parallel;
use crate::vocabulary::{Digest, RunId};

/// The most bytes a file of the history may have: 1 GiB.
const LIMIT: u64 = 1024 * 1024 * 1024;

/// How the name of a file of one run ends.
const ENDING: &str = ".jsonl";

/// The history in the working tree.
#[derive(Debug, Default)]
pub struct History {
    /// The runs in their order.
    pub runs: Vec<Run>,
    /// What is wrong with the files of single runs; those runs are not in `runs`.
    pub faults: Vec<HistoryFault>,
    /// What its files were before they were read.
    pub stamps: Stamps,
}

/// Names, sizes and times of all files of the history: while they are the same, so are the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stamps {
    first: Option<Stamp>,
    files: Vec<Stamp>,
}

impl Stamps {
    /// What they are now.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn now(state: &Path) -> Result<Self, HistoryError> {
        let file = |path: PathBuf| move |source| HistoryError::File { path, source };
        let (first, folder) = (state.join(FIRST_FILE), state.join(FOLDER));
        Ok(Self {
            first: files::stamp(&first).map_err(file(first))?,
            files: files::stamps(&folder).map_err(file(folder))?,
        })
    }

    /// A digest of them.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let Self { first, files } = self;
        let mut bytes = Vec::new();
        for stamp in first.iter().chain(files) {
            stamp.append_to(&mut bytes);
        }
        Digest::of(&bytes)
    }

    /// Whether they are the same but for the file of this name.
    fn are_but_for(&self, name: &str, others: &Self) -> bool {
        let is_other = |stamp: &&Stamp| stamp.name != name;
        let (own, theirs) = (self.files.iter(), others.files.iter());
        self.first == others.first && own.filter(is_other).eq(theirs.filter(is_other))
    }
}

/// Why the history cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The system refused to read it.
    #[error("cannot read {path}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Lines of the first release's file are not valid.
    #[error("{}", .0.first().map(ToString::to_string).unwrap_or_default())]
    First(Vec<HistoryFault>),
}

/// Reads all of the history in the folder `state`; one that is not there is empty. `name` is its path from the
/// household, from where every fault names its file.
///
/// # Errors
/// When the system refuses, or a line of the first release's file is not valid.
pub fn read(state: &Path, name: &str) -> Result<History, HistoryError> {
    let stamps = Stamps::now(state)?;
    let mut history = History {
        runs: first_runs(state, name)?,
        ..History::default()
    };
    let mut known: BTreeSet<RunId> = history.runs.iter().map(|run| run.id).collect();
    let folder = HeldFolder::open(state, FOLDER);
    let files = stamps.files.iter().filter(|stamp| is_read(&stamp.name));
    let files: Vec<&str> = files.map(|stamp| stamp.name.as_str()).collect();
    tracing::debug!("reading the history: {} files", files.len());
    for found in parallel::each(&files, |file| read_file(&folder, name, file)) {
        match found {
            Ok(run) if known.insert(run.id) => history.runs.push(run),
            Ok(_) => {}
            Err(fault) => history.faults.push(fault),
        }
    }
    history.runs = ordered(history.runs);
    history.stamps = stamps;
    Ok(history)
}

/// The history now, if this is what was read of it earlier: it is read again only where names, sizes and times of
/// its files differ.
///
/// # Errors
/// As [`read`].
pub fn read_again(state: &Path, name: &str, earlier: History) -> Result<History, HistoryError> {
    match earlier.faults.is_empty() && Stamps::now(state)? == earlier.stamps {
        true => Ok(earlier),
        false => read(state, name),
    }
}

/// The history now, if this is what was read of it before the file of one more run was written. Of files that are
/// as they were then nothing is read.
///
/// # Errors
/// As [`read`].
pub fn read_after(
    state: &Path,
    name: &str,
    earlier: History,
    run: &Run,
) -> Result<History, HistoryError> {
    let (stamps, file) = (Stamps::now(state)?, run.file_name());
    if !earlier.faults.is_empty() || !stamps.are_but_for(&file, &earlier.stamps) {
        return read(state, name);
    }
    match read_file(&HeldFolder::open(state, FOLDER), name, &file) {
        Ok(found) if found.id == run.id => Ok(earlier.with(found, stamps)),
        _ => read(state, name),
    }
}

impl History {
    fn with(self, run: Run, stamps: Stamps) -> Self {
        let Self {
            mut runs, faults, ..
        } = self;
        if runs.iter().all(|known| known.id != run.id) {
            runs.push(run);
            runs = ordered(runs);
        }
        Self {
            runs,
            faults,
            stamps,
        }
    }
}

/// Whether a file is meant to be one of a run. Notes and what editors and git leave behind are not.
fn is_read(name: &str) -> bool {
    name.ends_with(ENDING)
}

fn first_runs(state: &Path, name: &str) -> Result<Vec<Run>, HistoryError> {
    let path = state.join(FIRST_FILE);
    let text = match files::read_limited(&path, LIMIT) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(HistoryError::File { path, source }),
        Ok(text) => text,
    };
    let of_file = |fault: HistoryFault| fault.of_file(&format!("{name}/{FIRST_FILE}"));
    let faults = |faults: Vec<HistoryFault>| faults.into_iter().map(of_file).collect();
    first::runs(&text).map_err(|found| HistoryError::First(faults(found)))
}

/// Reads the file of one run, by its name in the folder.
fn read_file(folder: &HeldFolder<'_>, state: &str, file: &str) -> Result<Run, HistoryFault> {
    let run = checked(folder, file);
    run.map_err(|fault| fault.of_file(&format!("{state}/{FOLDER}/{file}")))
}

fn checked(folder: &HeldFolder<'_>, name: &str) -> Result<Run, HistoryFault> {
    let fault = |fault| HistoryFault::new(1, 1, fault);
    let digits = digits(name).ok_or_else(|| fault(LineFault::Misnamed))?;
    let read = folder.read(name, LIMIT);
    let lines = read.map_err(|error| fault(LineFault::Unreadable(error)))?;
    let run = Run::read(&lines)?;
    match run.id.begins_with(digits) {
        true => Ok(run),
        false => Err(fault(LineFault::Edited(run.id))),
    }
}

/// The digits of the run's id in the name of its file, as in `20261129T093000Z-3f2a91bc.jsonl`.
pub(super) fn digits(name: &str) -> Option<&str> {
    let (moment, digits) = name.strip_suffix(ENDING)?.split_once('-')?;
    let is_moment = moment.len() == 16
        && moment.bytes().enumerate().all(|(at, byte)| match at {
            8 => byte == b'T',
            15 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        });
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (is_moment && digits.len() == 8 && digits.bytes().all(is_hex)).then_some(digits)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests lay out files")]
mod tests {
    use std::fs;

    use super::super::lines::{Begun, Origin, RunLine, lines_of};
    use super::*;

    fn run(minute: u32, after: &[RunId]) -> Run {
        let line = RunLine::begun(Begun {
            household: "0b8f".to_owned(),
            after: after.to_vec(),
            taken_back: Vec::new(),
            time: format!("2026-11-22T10:{minute:02}:00Z"),
            today: "2026-11-22".parse().unwrap(),
            origin: Origin::default(),
        });
        Run::read(&lines_of(&line, &[], &[], &[])).unwrap()
    }

    /// A state folder with the files of these runs.
    fn state(runs: &[&Run]) -> tempfile::TempDir {
        let state = tempfile::tempdir().unwrap();
        fs::create_dir(state.path().join(FOLDER)).unwrap();
        for run in runs {
            write(state.path(), run, run.lines());
        }
        state
    }

    fn write(state: &Path, run: &Run, text: &[u8]) {
        fs::write(state.join(FOLDER).join(run.file_name()), text).unwrap();
    }

    fn ids(history: &History) -> Vec<RunId> {
        history.runs.iter().map(|run| run.id).collect()
    }

    /// A history with these runs, whatever is in the files; to be recognised where it is taken over.
    fn believed(state: &Path, runs: &[&Run]) -> History {
        History {
            runs: runs.iter().map(|run| (*run).clone()).collect(),
            faults: Vec::new(),
            stamps: Stamps::now(state).unwrap(),
        }
    }

    #[test]
    fn what_is_as_it_was_is_not_read_again() {
        let (one, two) = (run(1, &[]), run(2, &[]));
        let state = state(&[&one]);
        let earlier = believed(state.path(), &[&two]);
        assert_eq!(
            ids(&read_again(state.path(), "state", earlier).unwrap()),
            [two.id]
        );
    }

    #[test]
    fn a_file_that_was_edited_meanwhile_is_found_though_it_is_as_long() {
        let one = run(1, &[]);
        let state = state(&[&one]);
        let earlier = read(state.path(), "state").unwrap();
        let text = String::from_utf8_lossy(one.lines()).replace("0b8f", "0b9f");
        write(state.path(), &one, text.as_bytes());
        let path = state.path().join(FOLDER).join(one.file_name());
        let file = fs::File::options().append(true).open(path).unwrap();
        // Where times are coarse both moments may be the same.
        file.set_modified(std::time::SystemTime::UNIX_EPOCH)
            .unwrap();
        assert_eq!(
            read_again(state.path(), "state", earlier)
                .unwrap()
                .faults
                .len(),
            1
        );
    }

    #[test]
    fn of_a_history_with_one_more_run_only_that_one_is_read() {
        let (one, other) = (run(1, &[]), run(9, &[]));
        let two = run(2, &[one.id]);
        let state = state(&[&one]);
        let earlier = believed(state.path(), &[&other]);
        write(state.path(), &two, two.lines());
        let now = read_after(state.path(), "state", earlier, &two).unwrap();
        assert_eq!(ids(&now), [two.id, other.id]);
        assert_eq!(now.stamps, Stamps::now(state.path()).unwrap());
    }

    #[test]
    fn whatever_else_changed_while_a_run_was_written_is_read() {
        let (one, other) = (run(1, &[]), run(9, &[]));
        let two = run(2, &[one.id]);
        let changes: [&dyn Fn(&Path); 4] = [
            &|state| write(state, &other, other.lines()),
            &|state| write(state, &one, b"{}\n"),
            &|state| write(state, &two, b"{}\n"),
            &|state| fs::remove_file(state.join(FOLDER).join(one.file_name())).unwrap(),
        ];
        for change in changes {
            let state = state(&[&one]);
            let earlier = read(state.path(), "state").unwrap();
            write(state.path(), &two, two.lines());
            change(state.path());
            let found = read_after(state.path(), "state", earlier, &two).unwrap();
            let expected = read(state.path(), "state").unwrap();
            assert_eq!(ids(&found), ids(&expected));
            assert_eq!(found.faults.len(), expected.faults.len());
        }
    }
}
