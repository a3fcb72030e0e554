//! The problems of settings and records, as JSON for programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::CheckResult;
use crate::problem::{Problem, Problems};
use crate::render::kit::text_of;

/// The version of the JSON: the minor part grows with new optional keys, the major with anything else.
const FORMAT_VERSION: &str = "1.3";

/// Whether settings and records are valid, and every problem of them.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CheckDocument<'a> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &"1.3")]
    format_version: &'a str,
    /// Whether there is no problem at all.
    valid: bool,
    /// The problems, sorted by place: at most 100 of a file and 1,000 in all.
    problems: Vec<ProblemDocument<'a>>,
    /// How many more problems there are; missing when all are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "MoreDocument<'_>")]
    more: Option<MoreDocument<'a>>,
    /// What is valid and still odd, sorted by place: at most 100 of a file and 1,000 in all; missing without
    /// `--warnings`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<ProblemDocument<'_>>")]
    warnings: Option<Vec<ProblemDocument<'a>>>,
}

/// Problems that are counted and not listed.
#[derive(Serialize, JsonSchema)]
struct MoreDocument<'a> {
    /// How many there are in all files.
    problems: usize,
    /// How many there are in each file of which some are listed.
    files: Vec<MoreInFile<'a>>,
}

/// The problems of a file that are counted and not listed.
#[derive(Serialize, JsonSchema)]
struct MoreInFile<'a> {
    /// The file, relative to the household.
    file: &'a str,
    /// How many there are.
    problems: usize,
}

/// One mistake in a file.
#[derive(Serialize, JsonSchema)]
struct ProblemDocument<'a> {
    /// The file, relative to the household.
    file: &'a str,
    /// The line, counted from 1; null when the file as a whole is meant.
    line: Option<u32>,
    /// The column, counted from 1 in characters; null when the line as a whole is meant.
    column: Option<u32>,
    /// What is wrong.
    message: &'a str,
    /// What to do about it, if that is known.
    help: Option<&'a str>,
    /// What sort of problem it is; `plexmgr explain` says more about it.
    #[schemars(example = &"unknown_key")]
    code: &'a str,
}

/// The document, pretty-printed, with a final line break.
#[must_use]
pub fn json(result: &CheckResult<'_>) -> String {
    let problems = result.problems;
    let more = (problems.count() > problems.as_slice().len()).then(|| MoreDocument {
        problems: problems.count() - problems.as_slice().len(),
        files: problems
            .more()
            .files
            .into_iter()
            .map(|(file, problems)| MoreInFile { file, problems })
            .collect(),
    });
    text_of(&CheckDocument {
        format_version: FORMAT_VERSION,
        valid: problems.is_empty(),
        problems: documents(problems),
        more,
        warnings: result.warnings.map(documents),
    })
}

fn documents(problems: &Problems) -> Vec<ProblemDocument<'_>> {
    problems.as_slice().iter().map(problem).collect()
}

fn problem(problem: &Problem) -> ProblemDocument<'_> {
    let Problem {
        place,
        message,
        without_value: _,
        help,
        code,
    } = problem;
    let position = |number: u32| (number > 0).then_some(number);
    ProblemDocument {
        file: &place.file,
        line: position(place.line),
        column: position(place.column),
        message,
        help: help.as_deref(),
        code: code.word(),
    }
}
