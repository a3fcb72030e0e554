//! Finishes, or takes back, what a killed run began.

use std::collections::BTreeSet;
use std::path::Path;

use super::conclude::conclude;
use super::effects::{self, Carried};
use super::steps::Taken;
use super::{Applied, ApplyError, Means, RecordFolder, steps};
use crate::history::{EffectLine, FileLine, Run, RunLine};
use crate::store::{Intent, RunOutcome, Step, StoreError, Writer};
use crate::vocabulary::{Digest, PlexId};

/// What became of a run that was interrupted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
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
    /// It is not finished, and not remembered.
    Dropped {
        /// Why, as a clause for people.
        reason: &'static str,
        /// The record files that hold a text of it, relative to the household.
        holding: Vec<String>,
        /// The effects it began; the history holds them now, so that they are not repeated.
        effects: Vec<EffectLine>,
    },
}

/// Finishes the run that the store says was begun and not ended, if there is one.
///
/// A run of which nothing was written is taken back; one of which a part was written was confirmed and is
/// finished, after `announce` got the files it is going to write. Files that changed since stay as they are;
/// where they hold the people the run imported, it wrote them before they changed, and it remembers them.
///
/// Once an effect was begun all files were written, and are not written again. An effect that was begun is looked
/// at, and never carried out again by this; effects that were not begun are left to the next plan.
///
/// A store can come from anywhere, so a run that this machine did not begin is never finished, and neither is
/// one after which another run was applied.
///
/// # Errors
/// When the history or the store cannot be written, or `stop` asked to leave it to a later run.
pub fn recover(
    folder: RecordFolder<'_>,
    store: &mut Writer,
    announce: &dyn Fn(&RunLine, &[&str]),
    means: Means<'_>,
) -> Result<Option<Recovered>, ApplyError> {
    let Some(intent) = store.recalled().pending.clone() else {
        return Ok(None);
    };
    let end = ended(folder, &intent, store, announce, means)?;
    let time = intent.run.time;
    Ok(Some(Recovered { time, end }))
}

/// Ends a run that was interrupted, one way or the other.
fn ended(
    folder: RecordFolder<'_>,
    intent: &Intent,
    store: &mut Writer,
    announce: &dyn Fn(&RunLine, &[&str]),
    means: Means<'_>,
) -> Result<RecoveredEnd, ApplyError> {
    let written = store.written(&intent.run).cloned();
    if let Some(reason) = reason_to_drop(store, intent, written.is_some()) {
        return Ok(RecoveredEnd::Dropped {
            reason,
            holding: holding(folder, intent),
            effects: drop_intent(intent, store, means)?,
        });
    }
    if let Some(run) = written {
        store.finish_written(&run, &texts_left(intent, &run))?;
        return Ok(RecoveredEnd::Remembered);
    }
    if effects::is_begun(store) {
        let carried = effects::left_behind(intent, store, means, true)?;
        let applied = conclude(intent, Taken::all(&intent.steps), carried, store)?;
        return Ok(RecoveredEnd::Finished(applied));
    }
    let is_begun = steps::is_begun(folder.household, &intent.steps);
    let mut steps = 0..intent.steps.len();
    if !is_begun && !steps.any(|step| was_written(folder.household, intent, step)) {
        store.take_back()?;
        return Ok(RecoveredEnd::TakenBack);
    }
    finished(folder, intent, store, announce, means)
}

/// Writes what a run that was begun had not written yet.
fn finished(
    folder: RecordFolder<'_>,
    intent: &Intent,
    store: &mut Writer,
    announce: &dyn Fn(&RunLine, &[&str]),
    means: Means<'_>,
) -> Result<RecoveredEnd, ApplyError> {
    let rest = steps::not_done(folder.household, &intent.steps);
    let written = rest
        .iter()
        .copied()
        .filter(|path| folder.is_record_file(path));
    let written: Vec<&str> = written.collect();
    if !written.is_empty() {
        announce(&intent.run, &written);
    }
    let Some(mut taken) = steps::take(folder, &intent.steps, means.stop) else {
        return Err(ApplyError::Interrupted);
    };
    for (step, result) in taken.results.iter_mut().enumerate() {
        if result.is_err() && was_written(folder.household, intent, step) {
            *result = Ok(());
        }
    }
    let carried = Carried::none(intent, &store.ledger()?);
    let applied = conclude(intent, taken, carried, store)?;
    Ok(match rest.is_empty() && applied.effects_left == 0 {
        true => RecoveredEnd::Remembered,
        false => RecoveredEnd::Finished(applied),
    })
}

/// Why a run is not finished, if it is not; `is_written` says that the history holds it already.
fn reason_to_drop(store: &Writer, intent: &Intent, is_written: bool) -> Option<&'static str> {
    let recalled = store.recalled();
    if !recalled.began_here {
        Some("it was started on another machine, or without a note on this one")
    } else if !is_written && recalled.summary.newest != intent.run.after {
        Some("the history was changed after it")
    } else {
        None
    }
}

/// Drops an intent. The effects it began are written to the history, in a run of their own that changed no file,
/// because they must not be repeated; those the history holds already are passed over.
fn drop_intent(
    intent: &Intent,
    store: &mut Writer,
    means: Means<'_>,
) -> Result<Vec<EffectLine>, StoreError> {
    if !effects::is_begun(store) {
        store.take_back()?;
        return Ok(Vec::new());
    }
    let began_here = store.recalled().began_here;
    let mut effects = effects::left_behind(intent, store, means, began_here)?.lines;
    let ledger = store.ledger()?;
    effects.retain(|line| ledger.run_of(&line.effect.key).is_none());
    if effects.is_empty() {
        store.take_back()?;
        return Ok(effects);
    }
    let RunLine {
        time,
        today,
        origin,
        ..
    } = intent.run.clone();
    let run = RunLine {
        effects: effects.len(),
        left_out: intent.steps.len(),
        ..store.next_run(&time, today, origin)
    };
    let outcome = RunOutcome {
        run,
        changes: Vec::new(),
        files: Vec::new(),
        texts: Vec::new(),
        effects: effects.clone(),
    };
    store.finish(&outcome, || ())?;
    Ok(effects)
}

/// The record files that hold the text a run meant to write.
fn holding(folder: RecordFolder<'_>, intent: &Intent) -> Vec<String> {
    let holds = |step: &&Step| {
        let now = steps::current(folder.household, &step.path);
        let after = step.after.as_deref().map(str::as_bytes);
        folder.is_record_file(&step.path)
            && after.is_some()
            && now.is_ok_and(|n| n.as_deref() == after)
    };
    let held: BTreeSet<&str> = intent
        .steps
        .iter()
        .filter(holds)
        .map(|s| s.path.as_str())
        .collect();
    held.into_iter().map(str::to_owned).collect()
}

/// Whether a file that holds neither text of a step was written by it and edited since: all users that
/// the step imports are in it, and were not before.
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

/// What a run left in its files: of the texts it meant to write, those in the history.
fn texts_left(intent: &Intent, run: &Run) -> Vec<(String, String)> {
    let left = |file: FileLine| {
        let mut meant = intent.steps.iter().filter(|step| step.path == file.path);
        let is_left = |text: &&String| Some(Digest::of(text.as_bytes())) == file.after;
        let text = meant.find_map(|step| step.after.as_ref().filter(is_left))?;
        Some((file.path, text.clone()))
    };
    run.files().filter_map(left).collect()
}

impl From<StoreError> for ApplyError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
