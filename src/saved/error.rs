//! Why a file is not a usable saved plan.

use super::{FORMAT, FORMAT_VERSION, MOST_BYTES};
use crate::vocabulary::shown;

/// Why a file is not a usable saved plan. Says nothing that could steer a terminal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SavedPlanError {
    /// More than [`MOST_BYTES`].
    #[error("a saved plan has at most {} MiB", MOST_BYTES >> 20)]
    TooLarge,
    /// Not JSON, or JSON of another shape.
    #[error("it is not a saved plan: {}", shown(.0))]
    Shape(String),
    /// JSON with a `format` of its own, but not this one.
    #[error("it is not a saved plan: its format is `{}`, not `{FORMAT}`", shown(.0))]
    Format(String),
    /// Written by a plexmgr whose saved plans mean something else.
    #[error("format version `{}` is not supported; this plexmgr reads {FORMAT_VERSION}", shown(.0))]
    Version(String),
    /// A byte is not what it was when the plan was saved.
    #[error("it was changed or cut off after it was saved: its content does not match its digest")]
    Digest,
    /// The plan in it says something that no plan says.
    #[error("its plan is invalid: {}", shown(.0))]
    Plan(String),
}

impl SavedPlanError {
    pub(super) fn shape(error: &serde_json::Error) -> Self {
        Self::Shape(error.to_string())
    }
}
