//! The files and variables of a workflow of GitHub Actions: the step summary, the step's outputs, and the
//! place of the household in the repository.
//!
//! Only with `--format github`; where a variable is not set, that part is left out. The environment is
//! read here, the files are added to by `files`.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;

use super::exit::{Exit, Failure};
use crate::cli::Global;
use crate::files;
use crate::plan::ChangeSet;
use crate::render::kit::annotation::Location;

/// The file that is shown as the summary of a step.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";
/// The file that holds the outputs of a step, one `name=value` per line.
const OUTPUT: &str = "GITHUB_OUTPUT";
/// The root of the repository in a workflow.
const WORKSPACE: &str = "GITHUB_WORKSPACE";

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

    /// Whether records were written.
    pub(super) fn has_written(&self) -> bool {
        self.wrote.load(Ordering::Relaxed)
    }

    /// Passes the number of changes to later steps, and which guards refuse them.
    pub(super) fn set_plan_outputs(&self, set: &ChangeSet) -> Result<(), Failure> {
        let refusing = set.guards.iter().filter(|guard| !guard.passes());
        let refusing: Vec<&str> = refusing.map(|guard| guard.name.word()).collect();
        let changes = set.changes.len();
        self.put_out(&format!(
            "changes={changes}\nblocked-by={}\n",
            refusing.join(",")
        ))
    }

    /// Passes the exit code to later steps. What could not be written before is not tried again.
    pub(super) fn set_exit_output(&self, exit: Exit) -> Result<(), Failure> {
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

/// Where the household is in the repository.
pub(super) fn location(global: &Global) -> Location {
    let mut folder = in_repository(global.folder());
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
