//! The binary under test.

use std::path::Path;
use std::process::{Command, Stdio};

/// What came of a command.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    /// `None` if it was killed.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Output {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.stdin(Stdio::null()).output();
        let output = output.expect("the command can be started");
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// An error unless it ended with one of these codes.
    pub(crate) fn ended_with(self, codes: &[i32], what: &str) -> Result<Self, String> {
        match self.code.is_some_and(|code| codes.contains(&code)) {
            true => Ok(self),
            false => Err(format!(
                "{what} ended with {:?}\n{}{}",
                self.code, self.stdout, self.stderr
            )),
        }
    }
}

/// Where and when a run happens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'p> {
    pub(crate) household: &'p Path,
    /// What this machine knows.
    pub(crate) home: &'p Path,
    /// Seconds since 1970.
    pub(crate) clock: i64,
}

/// Runs plexmgr in a household.
pub(crate) fn run(place: Place<'_>, arguments: &[&str]) -> Output {
    run_binary(Path::new(env!("CARGO_BIN_EXE_plexmgr")), place, arguments)
}

/// The same with another binary.
pub(crate) fn run_binary(binary: &Path, place: Place<'_>, arguments: &[&str]) -> Output {
    let mut command = Command::new(binary);
    command
        .current_dir(place.household)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("HOME", place.home)
        .env("XDG_STATE_HOME", place.home)
        .env("PLEXMGR_CLOCK", place.clock.to_string())
        .args(arguments);
    Output::of(&mut command)
}
