//! What is written on stdout, the result, and on stderr, everything said on the way.

use std::io::{ErrorKind, Write};

use super::context::{aside_page, aside_privacy};
use super::exit::{Exit, Failure};
use super::{github, hints};
use crate::cli::usage::{Mistake, mistake};
use crate::cli::{self, Format, Global};
use crate::render::github::inert;
use crate::render::{Privacy, defended, message};

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

/// Says on stderr why a command stopped.
pub fn complain(global: &Global, failure: &Failure) {
    let page = aside_page(global.color);
    let told = failure.told(aside_privacy(global));
    aside(&message(&format!("{told}\n"), page));
}

/// Says on stderr what is wrong with the command line, and passes to later steps of a workflow that the run
/// failed, if the format shows that there is one.
pub fn complain_of_usage(error: &clap::Error) {
    let page = aside_page(cli::typed_colour());
    let Mistake {
        message: what,
        hints,
    } = mistake(error, std::env::args_os());
    let hints: String = hints
        .iter()
        .map(|hint| format!("  hint: {hint}\n"))
        .collect();
    aside(&message(&format!("error: {what}\n{hints}"), page));
    if cli::typed_format() == Some(Format::Github)
        && let Err(untold) = github::ended_by_usage()
    {
        let told = format!("{}\n", untold.as_warning(Privacy::Masked));
        aside(&message(&told, page));
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
