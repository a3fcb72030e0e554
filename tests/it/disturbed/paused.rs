//! A run that waits at one of its write points.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::sandbox::{Run, Sandbox};

/// How long anything is waited for before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process that writes down the points it passes.
pub(crate) struct Watched {
    child: Child,
    aside: tempfile::TempDir,
}

/// The number of the first write point with this name that is about this path.
pub(crate) fn number_of(sandbox: &Sandbox, arguments: &[&str], name: &str, path: &str) -> usize {
    let copy = Sandbox::empty().filled(&sandbox.contents());
    number_in(&copy, arguments, name, path)
}

/// The same in a household that may be used up.
pub(crate) fn number_in(copy: &Sandbox, arguments: &[&str], name: &str, path: &str) -> usize {
    let trace = copy.path().with_extension("trace");
    let mut command = copy.command(arguments);
    command
        .env("PLEXMGR_FAULT_TRACE", &trace)
        .stdin(Stdio::null());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let points = text(&trace);
    tempfile::TempPath::try_from_path(trace)
        .unwrap()
        .close()
        .unwrap();
    let is_it = |point: &str| point.starts_with(name) && point.ends_with(path);
    let found = points.lines().position(is_it);
    found.unwrap_or_else(|| panic!("`{name}: {path}` is none of {points}")) + 1
}

impl Watched {
    /// Starts a run that waits at a point until it is told to go on; returns when it stands there.
    pub(crate) fn paused(sandbox: &Sandbox, arguments: &[&str], name: &str, path: &str) -> Self {
        let number = number_of(sandbox, arguments, name, path);
        let fault = format!("pause@{number}");
        let watched = Self::started(sandbox.command(arguments), Some(&fault));
        watched.wait_for_points(number);
        watched
    }

    pub(crate) fn started(mut command: Command, fault: Option<&str>) -> Self {
        let aside = tempfile::tempdir().unwrap();
        command
            .env("PLEXMGR_FAULT_TRACE", aside.path().join("trace"))
            .env("PLEXMGR_FAULT_GO", aside.path().join("go"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(fault) = fault {
            command.env("PLEXMGR_FAULT", fault);
        }
        let child = command.spawn().unwrap();
        Self { child, aside }
    }

    /// Waits until it has passed, or reached, that many points.
    pub(crate) fn wait_for_points(&self, count: usize) {
        let trace = self.aside.path().join("trace");
        wait_until(|| text(&trace).lines().count() >= count);
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn signal(&self, signal: &str) {
        send(signal, self.process());
    }

    /// Lets it go on and waits for its end.
    pub(crate) fn go_on(self) -> Run {
        #[expect(clippy::disallowed_methods, reason = "the file is none of a household")]
        std::fs::write(self.aside.path().join("go"), b"").unwrap();
        self.ended()
    }

    /// Waits for its end.
    pub(crate) fn ended(self) -> Run {
        let output = self.child.wait_with_output().unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

pub(crate) fn send(signal: &str, process: u32) {
    let status = Command::new("kill")
        .args(["-s", signal, &process.to_string()])
        .status();
    assert!(
        status.unwrap().success(),
        "{process} cannot be sent {signal}"
    );
}

pub(crate) fn wait_until(condition: impl Fn() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < PATIENCE, "it never came to that");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[expect(clippy::disallowed_methods, reason = "the file is none of a household")]
pub(super) fn text(path: &PathBuf) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}
