//! The lines of `history.jsonl`, as they are written and read; `state/README.md` describes them.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::patch::Patch;
use crate::vocabulary::schema::Moment;
use crate::vocabulary::{AccountName, Date, Digest, PlexId};

/// The format of the lines this version writes.
pub const HISTORY_FORMAT: u32 = 1;

/// One applied run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunLine {
    /// The format of these lines, 1.
    pub format: u32,
    /// The store's lineage, a UUID.
    pub lineage: String,
    /// Counted from 1.
    pub serial: u64,
    /// When it was applied.
    #[schemars(with = "Moment")]
    pub time: String,
    /// The day it was applied for.
    pub today: Date,
    /// The version of plexmgr.
    pub plexmgr: String,
    /// Who ran it and on which commit.
    #[serde(flatten)]
    pub origin: Origin,
    /// Whose token each account that was read had.
    pub owners: BTreeMap<AccountName, PlexId>,
    /// All people this run remembers for the first time.
    pub people: Vec<PlexId>,
    /// All people it forgets, because it takes back the run that imported them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forgotten: Vec<PlexId>,
    /// The files it wrote, relative to the household.
    pub files: Vec<String>,
    /// How many lines of changes follow.
    pub changes: usize,
    /// How many lines of files follow those.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub texts: usize,
    /// The guards that were accepted by hand, with their numbers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub accepted: BTreeMap<String, u64>,
    /// The digest of the saved plan it applied, if it applied one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub plan: Option<String>,
    /// The run it takes back, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u64")]
    pub undoes: Option<u64>,
    /// How many files, users and servers of the plan were left out; 0 when all of it was applied.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
}

/// The day of the newest of these runs, given in the order they were applied.
///
/// A run that was taken back does not count, nor does the one that took it back; one that was dated
/// back with consent makes its own day the newest.
pub(super) fn newest_day(runs: impl Iterator<Item = DatedRun>) -> Option<Date> {
    let runs: Vec<DatedRun> = runs.collect();
    let mut undone = BTreeSet::new();
    for run in runs.iter().rev() {
        if !undone.contains(&run.serial) {
            undone.extend(run.undoes.filter(|earlier| *earlier < run.serial));
        }
    }
    let is_counted = |run: &&DatedRun| run.undoes.is_none() && !undone.contains(&run.serial);
    let counted = runs.iter().filter(is_counted);
    counted.fold(None, |newest, run| {
        match run.accepted.contains_key("clock") {
            true => Some(run.today),
            false => newest.max(Some(run.today)),
        }
    })
}

/// What of a run decides the newest day; read by itself it takes a fraction of the time.
#[derive(Debug, Deserialize)]
pub(super) struct DatedRun {
    serial: u64,
    today: Date,
    #[serde(default)]
    accepted: BTreeMap<String, u64>,
    #[serde(default)]
    undoes: Option<u64>,
}

impl From<&RunLine> for DatedRun {
    fn from(run: &RunLine) -> Self {
        Self {
            serial: run.serial,
            today: run.today,
            accepted: run.accepted.clone(),
            undoes: run.undoes,
        }
    }
}

impl RunLine {
    /// A run that has not done anything yet, applied at `time` (RFC 3339, UTC) for the day `today`.
    #[must_use]
    pub fn begun(lineage: &str, serial: u64, time: &str, today: Date, origin: Origin) -> Self {
        Self {
            format: HISTORY_FORMAT,
            lineage: lineage.to_owned(),
            serial,
            time: time.to_owned(),
            today,
            plexmgr: env!("CARGO_PKG_VERSION").to_owned(),
            origin,
            owners: BTreeMap::new(),
            people: Vec::new(),
            forgotten: Vec::new(),
            files: Vec::new(),
            changes: 0,
            texts: 0,
            accepted: BTreeMap::new(),
            plan: None,
            undoes: None,
            left_out: 0,
        }
    }
}

