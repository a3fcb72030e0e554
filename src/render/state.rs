//! How the store is, as text for people and as JSON for programs.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::page::Page;
use super::tame::text_of;
use super::width::fitted_lines;
use crate::store::{HistoryLine, Recalled, RunLine};
use crate::vocabulary::{AccountName, PlexId, counted, escaped};

/// The version of the JSON: the minor part grows with new optional keys, the major with anything else.
const FORMAT_VERSION: &str = "1.0";

/// The same of [`StateDocument`], which grew `writing`.
const CHECK_VERSION: &str = "1.1";

/// The state of the store, and whether it matches the history.
#[derive(Serialize, JsonSchema)]
pub(crate) struct StateDocument<'a> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &"1.1")]
    format_version: &'a str,
    /// What names the store, a UUID; null before the first applied run.
    lineage: Option<&'a str>,
    /// The newest applied run; 0 before the first.
    serial: u64,
    /// How many people were ever recorded.
    people: usize,
    /// How many accounts have a known owner.
    accounts: usize,
    /// Everything that does not fit together, for people; empty if store and history agree.
    findings: &'a [String],
    /// The run that is writing, for people: store and history cannot be compared until it has ended, so
    /// nothing else in this document is known. Absent unless there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    writing: Option<&'a str>,
}

/// The content of a rebuilt store.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RebuiltDocument<'a> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &"1.0")]
    format_version: &'a str,
    /// Always true.
    rebuilt: bool,
    /// The newest applied run; 0 before the first.
    serial: u64,
    /// How many people were ever recorded.
    people: usize,
}

/// Everything in the store.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ExportDocument<'a> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &"1.0")]
    format_version: &'a str,
    /// What names the store, a UUID; null before the first applied run.
    lineage: Option<&'a str>,
    /// The newest applied run; 0 before the first.
    serial: u64,
    /// All people who were ever recorded.
    people: &'a BTreeSet<PlexId>,
    /// Whose token each account had.
    owners: &'a BTreeMap<AccountName, PlexId>,
    /// The run under way, or one that was killed; null if there is none.
    pending: Option<&'a RunLine>,
    /// Every run with its changes and files, as the lines of `history.jsonl`.
    #[schemars(with = "Vec<HistoryLine>")]
    history: Vec<Value>,
}

/// What is remembered, and everything that does not fit together.
#[must_use]
pub fn findings_text(recalled: &Recalled, findings: &[String], page: Page) -> String {
    let remembered = &recalled.remembered;
    let people = counted(remembered.people.len(), "person");
    let accounts = counted(remembered.owners.len(), "account");
    let newest = match recalled.serial {
        0 => "no run was applied yet".to_owned(),
        serial => format!("the newest run is {serial}"),
    };
    let mut text = format!("Remembered: {people}, {accounts}; {newest}.\n");
    for finding in findings {
        text.push_str(&format!("found: {}\n", escaped(finding)));
    }
    text.push_str(match findings {
        [] => "Store and history agree.\n",
        _ => {
            "The next run that applies something repairs this; `plexmgr state rebuild` does so now.\n"
        }
    });
    fitted_lines(&text, page.columns)
}

/// The same as one document.
#[must_use]
pub fn findings_json(recalled: &Recalled, findings: &[String]) -> String {
    text_of(&StateDocument {
        format_version: CHECK_VERSION,
        lineage: recalled.lineage.as_deref(),
        serial: recalled.serial,
        people: recalled.remembered.people.len(),
        accounts: recalled.remembered.owners.len(),
        findings,
        writing: None,
    })
}

/// That another run is writing, so that store and history cannot be compared.
#[must_use]
pub fn under_way_text(who: &str, page: Page) -> String {
    let text = format!(
        "A run is writing: {}.\nStore and history cannot be compared until it has ended.\n",
        escaped(who)
    );
    fitted_lines(&text, page.columns)
}

/// The same as one document.
#[must_use]
pub fn under_way_json(who: &str) -> String {
    text_of(&StateDocument {
        format_version: CHECK_VERSION,
        lineage: None,
        serial: 0,
        people: 0,
        accounts: 0,
        findings: &[],
        writing: Some(who),
    })
}

/// The content of a rebuilt store, as one document.
#[must_use]
pub fn rebuilt_json(serial: u64, people: usize) -> String {
    text_of(&RebuiltDocument {
        format_version: FORMAT_VERSION,
        rebuilt: true,
        serial,
        people,
    })
}

/// Everything the store holds; `history` is what it knows of the runs, as lines of a history.
#[must_use]
pub fn export_json(recalled: &Recalled, history: &str) -> String {
    let lines = history.lines();
    text_of(&ExportDocument {
        format_version: FORMAT_VERSION,
        lineage: recalled.lineage.as_deref(),
        serial: recalled.serial,
        people: &recalled.remembered.people,
        owners: &recalled.remembered.owners,
        pending: recalled.pending.as_ref().map(|intent| &intent.run),
        history: lines
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect(),
    })
}
