//! What to do about a file that could not be read or written.

use std::io::{self, ErrorKind};
use std::path::Path;

use anyhow::anyhow;

use crate::problem::{MARKER, conflict_markers, listed};

/// What helps when something cannot be written.
pub(super) fn to_write(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::PermissionDenied => "run plexmgr as a user who can write there",
        ErrorKind::ReadOnlyFilesystem => "choose a writable place",
        ErrorKind::NotFound => "create the folder first, or choose another one",
        ErrorKind::IsADirectory | ErrorKind::NotADirectory => {
            "something else has that name; choose another one"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "free some disk space and run the command again; no file is half written"
        }
        _ => "no file is half written; run the command again once the cause is fixed",
    }
}

/// What helps when something that should be there cannot be read; `missing` when it is not there.
pub(super) fn to_read<'h>(error: &io::Error, missing: &'h str) -> &'h str {
    match error.kind() {
        ErrorKind::PermissionDenied => "run plexmgr as a user who can read it",
        ErrorKind::IsADirectory => "name a file in it",
        ErrorKind::FileTooLarge => "it is far larger than any such file; give the right one",
        _ => missing,
    }
}

/// The error of a file that makes no sense: the conflict markers in it, if that is why.
pub(super) fn conflict_or(
    path: &Path,
    bytes: &[u8],
    error: impl Into<anyhow::Error>,
) -> anyhow::Error {
    let lines = conflict_markers(bytes);
    if lines.is_empty() {
        return error.into();
    }
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    let lines = listed(lines.iter().map(String::as_str));
    anyhow!("{MARKER} in {} on line {lines}", path.display())
}
