//! Takes back what a run did: to its files, byte for byte, unless they were changed since; and its effects, as far
//! as they have an inverse.

use super::{About, Applied, ApplyError, Means, RecordFolder, Undoing, carry_out};
use crate::change::{ChangeKind, RecordedChange};
use crate::history::{RunDetails, RunLine, Undone};
use crate::store::{IntendedChange, Intent, Writer};
use crate::vocabulary::{Date, PlexId, RunId};

/// A run that was taken back in full or in part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// What was written.
    pub applied: Applied,
    /// The run that was taken back.
    pub undone: RunId,
}

/// Writes what [`what_to_undo`](super::what_to_undo) found and remembers it as a run of its own.
///
/// People whose import is taken back are forgotten, so that importing them again is a first import; if
/// that is taken back in turn, they are remembered again.
///
/// # Errors
/// As [`apply`](super::apply()).
pub fn undo(
    folder: RecordFolder<'_>,
    undone: &RunDetails,
    undoing: &Undoing,
    about: &About,
    today: Date,
    store: &mut Writer,
    means: Means<'_>,
) -> Result<TakenBack, ApplyError> {
    // A file that takes two writes is back with the last of them.
    let step_of = |change: &RecordedChange| {
        let mut steps = undoing.steps.iter();
        steps.rposition(|step| change.file.as_ref() == Some(&step.path))
    };
    let known = store.recalled().summary.remembered.people.clone();
    let RunLine {
        people, forgotten, ..
    } = &undone.run;
    let intended = |change: &RecordedChange| {
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
            undoes: Some(Undone::Run(undone.id)),
            left_out: undoing.kept.len(),
            ..store.next_run(&about.time, today, about.origin.clone())
        },
        changes: undone.changes.iter().filter_map(intended).collect(),
        steps: undoing.steps.clone(),
        erases: false,
        effects: undoing.effects.clone(),
    };
    Ok(TakenBack {
        applied: carry_out(folder, &intent, store, means)?,
        undone: undone.id,
    })
}

/// Whom a change of the history imported.
fn imported(change: &RecordedChange) -> Option<PlexId> {
    let is_import = change.known_kind() == Some(ChangeKind::AddUser);
    change.plex_id.filter(|_| is_import)
}
