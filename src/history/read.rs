//! Reads the history in the working tree: a file per run, and the file of the first release.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::faults::{HistoryFault, LineFault};
use super::order::ordered;
use super::run::Run;
use super::{FIRST_FILE, FOLDER, first};
use crate::files::{self, HeldFolder, Stamp, parallel};
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

/// Reads all of the history in a state folder; one that is not there is empty.
///
/// # Errors
/// When the system refuses, or a line of the first release's file is not valid.
pub fn read(state: &Path) -> Result<History, HistoryError> {
    let mut history = History {
        runs: first_runs(state)?,
        faults: Vec::new(),
    };
    let mut known: BTreeSet<RunId> = history.runs.iter().map(|run| run.id).collect();
    let stamps = stamps(state)?;
    let folder = HeldFolder::open(state, FOLDER);
    let files = stamps.iter().filter(|stamp| is_read(&stamp.name));
    let files: Vec<&Stamp> = files.collect();
    for found in parallel::each(&files, |stamp| read_file(&folder, stamp)) {
        match found {
            Ok(run) if known.insert(run.id) => history.runs.push(run),
            Ok(_) => {}
            Err(fault) => history.faults.push(fault),
        }
    }
    history.runs = ordered(history.runs);
    Ok(history)
}

/// A digest of the names, sizes and times of all files of the history: if it is the same, so are they.
///
/// # Errors
/// When the system refuses.
pub fn stamp(state: &Path) -> Result<Digest, HistoryError> {
    let path = state.join(FIRST_FILE);
    let first = files::stamp(&path).map_err(|source| HistoryError::File { path, source })?;
    Ok(Digest::of(
        format!("{first:?} {:?}", stamps(state)?).as_bytes(),
    ))
}

fn stamps(state: &Path) -> Result<Vec<Stamp>, HistoryError> {
    let path = state.join(FOLDER);
    files::stamps(&path).map_err(|source| HistoryError::File { path, source })
}

/// Whether a file is meant to be one of a run. Notes and what editors and git leave behind are not.
fn is_read(name: &str) -> bool {
    name.ends_with(ENDING)
}

fn first_runs(state: &Path) -> Result<Vec<Run>, HistoryError> {
    let path = state.join(FIRST_FILE);
    let text = match files::read_limited(&path, LIMIT) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(HistoryError::File { path, source }),
        Ok(text) => text,
    };
    let of_file = |fault: HistoryFault| fault.of_file(FIRST_FILE);
    let faults = |faults: Vec<HistoryFault>| faults.into_iter().map(of_file).collect();
    first::runs(&text).map_err(|found| HistoryError::First(faults(found)))
}

/// Reads the file of one run, by its name in the folder.
fn read_file(folder: &HeldFolder<'_>, stamp: &Stamp) -> Result<Run, HistoryFault> {
    let name = &stamp.name;
    let run = checked(folder, name);
    run.map_err(|fault| fault.of_file(&format!("{FOLDER}/{name}")))
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
