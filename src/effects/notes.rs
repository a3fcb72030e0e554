//! The effects of test builds: lines in a file outside the household.
//!
//! `PLEXMGR_NOTES=FILE` asks for one about each recorded user, and `PLEXMGR_NOTES_ROUND` is a part of their keys. In a
//! round whose name begins with `blind` they can neither be seen nor taken back, as a message.

use std::path::PathBuf;

use super::{Outcome, Performer, Seen};
use crate::change::Effect;
use crate::files;

/// Writes the lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notes {
    file: PathBuf,
    /// What makes the keys of a round its own.
    pub round: String,
}

impl Notes {
    /// What the environment asks for; `None` in an ordinary run.
    #[must_use]
    pub fn asked_for() -> Option<Self> {
        let file = std::env::var_os("PLEXMGR_NOTES")?.into();
        let round = std::env::var("PLEXMGR_NOTES_ROUND").unwrap_or_else(|_| "1".to_owned());
        Some(Self { file, round })
    }

    /// Whether they can be seen and taken back.
    #[must_use]
    pub fn are_visible(&self) -> bool {
        !self.round.starts_with("blind")
    }
}

impl Performer for Notes {
    fn look(&self, effect: &Effect) -> Seen {
        let bytes = files::read_limited(&self.file, u64::MAX).unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        let wanted = effect.operation.details["line"].as_str();
        match (self.are_visible(), text.lines().any(|line| line == wanted)) {
            (false, _) => Seen::Unknown,
            (true, true) => Seen::Done,
            (true, false) => Seen::NotDone,
        }
    }

    fn act(&self, effect: &Effect) -> Outcome {
        match files::append_outside(&self.file, &effect.operation.details["line"]) {
            Ok(()) => Outcome::done(),
            Err(error) => Outcome::failed(error.to_string()),
        }
    }
}
