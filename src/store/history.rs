//! `history.jsonl`: one line per applied run, then one per change of it; enough to rebuild the store.
//!
//! The file only grows. A last line without a line break is the trace of a run that was cut off and
//! is passed over; anything else that cannot be read is an error, because guessing here could give
//! somebody a second default payment.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::StoreError;
use super::patch::{Digest, Patch};
use super::remembered::Remembered;
use crate::vocabulary::{AccountName, Date, PlexId};

/// The format of the lines this version writes.
pub const HISTORY_FORMAT: u32 = 1;

/// The highest serial a history may count to, that of a run a day for ever; whatever is counted from
/// it stays a number that every reader of JSON can hold.
const SERIAL_LIMIT: u64 = 1 << 52;

/// How the lines begin that git leaves where it could not merge.
const GIT_MARKS: [&[u8]; 4] = [b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>"];

/// One applied run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunLine {
    /// [`HISTORY_FORMAT`]
    pub format: u32,
    /// The store's lineage, a UUID.
    pub lineage: String,
    /// Counted from 1.
    pub serial: u64,
    /// When it was applied, in RFC 3339 and UTC.
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
    /// Everybody this run remembers for the first time.
    pub people: Vec<PlexId>,
    /// Everybody it forgets, because it takes back the run that imported them.
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
    pub plan: Option<String>,
    /// The run it takes back, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u64>,
    /// How many files, users and servers of the plan were left out; 0 when all of it was applied.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Who: the actor of the CI job, else the git identity, else the user of the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The commit that was checked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Whether the household had changes that were not committed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dirty: bool,
}

/// What a run did to one file; enough to take it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLine {
    /// Relative to the household.
    pub path: String,
    /// The digest of what was there; `None` for a file the run made.
    pub before: Option<Digest>,
    /// The digest of what it left; `None` for a file it removed.
    pub after: Option<Digest>,
    /// What turns the text it left into the text that was there.
    pub undo: Patch,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "lines are read one at a time")]
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

/// A run with everything the history tells of it.
#[derive(Debug, Clone, PartialEq)]
pub struct RunDetails {
    /// The run.
    pub run: RunLine,
    /// Its changes, as in `plan --format json`.
    pub changes: Vec<Value>,
    /// Its files; none for a run of a version that did not keep what it replaced.
    pub files: Vec<FileLine>,
}

/// What a history tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Replayed {
    pub(super) remembered: Remembered,
    /// Whom the history forgot and did not remember again.
    pub(super) forgotten: BTreeSet<PlexId>,
    pub(super) runs: Vec<RunLine>,
}

/// Only what tells the lines apart; changes are long and not needed here.
#[derive(Deserialize)]
pub(super) struct LineKind<'l> {
    #[serde(borrow)]
    pub(super) line: Cow<'l, str>,
}

/// Reads a whole history.
pub(super) fn replay(text: &[u8]) -> Result<Replayed, StoreError> {
    let mut replayed = Replayed::default();
    for (number, line) in numbered(text) {
        if let Some(run) = run_of(number, line)? {
            replayed.add(run);
        }
    }
    Ok(replayed)
}

/// The run that a line with this number is the first of; `None` for any other line.
pub(super) fn run_of(number: usize, line: &[u8]) -> Result<Option<RunLine>, StoreError> {
    let kind: LineKind<'_> = serde_json::from_slice(line).map_err(unreadable(number, line))?;
    if kind.line != "run" {
        return Ok(None);
    }
    let parsed = serde_json::from_slice(line).map_err(unreadable(number, line))?;
    let HistoryLine::Run(run) = parsed else {
        return Ok(None);
    };
    if run.format > HISTORY_FORMAT {
        return Err(StoreError::NewerHistory {
            line: number,
            format: run.format,
        });
    }
    if run.serial > SERIAL_LIMIT {
        return Err(StoreError::ImpossibleSerial {
            line: number,
            serial: run.serial,
        });
    }
    Ok(Some(run))
}

/// The error of a line that makes no sense.
pub(super) fn unreadable(
    number: usize,
    line: &[u8],
) -> impl Fn(serde_json::Error) -> StoreError + use<> {
    let marked = GIT_MARKS.iter().any(|mark| line.starts_with(mark));
    move |source| match marked {
        true => StoreError::Conflict { line: number },
        false => StoreError::HistoryLine {
            line: number,
            source,
        },
    }
}

