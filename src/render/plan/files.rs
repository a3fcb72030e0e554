//! A file that will be written, as far as it is shown: where, whether it is new, and the difference.
//!
//! Made from a draft, or read back from a saved plan; the renderer cannot distinguish the two.

use std::sync::Arc;

use schemars::JsonSchema;

use crate::draft::DraftedFile;
use crate::render::kit::diff;

/// A file that will be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileView {
    /// Relative to the household.
    pub path: Arc<str>,
    /// What happens to it.
    pub status: FileStatus,
    /// The unified diff, byte for byte what is in the files; `None` where it shall not be shown.
    pub diff: Option<String>,
}

/// What happens to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum FileStatus {
    /// It will be made.
    Added,
    /// It will be edited.
    Changed,
    /// It will be removed.
    Removed,
}

impl FileStatus {
    /// The word used in JSON and tests.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

impl FileView {
    /// A drafted file with its diff.
    #[must_use]
    pub fn of(file: &DraftedFile) -> Self {
        Self {
            diff: Some(diff::unified(file)),
            ..Self::brief(file)
        }
    }

    /// A drafted file without its diff.
    #[must_use]
    pub fn brief(file: &DraftedFile) -> Self {
        Self {
            path: file.path.clone(),
            status: match (&file.before, &file.after) {
                (_, None) => FileStatus::Removed,
                (Some(_), _) => FileStatus::Changed,
                (None, _) => FileStatus::Added,
            },
            diff: None,
        }
    }

    /// The same without its diff.
    #[must_use]
    pub fn without_diff(&self) -> Self {
        Self {
            path: self.path.clone(),
            status: self.status,
            diff: None,
        }
    }
}