/// Who applied a run, and what the household was when they did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// Who: the actor of the CI job, else the git identity, else the user of the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub by: Option<String>,
    /// The commit that was checked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub commit: Option<String>,
    /// Whether the household had changes that were not committed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dirty: bool,
}

/// What a run did to one file; enough to take it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileLine {
    /// Relative to the household.
    pub path: String,
    /// The digest of what was there; null for a file the run made.
    pub before: Option<Digest>,
    /// The digest of what it left; null for a file it removed.
    pub after: Option<Digest>,
    /// The text that stood in between, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Meanwhile")]
    pub meanwhile: Option<Meanwhile>,
    /// What turns the text it left into the text that was there.
    pub undo: Patch,
}

/// The text of a file while others were written that refer to what comes and to what goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Meanwhile {
    /// Its digest.
    pub digest: Digest,
    /// What turns the text the run left into it.
    pub from_after: Patch,
    /// What turns it into the text that was there before the run.
    pub to_before: Patch,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "line", rename_all = "snake_case")]
pub enum HistoryLine {
    /// A run.
    Run(RunLine),
    /// A change of the run above it, as the plan shows it.
    Change {
        /// The run's serial.
        serial: u64,
        /// The change as in `plan --format json`.
        change: Value,
    },
    /// A file of the run above it.
    File {
        /// The run's serial.
        serial: u64,
        /// What happened to it.
        #[serde(flatten)]
        file: FileLine,
    },
}

/// A run with all its data in the history.
#[derive(Debug, Clone, PartialEq)]
pub struct RunDetails {
    /// The run.
    pub run: RunLine,
    /// Its changes, as in `plan --format json`.
    pub changes: Vec<Value>,
    /// Its files; none for a run of a version that did not keep what it replaced.
    pub files: Vec<FileLine>,
}

/// The line of a run itself, ended by a line break.
pub(super) fn run_line(run: &RunLine) -> String {
    line(&HistoryLine::Run(run.clone()))
}

/// The lines that follow a run's own, each ended by a line break.
pub(super) fn detail_lines(details: &RunDetails) -> String {
    let serial = details.run.serial;
    let changes = details.changes.iter().map(|change| HistoryLine::Change {
        serial,
        change: change.clone(),
    });
    let files = details.files.iter().map(|file| HistoryLine::File {
        serial,
        file: file.clone(),
    });
    changes.chain(files).map(|details| line(&details)).collect()
}

fn line(line: &HistoryLine) -> String {
    let mut text = serde_json::to_string(line).expect("lines hold texts and numbers only");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(serial: u64, today: &str) -> RunLine {
        let today = today.parse().unwrap();
        RunLine::begun(
            "0b8f",
            serial,
            "2026-11-22T10:00:00Z",
            today,
            Origin::default(),
        )
    }

    #[test]
    fn a_wrong_day_counts_until_it_is_taken_back_or_overruled() {
        let dated = |runs: &[RunLine]| newest_day(runs.iter().map(DatedRun::from));
        let newest = |runs: &[RunLine]| dated(runs).map(|day| day.to_string());
        let (right, wrong) = (run(1, "2026-11-22"), run(2, "2062-11-22"));
        let undo = |serial, undoes| RunLine {
            undoes: Some(undoes),
            ..run(serial, "2026-11-23")
        };
        assert_eq!(newest(&[]), None);
        let mut runs = vec![right, wrong];
        assert_eq!(newest(&runs).as_deref(), Some("2062-11-22"));
        runs.push(undo(3, 2));
        assert_eq!(newest(&runs).as_deref(), Some("2026-11-22"));
        runs.push(undo(4, 3));
        assert_eq!(newest(&runs).as_deref(), Some("2062-11-22"));
        runs.push(RunLine {
            accepted: [("clock".to_owned(), 13_148)].into(),
            ..run(5, "2026-11-24")
        });
        assert_eq!(newest(&runs).as_deref(), Some("2026-11-24"));
        runs.push(run(6, "2026-11-25"));
        assert_eq!(newest(&runs).as_deref(), Some("2026-11-25"));
    }
}
