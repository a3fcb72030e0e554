//! Why a file is no saved plan that can be used.

use super::{FORMAT, FORMAT_VERSION, MOST_BYTES};
use crate::vocabulary::shown;

/// Why a file is no saved plan that can be used. Says nothing that could steer a terminal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SavedPlanError {
    /// More than [`MOST_BYTES`].
    #[error("a saved plan has at most {} MiB", MOST_BYTES >> 20)]
    TooLarge,
    /// Not JSON, or JSON of another shape.
    #[error("it is no saved plan: {}", shown(.0))]
    Shape(String),
    /// JSON with a `format` of its own, but not this one.
    #[error("it is no saved plan: its format is `{}`, not `{FORMAT}`", shown(.0))]
    Format(String),
    /// Written by a plexmgr whose saved plans mean something else.
    #[error("format version `{}` is not known; this plexmgr reads {FORMAT_VERSION}", shown(.0))]
    Version(String),
    /// A byte is not what it was when the plan was saved.
    #[error("it was changed or cut off since it was saved: its digest is not the one it ends with")]
    Digest,
    /// The plan in it says something that no plan says.
    #[error("the plan in it makes no sense: {}", shown(.0))]
    Plan(String),
}

impl SavedPlanError {
    pub(super) fn shape(error: &serde_json::Error) -> Self {
        Self::Shape(error.to_string())
    }
}
