//! The applied runs as JSON for programs.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::text::HistoryView;
use crate::change::{ChangeDocument, RecordedChange};
use crate::history::{EffectLine, FileLine, Run, RunDetails, RunLine};
use crate::render::kit::text_of;
use crate::vocabulary::{Digest, RunId};

/// The version of the JSON: the minor part grows with new optional keys, the major with anything else.
const FORMAT_VERSION: &str = "2.3";

/// Every applied run, the oldest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct HistoryDocument<'a> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &FORMAT_VERSION)]
    format_version: &'a str,
    /// The runs in the working tree.
    runs: Vec<AppliedRun<'a>>,
    /// The runs the store knows besides; they count for nothing.
    set_aside: Vec<AppliedRun<'a>>,
}

/// One applied run.
#[derive(Serialize, JsonSchema)]
struct AppliedRun<'a> {
    /// What names it: the digest of its lines.
    id: RunId,
    /// Its first line.
    #[serde(flatten)]
    run: &'a RunLine,
    /// What became of it, for people; absent if it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<String>,
}

/// One applied run with everything it changed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RunDocument<'a> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &FORMAT_VERSION)]
    format_version: &'a str,
    /// What names it: the digest of its lines.
    id: RunId,
    /// The run.
    run: &'a RunLine,
    /// What it changed, as the plan showed it.
    #[schemars(with = "Vec<HistoryChange>")]
    changes: &'a [RecordedChange],
    /// The files it wrote; none for a run of a version that did not keep what it replaced.
    files: Vec<WrittenFile<'a>>,
    /// What it did outside the household; absent if it did nothing there.
    #[serde(skip_serializing_if = "<[EffectLine]>::is_empty")]
    effects: &'a [EffectLine],
}

/// A change from the history.
pub(in crate::render) struct HistoryChange;

impl JsonSchema for HistoryChange {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "HistoryChange".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let change = generator.subschema_for::<ChangeDocument>();
        let other = "A change of another version of plexmgr.";
        json_schema!({"anyOf": [change, {"description": other}]})
    }
}

/// What a run did to one file.
#[derive(Serialize, JsonSchema)]
struct WrittenFile<'a> {
    /// Its path, relative to the household.
    path: &'a str,
    /// The digest of what was there; null for a file the run made.
    before: Option<&'a Digest>,
    /// The digest of what it left; null for a file it removed.
    after: Option<&'a Digest>,
}

/// Every run, as one document.
#[must_use]
pub fn runs(applied: &HistoryView<'_>) -> String {
    let row = |run| AppliedRun::of(run, applied);
    text_of(&HistoryDocument {
        format_version: FORMAT_VERSION,
        runs: applied.runs().map(row).collect(),
        set_aside: applied.set_aside().map(row).collect(),
    })
}

impl<'r> AppliedRun<'r> {
    fn of(run: &'r Run, applied: &HistoryView<'_>) -> Self {
        Self {
            id: run.id,
            run: &run.line,
            end: applied.end(run.id),
        }
    }
}

/// One run with its changes, files and effects, as one document.
#[must_use]
pub fn run(details: &RunDetails) -> String {
    let RunDetails {
        id,
        run,
        changes,
        files,
        effects,
    } = details;
    text_of(&RunDocument {
        format_version: FORMAT_VERSION,
        id: *id,
        run,
        changes,
        files: files.iter().map(written).collect(),
        effects,
    })
}

fn written(file: &FileLine) -> WrittenFile<'_> {
    let FileLine {
        path,
        before,
        after,
        meanwhile: _,
        undo: _,
    } = file;
    WrittenFile {
        path,
        before: before.as_ref(),
        after: after.as_ref(),
    }
}
