//! Finds the newest runs that git took back: `git checkout .` gives records their earlier text, and leaves
//! the files of runs where they are, because it does not know them yet.
//!
//! A run counts as taken back if no other run follows it, and all files it wrote are as they were before it.
//! Several runs, each of which follows the one before, may be taken back at once; then a file is as it was before
//! the first of them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, ErrorKind};

use serde::{Deserialize, Serialize};

use super::file_line::FileLine;
use super::order::newest;
use super::run::Run;
use crate::vocabulary::{Digest, RunId};

/// What is in a file now, by its path relative to the household: its digest, or that there is none. A file that
/// cannot be read counts as one that is as the run left it.
pub type Now<'n> = &'n dyn Fn(&str) -> io::Result<Option<Digest>>;

/// How many runs are taken back together at most: more than anyone applies between two commits.
const MOST: usize = 100;

/// How many runs are looked at to find that none was taken back. Behind many merges there are more; then the whole
/// history decides.
const MOST_SEEN: usize = 10 * MOST;

/// A file as a run left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLeft {
    /// The run.
    pub run: RunId,
    /// Relative to the household.
    pub path: String,
    /// The digest of what it left; null for a file it removed.
    pub after: Option<Digest>,
}

impl FileLeft {
    /// The first file of each of these runs, as far as they have some: while it is as it was left, git took back
    /// nothing, which can be seen without the run.
    #[must_use]
    pub fn first_of(runs: &[Run], ids: &[RunId]) -> Vec<Self> {
        let named = runs.iter().filter(|run| ids.contains(&run.id));
        let first = named.filter_map(|run| Some(Self::of(run.id, run.files().next()?)));
        first.collect()
    }

    fn of(run: RunId, file: FileLine) -> Self {
        Self {
            run,
            path: file.path,
            after: file.after,
        }
    }

    /// Whether the file still is as the run left it. One that cannot be read counts as such.
    #[must_use]
    pub fn is_there(&self, now: Now<'_>) -> bool {
        now(&self.path).map_or(true, |found| found == self.after)
    }
}

/// Whether a file that a run wrote still is as it left it. That ends the search in almost every case, with
/// one look.
fn is_in_force(run: &Run, now: Now<'_>) -> bool {
    let mut files = run.files().peekable();
    files.peek().is_none() || files.any(|file| FileLeft::of(run.id, file).is_there(now))
}

/// The runs that git took back, of all runs in their order.
#[must_use]
pub fn taken_back(runs: &[Run], now: Now<'_>) -> BTreeSet<RunId> {
    let now: Now<'_> = &looking_once(now);
    let mut taken_back = BTreeSet::new();
    let mut links = None;
    loop {
        let rest = runs.iter().filter(|run| !taken_back.contains(&run.id));
        let with_earlier = |run: &Run| {
            if is_in_force(run, now) {
                return None;
            }
            let links = links.get_or_insert_with(|| Links::between(runs));
            links.with_earlier(run, &taken_back, now)
        };
        match newest(rest).into_iter().rev().find_map(with_earlier) {
            Some(found) => taken_back.extend(found),
            None => return taken_back,
        }
    }
}

/// Whether git may have taken back one of these newest runs. It looks at no more runs than [`taken_back`] would go back
/// to, each as `find` gives it: if none of them replaced a text that is there now, nothing was taken back.
#[must_use]
pub fn may_be_taken_back(
    newest: &[RunId],
    find: &dyn Fn(RunId) -> Option<Run>,
    now: Now<'_>,
) -> bool {
    let now: Now<'_> = &looking_once(now);
    let mut seen: BTreeSet<RunId> = newest.iter().copied().collect();
    let mut level = newest.to_vec();
    for distance in 0..MOST {
        let mut earlier = Vec::new();
        for id in level {
            let Some(run) = find(id) else {
                // Only what the working tree does not have may be unknown.
                match distance {
                    0 => return true,
                    _ => continue,
                }
            };
            let is_back = |file: FileLine| now(&file.path).is_ok_and(|found| found == file.before);
            if is_in_force(&run, now) {
                continue;
            }
            if run.files().any(is_back) || seen.len() > MOST_SEEN {
                return true;
            }
            earlier.extend(run.follows.iter().filter(|id| seen.insert(**id)));
        }
        level = earlier;
    }
    false
}

/// The same, without looking at a file twice.
fn looking_once(now: Now<'_>) -> impl Fn(&str) -> io::Result<Option<Digest>> {
    let known = RefCell::new(HashMap::new());
    move |path| {
        let mut known = known.borrow_mut();
        let look = || now(path).map_err(|error| error.kind());
        let found: &Result<_, ErrorKind> = known.entry(path.to_owned()).or_insert_with(look);
        (*found).map_err(Into::into)
    }
}

