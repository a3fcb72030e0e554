//! Starts git for one question.

use std::cell::Cell;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::GitFolders;
use crate::process::{Call, Ended, search};

/// How long git may think about one question. After one that took longer no other is asked.
const TIME: Duration = Duration::from_secs(5);

/// The most bytes of an answer.
const MOST_BYTES: usize = 1 << 20;

/// What git gets of the environment: where its own settings are, and who the author is. `SUDO_UID` says
/// whose repositories root trusts as well; the last one makes git trust fewer.
const PASSED_ON: [&str; 8] = [
    "HOME",
    "XDG_CONFIG_HOME",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_AUTHOR_NAME",
    "GIT_AUTHOR_EMAIL",
    "EMAIL",
    "SUDO_UID",
    "GIT_TEST_ASSUME_DIFFERENT_OWNER",
];

/// What is set besides: nothing is written, asked or fetched, and texts are not translated.
const SET: [(&str, &str); 6] = [
    ("LC_ALL", "C"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", ""),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
];

/// Everything in a configuration that names a program, switched off. An empty `core.fsmonitor` is none for
/// every version of git; `false` was the name of a program for old ones.
const SWITCHED_OFF: [&str; 15] = [
    "core.fsmonitor=",
    "core.hooksPath=/dev/null",
    "core.askPass=",
    "core.editor=:",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.gitProxy=",
    "core.alternateRefsCommand=true",
    "credential.helper=",
    "diff.external=",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.allow=never",
    "status.submoduleSummary=false",
    "submodule.recurse=false",
];

/// Git, as it is installed here.
#[derive(Debug)]
pub(super) struct Git {
    program: PathBuf,
    environment: Vec<(OsString, OsString)>,
    is_silent: Cell<bool>,
}

/// What git answered in time.
#[derive(Debug)]
pub(super) enum GitAnswer {
    /// It ended with this exit code, after this output.
    Ended(i32, Vec<u8>),
    /// It wrote more than anything is worth.
    Long,
}

impl GitAnswer {
    /// What git wrote, if it succeeded.
    pub(super) fn success(&self) -> Option<&[u8]> {
        match self {
            Self::Ended(0, output) => Some(output),
            Self::Ended(..) | Self::Long => None,
        }
    }

    /// What git says by its exit code: 0 for yes, 1 for no.
    pub(super) fn yes_or_no(&self) -> Option<bool> {
        match self {
            Self::Ended(0, _) => Some(true),
            Self::Ended(1, _) => Some(false),
            Self::Ended(..) | Self::Long => None,
        }
    }

    /// The one line that git wrote, if it succeeded.
    pub(super) fn line(&self) -> Option<String> {
        let text = std::str::from_utf8(self.success()?).ok()?;
        Some(text.trim_end().to_owned())
    }
}

impl Git {
    /// Finds git in `PATH`, but not in the household or its work tree, where a commit may have put any
    /// program.
    pub(super) fn new(household: &Path, top: Option<&Path>) -> Option<Self> {
        // A work tree around the whole home directory is not a reason to distrust the programs in there.
        let home = std::env::var_os("HOME").map(PathBuf::from);
        let home = home.and_then(|home| home.canonicalize().ok());
        let top = top.filter(|top| !home.is_some_and(|home| home.starts_with(top)));
        let avoided: Vec<&Path> = [household].into_iter().chain(top).collect();
        let path = std::env::var_os("PATH");
        let folders = search::folders(path.as_deref(), &avoided);
        let program = search::program(OsStr::new("git"), &folders, &avoided)?;
        let passed_on = PASSED_ON
            .into_iter()
            .filter_map(|name| Some((OsString::from(name), std::env::var_os(name)?)));
        let set = SET.map(|(name, value)| (OsString::from(name), OsString::from(value)));
        let path = (OsString::from("PATH"), search::joined(&folders));
        Some(Self {
            program,
            environment: passed_on.chain(set).chain([path]).collect(),
            is_silent: Cell::new(false),
        })
    }

    /// Whether git once gave no answer in time.
    pub(super) fn is_silent(&self) -> bool {
        self.is_silent.get()
    }

    /// Asks about the repository at `place`.
    pub(super) fn ask(&self, place: &GitFolders, arguments: &[OsString]) -> Option<GitAnswer> {
        let named = |option: &str, path: &Path| {
            let mut option = OsString::from(option);
            option.push(path);
            option
        };
        let repository = [
            named("--git-dir=", &place.git_dir),
            named("--work-tree=", &place.top),
        ];
        let arguments = repository.iter().chain(arguments).cloned();
        self.start(&place.top, &[], arguments.collect())
    }

    /// The repository that git finds at the top of a work tree, if it trusts that.
    pub(super) fn found_at(&self, top: &Path) -> Option<PathBuf> {
        // Found here or not at all.
        let ceiling = top.parent().unwrap_or(top).as_os_str().to_owned();
        let ceiling = ("GIT_CEILING_DIRECTORIES".into(), ceiling);
        let question = ["rev-parse", "--absolute-git-dir"].map(OsString::from);
        let answer = self.start(top, &[ceiling], question.to_vec())?;
        answer.line().map(PathBuf::from)
    }

    fn start(
        &self,
        folder: &Path,
        environment: &[(OsString, OsString)],
        question: Vec<OsString>,
    ) -> Option<GitAnswer> {
        if self.is_silent() {
            return None;
        }
        let mut arguments: Vec<OsString> = vec!["--no-pager".into()];
        for setting in SWITCHED_OFF {
            arguments.extend(["-c".into(), setting.into()]);
        }
        arguments.extend(question);
        let call = Call {
            program: self.program.clone(),
            arguments,
            folder,
            environment: [&self.environment, environment].concat(),
            time: TIME,
            most_bytes: MOST_BYTES,
        };
        match call.run().ok()? {
            Ended::Exited { output, status } => Some(GitAnswer::Ended(status.code()?, output)),
            Ended::TooLong => Some(GitAnswer::Long),
            Ended::TimedOut => {
                self.is_silent.set(true);
                tracing::warn!(
                    "git gave no answer within {} s and was killed",
                    TIME.as_secs()
                );
                None
            }
        }
    }
}
