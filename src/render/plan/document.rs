//! The documents of `--format json` as types: what is written, and what their JSON Schemas are made of.
//!
//! The order of the fields is part of the format. The comment of a field describes it to readers of the
//! document what is in it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::LeftRow;
use super::files::FileStatus;
use crate::change::{Change, ChangeDocument, GuardName};
use crate::plan::{NoticeKind, SourceVerdict, UnknownFact};
use crate::vocabulary::{Date, Moment, PlexId, RunId};

/// A change set: every difference between the records and what Plex says, decided and in a fixed order.
/// Equal input gives equal bytes.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PlanDocument<'a> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &"1.0")]
    pub(super) format_version: &'a str,
    /// The version of plexmgr that wrote this.
    pub(super) plexmgr: &'a str,
    /// The day the plan was made for.
    #[schemars(with = "Date")]
    pub(super) today: String,
    /// Whether nothing is unknown of any account; `unknown` lists what is.
    pub(super) complete: bool,
    /// Every account that was asked, in the order of the settings.
    pub(super) accounts: Vec<AccountDocument<'a>>,
    /// What is to be done: servers, then libraries, then users; inside by handle.
    #[schemars(with = "Vec<ChangeDocument>")]
    pub(super) changes: &'a [Change],
    /// What is not known, and what is held back for it, by account and fact.
    pub(super) unknown: &'a [UnknownFact],
    /// What became of everything that each source of transactions lists, in the order of the settings; absent if
    /// none was read.
    #[serde(skip_serializing_if = "<[SourceVerdict]>::is_empty")]
    pub(super) sources: &'a [SourceVerdict],
    /// The record files that would be written.
    pub(super) files: Vec<FileDocument<'a>>,
    /// What is worth knowing and changes nothing.
    pub(super) notices: Vec<NoticeDocument<'a>>,
    /// How many more notices there are, which the settings silence; absent if none.
    #[serde(skip_serializing_if = "is_none")]
    #[schemars(with = "Option<usize>")]
    pub(super) silenced: usize,
    /// The rows of a spreadsheet that `adopt` leaves, each with a reason; absent if none.
    #[serde(skip_serializing_if = "<[LeftRow]>::is_empty")]
    #[schemars(with = "Option<Vec<LeftRow>>")]
    pub(super) left: &'a [LeftRow],
    /// Every guard and what it found.
    pub(super) guards: Vec<GuardDocument<'a>>,
    /// How many changes there are of each kind; kinds without a change are left out.
    pub(super) summary: BTreeMap<&'a str, usize>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the serializer passes a reference"
)]
fn is_none(count: &usize) -> bool {
    *count == 0
}

/// What is reported of one account.
#[derive(Serialize, JsonSchema)]
pub(super) struct AccountDocument<'a> {
    /// Its name in the settings.
    pub(super) name: &'a str,
    /// The Plex id of its owner; null if it could not be read.
    pub(super) id: Option<PlexId>,
    /// Whether everything was read and believed that a run may not do without.
    pub(super) complete: bool,
    /// Whether anything is concluded from it.
    pub(super) believed: bool,
    /// How many own servers it has.
    pub(super) servers: usize,
    /// How many people it lists.
    pub(super) users: usize,
}

/// A record file that is written.
#[derive(Serialize, JsonSchema)]
pub(super) struct FileDocument<'a> {
    /// Its path, relative to the household.
    pub(super) path: &'a str,
    /// Whether it is there already.
    #[schemars(with = "FileStatus")]
    pub(super) status: &'a str,
    /// The unified diff; null where it was left out by `--brief`.
    pub(super) diff: Option<&'a str>,
}

/// Something worth knowing that changes nothing.
#[derive(Serialize, JsonSchema)]
pub(super) struct NoticeDocument<'a> {
    /// What sort of thing it is.
    #[schemars(with = "NoticeKind")]
    pub(super) kind: &'a str,
    /// Who or what it is about, as Plex or the records name it.
    pub(super) subject: &'a str,
    /// One sentence for people.
    pub(super) message: &'a str,
    /// The record file concerned, if there is one.
    pub(super) file: Option<&'a str>,
    /// The line in that file, counted from 1.
    pub(super) line: Option<u32>,
    /// The column in that line, counted from 1.
    pub(super) column: Option<u32>,
}

/// A guard and what it found.
#[derive(Serialize, JsonSchema)]
pub(super) struct GuardDocument<'a> {
    /// Which guard.
    #[schemars(with = "GuardName")]
    pub(super) name: &'a str,
    /// The largest number that passes.
    pub(super) limit: u64,
    /// The number found.
    pub(super) found: u64,
    /// Whether the plan may be applied as far as this guard is concerned.
    pub(super) verdict: GuardResult,
    /// Why it refuses; null when it passes.
    pub(super) message: Option<&'a str>,
    /// The accepted number; missing unless the guard passes for that reason only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u64")]
    pub(super) accepted: Option<u64>,
    /// The number to consent to with `--accept`; missing when no consent is needed or none would help.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u64")]
    pub(super) to_accept: Option<u64>,
}

/// What a guard says.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum GuardResult {
    /// It passes.
    Pass,
    /// It refuses.
    Refuse,
}

/// What `apply` prints for a saved plan that was applied earlier.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AlreadyDocument<'a> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &"1.0")]
    pub(super) format_version: &'a str,
    /// The run that applied it.
    pub(super) already_applied: EarlierRun<'a>,
}

/// A run that was applied earlier.
#[derive(Serialize, JsonSchema)]
pub(super) struct EarlierRun<'a> {
    /// Its id, of which `plexmgr history` shows the first digits.
    pub(super) run: RunId,
    /// When it was applied.
    #[schemars(with = "Moment")]
    pub(super) time: &'a str,
    /// The digest of the saved plan.
    pub(super) plan: Option<&'a str>,
}
