//! The result on stdout.

use std::io::{ErrorKind, Write};

use super::exit::{Exit, Failure};

/// Writes the result. A reader that went away (`| head`) is no failure.
pub(super) fn result(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    let written = stdout.write_all(text.as_bytes());
    match written.and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let error = anyhow::Error::new(error).context("cannot write to stdout");
            Err(Failure::new(Exit::Failed, error))
        }
        _ => Ok(()),
    }
}
