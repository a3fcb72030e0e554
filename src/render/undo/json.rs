//! What undoing a run does, as JSON for programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::text::{diff_of, difference};
use crate::apply::{Kept, KeptEffect, Undoing};
use crate::change::Effect;
use crate::history::RunDetails;
use crate::render::kit::text_of;
use crate::store::Step;
use crate::vocabulary::RunId;

/// The version of the JSON: the minor part grows with new optional keys, the major with anything else.
const FORMAT_VERSION: &str = "2.1";

/// What taking a run back does.
#[derive(Serialize, JsonSchema)]
pub(crate) struct UndoDocument<'a> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &"2.1")]
    format_version: &'a str,
    /// The run that is undone.
    undoes: RunId,
    /// The files that are taken back.
    files: Vec<UndoneFile<'a>>,
    /// The files that are taken back already, or were never written.
    already: &'a [String],
    /// The files that stay as they are.
    kept: Vec<KeptFile<'a>>,
    /// What takes back the effects of the run; absent if there is nothing to take back.
    #[serde(skip_serializing_if = "<[Effect]>::is_empty")]
    effects: &'a [Effect],
    /// The effects that stay; absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kept_effects: Vec<StayingEffect<'a>>,
}

/// An effect that stays.
#[derive(Serialize, JsonSchema)]
struct StayingEffect<'a> {
    /// Its key.
    key: &'a str,
    /// What it did, for people.
    what: &'a str,
    /// Why it stays.
    reason: &'a str,
}

/// A file that is taken back.
#[derive(Serialize, JsonSchema)]
struct UndoneFile<'a> {
    /// Its path, relative to the household.
    path: &'a str,
    /// What becomes of it.
    status: UndoneStatus,
    /// The unified diff.
    diff: String,
}

/// What becomes of a file that is taken back.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum UndoneStatus {
    /// The run removed it; it is there again.
    Added,
    /// The run made it; it goes.
    Removed,
    /// The run edited it; it is as it was.
    Changed,
}

/// A file that stays as it is.
#[derive(Serialize, JsonSchema)]
struct KeptFile<'a> {
    /// Its path, relative to the household.
    path: &'a str,
    /// Why.
    reason: &'a str,
    /// The unified diff from what the run left to what is there; null if that is not known, or the same.
    difference: Option<String>,
}

/// What taking a run back does, as one document.
#[must_use]
pub fn json(details: &RunDetails, undoing: &Undoing) -> String {
    let Undoing {
        steps: _,
        already,
        kept,
        effects,
        kept_effects,
    } = undoing;
    let files = undoing.files();
    text_of(&UndoDocument {
        format_version: FORMAT_VERSION,
        undoes: details.id,
        files: files.iter().map(undone).collect(),
        already,
        kept: kept.iter().map(kept_file).collect(),
        effects,
        kept_effects: kept_effects.iter().map(kept_effect).collect(),
    })
}

fn kept_effect(kept: &KeptEffect) -> StayingEffect<'_> {
    let KeptEffect { key, what, reason } = kept;
    StayingEffect { key, what, reason }
}

fn undone(step: &Step) -> UndoneFile<'_> {
    UndoneFile {
        path: &step.path,
        status: match (&step.before, &step.after) {
            (None, _) => UndoneStatus::Added,
            (_, None) => UndoneStatus::Removed,
            _ => UndoneStatus::Changed,
        },
        diff: diff_of(step),
    }
}

fn kept_file(file: &Kept) -> KeptFile<'_> {
    KeptFile {
        path: &file.path,
        reason: &file.reason,
        difference: difference(file),
    }
}
