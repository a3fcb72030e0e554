//! Takes back what a run did to its files, byte for byte, where nobody changed them since.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

use serde_json::Value;

use super::steps::current;
use super::{About, Applied, ApplyError, carry_out};
use crate::store::{
    Digest, FileLine, Gate, IntendedChange, Intent, RunDetails, RunLine, Step, Writer,
};
use crate::vocabulary::{Date, PlexId};

/// What can be taken back of a run, and what cannot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undoing {
    /// The writes, in order.
    pub steps: Vec<Step>,
    /// The files that stay as they are.
    pub kept: Vec<Kept>,
}

/// A file that is not taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Relative to the household.
    pub path: String,
    /// Why, as a clause for people.
    pub reason: String,
    /// What the run left in it, if that is still known.
    pub wrote: Option<String>,
    /// What is in it now, if it can be read.
    pub now: Option<String>,
}

/// A run that was taken back in full or in part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// What was written.
    pub applied: Applied,
    /// The run that was taken back.
    pub undone: u64,
}

/// Finds out which files of a run still hold what it wrote. `texts` are what it left in them, as far
/// as that is still known; only files in the folder `records` are touched.
#[must_use]
pub fn what_to_undo(
    household: &Path,
    records: &str,
    details: &RunDetails,
    texts: &BTreeMap<String, String>,
) -> Undoing {
    let mut undoing = Undoing::default();
    let mut servers = Vec::new();
    let (server_files, gate) = about_servers(&details.changes);
    for file in &details.files {
        match step_back(household, records, file) {
            Ok(mut step) if server_files.contains(file.path.as_str()) => {
                step.gate = gate;
                servers.push(step);
            }
            Ok(step) => undoing.steps.push(step),
            Err((reason, now)) => undoing.kept.push(Kept {
                path: file.path.clone(),
                reason,
                wrote: texts.get(&file.path).cloned(),
                now,
            }),
        }
    }
    match gate {
        Gate::First => drop(undoing.steps.splice(0..0, servers)),
        Gate::Each | Gate::Last => undoing.steps.extend(servers),
    }
    undoing
}

/// The files of servers a run wrote, and when they are taken back: libraries that come back come
/// before the users who name them, servers that go go after them.
fn about_servers(changes: &[Value]) -> (BTreeSet<&str>, Gate) {
    let about_servers = changes.iter().filter(|change| change["user"].is_null());
    let removes = |change: &&Value| change["kind"] == "remove_library";
    let gate = match about_servers.clone().any(|change| removes(&change)) {
        true => Gate::First,
        false => Gate::Last,
    };
    (
        about_servers
            .filter_map(|change| change["file"].as_str())
            .collect(),
        gate,
    )
}

/// The write that takes a file back, or why it cannot be and what is in it now.
fn step_back(
    household: &Path,
    records: &str,
    file: &FileLine,
) -> Result<Step, (String, Option<String>)> {
    let FileLine {
        path,
        before,
        after,
        undo,
    } = file;
    if !is_record_file(records, path) {
        let reason = format!("it is no record file in `{records}`");
        return Err((reason, None));
    }
    let now = current(household, path).map_err(|error| (error.to_string(), None))?;
    let now = match now.map(String::from_utf8).transpose() {
        Ok(now) => now,
        Err(_) => return Err(("it is not UTF-8 any more".to_owned(), None)),
    };
    if now.as_ref().map(|now| Digest::of(now.as_bytes())) != *after {
        let reason = match &now {
            None => "somebody removed it since",
            Some(_) => "somebody changed it since",
        };
        return Err((reason.to_owned(), now));
    }
    let restored = match before {
        None => None,
        Some(before) => {
            let restored = undo.applied_to(now.as_deref().unwrap_or_default());
            let faithful = restored.filter(|text| Digest::of(text.as_bytes()) == *before);
            if faithful.is_none() {
                let reason = "the history does not tell what was in it before";
                return Err((reason.to_owned(), now));
            }
            faithful
        }
    };
    Ok(Step {
        path: path.clone(),
        before: now,
        after: restored,
        gate: Gate::Each,
    })
}

/// Whether a path that the history names is one a run may have written: a YAML file in the folder of
/// the records. The history is a text in git, and anybody may have edited it.
fn is_record_file(records: &str, path: &str) -> bool {
    let plain = |component| matches!(component, Component::Normal(_));
    let path = Path::new(path);
    path.starts_with(records)
        && path.components().all(plain)
        && path
            .extension()
            .is_some_and(|extension| extension == "yaml")
}

/// Writes what [`what_to_undo`] found and remembers it as a run of its own.
///
/// People whose import is taken back are forgotten, so that importing them again is a first import.
///
/// # Errors
/// As [`apply`](super::apply()).
pub fn undo(
    household: &Path,
    undone: &RunDetails,
    undoing: &Undoing,
    about: &About,
    today: Date,
    store: &mut Writer,
    stop: &dyn Fn() -> bool,
) -> Result<TakenBack, ApplyError> {
    let step_of = |change: &Value| {
        let mut steps = undoing.steps.iter();
        steps.position(|step| change["file"] == *step.path)
    };
    let known = store.recalled().remembered.people.clone();
    let intended = |change: &Value| {
        Some(IntendedChange {
            step: step_of(change)?,
            remembers: None,
            forgets: imported(change)
                .filter(|id| known.contains(id) && undone.run.people.contains(id)),
            change: change.clone(),
        })
    };
    let intent = Intent {
        run: RunLine {
            undoes: Some(undone.run.serial),
            left_out: undoing.kept.len(),
            ..RunLine::begun(
                store.lineage(),
                store.next_serial(),
                &about.time,
                today,
                about.origin.clone(),
            )
        },
        changes: undone.changes.iter().filter_map(intended).collect(),
        steps: undoing.steps.clone(),
    };
    Ok(TakenBack {
        applied: carry_out(household, &intent, store, stop)?,
        undone: undone.run.serial,
    })
}

/// Whom a change of the history imported.
fn imported(change: &Value) -> Option<PlexId> {
    (change["kind"] == "add_user").then_some(())?;
    change["plex_id"].as_str()?.parse().ok()
}
