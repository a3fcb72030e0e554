//! Writes the file of a run.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::run::Run;
use super::{FIRST_FILE, FOLDER, first};
use crate::files;

/// How often the first release's file is read again because it changed while it was written.
const TRIES: usize = 10;

/// Writes the file of a run, if it is not there already, and stops the first release before.
///
/// # Errors
/// Whatever the system says; what was there is unchanged then.
pub fn write(state: &Path, run: &Run) -> io::Result<()> {
    end_first_file(&state.join(FIRST_FILE))?;
    let path = state.join(FOLDER).join(run.file_name());
    match files::create_new(&path, run.lines()) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            match files::read_limited(&path, run.lines().len() as u64)? == run.lines() {
                true => Ok(()),
                false => Err(error),
            }
        }
        written => written,
    }
}

/// Writes the line that stops the first release, if that left a file; what git or an editor writes there at the
/// same moment is read again.
fn end_first_file(path: &Path) -> io::Result<()> {
    let path = files::real_file(path)?;
    for _ in 0..TRIES {
        let before = match files::read_limited(&path, u64::MAX - 1) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            read => read?,
        };
        let Some(after) = first::ended(&before) else {
            return Ok(());
        };
        if files::replace_if(&path, Some(&before), &after)? {
            return Ok(());
        }
    }
    Err(io::Error::other("it keeps changing"))
}
