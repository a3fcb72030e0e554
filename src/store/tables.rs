//! Every table of the store, with what its keys and values are.
//!
//! Values are JSON texts, so that a field can be added without a new table; anything else is a new
//! schema number and a migration. `state/README.md` describes the same for readers of the file.

use redb::TableDefinition;
use serde::{Deserialize, Serialize};

use crate::vocabulary::{Date, PlexId};

/// The schema this version writes.
pub(super) const SCHEMA: u32 = 2;

/// Facts about the store itself: [`META_KEY`] -> [`Meta`].
pub(super) const META: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("meta_v1");

/// The one key of [`META`].
pub(super) const META_KEY: &str = "store";

/// Everybody remembered: numeric Plex id -> [`PersonRow`].
pub(super) const PEOPLE: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("people_v1");

/// The configured accounts: name -> [`AccountRow`].
pub(super) const ACCOUNTS: TableDefinition<'static, &str, &[u8]> =
    TableDefinition::new("accounts_v1");

/// Every applied run: serial -> the run's line of the history, as JSON.
pub(super) const RUNS: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("runs_v1");

/// What follows the line of a run in the history: serial -> lines, each ended by a line break. Since
/// schema 2.
pub(super) const DETAILS: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("details_v2");

/// The run that was begun and not ended: [`PENDING_KEY`] -> the intent, as JSON. Since schema 2.
pub(super) const INTENTS: TableDefinition<'static, &str, &[u8]> =
    TableDefinition::new("intents_v2");

/// The one key of [`INTENTS`].
pub(super) const PENDING_KEY: &str = "pending";

/// What the newest runs left in their files: serial and path -> the text, deflated. Since schema 2.
pub(super) const TEXTS: TableDefinition<'static, (u64, &str), &[u8]> =
    TableDefinition::new("texts_v2");

/// Of how many runs [`TEXTS`] are kept.
pub(super) const RUNS_WITH_TEXTS: u64 = 10;

/// Facts about the store itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Meta {
    /// The schema the tables follow, [`SCHEMA`] for this version.
    pub(super) schema: u32,
    /// A UUID made with the store; tells the stores of two households apart.
    pub(super) lineage: String,
    /// The serial of the newest applied run; 0 before the first.
    pub(super) serial: u64,
    /// The length of `history.jsonl` in bytes when this was written. Another length means that the
    /// history knows more than the store.
    pub(super) history_bytes: u64,
}

/// Somebody who was recorded when a run was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PersonRow {
    /// The run that first remembered them.
    pub(super) serial: u64,
    /// The day of that run, if it is known.
    pub(super) since: Option<Date>,
}

/// A configured account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AccountRow {
    /// Whose token it had in the newest applied run.
    pub(super) owner: PlexId,
}
