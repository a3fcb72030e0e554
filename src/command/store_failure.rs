//! What a store that cannot be used means for a run: its exit code and what to do now.

use std::io::ErrorKind;

use super::exit::{Exit, Failure};
use crate::store::{HistoryFault, LineFault, StoreError};

/// What to do about a file of a newer version.
const NEWER: &str = "a newer plexmgr wrote it; use that one";

/// A store that can be neither read nor rebuilt, or a failure of writing it.
pub(super) fn store_failure(error: StoreError) -> Failure {
    let exit = match &error {
        StoreError::Busy { .. } => Exit::Locked,
        StoreError::Write { .. } => Exit::Failed,
        StoreError::File { doing, .. } if *doing != "read" => Exit::Failed,
        StoreError::File { .. }
        | StoreError::History(_)
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

/// What to do about a line of the history.
pub(super) fn history_hint(fault: &LineFault) -> &'static str {
    match fault {
        LineFault::Conflict => {
            "keep the lines of both sides and remove the marker lines; `git diff --check` lists them"
        }
        LineFault::Newer { .. } => NEWER,
        LineFault::NotUtf8
        | LineFault::TooLong
        | LineFault::TooDeep
        | LineFault::Invalid(_)
        | LineFault::ImpossibleSerial(_)
        | LineFault::WithoutRun(_)
        | LineFault::RunTwice { .. } => {
            "restore the file from git; if the store is whole, `plexmgr state rebuild` writes a history that was \
             removed again"
        }
    }
}

/// What the reader may do about it.
fn hint(error: &StoreError) -> Option<&'static str> {
    match error {
        StoreError::History(HistoryFault { fault, .. }) => Some(history_hint(fault)),
        StoreError::NewerStore { .. } => Some(NEWER),
        StoreError::Unreadable { .. } => {
            Some("restore state/history.jsonl from git; if it never existed, delete the store")
        }
        StoreError::Busy { .. } => Some("wait until that run ends"),
        StoreError::File { doing, source, .. } if *doing == "read" => match source.kind() {
            ErrorKind::IsADirectory | ErrorKind::InvalidInput => {
                Some("move the file in its place away; a missing store is rebuilt from the history")
            }
            ErrorKind::PermissionDenied => Some("run plexmgr as a user who can read the file"),
            _ => None,
        },
        StoreError::File { .. } | StoreError::Write { .. } => {
            Some("every file is complete; the next run finishes this one")
        }
    }
}
