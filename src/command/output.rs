//! What is written on stdout, the result, and on stderr, everything said on the way.

use std::io::{ErrorKind, Write};

use super::exit::{Exit, Failure};
use super::hints;
use crate::render::defended;
use crate::render::kit::annotation::inert;

/// Writes the result, in which nothing steers a terminal. A reader that went away (`| head`) is not a failure.
pub(super) fn result(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    let written = stdout.write_all(defended(text).as_bytes());
    match written.and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let hint = hints::to_write(&error);
            let error = anyhow::Error::new(error).context("cannot write to stdout");
            Err(Failure::new(Exit::Failed, error).hint(hint))
        }
        _ => Ok(()),
    }
}

/// Writes to stderr; a name in it cannot command the runner of a workflow, which reads it too. A failure to
/// write cannot be reported anywhere, and what was done stays done.
pub(super) fn aside(text: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = stderr
        .write_all(inert(&defended(text)).as_bytes())
        .and_then(|()| stderr.flush());
}
