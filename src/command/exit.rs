//! Exit codes, and failures that carry one.

use std::fmt;

use crate::problem::Problems;
use crate::render::Privacy;
use crate::vocabulary::escaped;

/// How a run ended. The numbers are part of the contract with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; for `plan` also when there are changes.
    Done,
    /// Something unexpected failed.
    Failed,
    /// There are changes (`plan --detailed-exitcode` only).
    ChangesPending,
    /// Settings or records are invalid.
    Invalid,
    /// A guard refused.
    Refused,
    /// A saved plan, or a run that is to be taken back, does not fit what is there now.
    Stale,
    /// Another run has the household.
    Locked,
    /// Some files could not be written.
    Partly,
    /// Plex was not reachable, refused us or answered incompletely.
    Incomplete,
    /// The store can be neither read nor rebuilt.
    StoreUnreadable,
    /// The user declined at the prompt.
    Declined,
    /// The command line makes no sense.
    Usage,
    /// Ended by SIGHUP, when the terminal went away.
    HungUp,
    /// Ended by SIGINT.
    Interrupted,
    /// Ended by SIGTERM.
    Terminated,
}

impl Exit {
    /// Every way to end, by code.
    pub const ALL: [Self; 15] = [
        Self::Done,
        Self::Failed,
        Self::ChangesPending,
        Self::Invalid,
        Self::Refused,
        Self::Stale,
        Self::Locked,
        Self::Partly,
        Self::Incomplete,
        Self::StoreUnreadable,
        Self::Declined,
        Self::Usage,
        Self::HungUp,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// The word that `plexmgr explain` knows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::ChangesPending => "changes_pending",
            Self::Invalid => "invalid",
            Self::Refused => "refused",
            Self::Stale => "stale",
            Self::Locked => "locked",
            Self::Partly => "partly",
            Self::Incomplete => "incomplete",
            Self::StoreUnreadable => "store_unreadable",
            Self::Declined => "declined",
            Self::Usage => "usage",
            Self::HungUp => "hung_up",
            Self::Interrupted => "interrupted",
            Self::Terminated => "terminated",
        }
    }

    /// The process exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::ChangesPending => 2,
            Self::Invalid => 3,
            Self::Refused => 4,
            Self::Stale => 5,
            Self::Locked => 6,
            Self::Partly => 7,
            Self::Incomplete => 8,
            Self::StoreUnreadable => 9,
            Self::Declined => 10,
            Self::Usage => 64,
            Self::HungUp => 129,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }
}

/// Why a command stopped, what now, and with which exit code.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What failed, with its causes.
    pub error: anyhow::Error,
    /// What the reader may do about it.
    pub hint: Option<String>,
    /// The mistakes in files that it is about, if it is.
    pub problems: Option<Problems>,
}

impl Failure {
    /// A failure with `exit`.
    pub fn new(exit: Exit, error: impl Into<anyhow::Error>) -> Self {
        Self {
            exit,
            error: error.into(),
            hint: None,
            problems: None,
        }
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same about these mistakes in files.
    #[must_use]
    pub fn about(mut self, problems: Problems) -> Self {
        self.problems = Some(problems);
        self
    }

    /// What is said about it: `error: …` with every mistake, each cause on a line of its own, and the
    /// hint.
    pub(super) fn text(&self, privacy: Privacy) -> String {
        self.labelled("error", privacy)
    }

    /// The same as a warning, where something else decides how the run ends.
    pub(super) fn as_warning(&self, privacy: Privacy) -> String {
        self.labelled("warning", privacy)
    }

    fn labelled(&self, label: &str, privacy: Privacy) -> String {
        let part = |text: &str| indented(&privacy.masked(text));
        let mut text = format!("{label}: {}", part(&self.error.to_string()));
        if let Some(problems) = &self.problems {
            let problems = privacy.masked_problems(problems).to_string();
            text.push_str(&format!("\n  {}", indented(&problems)));
        }
        for cause in self.error.chain().skip(1) {
            text.push_str(&format!("\n  cause: {}", part(&cause.to_string())));
        }
        if let Some(hint) = &self.hint {
            text.push_str(&format!("\n  hint: {}", part(hint)));
        }
        text
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text(Privacy::Open))
    }
}

/// One part of a failure: its lines indented, and nothing in it that could steer a terminal.
fn indented(text: &str) -> String {
    text.split('\n')
        .map(escaped)
        .collect::<Vec<_>>()
        .join("\n  ")
}
