//! ROOM 5: writes what was decided and drafted; decides nothing.
//!
//! What is about to be done is kept in the store first, as an intent; then the files are written, each
//! whole at every moment; then the history and the store remember the run. A run killed anywhere in
//! between is finished or taken back by [`recover`]. Start at [`apply`].

mod conclude;
mod intend;
mod recover;
mod steps;
mod undo;
mod undoing;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::draft::Draft;
use crate::plan::{Change, ChangeSet};
use crate::records::schema::Records;
use crate::store::{Intent, Origin, StoreError, Writer};

pub use recover::{Recovered, RecoveredEnd, recover};
pub use undo::{TakenBack, undo};
pub use undoing::{Kept, Undoing, what_to_undo};

/// What there is to apply.
#[derive(Debug, Clone, Copy)]
pub struct ToApply<'a> {
    /// The household's folder.
    pub household: &'a Path,
    /// The records the plan was made from.
    pub records: &'a Records,
    /// The decided changes.
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
}

/// What was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The run's serial; `None` if nothing was written.
    pub serial: Option<u64>,
    /// The files written, relative to the household.
    pub written: Vec<Arc<str>>,
    /// The files that were not, and why.
    pub failed: Vec<Failed>,
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
    #[error("run {serial} was interrupted before its last file")]
    Interrupted {
        /// The run's serial.
        serial: u64,
    },
}

/// Writes the drafted files and remembers the run.
///
/// A file that cannot be written does not stop the others; only if the servers cannot be written,
/// nothing is, because users refer to them. Before each file `stop` is asked whether to leave the
/// rest to a later run.
///
/// # Errors
/// When the run cannot be begun or remembered, or was stopped. The next run finishes it then.
pub fn apply(
    to_apply: &ToApply<'_>,
    store: &mut Writer,
    change_line: impl Fn(&Change) -> serde_json::Value,
    stop: &dyn Fn() -> bool,
) -> Result<Applied, ApplyError> {
    let (lineage, serial) = (store.lineage().to_owned(), store.next_serial());
    let intent = intend::intent(to_apply, &lineage, serial, change_line);
    carry_out(to_apply.household, &intent, store, stop)
}

/// Keeps the intent, takes its steps and remembers what became of them.
fn carry_out(
    household: &Path,
    intent: &Intent,
    store: &mut Writer,
    stop: &dyn Fn() -> bool,
) -> Result<Applied, ApplyError> {
    store.begin(intent)?;
    let Some(results) = steps::take(household, &intent.steps, stop) else {
        return Err(ApplyError::Interrupted {
            serial: intent.run.serial,
        });
    };
    Ok(conclude::conclude(intent, &results, store)?)
}
