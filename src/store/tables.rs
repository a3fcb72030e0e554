//! Every table of the store, with what its keys and values are.
//!
//! Values are JSON texts, so that a field can be added without a new table; anything else is a new
//! schema number and a migration. `state/README.md` describes the same for readers of the file.

use redb::TableDefinition;
use serde::{Deserialize, Serialize};

use super::intent::EffectState;
use crate::history::{FileLeft, Summary};
use crate::vocabulary::Digest;

/// The schema this version writes.
pub(super) const SCHEMA: u32 = 3;

/// Facts about the store itself: [`META_KEY`] -> [`Meta`].
pub(super) const META: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("meta_v1");

/// The one key of [`META`].
pub(super) const META_KEY: &str = "store";

/// Every run that was in the working tree when something was applied: the 64 hex digits of its id -> its
/// lines as in its file, deflated. Since schema 3.
pub(super) const RUNS: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("runs_v3");

/// What the history came to: [`SUMMARY_KEY`] -> [`Cached`], as deflated JSON. Since schema 3.
pub(super) const SUMMARY: TableDefinition<'static, &str, &[u8]> =
    TableDefinition::new("summary_v3");

/// The key of the summary in [`SUMMARY`].
pub(super) const SUMMARY_KEY: &str = "summary";

/// The key in [`SUMMARY`] of what the runs last wrote, as deflated JSON.
pub(super) const WRITTEN_KEY: &str = "written";

/// Raised whenever a summary takes another key of the runs into account: one that an earlier version wrote is not used.
pub(super) const SUMMARY_CONTENT: u32 = 3;

/// The run that was begun and not ended: [`PENDING_KEY`] -> the intent, as
/// deflated JSON. Since schema 2.
pub(super) const INTENTS: TableDefinition<'static, &str, &[u8]> =
    TableDefinition::new("intents_v2");

/// The key of the intent in [`INTENTS`].
pub(super) const PENDING_KEY: &str = "pending";

/// The key in [`INTENTS`] of [`Progress`], as deflated JSON; only for runs with effects.
pub(super) const PROGRESS_KEY: &str = "effects";

/// What the newest runs left in their files: the hex digits of the run's id and the path -> the text,
/// deflated. Since schema 3.
pub(super) const TEXTS: TableDefinition<'static, (&str, &str), &[u8]> =
    TableDefinition::new("texts_v3");

/// Of how many runs [`TEXTS`] are kept.
pub(super) const RUNS_WITH_TEXTS: usize = 10;

/// Facts about the store itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Meta {
    /// The schema the tables follow, [`SCHEMA`] for this version.
    pub(super) schema: u32,
    /// A random id of the file, in no other file of the household; none in the stores of the first release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    /// Keys that the first release needs to read `schema`; it refuses the store because of that.
    #[serde(flatten)]
    pub(super) first: FirstMeta,
}

/// The keys of [`Meta`] without which the first release cannot read it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FirstMeta {
    lineage: String,
    serial: u64,
    history_bytes: u64,
}

/// How far the effects of the run under way are. Not in the intent itself, because this machine notes the digest
/// of that one before the first write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Progress {
    /// The digest of the intent it is about.
    pub(super) intent: Digest,
    /// The state of each effect, in the order of the intent.
    pub(super) effects: Vec<EffectState>,
}

/// What the history came to when the store was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cached {
    /// The names, sizes and times of the history's files: while they are the same, this need not be read again.
    pub(super) stamp: Digest,
    /// The `client_id` of the household.
    pub(super) household: String,
    /// What its runs come to.
    pub(super) summary: Summary,
    /// How many runs the store knows that were not in the working tree.
    pub(super) set_aside: usize,
    /// Which data of the runs the summary is made from, [`SUMMARY_CONTENT`] for this version.
    #[serde(default)]
    pub(super) content: u32,
    /// A file of each of the newest runs; none in a store of an earlier version.
    #[serde(default)]
    pub(super) left: Vec<FileLeft>,
}
