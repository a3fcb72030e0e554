//! Tidies up what a killed run left beside the files it was writing.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::RecordFolder;
use crate::files::{self, Aside, ReplacedText};
use crate::history::{FIRST_FILE, FOLDER};
use crate::store::Intent;

/// What was found and done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tidied {
    /// How many files that held nothing of value were removed.
    pub removed: usize,
    /// How many edits got their place back from the run that was killed.
    pub put_back: usize,
    /// The files that hold edits now which could not get their place back.
    pub kept: Vec<PathBuf>,
    /// Files beside records that no intent explains; they stay.
    pub unexplained: Vec<PathBuf>,
}

/// Tidies the folders of the records and the folder `state`. What was replaced is removed only if it is a text
/// of `begun`, the run under way that this machine began; anything else may be an edit.
///
/// # Errors
/// When a folder cannot be listed or a file not be removed or renamed.
pub fn tidy(folder: RecordFolder<'_>, state: &str, begun: Option<&Intent>) -> io::Result<Tidied> {
    let mut tidied = Tidied::default();
    for folder in folders(folder, state, begun) {
        let found = files::leftovers(&folder)?;
        tidied.removed += found.remove_unfinished()?;
        for aside in found.asides {
            tidied.take(&aside, begun)?;
        }
    }
    Ok(tidied)
}

impl Tidied {
    fn take(&mut self, aside: &Aside, begun: Option<&Intent>) -> io::Result<()> {
        let text = aside.read()?;
        let steps = || begun.into_iter().flat_map(|intent| &intent.steps);
        let mut texts = steps()
            .flat_map(|step| [&step.before, &step.after])
            .flatten();
        if texts.any(|known| known.as_bytes() == text) || is_in_history(aside, &text) {
            self.removed += 1;
            return aside.remove();
        }
        if begun.is_none() {
            self.unexplained.push(aside.path.clone());
            return Ok(());
        }
        let is_its = |path: &str| path.rsplit('/').next() == aside.target();
        let written = steps().filter(|step| is_its(&step.path));
        let written: Vec<Option<&[u8]>> = written
            .map(|step| step.after.as_deref().map(str::as_bytes))
            .collect();
        match aside.restore(&written)? {
            ReplacedText::Kept(path) => self.kept.push(path),
            ReplacedText::PutBack | ReplacedText::Untouched => self.put_back += 1,
        }
        Ok(())
    }
}

/// Whether an aside is an earlier history, of which the one in place holds every line; or the next one, which
/// did not get its place: what it holds beyond that is in the store, or of the run under way.
fn is_in_history(aside: &Aside, text: &[u8]) -> bool {
    if aside.target() != Some(FIRST_FILE) {
        return false;
    }
    let now = aside.path.with_file_name(FIRST_FILE);
    let now = files::read_limited(&now, u64::MAX - 1).unwrap_or_default();
    let lines = |text: &[u8]| -> BTreeSet<Vec<u8>> {
        text.split(|byte| *byte == b'\n')
            .map(<[u8]>::to_vec)
            .collect()
    };
    let (aside, now) = (lines(text), lines(&now));
    aside.is_subset(&now) || now.is_subset(&aside)
}

/// The folders a run writes in; a file that a link leads to may be in any folder of the household. Folders
/// that a link leads to outside it were never written to.
fn folders(folder: RecordFolder<'_>, state: &str, begun: Option<&Intent>) -> BTreeSet<PathBuf> {
    let RecordFolder { household, records } = folder;
    let users = format!("{records}/users");
    let inside = |path: &str| files::inside(household, path).ok();
    let of_file = |path: &str| inside(path)?.parent().map(Path::to_owned);
    let steps = begun.into_iter().flat_map(|intent| &intent.steps);
    let first = format!("{state}/{FIRST_FILE}");
    let history = format!("{state}/{FOLDER}");
    let written = steps.map(|step| step.path.as_str()).chain([first.as_str()]);
    let written = written.filter_map(of_file);
    [records, &users, state, &history]
        .into_iter()
        .filter_map(inside)
        .chain(written)
        .collect()
}
