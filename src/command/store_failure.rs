//! What a store that cannot be used means for a run: its exit code and what to do now.

use std::io::ErrorKind;

use super::exit::{Exit, Failure};
use crate::history::LineFault;
use crate::store::StoreError;

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
        | StoreError::OtherHousehold { .. }
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
        LineFault::Unreadable(_) => "make the file readable, or restore it with `git checkout`",
        LineFault::SecondRun => {
            "restore the files of both runs with `git checkout`, each under its own name"
        }
        LineFault::Misnamed => "give the file its name again, or move it out of the folder",
        LineFault::NotUtf8
        | LineFault::TooLong
        | LineFault::TooDeep
        | LineFault::Invalid(_)
        | LineFault::ImpossibleSerial(_)
        | LineFault::Unnamed
        | LineFault::Misplaced
        | LineFault::NoRun
        | LineFault::Incomplete { .. }
        | LineFault::Edited(_)
        | LineFault::WithoutRun(_)
        | LineFault::RunTwice { .. } => {
            "restore the file with `git checkout`; if it was never committed, remove it"
        }
    }
}

/// What the reader may do about it.
fn hint(error: &StoreError) -> Option<&'static str> {
    match error {
        StoreError::History(faults) => faults.first().map(|found| history_hint(&found.fault)),
        StoreError::OtherHousehold { .. } => {
            Some("move the file of that run out of the household it does not belong to")
        }
        StoreError::NewerStore { .. } => Some(NEWER),
        StoreError::Unreadable { .. } => Some(
            "restore the history with `git checkout`; if nothing was ever applied, delete the store",
        ),
        StoreError::Busy { .. } => Some("wait until that run ends"),
        StoreError::File { doing, source, .. } if *doing == "read" => match source.kind() {
            ErrorKind::IsADirectory | ErrorKind::InvalidInput => Some(
                "move the file in its place away; a missing store is written again by the next run",
            ),
            ErrorKind::PermissionDenied => Some("run plexmgr as a user who can read the file"),
            _ => None,
        },
        StoreError::File { .. } | StoreError::Write { .. } => {
            Some("every file is complete; the next run finishes this one")
        }
    }
}
