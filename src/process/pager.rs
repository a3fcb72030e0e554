//! Shows a text in a pager: the program with which a person reads long texts.
//!
//! Unlike every other program it has the terminal: it writes to it and is in the group that its keys reach.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::{Command, Stdio};

/// What a shell exits with if it cannot start a program.
const NOT_STARTED: [i32; 2] = [126, 127];

/// A pager to start.
#[derive(Debug)]
pub(crate) struct Pager {
    /// The command line, which a shell reads.
    pub(crate) command: OsString,
    /// Its whole environment.
    pub(crate) environment: Vec<(OsString, OsString)>,
}

impl Pager {
    /// Shows a text and waits until the person has read it; `false` if the pager cannot be started. That the person
    /// leaves it early is as good as reading everything.
    pub(crate) fn show(&self, text: &str) -> bool {
        self.ended(text)
            .is_ok_and(|code| code.is_none_or(|code| !NOT_STARTED.contains(&code)))
    }

    fn ended(&self, text: &str) -> io::Result<Option<i32>> {
        let mut child = Command::new("/bin/sh")
            .arg("-c")
            .arg(&self.command)
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .spawn()?;
        if let Some(mut input) = child.stdin.take() {
            // It fails if the pager is left before its end.
            let _left = input.write_all(text.as_bytes());
        }
        Ok(child.wait()?.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shows(command: &str, text: &str) -> bool {
        let pager = Pager {
            command: command.into(),
            environment: vec![("PATH".into(), "/usr/bin:/bin".into())],
        };
        pager.show(text)
    }

    #[test]
    fn only_a_pager_that_cannot_be_started_counts_as_none() {
        let long = "a line\n".repeat(100_000);
        assert!(shows("cat > /dev/null", &long));
        assert!(shows("head -n 1 > /dev/null", &long));
        assert!(shows("exit 1", &long));
        assert!(!shows("no-such-pager-anywhere", &long));
        assert!(!shows("/etc/passwd", &long));
    }
}
