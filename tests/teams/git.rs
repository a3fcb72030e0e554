//! Git in a clone.

use std::path::Path;
use std::process::Command;

use crate::program::Output;

/// A clone as git sees it, at a moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Git<'g> {
    pub(crate) folder: &'g Path,
    /// Seconds since 1970: the date of commits, so that a story has the same ones each time.
    pub(crate) clock: i64,
}

impl Git<'_> {
    /// Runs git, whatever its end.
    pub(crate) fn run(self, arguments: &[&str]) -> Output {
        let date = format!("@{} +0000", self.clock);
        let mut command = Command::new("git");
        command
            .current_dir(self.folder)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("HOME", self.folder)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .env("GIT_EDITOR", "true")
            .args(arguments);
        Output::of(&mut command)
    }

    /// What git prints, without the last line break.
    pub(crate) fn ask(self, arguments: &[&str]) -> Result<String, String> {
        let what = format!("git {}", arguments.join(" "));
        let output = self.run(arguments).ended_with(&[0], &what)?;
        Ok(output.stdout.trim_end().to_owned())
    }

    pub(crate) fn lines(self, arguments: &[&str]) -> Result<Vec<String>, String> {
        Ok(self.ask(arguments)?.lines().map(str::to_owned).collect())
    }

    /// Makes a repository of the folder, with the identity of a person.
    pub(crate) fn set_up(self, person: &str) -> Result<(), String> {
        let email = format!("{person}@example.com");
        for (key, value) in [
            ("user.name", person),
            ("user.email", &email),
            ("gc.auto", "0"),
            ("maintenance.auto", "false"),
            ("core.fsync", "none"),
        ] {
            self.ask(&["config", key, value])?;
        }
        Ok(())
    }

    /// Commits everything, if there is anything.
    pub(crate) fn commit(self, message: &str) -> Result<bool, String> {
        self.ask(&["add", "-A"])?;
        let output = self.run(&["commit", "-q", "-m", message]);
        Ok(output.ended_with(&[0, 1], "git commit")?.code == Some(0))
    }

    pub(crate) fn head(self) -> Result<String, String> {
        self.ask(&["rev-parse", "HEAD"])
    }

    pub(crate) fn is_ancestor(self, one: &str, of: &str) -> bool {
        self.run(&["merge-base", "--is-ancestor", one, of]).code == Some(0)
    }

    /// The files in a conflict, each with the sides that have it: 2 is this one, 3 the other.
    pub(crate) fn conflicts(self) -> Result<Vec<(String, Vec<char>)>, String> {
        let mut conflicts: Vec<(String, Vec<char>)> = Vec::new();
        for entry in self.ask(&["ls-files", "-u", "-z"])?.split('\0') {
            let Some((about, path)) = entry.split_once('\t') else {
                continue;
            };
            let side = about.chars().last().unwrap_or('0');
            match conflicts.iter_mut().find(|(known, _)| known == path) {
                Some((_, sides)) => sides.push(side),
                None => conflicts.push((path.to_owned(), vec![side])),
            }
        }
        Ok(conflicts)
    }
}
