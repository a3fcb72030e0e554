//! The state folder of a household, and what its history is compared with.

use std::borrow::Cow;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

use super::StoreError;
use crate::files::{self, RECORD_LIMIT};
use crate::history::{self, History, HistoryError, Run};
use crate::vocabulary::{Digest, shown};

/// The state folder of a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateFolder {
    /// The household's folder.
    pub household: PathBuf,
    /// The state folder in it.
    pub path: PathBuf,
    /// The `client_id` of the household, which its runs hold.
    pub client_id: String,
}

impl StateFolder {
    /// Reads all of the history in it.
    ///
    /// # Errors
    /// As [`read`](history::read).
    pub fn history(&self) -> Result<History, HistoryError> {
        history::read(&self.path, &self.name())
    }

    /// The history now, if this is what was read of it earlier.
    pub(super) fn history_again(&self, earlier: History) -> Result<History, HistoryError> {
        history::read_again(&self.path, &self.name(), earlier)
    }

    /// The history now, if this is what was read of it before the file of one more run was written.
    pub(super) fn history_after(
        &self,
        earlier: History,
        run: &Run,
    ) -> Result<History, HistoryError> {
        history::read_after(&self.path, &self.name(), earlier, run)
    }

    /// Its path from the household, for messages.
    fn name(&self) -> Cow<'_, str> {
        let name = self.path.strip_prefix(&self.household);
        name.unwrap_or(&self.path).to_string_lossy()
    }

    /// The digest of a file of the household; `None` if it is not there.
    pub(super) fn now(&self, path: &str) -> io::Result<Option<Digest>> {
        match files::read_inside(&self.household, path, RECORD_LIMIT) {
            Ok(bytes) => Ok(Some(Digest::of(&bytes))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Refuses a history that holds a run of another household.
    pub(super) fn refuse_other_household(&self, history: &History) -> Result<(), StoreError> {
        let theirs = |run: &&Run| {
            let household = run.line.household.as_ref();
            household.is_some_and(|household| *household != self.client_id)
        };
        let Some(run) = history.runs.iter().find(theirs) else {
            return Ok(());
        };
        Err(StoreError::OtherHousehold {
            run: run.id,
            theirs: shown(run.line.household.as_deref().unwrap_or_default()),
            ours: self.client_id.clone(),
        })
    }
}
