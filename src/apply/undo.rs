//! Takes back what a run did to its files, byte for byte, where nobody changed them since.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::steps::current;
use super::{About, Applied, ApplyError, carry_out};
use crate::store::{
    Digest, FileLine, Gate, IntendedChange, Intent, RunDetails, RunLine, Step, Writer,
};
use crate::vocabulary::{Date, PlexId};

/// Why a file stays of which the history does not say what was in it.
const UNTOLD: &str = "the history does not tell what was in it before";

/// What can be taken back of a run, and what cannot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undoing {
    /// The writes, in order.
    pub steps: Vec<Step>,
    /// The files that hold already what was in them before the run, relative to the household.
    pub already: Vec<String>,
    /// The files that stay as they are.
    pub kept: Vec<Kept>,
}

impl Undoing {
    /// Whether every file holds already what was in it before the run.
    #[must_use]
    pub fn is_done_already(&self) -> bool {
        let Self {
            steps,
            already: _,
            kept,
        } = self;
        steps.is_empty() && kept.is_empty()
    }
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
            Ok(Some(mut step)) if server_files.contains(file.path.as_str()) => {
                step.gate = gate;
                servers.push(step);
            }
            Ok(Some(step)) => undoing.steps.push(step),
            Ok(None) => undoing.already.push(file.path.clone()),
            Err((reason, now)) => undoing.kept.push(Kept {
                path: file.path.clone(),
                reason,
                wrote: texts.get(&file.path).cloned(),
                now,
            }),
        }
    }
    undoing.kept.extend(untold(details));
    match gate {
        Gate::First => drop(undoing.steps.splice(0..0, servers)),
        Gate::Each | Gate::Last => undoing.steps.extend(servers),
    }
    undoing
}

/// The files a run wrote of which the history tells no more than that, because lines of it were lost.
fn untold(details: &RunDetails) -> impl Iterator<Item = Kept> {
    let told: BTreeSet<&str> = details
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    let files = details.run.files.iter();
    files
        .filter(move |path| !told.contains(path.as_str()))
        .map(|path| Kept {
            path: path.clone(),
            reason: UNTOLD.to_owned(),
            wrote: None,
            now: None,
        })
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

/// The write that takes a file back, `None` if nothing is left to take back, or why it cannot be and
/// what is in it now.
fn step_back(
    household: &Path,
    records: &str,
    file: &FileLine,
) -> Result<Option<Step>, (String, Option<String>)> {
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
    let holds = now.as_ref().map(|now| Digest::of(now.as_bytes()));
    if holds == *before {
        return Ok(None);
    }
    if holds != *after {
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
                return Err((UNTOLD.to_owned(), now));
            }
            faithful
        }
    };
    Ok(Some(Step {
        path: path.clone(),
        before: now,
        after: restored,
        gate: Gate::Each,
    }))
}

/// Whether a path that the history names is one a run may have written: the servers, or users. The
/// history is a text in git, and anybody may have edited it.
fn is_record_file(records: &str, path: &str) -> bool {
    let below = path
        .strip_prefix(records)
        .and_then(|rest| rest.strip_prefix('/'));
    match below {
        Some("servers.yaml" | "users.yaml") => true,
        Some(below) => below.strip_prefix("users/").is_some_and(|name| {
            let is_plain = !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
            is_plain && name.ends_with(".yaml")
        }),
        None => false,
    }
}

/// Writes what [`what_to_undo`] found and remembers it as a run of its own.
///
/// People whose import is taken back are forgotten, so that importing them again is a first import; if
/// that is taken back in turn, they are remembered again.
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
    let RunLine {
        people, forgotten, ..
    } = &undone.run;
    let intended = |change: &Value| {
        let imported = imported(change);
        Some(IntendedChange {
            step: step_of(change)?,
            remembers: imported.filter(|id| forgotten.contains(id)),
            forgets: imported.filter(|id| known.contains(id) && people.contains(id)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_a_run_may_have_written_are_touched() {
        for path in [
            "servers.yaml",
            "users.yaml",
            "users/ada.yaml",
            "users/Zoë.yaml",
        ] {
            assert!(is_record_file(
                "house/records",
                &format!("house/records/{path}")
            ));
        }
        for path in [
            "house/records/plans.yaml",
            "house/records/users/../../../plexmgr.yaml",
            "house/records/users/a/b.yaml",
            "house/records/users/.hidden.yaml",
            "house/records/users/ada.toml",
            "house/records/users/ada\0.yaml",
            "house/records/../records/users.yaml",
            "house/recordsusers.yaml",
            "/house/records/users.yaml",
            "house/records",
            "",
        ] {
            assert!(!is_record_file("house/records", path), "{path:?}");
        }
    }
}
