//! ROOM 5: writes what was decided and drafted; decides nothing.
//!
//! What is about to be done is kept in the store first, as an intent; then the files are written, each
//! whole at every moment; then the history and the store remember the run. A run killed anywhere in
//! between is finished or taken back by [`recover`]. Start at [`apply`].

mod build_intent;
mod conclude;
mod effects;
mod leftovers;
mod recover;
mod steps;
mod undo;
mod undo_steps;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::draft::Draft;
use crate::effects::{End, Performers};
use crate::history::{EffectLine, Origin};
use crate::plan::ChangeSet;
use crate::records::schema::Records;
use crate::store::{Intent, StoreError, Writer};
use crate::vocabulary::{RunId, Timestamp};

use effects::Carried;
pub use leftovers::{Tidied, tidy};
pub use recover::{Recovered, RecoveredEnd, recover};
pub use undo::{TakenBack, undo};
pub use undo_steps::{Kept, KeptEffect, Undoing, what_to_undo};

/// The folder of a household's records.
#[derive(Debug, Clone, Copy)]
pub struct RecordFolder<'a> {
    /// The household's folder.
    pub household: &'a Path,
    /// The folder of the records, relative to it.
    pub records: &'a str,
}

impl RecordFolder<'_> {
    /// Whether a path, relative to the household, is one a run may write. A pull request may have edited the
    /// history that names it.
    fn is_record_file(&self, path: &str) -> bool {
        let below = path
            .strip_prefix(self.records)
            .and_then(|rest| rest.strip_prefix('/'));
        match below {
            Some("plans.yaml" | "servers.yaml" | "users.yaml" | "matching.yaml" | "inbox.yaml") => {
                true
            }
            Some(below) => {
                let name = below.strip_prefix("users/");
                let name = name.or(below.strip_prefix("decisions/"));
                name.is_some_and(|name| {
                    let is_plain = !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
                    is_plain && name.ends_with(".yaml")
                })
            }
            None => false,
        }
    }
}

/// What there is to apply.
#[derive(Debug, Clone, Copy)]
pub struct ToApply<'a> {
    /// Where the records are.
    pub folder: RecordFolder<'a>,
    /// The records the plan was made from.
    pub records: &'a Records,
    /// The decided changes; effects happen once all files are written.
    pub change_set: &'a ChangeSet,
    /// The new texts of the files.
    pub draft: &'a Draft,
    /// What the history shall say of the run.
    pub about: &'a About,
}

/// What the history says of a run beyond what it did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// When, in RFC 3339 and UTC.
    pub time: String,
    /// Who, and on which commit.
    pub origin: Origin,
    /// The guards that were accepted by hand, with their numbers.
    pub accepted: BTreeMap<String, u64>,
    /// The digest of the saved plan, if it is one that is applied.
    pub plan: Option<String>,
    /// The time zone of the household; none for a run that undoes another one.
    pub timezone: Option<String>,
    /// When what it is decided by was read from Plex, if it was and that is known.
    pub taken: Option<Timestamp>,
    /// Whether the history keeps nothing of the texts that are replaced.
    pub erases: bool,
}

/// What a run works with besides files and store.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    /// Who carries out effects.
    pub performers: &'a Performers,
    /// Asked before each file and effect whether to leave the rest to a later run.
    pub stop: &'a dyn Fn() -> bool,
}

/// What was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The run; `None` if nothing was written.
    pub run: Option<RunId>,
    /// The files written, relative to the household.
    pub written: Vec<Arc<str>>,
    /// The files that were not, and why.
    pub failed: Vec<Failed>,
    /// Edits made while a file was written that could not get their place back.
    pub kept: Vec<KeptEdit>,
    /// What was done outside the household, or was to be done.
    pub effects: Vec<EffectLine>,
    /// How many effects were not begun and are still to be done.
    pub effects_left: usize,
}

impl Applied {
    /// Whether all files were written and all effects happened.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let happened = |line: &EffectLine| line.outcome.end == End::Done;
        self.failed.is_empty() && self.effects_left == 0 && self.effects.iter().all(happened)
    }
}

/// An edit that was made while a file was written, and is in a file of its own now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEdit {
    /// The file that was edited, relative to the household.
    pub path: Arc<str>,
    /// The file that holds the edit now, in the same folder.
    pub at: String,
}

impl KeptEdit {
    fn new(path: &str, at: &Path) -> Self {
        let name = at.file_name().unwrap_or_default().to_string_lossy();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Self {
            path: path.into(),
            at: format!("{folder}/{name}"),
        }
    }
}

/// A file that could not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Relative to the household.
    pub path: Arc<str>,
    /// Why, as a clause for people.
    pub reason: String,
}

/// Why a run did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The run could not be begun or remembered; the next one finishes it.
    #[error(transparent)]
    Store(StoreError),
    /// It was asked to stop; the next run finishes it.
    #[error("the run was interrupted before its last file")]
    Interrupted,
}

/// Writes the drafted files, then carries out the effects, and remembers the run.
///
/// A file that cannot be written does not stop the others; only if the servers cannot be written,
/// nothing is, because users refer to them. No effect is begun unless all files were written.
///
/// # Errors
/// When the run cannot be begun or remembered, or was stopped. The next run finishes it then.
pub fn apply(
    to_apply: &ToApply<'_>,
    store: &mut Writer,
    means: Means<'_>,
) -> Result<Applied, ApplyError> {
    let about = to_apply.about;
    let run = store.next_run(&about.time, to_apply.change_set.today, about.origin.clone());
    let partial = &store.recalled().summary.remembered.partial;
    let intent = build_intent::intent(to_apply, partial, run);
    carry_out(to_apply.folder, &intent, store, means)
}

/// Keeps the intent, takes its steps, carries out its effects and remembers what became of them.
fn carry_out(
    folder: RecordFolder<'_>,
    intent: &Intent,
    store: &mut Writer,
    means: Means<'_>,
) -> Result<Applied, ApplyError> {
    store.begin(intent)?;
    let Some(taken) = steps::take(folder, &intent.steps, means.stop) else {
        return Err(ApplyError::Interrupted);
    };
    let carried = match taken.results.iter().all(Result::is_ok) {
        true => effects::carry_out(intent, store, means)?,
        false => Some(Carried::none(intent, &store.ledger()?)),
    };
    let Some(carried) = carried else {
        taken.stop(true);
        return Err(ApplyError::Interrupted);
    };
    Ok(conclude::conclude(intent, taken, carried, store)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_record_file(path: &str) -> bool {
        let folder = RecordFolder {
            household: Path::new("."),
            records: "house/records",
        };
        folder.is_record_file(path)
    }

    #[test]
    fn only_files_a_run_may_have_written_are_touched() {
        for path in [
            "plans.yaml",
            "servers.yaml",
            "users.yaml",
            "users/ada.yaml",
            "users/Zoë.yaml",
            "matching.yaml",
            "inbox.yaml",
            "decisions/2026-03.yaml",
        ] {
            assert!(is_record_file(&format!("house/records/{path}")));
        }
        for path in [
            "house/records/users/../../../plexmgr.yaml",
            "house/records/users/a/b.yaml",
            "house/records/decisions/a/b.yaml",
            "house/records/inbox/a.yaml",
            "house/records/users/.hidden.yaml",
            "house/records/users/ada.toml",
            "house/records/users/ada\0.yaml",
            "house/records/../records/users.yaml",
            "house/recordsusers.yaml",
            "/house/records/users.yaml",
            "house/records",
            "",
        ] {
            assert!(!is_record_file(path), "{path:?}");
        }
    }
}
