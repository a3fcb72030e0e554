//! What a store that cannot be used means for a run: its exit code and what to do now.

use std::io::ErrorKind;

use super::exit::{Exit, Failure};
use crate::store::StoreError;

/// A store that can be neither read nor rebuilt, or a failure of writing it.
pub(super) fn store_failure(error: StoreError) -> Failure {
    let exit = match &error {
        StoreError::Busy { .. } => Exit::Locked,
        StoreError::Write { .. } => Exit::Failed,
        StoreError::File { doing, .. } if *doing != "read" => Exit::Failed,
        StoreError::File { .. }
        | StoreError::HistoryLine { .. }
        | StoreError::Conflict { .. }
        | StoreError::ImpossibleSerial { .. }
        | StoreError::NewerHistory { .. }
        | StoreError::NewerStore { .. }
        | StoreError::Unreadable { .. } => Exit::StoreUnreadable,
    };
    let hint = hint(&error);
    let failure = Failure::new(exit, error);
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// What the reader may do about it.
fn hint(error: &StoreError) -> Option<&'static str> {
    match error {
        StoreError::HistoryLine { .. } | StoreError::ImpossibleSerial { .. } => Some(
            "take the file back from git; if the store is whole, `plexmgr state rebuild` writes a history \
             that was removed anew",
        ),
        StoreError::Conflict { .. } => Some(
            "keep the lines of both sides and remove the marker lines; `git diff --check` lists them",
        ),
        StoreError::NewerHistory { .. } | StoreError::NewerStore { .. } => {
            Some("a newer plexmgr wrote it; use that one")
        }
        StoreError::Unreadable { .. } => {
            Some("take state/history.jsonl back from git; if there never was one, delete the store")
        }
        StoreError::Busy { .. } => Some("wait until that run has ended"),
        StoreError::File { doing, source, .. } if *doing == "read" => match source.kind() {
            ErrorKind::IsADirectory | ErrorKind::InvalidInput => Some(
                "move away what is in its place; a store that is gone is made anew from the history",
            ),
            ErrorKind::PermissionDenied => Some("run plexmgr as somebody who may read the file"),
            _ => None,
        },
        StoreError::File { .. } | StoreError::Write { .. } => {
            Some("every file is whole; the next run finishes what was begun")
        }
    }
}
