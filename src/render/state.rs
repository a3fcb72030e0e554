//! How the store is, as text for people and as JSON for programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::kit::Page;
use super::kit::text_of;
use super::kit::width::fitted_lines;
use crate::history::Run;
use crate::store::Recalled;
use crate::vocabulary::{RunId, counted, escaped};

/// The version of the JSON: the minor part grows with new optional keys, the major with anything else.
const FORMAT_VERSION: &str = "1.0";

/// The same of [`StateDocument`].
const CHECK_VERSION: &str = "2.0";

/// The state of history and store.
#[derive(Serialize, JsonSchema)]
pub(crate) struct StateDocument<'a> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &"2.0")]
    format_version: &'a str,
    /// How many runs are in the working tree.
    runs: usize,
    /// The last of them; null before the first.
    last: Option<RunId>,
    /// The runs of them that git took back.
    taken_back: &'a [RunId],
    /// How many runs the store knows besides; they count for nothing.
    set_aside: usize,
    /// How many people were ever recorded.
    people: usize,
    /// How many accounts have a known owner.
    accounts: usize,
    /// Everything that is wrong, for people; empty if all is well.
    findings: &'a [String],
    /// The run that is writing, for people: history and store cannot be read until it has ended, so
    /// nothing else in this document is known. Absent unless there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    writing: Option<&'a str>,
}

/// The runs whose files were written back.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RestoredDocument<'a> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &"1.0")]
    format_version: &'a str,
    /// The ids of the runs.
    restored: Vec<RunId>,
}

/// What is remembered, and everything that is wrong.
#[must_use]
pub fn findings_text(recalled: &Recalled, findings: &[String], page: Page) -> String {
    let remembered = &recalled.summary.remembered;
    let people = counted(remembered.people.len(), "person");
    let accounts = counted(remembered.owners.len(), "account");
    let mut text = match &recalled.summary.last {
        None => "No run was applied yet.\n".to_owned(),
        Some((last, _)) => {
            let runs = counted(recalled.summary.runs, "run");
            format!("{runs}, the last is {last}; remembered: {people}, {accounts}.\n")
        }
    };
    for run in &recalled.taken_back {
        text.push_str(&format!(
            "run {run} counts as taken back: its files are as before it\n"
        ));
    }
    if recalled.set_aside > 0 {
        let runs = counted(recalled.set_aside, "run");
        text.push_str(&format!(
            "{runs} not in the working tree; `plexmgr state restore --all` writes the files back\n"
        ));
    }
    for finding in findings {
        text.push_str(&format!("found: {}\n", escaped(finding)));
    }
    if findings.is_empty() {
        text.push_str("History and store are in order.\n");
    }
    fitted_lines(&text, page.columns)
}

/// The same as one document.
#[must_use]
pub fn findings_json(recalled: &Recalled, findings: &[String]) -> String {
    let summary = &recalled.summary;
    text_of(&StateDocument {
        format_version: CHECK_VERSION,
        runs: summary.runs,
        last: summary.last.as_ref().map(|(last, _)| *last),
        taken_back: &recalled.taken_back,
        set_aside: recalled.set_aside,
        people: summary.remembered.people.len(),
        accounts: summary.remembered.owners.len(),
        findings,
        writing: None,
    })
}

/// That another run is writing, so that store and history cannot be compared.
#[must_use]
pub fn under_way_text(who: &str, page: Page) -> String {
    let text = format!(
        "A run is writing: {}.\nHistory and store cannot be read until it has ended.\n",
        escaped(who)
    );
    fitted_lines(&text, page.columns)
}

/// The same as one document.
#[must_use]
pub fn under_way_json(who: &str) -> String {
    text_of(&StateDocument {
        format_version: CHECK_VERSION,
        runs: 0,
        last: None,
        taken_back: &[],
        set_aside: 0,
        people: 0,
        accounts: 0,
        findings: &[],
        writing: Some(who),
    })
}

/// The runs whose files were written back, as one document.
#[must_use]
pub fn restored_json(runs: &[Run]) -> String {
    text_of(&RestoredDocument {
        format_version: FORMAT_VERSION,
        restored: runs.iter().map(|run| run.id).collect(),
    })
}