impl Replayed {
    fn add(&mut self, run: RunLine) {
        let Remembered {
            people,
            owners,
            newest_day,
        } = &mut self.remembered;
        people.extend(&run.people);
        self.forgotten.extend(&run.forgotten);
        for id in &run.people {
            self.forgotten.remove(id);
        }
        for id in &run.forgotten {
            people.remove(id);
        }
        owners.extend(run.owners.clone());
        *newest_day = (*newest_day).max(Some(run.today));
        self.runs.push(run);
    }
}

/// The whole lines of a history with their line breaks, counted from 1; empty lines and a last line that
/// was cut off are left out.
pub(super) fn numbered(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let lines = whole_lines(text).split_inclusive(|byte| *byte == b'\n');
    (1..)
        .zip(lines)
        .filter(|(_, line)| !line.trim_ascii().is_empty())
}

/// A history up to its last line break; what follows is the trace of a write that was cut off.
pub(super) fn whole_lines(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| *byte == b'\n');
    &text[..end.map_or(0, |end| end + 1)]
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

    fn run(serial: u64, people: &[u64]) -> RunLine {
        let today = "2026-11-22".parse().unwrap();
        RunLine {
            owners: BTreeMap::from([(AccountName::new("main"), PlexId(7))]),
            people: people.iter().map(|id| PlexId(*id)).collect(),
            files: vec!["records/users/marlow.yaml".into()],
            changes: 1,
            ..RunLine::begun(
                "0b8f",
                serial,
                "2026-11-22T10:00:00Z",
                today,
                Origin::default(),
            )
        }
    }

    #[test]
    fn a_history_tells_who_was_ever_remembered() {
        let change = serde_json::json!({"kind": "add_user", "user": "marlow"});
        let first = RunDetails {
            run: run(1, &[1, 2]),
            changes: vec![change],
            files: Vec::new(),
        };
        let text = run_line(&first.run) + &detail_lines(&first) + &run_line(&run(2, &[3]));
        let replayed = replay(text.as_bytes()).unwrap();
        assert_eq!(
            replayed.remembered.people,
            [PlexId(1), PlexId(2), PlexId(3)].into()
        );
        assert_eq!(
            replayed.remembered.owners[&AccountName::new("main")],
            PlexId(7)
        );
        assert_eq!(replayed.runs.len(), 2);
    }

    #[test]
    fn whoever_was_forgotten_can_be_remembered_again() {
        let undo = RunLine {
            forgotten: vec![PlexId(1), PlexId(2)],
            ..run(2, &[])
        };
        let text = run_line(&run(1, &[1, 2, 3])) + &run_line(&undo) + &run_line(&run(3, &[2]));
        let replayed = replay(text.as_bytes()).unwrap();
        assert_eq!(replayed.remembered.people, [PlexId(2), PlexId(3)].into());
        assert_eq!(replayed.forgotten, [PlexId(1)].into());
    }

    #[test]
    fn a_line_cut_off_at_the_end_is_passed_over() {
        let text = run_line(&run(1, &[1])) + "{\"line\":\"run\",\"form";
        assert_eq!(
            replay(text.as_bytes()).unwrap().remembered.people,
            [PlexId(1)].into()
        );
    }

    #[test]
    fn what_git_left_of_a_merge_has_an_error_of_its_own() {
        let text = run_line(&run(1, &[1])) + "<<<<<<< HEAD\n" + &run_line(&run(2, &[2]));
        let error = replay(text.as_bytes()).unwrap_err();
        assert!(
            matches!(error, StoreError::Conflict { line: 2 }),
            "{error:?}"
        );
    }

    #[test]
    fn nobody_counts_to_the_end_of_numbers() {
        let error = replay(run_line(&run(u64::MAX, &[])).as_bytes()).unwrap_err();
        assert!(
            matches!(error, StoreError::ImpossibleSerial { line: 1, .. }),
            "{error:?}"
        );
    }

    #[test]
    fn a_damaged_line_is_an_error_that_names_it() {
        let text = run_line(&run(1, &[1])) + "{\"line\":\n" + &run_line(&run(2, &[2]));
        let error = replay(text.as_bytes()).unwrap_err();
        assert!(
            matches!(error, StoreError::HistoryLine { line: 2, .. }),
            "{error:?}"
        );
    }
}
