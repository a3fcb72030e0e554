//! What one run remembers for the next.
//!
//! Two files in the household's state folder say the same: `plexmgr.redb`, the store, and
//! `history.jsonl`, its mirror in text. Reading never changes either ([`recall`]); only an applied
//! run writes ([`Writer`]). The records stay the truth: if the store is lost, the history can
//! rebuild it.

mod blocks;
mod faults;
mod findings;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod history;
mod intent;
mod lines;
mod machine;
mod migrate;
mod outcome;
mod packed;
mod patch;
mod recall;
mod remembered;
mod runs;
mod tables;
mod writer;

use std::path::PathBuf;

pub use faults::{HistoryFault, LineFault, history_faults};
pub use findings::findings;
pub use intent::{Gate, IntendedChange, Intent, Step};
pub use lines::{FileLine, HISTORY_FORMAT, HistoryLine, Meanwhile, Origin, RunDetails, RunLine};
pub use machine::Machine;
pub use outcome::RunOutcome;
pub use patch::Patch;
pub use recall::{Recalled, faults_in, recall, recall_on};
pub use remembered::Remembered;
pub use runs::{run_details, run_texts, runs, runs_in_detail, stored_history};
pub use writer::Writer;

/// The store's file name in the state folder.
pub const STORE_FILE: &str = "plexmgr.redb";

/// The history's file name in the state folder.
pub const HISTORY_FILE: &str = "history.jsonl";

/// The most bytes either file may have: 1 GiB.
const STATE_LIMIT: u64 = 1024 * 1024 * 1024;

/// Why the store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file of the state folder cannot be read or written.
    #[error("cannot {doing} {path}")]
    File {
        /// `read`, `write`, …
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A line of the history cannot be used.
    #[error(transparent)]
    History(#[from] HistoryFault),
    /// The store was written by a newer version.
    #[error(
        "the store {path} has schema {schema}; this plexmgr supports up to {}",
        tables::SCHEMA
    )]
    NewerStore {
        /// The file.
        path: PathBuf,
        /// The schema found.
        schema: u32,
    },
    /// The store is damaged, and no history is there to rebuild it from.
    #[error(
        "the store {path} cannot be read ({reason}) and there is no history.jsonl to rebuild it from"
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why, as a clause for people.
        reason: String,
    },
    /// Another run has the store open.
    #[error("another run of plexmgr is writing the store {path}")]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// redb failed while the store was being written.
    #[error("cannot write the store {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What redb says.
        source: Box<redb::Error>,
    },
}
