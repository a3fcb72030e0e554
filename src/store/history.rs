//! `history.jsonl`: one line per applied run, then one per change of it; enough to rebuild the store.
//!
//! The file only grows. A last line without a line break is the trace of a run that was cut off and
//! is passed over; anything else that cannot be read is an error, because guessing here could give
//! somebody a second default payment.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::StoreError;
use super::remembered::Remembered;
use crate::vocabulary::{AccountName, Date, PlexId};

/// The format of the lines this version writes.
pub const HISTORY_FORMAT: u32 = 1;

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
    /// Whose token each account that was read had.
    pub owners: BTreeMap<AccountName, PlexId>,
    /// Everybody this run remembers for the first time.
    pub people: Vec<PlexId>,
    /// The files it wrote, relative to the household.
    pub files: Vec<String>,
    /// How many lines of changes follow.
    pub changes: usize,
    /// The digest of the saved plan it applied, if it applied one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// How many files, users and servers of the plan were left out; 0 when all of it was applied.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
}

/// What a history tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Replayed {
    pub(super) remembered: Remembered,
    pub(super) runs: Vec<RunLine>,
}

/// Only what tells the lines apart; changes are long and not needed here.
#[derive(Deserialize)]
struct LineKind<'l> {
    line: &'l str,
}

/// Reads a whole history.
pub(super) fn replay(text: &[u8]) -> Result<Replayed, StoreError> {
    let mut replayed = Replayed::default();
    let whole = text
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    for (index, line) in text[..whole].split(|byte| *byte == b'\n').enumerate() {
        if line.is_empty() {
            continue;
        }
        let unreadable = |source| StoreError::HistoryLine {
            line: index + 1,
            source,
        };
        let kind: LineKind<'_> = serde_json::from_slice(line).map_err(unreadable)?;
        if kind.line != "run" {
            continue;
        }
        let parsed: HistoryLine = serde_json::from_slice(line).map_err(unreadable)?;
        if let HistoryLine::Run(run) = parsed {
            if run.format > HISTORY_FORMAT {
                return Err(StoreError::NewerHistory {
                    line: index + 1,
                    format: run.format,
                });
            }
            replayed.remembered.people.extend(&run.people);
            replayed.remembered.owners.extend(run.owners.clone());
            replayed.remembered.newest_day = replayed.remembered.newest_day.max(Some(run.today));
            replayed.runs.push(run);
        }
    }
    Ok(replayed)
}

/// The lines of one run, each ended by a line break.
pub(super) fn lines(run: &RunLine, changes: &[Value]) -> String {
    let head = HistoryLine::Run(run.clone());
    let changes = changes.iter().map(|change| HistoryLine::Change {
        serial: run.serial,
        change: change.clone(),
    });
    let mut text = String::new();
    for line in std::iter::once(head).chain(changes) {
        let json = serde_json::to_string(&line).expect("lines hold texts and numbers only");
        text.push_str(&json);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(serial: u64, people: &[u64]) -> RunLine {
        RunLine {
            format: HISTORY_FORMAT,
            lineage: "0b8f".into(),
            serial,
            time: "2026-11-22T10:00:00Z".into(),
            today: "2026-11-22".parse().unwrap(),
            plexmgr: "0.1.0".into(),
            owners: BTreeMap::from([(AccountName::new("main"), PlexId(7))]),
            people: people.iter().map(|id| PlexId(*id)).collect(),
            files: vec!["records/users/marlow.yaml".into()],
            changes: 1,
            plan: None,
            left_out: 0,
        }
    }

    #[test]
    fn a_history_tells_who_was_ever_remembered() {
        let change = serde_json::json!({"kind": "add_user", "user": "marlow"});
        let text = lines(&run(1, &[1, 2]), &[change]) + &lines(&run(2, &[3]), &[]);
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
    fn a_line_cut_off_at_the_end_is_passed_over() {
        let text = lines(&run(1, &[1]), &[]) + "{\"line\":\"run\",\"form";
        assert_eq!(
            replay(text.as_bytes()).unwrap().remembered.people,
            [PlexId(1)].into()
        );
    }

    #[test]
    fn a_damaged_line_is_an_error_that_names_it() {
        let text = lines(&run(1, &[1]), &[]) + "{\"line\":\n" + &lines(&run(2, &[2]), &[]);
        let error = replay(text.as_bytes()).unwrap_err();
        assert!(
            matches!(error, StoreError::HistoryLine { line: 2, .. }),
            "{error:?}"
        );
    }
}
