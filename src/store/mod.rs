//! What this machine keeps of the history, and the intent of the run under way.
//!
//! `plexmgr.redb` is a cache: the history in the working tree is the truth about what was applied, and a store
//! that is lost, damaged or of another machine is written again by the next run. Only the runs that are not in
//! the working tree and the run under way are nowhere else. Reading never changes it ([`recall()`]); only an
//! applied run writes ([`Writer`]).

mod folder;
mod intent;
mod machine;
mod migrate;
mod packed;
mod progress;
mod recall;
mod rows;
mod set_aside;
mod tables;
mod writer;

use std::path::PathBuf;

pub use folder::StateFolder;
pub use intent::{EffectState, Gate, IntendedChange, Intent, Step};
pub use machine::Machine;
#[cfg(feature = "fault-injection")]
pub use progress::ledger;
pub use recall::{Look, Recalled, recall};
pub use set_aside::{run_texts, set_aside};
pub use writer::{RunOutcome, Writer};

use crate::history::{HistoryError, HistoryFault};
use crate::vocabulary::RunId;

/// The store's file name in the state folder.
pub const STORE_FILE: &str = "plexmgr.redb";

/// The most bytes the store may have: 1 GiB.
const STATE_LIMIT: u64 = 1024 * 1024 * 1024;

/// Why the state cannot be used.
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
    /// Lines of the history cannot be used.
    #[error("{}", .0.first().map(ToString::to_string).unwrap_or_default())]
    History(Vec<HistoryFault>),
    /// A run in the history is of another household.
    #[error("run {run} is of household {theirs}, and this one is {ours}")]
    OtherHousehold {
        /// The run.
        run: RunId,
        /// The `client_id` in its line, escaped.
        theirs: String,
        /// The `client_id` in the settings.
        ours: String,
    },
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
    /// The store is damaged, and there is no history.
    #[error("the store {path} {reason}, and there is no history")]
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

impl From<HistoryError> for StoreError {
    fn from(error: HistoryError) -> Self {
        match error {
            HistoryError::File { path, source } => Self::File {
                doing: "read",
                path,
                source,
            },
            HistoryError::First(faults) => Self::History(faults),
        }
    }
}
