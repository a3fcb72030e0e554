//! The binary under test.

use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The snapshot every household is compared with, beside its settings.
pub(crate) const OBSERVED: &str = "observed.json";

/// The day of all runs.
const TODAY: &str = "2026-11-22";

/// What came of a run.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// `None` if it was killed.
    pub(crate) code: Option<i32>,
    pub(crate) stderr: String,
}

/// Runs plexmgr in a household; `fault` is a value of `PLEXMGR_FAULT`.
pub(crate) fn run(household: &Path, arguments: &[&str], fault: Option<&str>) -> Run {
    let mut command = command(household, arguments);
    if let Some(fault) = fault {
        command.env("PLEXMGR_FAULT", fault);
    }
    let output = command.output().expect("the binary starts");
    Run {
        code: output.status.code(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Starts plexmgr in a household; nobody listens to it.
pub(crate) fn start(household: &Path, arguments: &[&str]) -> Child {
    let mut command = command(household, arguments);
    command.stderr(Stdio::null());
    command.spawn().expect("the binary starts")
}

/// The points a run passes, each with the path it is about.
pub(crate) fn points(household: &Path, arguments: &[&str]) -> Vec<String> {
    let trace = tempfile::NamedTempFile::new().expect("there is room for a trace");
    let mut command = command(household, arguments);
    command.env("PLEXMGR_FAULT_TRACE", trace.path());
    command.stderr(Stdio::null());
    let status = command.status().expect("the binary starts");
    assert!(
        status.success(),
        "{arguments:?} does not succeed undisturbed"
    );
    let traced = std::fs::read_to_string(trace.path()).expect("it was just written");
    traced.lines().map(str::to_owned).collect()
}

fn command(household: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plexmgr"));
    command
        .current_dir(household)
        .env_clear()
        .args(arguments)
        .args(["--today", TODAY])
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}
