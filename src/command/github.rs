//! How a run ends in a workflow of GitHub Actions: failures become annotations, and later steps get the
//! exit code.

use super::context::Context;
use super::exit::{Exit, Failure};
use super::output;
use super::streams::privacy;
use super::workflow::{Workflow, location};
use crate::cli::Global;
use crate::render::kit::annotation;
use crate::render::{Privacy, check};

/// Why a step failed although something was written.
const PARTLY: &str = "applied in part: the warnings name what was skipped, and why";

/// Why it failed if nothing was.
const NOT_AT_ALL: &str = "nothing was written: the warnings name what was skipped, and why";

/// The end of a run: a failure becomes annotations, and the exit code is passed to later steps.
///
/// If it cannot be passed on, a run that went well has failed; of any other it is a warning.
pub(super) fn ended(context: &Context, ended: Result<Exit, Failure>) -> Result<Exit, Failure> {
    match &ended {
        Err(failure) => annotate_failure(context, failure),
        Ok(Exit::Partly) => {
            let wrote = context.workflow.has_written();
            let why = if wrote { PARTLY } else { NOT_AT_ALL };
            annotate(&annotation::error(why, Privacy::Open));
        }
        Ok(_) => {}
    }
    let exit = match &ended {
        Ok(exit) => *exit,
        Err(failure) => failure.exit,
    };
    match context.workflow.set_exit_output(exit) {
        Ok(()) => ended,
        Err(unwritten) if matches!(exit, Exit::Done | Exit::ChangesPending) => Err(unwritten),
        Err(unwritten) => {
            context.warn_of(&unwritten);
            ended
        }
    }
}

/// A failure on the pages of the workflow: annotations, and in the summary the problems it is about.
fn annotate_failure(context: &Context, failure: &Failure) {
    annotate(&annotations(&context.global, failure));
    let Some(problems) = &failure.problems else {
        return;
    };
    let page = check::markdown::problems(&problems.into(), privacy(&context.global));
    if let Err(unwritten) = context.workflow.summarise(&page) {
        context.warn_of(&unwritten);
    }
}

/// Writes annotations of a failure, which matter more than a closed stdout.
fn annotate(annotations: &str) {
    let _ = output::result(annotations);
}

/// Passes to later steps that the command line was invalid.
pub(super) fn ended_by_usage() -> Result<(), Failure> {
    Workflow::default().set_exit_output(Exit::Usage)
}

/// Every problem at its place, and what failed as a whole.
fn annotations(global: &Global, failure: &Failure) -> String {
    let privacy = privacy(global);
    let Some(problems) = &failure.problems else {
        let text = failure.to_string();
        return annotation::error(text.trim_start_matches("error: "), privacy);
    };
    let summary = failure.error.to_string();
    let problems = check::github::problems(&problems.into(), &location(global), privacy);
    problems + &annotation::error(&summary, privacy)
}
