//! What a run does outside the household: the effects, and who carries them out.
//!
//! An [`Effect`](crate::change::Effect) is data. It is planned, held in the intent, and written to the history with
//! its [`Outcome`]. A [`Performer`] is the only code that acts. This version has none: a service adds its own to [`Performers`].

#[cfg(feature = "fault-injection")]
mod notes;
mod performer;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[cfg(feature = "fault-injection")]
pub use notes::Notes;
pub use performer::{Performer, Performers, Seen};

/// What became of an effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Outcome {
    /// How it ended.
    #[serde(rename = "outcome")]
    pub end: End,
    /// What the service answered, or why nothing happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub words: Option<String>,
}

/// How an effect ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It happened.
    Done,
    /// The service refused; nothing happened.
    Refused,
    /// Nothing happened, for another reason.
    Failed,
    /// It may have happened.
    Unknown,
}

impl End {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the effect is never carried out again by itself.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Unknown)
    }
}

impl Outcome {
    /// It happened.
    #[must_use]
    pub fn done() -> Self {
        Self {
            end: End::Done,
            words: None,
        }
    }

    /// The service refused, with these words.
    #[must_use]
    pub fn refused(words: impl Into<String>) -> Self {
        Self {
            end: End::Refused,
            words: Some(words.into()),
        }
    }

    /// Nothing happened, for this reason.
    #[must_use]
    pub fn failed(words: impl Into<String>) -> Self {
        Self {
            end: End::Failed,
            words: Some(words.into()),
        }
    }

    /// It may have happened, for this reason.
    #[must_use]
    pub fn unknown(words: impl Into<String>) -> Self {
        Self {
            end: End::Unknown,
            words: Some(words.into()),
        }
    }
}
