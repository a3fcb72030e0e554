//! What a workflow of GitHub Actions gets besides the annotations on stdout: the step summary, the
//! step's outputs, and failures as annotations.
//!
//! Only with `--format github`; where a variable is not set, that part is left out. The environment is
//! read here, the files are added to by `files`.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::output;
use crate::cli::Global;
use crate::files;
use crate::plan::ChangeSet;
use crate::render::github::{self, Location};
use crate::render::{Privacy, markdown};

/// The file that is shown as the summary of a step.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";
/// The file that holds the outputs of a step, one `name=value` per line.
const OUTPUT: &str = "GITHUB_OUTPUT";
/// The root of the repository in a workflow.
const WORKSPACE: &str = "GITHUB_WORKSPACE";

/// Why a step failed although something was written.
const PARTLY: &str = "applied in part: the warnings name what was skipped, and why";

/// Why it failed if nothing was.
const NOT_AT_ALL: &str = "nothing was written: the warnings name what was skipped, and why";

/// What was found out about the files of a workflow; shared by all copies.
#[derive(Debug, Clone, Default)]
pub(super) struct Workflow {
    /// Whether the outputs could not be written, which was reported or will be.
    outputs_failed: Arc<AtomicBool>,
    /// Whether a record was written.
    wrote: Arc<AtomicBool>,
}

impl Workflow {
    /// Adds to the summary of the step.
    pub(super) fn summarise(&self, markdown: &str) -> Result<(), Failure> {
        append(SUMMARY, "the step summary", &format!("{markdown}\n"))
    }

    /// Notes that records were written.
    pub(super) fn note_written(&self) {
        self.wrote.store(true, Ordering::Relaxed);
    }

    /// Passes the number of changes to later steps, and which guards refuse them.
    pub(super) fn tell_plan(&self, set: &ChangeSet) -> Result<(), Failure> {
        let refusing = set.guards.iter().filter(|guard| !guard.passes());
        let refusing: Vec<&str> = refusing.map(|guard| guard.name.word()).collect();
        let changes = set.changes.len();
        self.put_out(&format!(
            "changes={changes}\nblocked-by={}\n",
            refusing.join(",")
        ))
    }

    /// Passes the exit code to later steps. What could not be written before is not tried again.
    fn tell_exit(&self, exit: Exit) -> Result<(), Failure> {
        match self.outputs_failed.load(Ordering::Relaxed) {
            true => Ok(()),
            false => self.put_out(&format!("exit-code={}\n", exit.code())),
        }
    }

    fn put_out(&self, outputs: &str) -> Result<(), Failure> {
        let written = append(OUTPUT, "the outputs of the step", outputs);
        if written.is_err() {
            self.outputs_failed.store(true, Ordering::Relaxed);
        }
        written
    }
}

/// The end of a run: a failure becomes annotations, and the exit code is passed to later steps.
///
/// If it cannot be passed on, a run that went well has failed; of any other it is a warning.
pub(super) fn ended(context: &Context, ended: Result<Exit, Failure>) -> Result<Exit, Failure> {
    match &ended {
        Err(failure) => tell_failure(context, failure),
        Ok(Exit::Partly) => {
            let wrote = context.workflow.wrote.load(Ordering::Relaxed);
            let why = if wrote { PARTLY } else { NOT_AT_ALL };
            annotate(&github::error(why, Privacy::Open));
        }
        Ok(_) => {}
    }
    let exit = match &ended {
        Ok(exit) => *exit,
        Err(failure) => failure.exit,
    };
    match context.workflow.tell_exit(exit) {
        Ok(()) => ended,
        Err(untold) if matches!(exit, Exit::Done | Exit::ChangesPending) => Err(untold),
        Err(untold) => {
            context.warn_of(&untold);
            ended
        }
    }
}

/// A failure on the pages of the workflow: annotations, and in the summary the problems it is about.
fn tell_failure(context: &Context, failure: &Failure) {
    annotate(&annotations(&context.global, failure));
    let Some(problems) = &failure.problems else {
        return;
    };
    let page = markdown::problems(problems, None, privacy(&context.global));
    if let Err(untold) = context.workflow.summarise(&page) {
        context.warn_of(&untold);
    }
}

/// Writes annotations of a failure, which matter more than a closed stdout.
fn annotate(annotations: &str) {
    let _ = output::result(annotations);
}

/// Passes to later steps that the command line was invalid.
pub(super) fn ended_by_usage() -> Result<(), Failure> {
    Workflow::default().tell_exit(Exit::Usage)
}

/// Every problem at its place, and what failed as a whole.
fn annotations(global: &Global, failure: &Failure) -> String {
    let privacy = privacy(global);
    let Some(problems) = &failure.problems else {
        let told = failure.to_string();
        return github::error(told.trim_start_matches("error: "), privacy);
    };
    let summary = failure.error.to_string();
    let problems = github::problems(problems, &location(global), privacy);
    problems + &github::error(&summary, privacy)
}

/// Whether private values may be read.
pub(super) fn privacy(global: &Global) -> Privacy {
    match global.show_pii {
        true => Privacy::Open,
        false => Privacy::Masked,
    }
}

/// Where the household is in the repository.
pub(super) fn location(global: &Global) -> Location {
    let mut folder = in_repository(&global.household);
    if !folder.is_empty() {
        folder.push('/');
    }
    Location {
        folder,
        outside: global
            .config
            .as_ref()
            .map(|path| path.display().to_string()),
    }
}

/// A path seen from the root of the repository if that is known, otherwise from where we are.
fn in_repository(path: &Path) -> String {
    let workspace = variable(WORKSPACE).map(PathBuf::from);
    let workspace = workspace.and_then(|workspace| workspace.canonicalize().ok());
    let inside = workspace.and_then(|workspace| {
        let path = path.canonicalize().ok()?;
        path.strip_prefix(workspace).ok().map(Path::to_owned)
    });
    let path = inside.unwrap_or_else(|| path.to_owned());
    let parts = path
        .components()
        .filter(|part| *part != Component::CurDir)
        .collect::<PathBuf>();
    parts.to_string_lossy().replace('\\', "/")
}

/// Adds to a file that a variable names; without the variable nothing is done.
fn append(name: &str, what: &str, text: &str) -> Result<(), Failure> {
    let Some(path) = variable(name).map(PathBuf::from) else {
        return Ok(());
    };
    files::append(&path, text)
        .with_context(|| {
            format!(
                "cannot add to {what}, the file {} in {name}",
                path.display()
            )
        })
        .map_err(|error| {
            Failure::new(Exit::Failed, error).hint(format!("{name} must name a writable file"))
        })
}

/// A variable of the environment that says something.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name)
        .ok()
        .filter(|value| !value.trim().is_empty())
}
