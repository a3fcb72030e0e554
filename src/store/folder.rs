//! The state folder of a household, and what its history is compared with.

use std::io::{self, ErrorKind};
use std::path::PathBuf;

use super::StoreError;
use crate::files::{self, RECORD_LIMIT};
use crate::history::History;
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
        let theirs = |run: &&crate::history::Run| {
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
