//! The findings of `doctor` about a household's environment: plain data, gathered by `command` and shown by
//! `render`.

use schemars::JsonSchema;
use serde::Serialize;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// How it is.
    pub verdict: Health,
    /// One clause: what was found.
    pub message: String,
    /// What to do about it, if anything.
    pub hint: Option<String>,
}

/// The checks, in the order of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The settings, `plexmgr.toml`.
    Settings,
    /// The record files.
    Records,
    /// In which zone days begin and end.
    TimeZone,
    /// The store and the history.
    State,
    /// Who may read and write the files.
    Permissions,
    /// What git keeps and ignores.
    Git,
    /// Where the tokens are kept.
    Tokens,
    /// Whose tokens they are.
    Owners,
    /// Whether this machine and plex.tv agree on the time.
    Clock,
    /// Whether the sources of payments can be read, and how far their data reach.
    Sources,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// As it should be.
    Fine,
    /// It works, and may not for long.
    Warning,
    /// Runs fail, or will.
    Failure,
    /// Not looked at.
    Skipped,
}

impl Check {
    /// The word used in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Records => "records",
            Self::TimeZone => "time_zone",
            Self::State => "state",
            Self::Permissions => "permissions",
            Self::Git => "git",
            Self::Tokens => "tokens",
            Self::Owners => "owners",
            Self::Clock => "clock",
            Self::Sources => "sources",
        }
    }

    /// A finding of this check.
    #[must_use]
    pub fn finding(self, verdict: Health, message: impl Into<String>) -> Finding {
        Finding {
            check: self,
            verdict,
            message: message.into(),
            hint: None,
        }
    }
}

impl Health {
    /// The word used in text and JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Warning => "warning",
            Self::Failure => "failure",
            Self::Skipped => "skipped",
        }
    }
}

impl Finding {
    /// The same with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
