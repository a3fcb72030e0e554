//! What is wrong in a file a person wrote, and where.
//!
//! Settings and records report every problem of a run together: each with its place, the value in
//! backticks and, where there is one, a way out. Start at [`Problems`].

mod code;

use std::fmt;

use crate::records::Place;
use crate::vocabulary::shown;

pub use code::ProblemCode;

/// One mistake in a settings or record file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where it stands.
    pub place: Place,
    /// What is wrong, in one clause: lower case, no final period.
    pub message: String,
    /// The same without the value it repeats, if that is an address or an amount, even a mistyped one: for
    /// places where strangers read along.
    pub without_value: Option<String>,
    /// What is allowed, or what may have been meant; never holds an address or an amount of anybody.
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

/// Everything that is wrong, sorted by file, line and column, each thing once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Sorts `problems` and drops repetitions, which aliases in YAML bring about.
    #[must_use]
    pub fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort();
        problems.dedup();
        Self(problems)
    }

    /// The problems in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Problem] {
        &self.0
    }

    /// The same problems with other messages.
    #[must_use]
    pub fn with_messages(&self, message: impl Fn(&Problem) -> String) -> Self {
        let told = |problem: &Problem| Problem {
            message: message(problem),
            ..problem.clone()
        };
        Self(self.0.iter().map(told).collect())
    }

    /// The problems in order, to be put together with those of other files.
    #[must_use]
    pub fn into_vec(self) -> Vec<Problem> {
        self.0
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let break_before = if index == 0 { "" } else { "\n" };
            write!(formatter, "{break_before}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// The candidate that `text` was most likely meant to be, if one is near enough.
///
/// Case does not count. One slip per three characters is near, three slips are the most; of two
/// equally near candidates the first is taken.
pub fn nearest<'c>(text: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    /// Longer texts are no slips of anything, and comparing them takes quadratic time.
    const LONGEST_CHARS: usize = 80;
    if text.chars().nth(LONGEST_CHARS).is_some() {
        return None;
    }
    let typed = text.to_lowercase();
    let typed_chars = typed.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            let slips = strsim::osa_distance(&typed, &lower);
            let longer = typed_chars.max(lower.chars().count());
            (slips <= (longer / 3).min(3)).then_some((slips, candidate))
        })
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// Help for a word that is not among the `allowed` ones: ``did you mean `end`? allowed are …``.
///
/// `introduction` stands before the list, as in `allowed are` or `declared plans are`.
pub fn choices<'c>(
    text: &str,
    introduction: &str,
    allowed: impl IntoIterator<Item = &'c str> + Clone,
) -> String {
    let list = listed(allowed.clone());
    match nearest(text, allowed) {
        Some(near) => format!("did you mean `{}`? {introduction} {list}", shown(near)),
        None => format!("{introduction} {list}"),
    }
}

/// `` `a`, `b` and `c` ``; past twelve words the rest is counted only.
pub fn listed<'c>(words: impl IntoIterator<Item = &'c str>) -> String {
    const MOST_WORDS: usize = 12;
    let mut words: Vec<String> = words
        .into_iter()
        .map(|word| format!("`{}`", shown(word)))
        .collect();
    let more = words.len().saturating_sub(MOST_WORDS);
    words.truncate(MOST_WORDS);
    let last = match more {
        0 => words.pop(),
        more => Some(format!("{more} more")),
    };
    match (words.is_empty(), last) {
        (_, None) => "none".to_owned(),
        (true, Some(last)) => last,
        (false, Some(last)) => format!("{} and {last}", words.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn problem(file: &str, line: u32, column: u32, message: &str) -> Problem {
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
    fn near_names_are_found_and_far_ones_are_not() {
        let plans = ["basic", "family", "monthly"];
        let cases = [
            ("famly", Some("family")),
            ("FAMILY", Some("family")),
            ("month", Some("monthly")),
            ("bsaic", Some("basic")),
            ("gold", None),
            ("", None),
            ("x", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(nearest(typed, plans), expected, "{typed}");
        }
        assert_eq!(nearest(&"family".repeat(20), plans), None);
        assert_eq!(nearest("od", ["id"]), None);
        assert_eq!(nearest("ID", ["id"]), Some("id"));
    }

    #[test]
    fn lists_read_like_a_sentence_and_end() {
        assert_eq!(listed([]), "none");
        assert_eq!(listed(["a"]), "`a`");
        assert_eq!(listed(["a", "b"]), "`a` and `b`");
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` and `c`");
        let many: Vec<String> = (0..15).map(|n| n.to_string()).collect();
        assert!(listed(many.iter().map(String::as_str)).ends_with("`11` and 3 more"));
        assert_eq!(
            choices("famly", "declared plans are", ["basic", "family"]),
            "did you mean `family`? declared plans are `basic` and `family`"
        );
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
}
