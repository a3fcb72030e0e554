//! How the store is, as text for people and as JSON for programs.

use serde_json::{Value, json};

use super::tame::text_of;
use crate::store::Recalled;
use crate::vocabulary::escaped;

/// The version of the JSON: the minor part grows with new optional keys, the major with anything else.
const FORMAT_VERSION: &str = "1.0";

/// What is remembered, and everything that does not fit together.
#[must_use]
pub fn findings_text(recalled: &Recalled, findings: &[String]) -> String {
    let plural = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let remembered = &recalled.remembered;
    let people = plural(remembered.people.len(), "person", "people");
    let accounts = plural(remembered.owners.len(), "account", "accounts");
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
            "The next run that applies something heals this; `plexmgr state rebuild` does it now.\n"
        }
    });
    text
}

/// The same as one document.
#[must_use]
pub fn findings_json(recalled: &Recalled, findings: &[String]) -> String {
    text_of(&json!({
        "format_version": FORMAT_VERSION,
        "lineage": recalled.lineage,
        "serial": recalled.serial,
        "people": recalled.remembered.people.len(),
        "accounts": recalled.remembered.owners.len(),
        "findings": findings,
    }))
}

/// What a store that was made anew holds, as one document.
#[must_use]
pub fn rebuilt_json(serial: u64, people: usize) -> String {
    text_of(&json!({
        "format_version": FORMAT_VERSION,
        "rebuilt": true,
        "serial": serial,
        "people": people,
    }))
}

/// Everything the store holds; `history` is what it knows of the runs, as lines of a history.
#[must_use]
pub fn export_json(recalled: &Recalled, history: &str) -> String {
    let lines = history.lines();
    let lines: Vec<Value> = lines
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let pending = recalled.pending.as_ref().map(|intent| &intent.run);
    text_of(&json!({
        "format_version": FORMAT_VERSION,
        "lineage": recalled.lineage,
        "serial": recalled.serial,
        "people": recalled.remembered.people,
        "owners": recalled.remembered.owners,
        "pending": pending,
        "history": lines,
    }))
}
