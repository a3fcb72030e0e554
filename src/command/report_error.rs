//! Why a command stopped, on stderr.

use super::exit::Failure;
use super::github;
use super::output::aside;
use super::streams::{aside_page, aside_privacy};
use crate::cli::usage::{Mistake, mistake};
use crate::cli::{self, Format, Global};
use crate::render::{Privacy, message};

/// Says on stderr why a command stopped.
pub fn report_error(global: &Global, failure: &Failure) {
    let page = aside_page(global.color);
    let text = failure.text(aside_privacy(global));
    aside(&message(&format!("{text}\n"), page));
}

/// Says on stderr what is wrong with the command line, and passes to later steps of a workflow that the run
/// failed, if the format shows that there is one.
pub fn report_usage_error(error: &clap::Error) {
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
        && let Err(unwritten) = github::ended_by_usage()
    {
        let text = format!("{}\n", unwritten.as_warning(Privacy::Masked));
        aside(&message(&text, page));
    }
}
