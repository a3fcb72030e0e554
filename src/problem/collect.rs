//! Collects problems within bounds, however many there are.
//!
//! A file of a stranger may have a problem in every line. Those that come first in their file are kept, the
//! others are counted: memory and output stay small, and what is shown is the same whatever the order in
//! which the problems are found.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::{Problem, ProblemCode, Problems};
use crate::vocabulary::Place;

/// How many problems of one file are kept.
pub const MOST_PER_FILE: usize = 100;

/// How many problems are kept in all.
pub const MOST_IN_ALL: usize = 1_000;

/// The most characters of a message or help: no value of a file makes a message longer.
const MOST_CHARS: usize = 1_000;

/// The problems found so far.
#[derive(Debug, Default)]
pub struct Collector {
    /// The first ones of each file, each with its identity; no file without any.
    kept: BTreeMap<Arc<str>, BTreeMap<Problem, u64>>,
    /// How many these are.
    count: usize,
    /// The identities of all others: aliases in YAML find the same problem many times.
    others: BTreeMap<Arc<str>, HashSet<u64>>,
}

impl Collector {
    /// Whether there is no problem at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Whether a problem at `place` would be kept; if not, it is counted. What it is about, `detail`, sets
    /// it apart from others with its code at the same place.
    ///
    /// Asking first spares making a message that is never shown.
    pub fn keeps(&mut self, code: ProblemCode, place: &Place, detail: &str) -> bool {
        if self.has_room(place) {
            return true;
        }
        self.count_only(&place.file, identity(code, place, detail));
        false
    }

    /// Adds a problem; `detail` as in [`Collector::keeps`].
    pub fn add(&mut self, mut problem: Problem, detail: &str) {
        if !self.keeps(problem.code, &problem.place, detail) {
            return;
        }
        shorten(&mut problem.message);
        problem.without_value.as_mut().map(shorten);
        problem.help.as_mut().map(shorten);
        let identity = identity(problem.code, &problem.place, detail);
        let file = Arc::clone(&problem.place.file);
        let own = self.kept.entry(Arc::clone(&file)).or_default();
        if own.insert(problem, identity).is_some() {
            return;
        }
        self.count += 1;
        if own.len() > MOST_PER_FILE {
            self.give_up_last_of(&file);
        } else if self.count > MOST_IN_ALL
            && let Some((last, _)) = self.kept.last_key_value()
        {
            self.give_up_last_of(&Arc::clone(last));
        }
    }

    /// What was kept, and how many more there are.
    #[must_use]
    pub fn finish(self) -> Problems {
        let others = self.others.into_iter();
        Problems {
            list: self
                .kept
                .into_values()
                .flat_map(BTreeMap::into_keys)
                .collect(),
            more: others.map(|(file, own)| (file, own.len())).collect(),
        }
    }

    fn has_room(&self, place: &Place) -> bool {
        let is_before = |own: &BTreeMap<Problem, u64>| {
            let last = own.last_key_value();
            last.is_none_or(|(last, _)| *place <= last.place)
        };
        match self.kept.get(&place.file) {
            Some(own) if own.len() >= MOST_PER_FILE => is_before(own),
            _ if self.count < MOST_IN_ALL => true,
            _ => self.kept.values().next_back().is_none_or(is_before),
        }
    }

    fn count_only(&mut self, file: &Arc<str>, identity: u64) {
        let others = self.others.entry(Arc::clone(file)).or_default();
        others.insert(identity);
    }

    /// Counts the last kept problem of a file instead of keeping it.
    fn give_up_last_of(&mut self, file: &Arc<str>) {
        let own = self.kept.entry(Arc::clone(file)).or_default();
        let last = own.pop_last();
        if own.is_empty() {
            self.kept.remove(file);
        }
        if let Some((_, identity)) = last {
            self.count -= 1;
            self.count_only(file, identity);
        }
    }
}

/// What makes a problem the same as another one.
fn identity(code: ProblemCode, place: &Place, detail: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (code, place.line, place.column, detail).hash(&mut hasher);
    hasher.finish()
}

/// Cuts a text that repeats more of a file than a message may.
fn shorten(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(MOST_CHARS) {
        text.truncate(end);
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::problem;
    use super::*;

    fn collected(problems: impl Iterator<Item = Problem>) -> Problems {
        let mut collector = Collector::default();
        for problem in problems {
            let message = problem.message.clone();
            collector.add(problem, &message);
        }
        collector.finish()
    }

    #[test]
    fn the_first_problems_of_a_file_are_kept_in_whatever_order_they_come() {
        let lines = |lines: &mut dyn Iterator<Item = u32>| {
            collected(lines.map(|line| problem("a.yaml", line, 1, "x")))
        };
        let problems = lines(&mut (1..=5_000));
        assert_eq!(problems.as_slice().len(), MOST_PER_FILE);
        assert_eq!(problems.as_slice()[99].place.line, 100);
        assert_eq!(problems.count(), 5_000);
        assert_eq!(lines(&mut (1..=5_000).rev()), problems);
        assert_eq!(lines(&mut (1..=5_000).chain(1..=5_000)), problems);
    }

    #[test]
    fn all_files_together_keep_a_thousand() {
        let problems = collected((0..50_u32).flat_map(|file| {
            (1..=30).map(move |line| problem(&format!("{file:02}.yaml"), line, 1, "x"))
        }));
        assert_eq!(problems.as_slice().len(), MOST_IN_ALL);
        assert_eq!(problems.count(), 1_500);
        let text = problems.to_string();
        assert!(
            text.ends_with(
                "and 20 more problems in 33.yaml\nand 480 more problems in 16 other files"
            ),
            "{text}"
        );
    }

    #[test]
    fn no_value_makes_a_message_long() {
        let problems = collected(std::iter::once(problem("a", 1, 1, &"ä".repeat(5_000))));
        assert_eq!(problems.as_slice()[0].message.chars().count(), 1_001);
    }
}
