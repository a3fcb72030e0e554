//! Finishes, or takes back, what a killed run began.

use std::path::Path;

use super::conclude::conclude;
use super::{Applied, ApplyError, steps};
use crate::store::{Digest, FileLine, Intent, RunDetails, RunOutcome, StoreError, Writer};

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
/// somebody and is finished. Files that changed since stay as they are.
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
    let done = steps::done_already(household, &intent.steps);
    if done == 0 {
        store.take_back()?;
        return Ok(Some(recovered(RecoveredEnd::TakenBack)));
    }
    let Some(results) = steps::take(household, &intent.steps, stop) else {
        return Err(ApplyError::Interrupted {
            serial: intent.run.serial,
        });
    };
    let all_done = done == intent.steps.len();
    let applied = conclude(&intent, &results, store)?;
    Ok(Some(recovered(match all_done {
        true => RecoveredEnd::Remembered,
        false => RecoveredEnd::Finished(applied),
    })))
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
