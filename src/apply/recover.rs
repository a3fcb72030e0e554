//! Finishes, or takes back, what a killed run began.

use std::collections::BTreeSet;
use std::path::Path;

use super::conclude::conclude;
use super::{Applied, ApplyError, steps};
use crate::store::{Digest, FileLine, Intent, RunDetails, RunOutcome, StoreError, Writer};
use crate::vocabulary::PlexId;

/// What became of a run that was interrupted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// Its serial.
    pub serial: u64,
    /// When it began, in RFC 3339 and UTC.
    pub time: String,
    /// How it ended.
    pub end: RecoveredEnd,
}

/// How an interrupted run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecoveredEnd {
    /// It had not written anything, and nothing of it is left.
    TakenBack,
    /// It had written everything and only had to be remembered.
    Remembered,
    /// The rest was written now.
    Finished(Applied),
}

/// Finishes the run that the store says was begun and not ended, if there is one.
///
/// A run of which nothing was written is taken back; one of which a part was written was confirmed by
/// somebody and is finished. Files that changed since stay as they are; where they hold the people the
/// run imported, it wrote them before they changed, and it remembers them.
///
/// # Errors
/// When the history or the store cannot be written, or `stop` asked to leave it to a later run.
pub fn recover(
    household: &Path,
    store: &mut Writer,
    stop: &dyn Fn() -> bool,
) -> Result<Option<Recovered>, ApplyError> {
    let Some(intent) = store.recalled().pending.clone() else {
        return Ok(None);
    };
    let recovered = |end| Recovered {
        serial: intent.run.serial,
        time: intent.run.time.clone(),
        end,
    };
    if let Some(told) = store.told_of(&intent.run)? {
        store.finish_told(&RunOutcome {
            texts: texts_left(&intent, &told),
            details: told,
        })?;
        return Ok(Some(recovered(RecoveredEnd::Remembered)));
    }
    let was_written = |step: usize| was_written(household, &intent, step);
    let is_begun = steps::is_begun(household, &intent.steps);
    if !is_begun && !(0..intent.steps.len()).any(was_written) {
        store.take_back()?;
        return Ok(Some(recovered(RecoveredEnd::TakenBack)));
    }
    let all_done = steps::all_are_done(household, &intent.steps);
    let Some(mut results) = steps::take(household, &intent.steps, stop) else {
        return Err(ApplyError::Interrupted {
            serial: intent.run.serial,
        });
    };
    for (step, result) in results.iter_mut().enumerate() {
        if result.is_err() && was_written(step) {
            *result = Ok(());
        }
    }
    let applied = conclude(&intent, &results, store)?;
    Ok(Some(recovered(match all_done {
        true => RecoveredEnd::Remembered,
        false => RecoveredEnd::Finished(applied),
    })))
}

/// Whether a file that holds neither text of a step was written by it and edited since: everybody the
/// step imports is in it, and was not before.
fn was_written(household: &Path, intent: &Intent, step: usize) -> bool {
    let changes = intent.changes.iter().filter(|change| change.step == step);
    let imported: Vec<PlexId> = changes.filter_map(|change| change.remembers).collect();
    let now = steps::current(household, &intent.steps[step].path);
    let Some(text) = now.ok().flatten() else {
        return false;
    };
    let numbers = |text: &str| -> BTreeSet<String> {
        let numbers = text.split(|character: char| !character.is_ascii_digit());
        numbers.map(str::to_owned).collect()
    };
    let now = numbers(&String::from_utf8_lossy(&text));
    let before = numbers(intent.steps[step].before.as_deref().unwrap_or_default());
    let is_new = |id: &PlexId| {
        let id = id.to_string();
        now.contains(&id) && !before.contains(&id)
    };
    !imported.is_empty() && imported.iter().all(is_new)
}

/// What a run left in its files: of the texts it meant to write those that the history tells of.
fn texts_left(intent: &Intent, told: &RunDetails) -> Vec<(String, String)> {
    let left = |file: &FileLine| {
        let mut meant = intent.steps.iter().filter(|step| step.path == file.path);
        let is_left = |text: &&String| Some(Digest::of(text.as_bytes())) == file.after;
        let text = meant.find_map(|step| step.after.as_ref().filter(is_left))?;
        Some((file.path.clone(), text.clone()))
    };
    told.files.iter().filter_map(left).collect()
}

impl From<StoreError> for ApplyError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
