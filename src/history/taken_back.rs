//! Finds the newest runs that git took back: `git checkout .` gives records their earlier text, and leaves
//! the files of runs where they are, because it does not know them yet.
//!
//! A run counts as taken back if no other run follows it, and all files it wrote are as they were before it.
//! Several runs may be taken back at once; then a file is as it was before the first of them.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::FileLine;
use super::order::newest;
use super::run::Run;
use crate::vocabulary::{Digest, RunId};

/// What is in a file now, by its path relative to the household: its digest, or that there is none. A file that
/// cannot be read counts as one that is as the run left it.
pub type Now<'n> = &'n dyn Fn(&str) -> std::io::Result<Option<Digest>>;

/// Whether a file that a run wrote still is as it left it. That ends the search in almost every case, with
/// one look.
#[must_use]
pub fn is_in_force(files: &[FileLine], now: Now<'_>) -> bool {
    let is_left = |file: &FileLine| now(&file.path).map_or(true, |found| found == file.after);
    files.is_empty() || files.iter().any(is_left)
}

/// The runs that git took back, of all runs in their order.
#[must_use]
pub fn taken_back(runs: &[Run], now: Now<'_>) -> BTreeSet<RunId> {
    let mut taken_back = BTreeSet::new();
    loop {
        let rest = || runs.iter().filter(|run| !taken_back.contains(&run.id));
        let found = newest(rest())
            .into_iter()
            .rev()
            .find_map(|run| with_earlier(run, &rest().collect::<Vec<_>>(), now));
        match found {
            Some(found) => taken_back.extend(found),
            None => return taken_back,
        }
    }
}

/// A newest run and the runs before it that were taken back with it, if they were.
fn with_earlier(newest_run: &Run, rest: &[&Run], now: Now<'_>) -> Option<Vec<RunId>> {
    let mut found: Vec<RunId> = Vec::new();
    let mut before: BTreeMap<String, Option<Digest>> = BTreeMap::new();
    let mut next = newest_run;
    loop {
        let files = next.details().files;
        let new = files.iter().filter(|file| !before.contains_key(&file.path));
        let new: Vec<FileLine> = new.cloned().collect();
        let is_first = found.is_empty();
        if (is_first || !new.is_empty()) && is_in_force(&new, now) {
            return None;
        }
        found.push(next.id);
        before.extend(files.into_iter().map(|file| (file.path, file.before)));
        let differs =
            |(path, before): &(&String, &Option<Digest>)| now(path).ok().as_ref() != Some(*before);
        let Some((path, _)) = before.iter().find(differs) else {
            return Some(found);
        };
        let earlier = rest.iter().filter(|run| !found.contains(&run.id)).copied();
        let mut followed_by_none = newest(earlier).into_iter();
        next = followed_by_none.find(|run| run.line.files.contains(path))?;
    }
}
