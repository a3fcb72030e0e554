//! Everything about one person: their record, how they stand, and the runs that changed them.

pub mod json;
mod text;

pub use json::json;
pub use text::text;

use crate::change::RecordedChange;
use crate::history::RunLine;
use crate::status::UserStatus;
use crate::vocabulary::{Date, RunId};

/// What is known about one person.
#[derive(Debug)]
pub struct UserView<'a> {
    /// How they stand.
    pub status: UserStatus<'a>,
    /// The day that is looked at.
    pub today: Date,
    /// The file of the record, relative to the household.
    pub file: &'a str,
    /// The runs that changed them, the oldest first; `None` if the history cannot be read.
    pub runs: Option<Vec<UserRun>>,
}

/// A run that changed a person.
#[derive(Debug)]
pub struct UserRun {
    /// What names it.
    pub id: RunId,
    /// The run.
    pub line: RunLine,
    /// What became of it, if it does not count.
    pub end: Option<String>,
    /// Its changes of that person.
    pub changes: Vec<RecordedChange>,
}
