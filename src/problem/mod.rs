//! What is wrong in a file a person wrote, and where.
//!
//! Settings and records report every problem of a run together: each with its place, the value in
//! backticks and, where there is one, a way out. Start at [`Problems`].

mod code;
mod collect;
mod conflict;
mod near;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::vocabulary::{Place, counted, escaped};

pub use code::ProblemCode;
pub use collect::{Collector, MOST_IN_ALL, MOST_PER_FILE};
pub use conflict::{MARKER, RESOLVE, conflict_markers, is_conflict_marker};
pub use near::{choices, listed, nearest};

/// One mistake in a settings or record file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where it stands.
    pub place: Place,
    /// What is wrong, in one clause: lower case, no final period.
    pub message: String,
    /// The same without the value it repeats, unless its key is public: for places where strangers read along.
    pub without_value: Option<String>,
    /// What is allowed, or what may have been meant; never contains a person's address or amount.
    pub help: Option<String>,
    /// What sort of mistake it is.
    pub code: ProblemCode,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            message,
            without_value: _,
            help,
            code,
        } = self;
        write!(formatter, "{place}: {message} [{}]", code.word())?;
        match help {
            Some(help) => write!(formatter, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

/// What is wrong, sorted by file, line and column, each thing once: the first problems, and the number of the
/// others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
    more: BTreeMap<Arc<str>, usize>,
}

/// How many problems are counted only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct More<'p> {
    /// In files of which some problems are listed.
    pub files: Vec<(&'p str, usize)>,
    /// How many other files have problems.
    pub other_files: usize,
    /// How many problems these have.
    pub in_other_files: usize,
}

impl Problems {
    /// Sorts `problems` and drops repetitions.
    #[must_use]
    pub fn new(problems: Vec<Problem>) -> Self {
        let mut collector = Collector::default();
        for problem in problems {
            let message = problem.message.clone();
            collector.add(problem, &message);
        }
        collector.finish()
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The problems that are listed, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Problem] {
        &self.list
    }

    /// How many problems there are, listed or not.
    #[must_use]
    pub fn count(&self) -> usize {
        self.list.len() + self.more.values().sum::<usize>()
    }

    /// How many problems are not listed.
    #[must_use]
    pub fn more(&self) -> More<'_> {
        let listed: BTreeSet<&str> = self
            .list
            .iter()
            .map(|problem| &*problem.place.file)
            .collect();
        let mut more = More::default();
        for (file, count) in &self.more {
            if listed.contains(&**file) {
                more.files.push((file, *count));
            } else {
                more.other_files += 1;
                more.in_other_files += count;
            }
        }
        more
    }

    /// The same problems with other messages.
    #[must_use]
    pub fn with_messages(&self, message: impl Fn(&Problem) -> String) -> Self {
        let changed = |problem: &Problem| Problem {
            message: message(problem),
            ..problem.clone()
        };
        Self {
            list: self.list.iter().map(changed).collect(),
            more: self.more.clone(),
        }
    }

    /// Together with the problems of other files.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        self.list.sort();
        for (file, count) in other.more {
            *self.more.entry(file).or_default() += count;
        }
        let rest = self.list.split_off(self.list.len().min(MOST_IN_ALL));
        for problem in rest {
            *self.more.entry(problem.place.file).or_default() += 1;
        }
        self
    }
}

impl More<'_> {
    /// A line for each file of which only some problems are listed, and one for all others.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let Self {
            files,
            other_files,
            in_other_files,
        } = self;
        let files = files.iter();
        let mut lines: Vec<String> = files
            .map(|(file, count)| format!("and {} in {}", more_problems(*count), escaped(file)))
            .collect();
        if *other_files > 0 {
            lines.push(format!(
                "and {} in {}",
                more_problems(*in_other_files),
                counted(*other_files, "other file")
            ));
        }
        lines
    }
}

/// `1 more problem`, `1,204,331 more problems`
fn more_problems(count: usize) -> String {
    counted(count, "more problem")
}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.list.iter().enumerate() {
            let break_before = if index == 0 { "" } else { "\n" };
            write!(formatter, "{break_before}{problem}")?;
        }
        for line in self.more().lines() {
            write!(formatter, "\n{line}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn problem(file: &str, line: u32, column: u32, message: &str) -> Problem {
        Problem {
            place: Place {
                file: Arc::from(file),
                line,
                column,
            },
            message: message.to_owned(),
            without_value: None,
            help: None,
            code: ProblemCode::NotYaml,
        }
    }

    #[test]
    fn problems_are_sorted_by_place_and_said_once() {
        let problems = Problems::new(vec![
            problem("b.yaml", 1, 1, "x"),
            problem("a.yaml", 10, 1, "x"),
            problem("a.yaml", 9, 2, "x"),
            problem("a.yaml", 9, 1, "y"),
            problem("a.yaml", 9, 1, "y"),
        ]);
        assert_eq!(
            problems.to_string(),
            "a.yaml:9:1: y [not_yaml]\na.yaml:9:2: x [not_yaml]\n\
             a.yaml:10:1: x [not_yaml]\nb.yaml:1:1: x [not_yaml]"
        );
    }

    #[test]
    fn joined_problems_stay_within_bounds() {
        let many = |file: &str, lines| {
            let lines = (1..=lines).map(|line| problem(file, line, 1, "x"));
            Problems::new(lines.collect())
        };
        let joined = many("b", 150).join(many("a", 120));
        assert_eq!((joined.as_slice().len(), joined.count()), (200, 270));
        assert_eq!(&*joined.as_slice()[0].place.file, "a");
    }
}
