//! Takes the steps of an intent, now or after the run that began them was killed.
//!
//! Each step looks at its file first: one that already holds the new text is done, one that holds the
//! old text is written, anything else is an edit and is left alone. So taking all steps a
//! second time, or after a kill at any moment, ends in the same files.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::{KeptEdit, RecordFolder};
use crate::files::{self, ConcurrentChange, PutError, ReplacedText, Replacement, Writing};
use crate::store::{Gate, Step};

/// What became of each step: done, or why not, as a clause for people.
pub(super) type Results = Vec<Result<(), String>>;

/// What became of all steps, with what was replaced still beside the files.
pub(super) struct Taken<'s> {
    steps: &'s [Step],
    pub(super) results: Results,
    /// The edits that were made while files were written, and are under names of their own now.
    pub(super) kept: Vec<KeptEdit>,
    written: Vec<(usize, Replacement<'s>)>,
    writing: Writing,
}

/// Takes the steps in order; `None` if `stop` asked to leave the rest to a later run.
pub(super) fn take<'s>(
    folder: RecordFolder<'_>,
    steps: &'s [Step],
    stop: &dyn Fn() -> bool,
) -> Option<Taken<'s>> {
    let mut taken = Taken {
        steps,
        results: Results::with_capacity(steps.len()),
        kept: Vec::new(),
        written: Vec::new(),
        writing: Writing::default(),
    };
    let mut closed = None;
    let mut removes = false;
    for (index, step) in steps.iter().enumerate() {
        if stop() {
            taken.stop(removes);
            return None;
        }
        if step.gate == Gate::Last && !removes {
            // An edit that comes back may refer to what is about to go.
            taken.settle(false);
            removes = true;
        }
        let result = match (&closed, step.gate) {
            (Some(reason), _) => Err(String::from(*reason)),
            (None, Gate::Last) if taken.results.iter().any(Result::is_err) => {
                Err("removed entries stay listed until everything else is written".to_owned())
            }
            (None, _) => taken.take_one(folder, index),
        };
        if result.is_err() && step.gate == Gate::First && closed.is_none() {
            closed = Some("it refers to servers that could not be written");
        }
        taken.results.push(result);
    }
    taken.settle(removes);
    taken.sync();
    Some(taken)
}

impl<'s> Taken<'s> {
    /// All steps were taken by a run that was interrupted later.
    pub(super) fn all(steps: &'s [Step]) -> Self {
        Self {
            steps,
            results: vec![Ok(()); steps.len()],
            kept: Vec::new(),
            written: Vec::new(),
            writing: Writing::default(),
        }
    }

    fn take_one(&mut self, folder: RecordFolder<'_>, index: usize) -> Result<(), String> {
        let step = &self.steps[index];
        let Step {
            path,
            before,
            after,
            gate: _,
        } = step;
        if !folder.is_record_file(path) {
            return Err(format!("it is not a record file in `{}`", folder.records));
        }
        let now = current(folder.household, path).map_err(|error| error.to_string())?;
        if is_done(self.steps, index, now.as_deref()) {
            return Ok(());
        }
        let target = files::inside(folder.household, path).map_err(|error| error.to_string())?;
        let bytes = |text: &'s Option<String>| text.as_deref().map(str::as_bytes);
        let put = self.writing.put(&target, bytes(before), bytes(after));
        match put {
            Ok(written) => self.written.push((index, written)),
            Err(PutError::Io(error)) => return Err(error.to_string()),
            Err(PutError::Moved(moved, kept)) => {
                self.kept.extend(kept.map(|at| KeptEdit::new(path, &at)));
                return Err(reason(moved).to_owned());
            }
        }
        Ok(())
    }

    /// Looks once more at everything that was replaced. An edit that was made meanwhile gets its place back,
    /// except where other files refer to what the run wrote there, or all are to be kept beside.
    fn settle(&mut self, keep_all: bool) {
        let steps = self.steps;
        for (index, written) in &mut self.written {
            let step = &steps[*index];
            let later = &steps[*index + 1..];
            let keep = keep_all
                || step.gate != Gate::Each
                || later.iter().any(|later| later.path == step.path);
            match written.settle(keep) {
                Ok(ReplacedText::Untouched) => {}
                Ok(ReplacedText::PutBack) => {
                    self.results[*index] = Err(reason(ConcurrentChange::Changed).to_owned());
                }
                Ok(ReplacedText::Kept(at)) => self.kept.push(KeptEdit::new(&step.path, &at)),
                Err(error) => {
                    tracing::warn!("cannot check the earlier text of {}: {error}", step.path);
                }
            }
        }
    }

    /// Syncs the folders, once for all files.
    fn sync(&self) {
        if let Err(error) = self.writing.sync() {
            tracing::warn!("the files are written, but may not survive a power failure: {error}");
        }
        if self.writing.looked_only() {
            tracing::warn!(
                "the file system of the records cannot exchange two files; an edit saved during \
                 the write may be lost"
            );
        }
    }

    /// Removes what was replaced; an edit made in it meanwhile is kept under a name of its own.
    pub(super) fn discard(&mut self) {
        for (index, written) in std::mem::take(&mut self.written) {
            let path = &self.steps[index].path;
            match written.discard() {
                Ok(ReplacedText::Kept(at)) => self.kept.push(KeptEdit::new(path, &at)),
                Ok(ReplacedText::Untouched | ReplacedText::PutBack) => {}
                Err(error) => tracing::warn!("cannot remove the earlier text of {path}: {error}"),
            }
        }
    }

    /// Leaves the rest to a later run.
    pub(super) fn stop(mut self, keep_all: bool) {
        self.settle(keep_all);
        self.sync();
        self.discard();
        for KeptEdit { path, at } in &self.kept {
            tracing::warn!("{path} was edited while it was written; the edit is saved in {at}");
        }
    }
}

fn reason(moved: ConcurrentChange) -> &'static str {
    match moved {
        ConcurrentChange::Made => "a file with this name was created after the records were read",
        ConcurrentChange::Removed => "the file was removed after it was read",
        ConcurrentChange::Changed => "the file was changed after it was read",
    }
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

/// The files of the steps that are not taken yet.
pub(super) fn not_done<'s>(household: &Path, steps: &'s [Step]) -> Vec<&'s str> {
    let is_left = |index: &usize| {
        let now = current(household, &steps[*index].path);
        !now.is_ok_and(|now| is_done(steps, *index, now.as_deref()))
    };
    let left = (0..steps.len()).filter(is_left);
    let mut left: Vec<&str> = left.map(|index| steps[index].path.as_str()).collect();
    left.dedup();
    left
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