/// Which run follows which.
struct Links<'r> {
    runs: HashMap<RunId, &'r Run>,
    followers: HashMap<RunId, Vec<RunId>>,
}

impl<'r> Links<'r> {
    fn between(runs: &'r [Run]) -> Self {
        let mut followers: HashMap<RunId, Vec<RunId>> = HashMap::new();
        for run in runs {
            for earlier in &run.follows {
                followers.entry(*earlier).or_default().push(run.id);
            }
        }
        Self {
            runs: runs.iter().map(|run| (run.id, run)).collect(),
            followers,
        }
    }

    /// A newest run and the runs before it that were taken back with it, if they were; those in `gone` were taken
    /// back already.
    fn with_earlier(
        &self,
        newest: &Run,
        gone: &BTreeSet<RunId>,
        now: Now<'_>,
    ) -> Option<BTreeSet<RunId>> {
        let mut found = BTreeSet::new();
        let mut before: BTreeMap<String, Option<Digest>> = BTreeMap::new();
        let mut next = newest;
        while found.len() < MOST {
            if is_in_force(next, now) {
                return None;
            }
            found.insert(next.id);
            before.extend(next.files().map(|file| (file.path, file.before)));
            let differs = |(path, before): &(&String, &Option<Digest>)| {
                now(path).ok().as_ref() != Some(*before)
            };
            let Some((path, _)) = before.iter().find(differs) else {
                return Some(found);
            };
            let earlier = self.earlier(&found, gone);
            next = earlier
                .into_iter()
                .max_by_key(|run| run.line.files.contains(path))?;
        }
        None
    }

    /// The runs that those found follow, and no others do: a run of another branch was not taken back with them.
    fn earlier(&self, found: &BTreeSet<RunId>, gone: &BTreeSet<RunId>) -> Vec<&'r Run> {
        let is_back = |id: &RunId| found.contains(id) || gone.contains(id);
        let runs = found.iter().filter_map(|id| self.runs.get(id));
        let followed = runs.flat_map(|run| &run.follows);
        let earlier: BTreeSet<&RunId> = followed.filter(|id| !is_back(id)).collect();
        let is_last = |id: &&RunId| {
            self.followers
                .get(*id)
                .is_none_or(|ids| ids.iter().all(is_back))
        };
        let earlier = earlier.into_iter().filter(is_last);
        earlier
            .filter_map(|id| self.runs.get(id).copied())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::{Begun, Origin, RunLine, lines_of};
    use super::super::order::ordered;
    use super::super::patch::Patch;
    use super::*;

