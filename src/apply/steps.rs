//! Takes the steps of an intent, now or after the run that began them was killed.
//!
//! Each step looks at its file first: one that already holds the new text is done, one that holds the
//! old text is written, anything else is somebody's work and is left alone. So taking all steps a
//! second time, or after a kill at any moment, ends in the same files.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::files;
use crate::store::{Gate, Step};

/// What became of each step: done, or why not, as a clause for people.
pub(super) type Results = Vec<Result<(), String>>;

/// Takes the steps in order; `None` if `stop` asked to leave the rest to a later run.
pub(super) fn take(household: &Path, steps: &[Step], stop: &dyn Fn() -> bool) -> Option<Results> {
    let mut results = Results::with_capacity(steps.len());
    let mut closed = None;
    for (index, step) in steps.iter().enumerate() {
        if stop() {
            return None;
        }
        let result = match (&closed, step.gate) {
            (Some(reason), _) => Err(String::from(*reason)),
            (None, Gate::Last) if results.iter().any(Result::is_err) => {
                Err("what goes stays listed until everything else could be written".to_owned())
            }
            (None, _) => take_one(household, steps, index),
        };
        if result.is_err() && step.gate == Gate::First && closed.is_none() {
            closed = Some("the servers, to which it refers, could not be written");
        }
        results.push(result);
    }
    Some(results)
}

/// Whether a step was taken beyond doubt: its file holds its text, or is there although it was to be
/// made.
pub(super) fn is_begun(household: &Path, steps: &[Step]) -> bool {
    (0..steps.len()).any(|index| {
        let now = current(household, &steps[index].path);
        now.is_ok_and(|now| {
            let made = steps[index].before.is_none() && now.is_some();
            made || is_done(steps, index, now.as_deref())
        })
    })
}

/// Whether every step is taken already.
pub(super) fn all_are_done(household: &Path, steps: &[Step]) -> bool {
    (0..steps.len()).all(|index| {
        let now = current(household, &steps[index].path);
        now.is_ok_and(|now| is_done(steps, index, now.as_deref()))
    })
}

fn take_one(household: &Path, steps: &[Step], index: usize) -> Result<(), String> {
    let Step {
        path,
        before,
        after,
        gate: _,
    } = &steps[index];
    let now = current(household, path).map_err(|error| error.to_string())?;
    if is_done(steps, index, now.as_deref()) {
        return Ok(());
    }
    match (before, &now) {
        (Some(before), Some(now)) if before.as_bytes() == now.as_slice() => {}
        (None, None) => {}
        (None, Some(_)) => {
            return Err("somebody made this file since the records were read".to_owned());
        }
        (Some(_), None) => {
            return Err("somebody removed this file since it was read".to_owned());
        }
        (Some(_), Some(_)) => {
            return Err("somebody changed this file since it was read".to_owned());
        }
    }
    let target = household.join(path);
    let written = match (before, after) {
        (None, Some(text)) => files::create_new(&target, text.as_bytes()),
        (Some(_), Some(text)) => files::replace(&target, text.as_bytes()),
        (_, None) => files::remove(&target),
    };
    match written {
        Err(error) if holds(household, path, after.as_deref()) => {
            tracing::warn!("{path} is written, but may not survive a power failure: {error}");
            Ok(())
        }
        written => written.map_err(|error| error.to_string()),
    }
}

/// Whether a file holds `text` although writing it failed, because only syncing its folder did. It
/// counts as written then: the run has to remember what everybody can read.
fn holds(household: &Path, path: &str, text: Option<&str>) -> bool {
    current(household, path).is_ok_and(|now| now.as_deref() == text.map(str::as_bytes))
}

/// Whether a file that holds `now` has this step behind it: it holds the step's text, or that of a
/// later step of the same file.
fn is_done(steps: &[Step], index: usize, now: Option<&[u8]>) -> bool {
    let path = &steps[index].path;
    let mut later = steps[index..].iter().filter(|step| step.path == *path);
    later.any(|step| step.after.as_ref().map(String::as_bytes) == now)
}

/// What is in a file of the household; `None` if there is none.
pub(super) fn current(household: &Path, path: &str) -> io::Result<Option<Vec<u8>>> {
    match files::read_inside(household, path, files::RECORD_LIMIT) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
