//! Every table of the store, with what its keys and values are.
//!
//! Values are JSON texts, so that a field can be added without a new table; anything else is a new
//! schema number and a migration. `state/README.md` describes the same for readers of the file.

use redb::TableDefinition;
use serde::{Deserialize, Serialize};

use crate::vocabulary::{Date, Digest, PlexId};

/// The schema this version writes.
pub(super) const SCHEMA: u32 = 2;

/// Facts about the store itself: [`META_KEY`] -> [`Meta`].
pub(super) const META: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("meta_v1");

/// The one key of [`META`].
pub(super) const META_KEY: &str = "store";

/// All remembered people: numeric Plex id -> [`PersonRow`].
pub(super) const PEOPLE: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("people_v1");

/// The configured accounts: name -> [`AccountRow`].
pub(super) const ACCOUNTS: TableDefinition<'static, &str, &[u8]> =
    TableDefinition::new("accounts_v1");

/// Every applied run: serial -> the run's line of the history, as JSON. If merged histories contain several
/// runs with one serial, the last of them.
pub(super) const RUNS: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("runs_v1");

/// The history, run by run: position from 0 -> the lines of a run as they stand there, each ended by a
/// line break, deflated. Since schema 2.
pub(super) const HISTORY: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("history_v2");

/// The run that was begun and not ended: [`PENDING_KEY`] -> the intent, as
/// deflated JSON. Since schema 2.
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
    /// A UUID made with the store; distinguishes the stores of two households.
    pub(super) lineage: String,
    /// A random id of the file, unlike the lineage in no other file of the household; none in the stores of
    /// earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    /// The serial of the newest applied run; 0 before the first.
    pub(super) serial: u64,
    /// The length of `history.jsonl` in bytes when this was written.
    pub(super) history_bytes: u64,
    /// The digest of `history.jsonl` when this was written; none in schema 1. A history with another
    /// one has to be read, because it may know more than the store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) history: Option<Digest>,
    /// Whether every line of that history was validated; earlier versions did not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) validated: bool,
}

/// A person who was recorded when a run was applied.
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
