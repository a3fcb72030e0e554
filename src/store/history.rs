//! Reads `history.jsonl`: one line per applied run, then one per change and file of it; enough to rebuild
//! the store.
//!
//! The file only grows. A last line without a line break is the trace of a run that was cut off and
//! is passed over; anything else that cannot be read is an error, because guessing here could give
//! somebody a second default payment.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Deserialize;

use super::StoreError;
use super::lines::{HISTORY_FORMAT, HistoryLine, RunLine, newest_day};
use super::remembered::Remembered;
use crate::problem::is_conflict_marker;
use crate::vocabulary::PlexId;

/// The highest serial a history may name: more runs than anybody applies, and whatever is counted on from
/// it is still a number that every reader of JSON can hold.
const SERIAL_LIMIT: u64 = 1 << 52;

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
    replayed.remembered.newest_day = newest_day(&replayed.runs);
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
    let is_marker = is_conflict_marker(line);
    move |source| match is_marker {
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
            newest_day: _,
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::lines::{Origin, run_line};
    use super::*;
    use crate::vocabulary::AccountName;

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
        let text = run_line(&run(1, &[1, 2])) + &run_line(&run(2, &[3]));
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
