//! What was applied, in git: a file per run in `state/history`, and the one file of the first release.
//!
//! The files in the working tree are the truth about what was applied; the store only caches it. Two branches never
//! write the same file, so git has nothing to merge. A file is named after the digest of its content,
//! which is the id of its run: [`read()`] finds what was edited. A run holds the ids of the runs before it, which
//! gives the order in which [`Summary`] takes them together. `state/README.md` describes the files.

mod faults;
mod file_line;
mod first;
mod ledger;
mod lines;
mod names;
mod order;
mod patch;
mod read;
mod replay;
mod run;
mod taken_back;
mod write;
mod written;

pub use faults::{HistoryFault, LineFault};
pub use file_line::{FileLine, Meanwhile};
#[cfg(feature = "fuzzing")]
pub use first::first_file;
pub use ledger::Ledger;
pub use lines::{
    Begun, EffectLine, HISTORY_FORMAT, HistoryLine, Origin, RunLine, Undone, lines_of,
};
pub use names::{RunName, RunNameError};
pub use patch::Patch;
pub use read::{History, HistoryError, Stamps, read, read_after, read_again};
pub use replay::{NewestDay, Remembered, Summary, undone};
pub use run::{Run, RunDetails};
pub use taken_back::{FileLeft, Now, may_be_taken_back, taken_back};
pub use write::write;
pub use written::{Written, WrittenFact};

/// The folder of the runs' files in the state folder.
pub const FOLDER: &str = "history";

/// The file of the first release in the state folder.
pub const FIRST_FILE: &str = "history.jsonl";
