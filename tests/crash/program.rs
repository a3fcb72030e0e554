//! The binary under test.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use crate::folder::fresh;

/// The snapshot every household is compared with, beside its settings.
pub(crate) const OBSERVED: &str = "observed.json";

/// How long a run is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

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
    ended(&mut command)
}

/// What comes of a command.
pub(crate) fn ended(command: &mut Command) -> Run {
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

/// A run that waits at one of its points.
pub(crate) struct Paused {
    child: Child,
    folder: tempfile::TempDir,
}

/// Starts plexmgr in a household; it waits at the point with this number.
pub(crate) fn start_paused(household: &Path, arguments: &[&str], number: usize) -> Paused {
    let folder = fresh();
    let mut command = command(household, arguments);
    command
        .env("PLEXMGR_FAULT", format!("pause@{number}"))
        .env("PLEXMGR_FAULT_TRACE", folder.path().join("trace"))
        .env("PLEXMGR_FAULT_GO", folder.path().join("go"))
        .stderr(Stdio::null());
    Paused {
        child: command.spawn().expect("the binary starts"),
        folder,
    }
}

impl Paused {
    /// Waits until it stands at the point with this number, or has ended well if it `may_end`.
    pub(crate) fn wait_for_points(&mut self, number: usize, may_end: bool) -> Result<(), String> {
        let trace = self.folder.path().join("trace");
        let passed = || std::fs::read_to_string(&trace).map_or(0, |text| text.lines().count());
        let begun = Instant::now();
        while passed() < number {
            let ended = self.child.try_wait().map_err(|error| error.to_string())?;
            match ended {
                Some(status) if may_end && status.success() => break,
                Some(status) => return Err(format!("the run does not get there: {status}")),
                None if begun.elapsed() > PATIENCE => return Err("the run hangs".to_owned()),
                None => std::thread::sleep(Duration::from_micros(500)),
            }
        }
        Ok(())
    }

    /// Lets it go on and waits for its end; returns its exit code.
    pub(crate) fn go_on(mut self) -> Result<Option<i32>, String> {
        let go = std::fs::write(self.folder.path().join("go"), "");
        go.map_err(|error| error.to_string())?;
        let status = self.child.wait().map_err(|error| error.to_string())?;
        Ok(status.code())
    }
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

/// Where the machine notes what it began; every household has a note of its own there.
fn notes() -> &'static Path {
    static NOTES: LazyLock<tempfile::TempDir> = LazyLock::new(fresh);
    NOTES.path()
}

pub(crate) fn command(household: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plexmgr"));
    command
        .current_dir(household)
        .env_clear()
        .env("XDG_STATE_HOME", notes())
        .args(arguments)
        .args(["--today", TODAY])
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}
