//! One transaction: what becomes of it, what was tried, and the lines that would decide it.

use schemars::JsonSchema;
use serde::Serialize;

use super::words::sentence;
use crate::render::kit::paint::Role;
use crate::render::kit::width::{fitted, padded};
use crate::render::kit::{Page, text_of};
use crate::vocabulary::{RunId, escaped, shown};

/// The version of the JSON: the minor part grows with new optional keys, the major with anything else.
const FORMAT_VERSION: &str = "1.0";

/// The widest name of a step.
const STEP_COLUMNS: usize = 26;

/// A transaction that is explained.
#[derive(Debug)]
pub struct Explained {
    /// The transaction, by its account, `/` and its id, or by the id alone if no account is recorded.
    pub key: String,
    /// What becomes of it, as a clause.
    pub outcome: String,
    /// The steps that were tried, in order: what, and what came of it.
    pub steps: Vec<(&'static str, String)>,
    /// The changes of earlier runs that are about it.
    pub runs: Vec<ExplainedRun>,
    /// Lines for a file in `decisions` that would decide it.
    pub decisions: Vec<String>,
    /// The folder of these files, relative to the household.
    pub folder: String,
}

/// What an earlier run did with a transaction.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExplainedRun {
    /// The run.
    pub run: RunId,
    /// When it was applied.
    pub time: String,
    /// The kind of the change.
    pub kind: String,
    /// Why.
    pub reason: String,
}

/// What becomes of a transaction, and why.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ExplainedDocument<'r> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &FORMAT_VERSION)]
    format_version: &'static str,
    /// The transaction by its account, `/` and its id, or by the id alone if no account is recorded.
    transaction: &'r str,
    /// What becomes of it, as a clause.
    outcome: &'r str,
    /// The steps that were tried, in order.
    steps: Vec<StepDocument<'r>>,
    /// What earlier runs did with it, the oldest first.
    runs: &'r [ExplainedRun],
    /// Lines for a file in `decisions`, of which one would decide it.
    decisions: &'r [String],
}

/// One step that was tried.
#[derive(Serialize, JsonSchema)]
struct StepDocument<'r> {
    /// What was tried.
    tried: &'static str,
    /// What it compared, and what came of it.
    result: &'r str,
}

/// The transaction as one document.
#[must_use]
pub fn json(explained: &Explained) -> String {
    let steps = explained.steps.iter();
    text_of(&ExplainedDocument {
        format_version: FORMAT_VERSION,
        transaction: &explained.key,
        outcome: &explained.outcome,
        steps: steps
            .map(|(tried, result)| StepDocument { tried, result })
            .collect(),
        runs: &explained.runs,
        decisions: &explained.decisions,
    })
}

/// The transaction for people: what becomes of it, the steps, and the lines that would decide it.
#[must_use]
pub fn text(explained: &Explained, page: Page) -> String {
    let key = page.paint.apply(Role::Heading, &shown(&explained.key));
    let first = format!("{key} {}.", escaped(&explained.outcome));
    let mut sections = vec![fitted(&first, 2, page.columns) + "\n"];
    let lines = explained
        .steps
        .iter()
        .map(|(tried, result)| (*tried, result.as_str()));
    sections.push(listed(lines, page));
    let runs = explained.runs.iter();
    let runs: Vec<(String, String)> = runs
        .map(|it| {
            (
                format!("run {}", it.run),
                format!("{} {}: {}", it.time, it.kind, it.reason),
            )
        })
        .collect();
    sections.push(listed(
        runs.iter().map(|(run, what)| (run.as_str(), what.as_str())),
        page,
    ));
    if !explained.decisions.is_empty() {
        let folder = &explained.folder;
        let what = format!("One of these lines decides it, in any file in `{folder}`:");
        let lines = explained
            .decisions
            .iter()
            .map(|line| format!("  {}\n", shown(line)));
        sections.push(sentence(&what, None, page) + &lines.collect::<String>());
    }
    sections.retain(|section| !section.is_empty());
    sections.join("\n")
}

fn listed<'s>(lines: impl Iterator<Item = (&'s str, &'s str)>, page: Page) -> String {
    let line = |(name, what): (&str, &str)| {
        let line = format!("  {}  {}", padded(name, STEP_COLUMNS), escaped(what));
        fitted(&line, STEP_COLUMNS + 4, page.columns) + "\n"
    };
    lines.map(line).collect()
}