    /// What a run does to a file: its path, its text before and after.
    type Edit<'e> = (&'e str, &'e str, &'e str);

    /// A run after others that changes the texts of files.
    fn run(minute: usize, after: &[&Run], edits: &[Edit<'_>]) -> Run {
        let files: Vec<FileLine> = edits
            .iter()
            .map(|(path, before, after)| FileLine {
                path: (*path).to_owned(),
                before: Some(Digest::of(before.as_bytes())),
                after: Some(Digest::of(after.as_bytes())),
                meanwhile: None,
                undo: Patch::default(),
            })
            .collect();
        let line = RunLine {
            files: files.iter().map(|file| file.path.clone()).collect(),
            texts: files.len(),
            ..RunLine::begun(Begun {
                household: "0b8f".to_owned(),
                after: after.iter().map(|run| run.id).collect(),
                taken_back: Vec::new(),
                time: format!("2026-11-22T{:02}:{:02}:00Z", minute / 60, minute % 60),
                today: "2026-11-22".parse().unwrap(),
                origin: Origin::default(),
            })
        };
        Run::read(&lines_of(&line, &[], &files, &[])).unwrap()
    }

    /// Which runs are taken back if files hold these texts.
    fn found(runs: &[&Run], texts: &[(&str, &str)]) -> BTreeSet<RunId> {
        let now = |path: &str| {
            let text = texts.iter().find(|(known, _)| *known == path);
            Ok(text.map(|(_, text)| Digest::of(text.as_bytes())))
        };
        let runs = ordered(runs.iter().map(|run| (*run).clone()).collect());
        let found = taken_back(&runs, &now);
        if !found.is_empty() {
            assert!(may_be(&runs, &now), "the quick look misses {found:?}");
        }
        found
    }

    /// Whether one of the newest of these runs may be taken back.
    fn may_be(runs: &[Run], now: Now<'_>) -> bool {
        let newest: Vec<RunId> = newest(runs.iter()).iter().map(|run| run.id).collect();
        let find = |id| runs.iter().find(|run| run.id == id).cloned();
        may_be_taken_back(&newest, &find, now)
    }

    #[test]
    fn runs_that_wrote_different_files_are_taken_back_together() {
        let base = run(0, &[], &[("a", "", "a0"), ("b", "", "b0")]);
        let one = run(1, &[&base], &[("a", "a0", "a1"), ("b", "b0", "b1")]);
        let two = run(2, &[&one], &[("a", "a1", "a2")]);
        let three = run(3, &[&two], &[("b", "b1", "b2")]);
        let runs = [&base, &one, &two, &three];
        let all = [one.id, two.id, three.id].into();
        assert_eq!(found(&runs, &[("a", "a0"), ("b", "b0")]), all);
        assert_eq!(found(&runs, &[("a", "a2"), ("b", "b1")]), [three.id].into());
        assert_eq!(found(&runs, &[("a", "a0"), ("b", "b2")]), BTreeSet::new());
        assert_eq!(
            found(&runs, &[("a", "a2"), ("b", "by hand")]),
            BTreeSet::new()
        );
    }

    #[test]
    fn a_run_of_another_branch_that_is_in_force_is_not_taken_back() {
        let base = run(0, &[], &[("a", "a0", "a1")]);
        let here = run(1, &[&base], &[("a", "a1", "a2")]);
        let there = run(2, &[&base], &[("a", "a1", "a0")]);
        assert_eq!(
            found(&[&base, &here, &there], &[("a", "a0")]),
            BTreeSet::new()
        );
    }

    #[test]
    fn an_edit_of_the_one_file_of_many_runs_is_looked_at_quickly() {
        let mut runs: Vec<Run> = Vec::new();
        for number in 0..1_400 {
            let (before, after) = (number.to_string(), (number + 1).to_string());
            let last: Vec<&Run> = runs.last().into_iter().collect();
            let next = run(number, &last, &[("a", &before, &after)]);
            runs.push(next);
        }
        let looks = std::cell::Cell::new(0);
        let now = |_: &str| {
            looks.set(looks.get() + 1);
            Ok(Some(Digest::of(b"by hand")))
        };
        assert_eq!(taken_back(&runs, &now), BTreeSet::new());
        assert_eq!(looks.get(), 1);
        let finds = std::cell::Cell::new(0);
        let find = |id| {
            finds.set(finds.get() + 1);
            runs.iter().find(|run| run.id == id).cloned()
        };
        let newest = [runs[runs.len() - 1].id];
        assert!(!may_be_taken_back(&newest, &find, &now));
        assert_eq!(finds.get(), MOST);
        let earlier = |_: &str| Ok(Some(Digest::of(b"1390")));
        assert!(may_be_taken_back(&newest, &find, &earlier));
    }

    #[test]
    fn a_quick_look_passes_over_runs_that_are_not_there_and_asks_for_more_than_it_can_see() {
        let base = run(0, &[], &[("a", "", "a0")]);
        let one = run(1, &[&base], &[("a", "a0", "a1")]);
        let edited = |_: &str| Ok(Some(Digest::of(b"by hand")));
        assert!(!may_be(std::slice::from_ref(&one), &edited));
        assert!(may_be_taken_back(&[one.id], &|_| None, &edited));
    }

    #[test]
    fn the_first_file_of_a_run_is_enough_to_see_that_it_is_in_force() {
        let first = run(0, &[], &[("a", "0", "1"), ("b", "0", "1")]);
        let other = run(1, &[&first], &[]);
        let runs = [first, other];
        let ids = runs.each_ref().map(|run| run.id);
        let left = FileLeft::first_of(&runs, &ids);
        let [left] = left.as_slice() else {
            panic!("{left:?}");
        };
        assert_eq!((left.run, left.path.as_str()), (ids[0], "a"));
        let now = |text: &'static str| move |_: &str| Ok(Some(Digest::of(text.as_bytes())));
        assert!(left.is_there(&now("1")));
        assert!(!left.is_there(&now("0")));
        assert!(!left.is_there(&|_| Ok(None)));
        assert!(left.is_there(&|_| Err(io::Error::from(ErrorKind::PermissionDenied))));
    }

    #[test]
    fn stored_lines_are_taken_for_the_run_of_their_digest_only() {
        let run = run(0, &[], &[("a", "0", "1")]);
        let lines = run.lines().to_vec();
        assert_eq!(Run::stored(run.id, lines.clone()).as_ref(), Some(&run));
        let mut edited = lines.clone();
        *edited.last_mut().unwrap() = b' ';
        assert_eq!(Run::stored(run.id, edited), None);
        assert_eq!(Run::stored(run.id, Vec::new()), None);
        assert_eq!(run.files().collect::<Vec<_>>(), run.details().files);
        assert_eq!(run.changes().count() + run.effects().count(), 0);
    }
}
