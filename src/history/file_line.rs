//! The lines of a run about its files.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::patch::Patch;
use crate::vocabulary::Digest;

/// What a run did to one file; enough to take it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileLine {
    /// Relative to the household.
    pub path: String,
    /// The digest of what was there; null for a file the run made.
    pub before: Option<Digest>,
    /// The digest of what it left; null for a file it removed.
    pub after: Option<Digest>,
    /// The text that stood in between, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Meanwhile")]
    pub meanwhile: Option<Meanwhile>,
    /// What turns the text it left into the text that was there.
    pub undo: Patch,
}

impl FileLine {
    /// The same without anything that was in the file.
    #[must_use]
    pub fn without_texts(self) -> Self {
        Self {
            meanwhile: None,
            undo: Patch::default(),
            ..self
        }
    }
}

/// The text of a file while others were written that refer to what comes and to what goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Meanwhile {
    /// Its digest.
    pub digest: Digest,
    /// What turns the text the run left into it.
    pub from_after: Patch,
    /// What turns it into the text that was there before the run.
    pub to_before: Patch,
}
