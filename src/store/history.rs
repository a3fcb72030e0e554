//! Reads `history.jsonl`: one line per applied run, then one per change and file of it; enough to rebuild
//! the store.
//!
//! The file only grows. A last line without a line break is the trace of a run that was cut off and
//! is passed over; anything else that is not a valid line is an error, because guessing here could give
//! a user a second default payment.

use std::collections::BTreeSet;

use super::StoreError;
use super::faults::lines;
use super::lines::{DatedRun, HistoryLine, RunLine, newest_day};
use super::remembered::Remembered;
use crate::vocabulary::PlexId;

/// The data of a history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Replayed {
    pub(super) remembered: Remembered,
    /// Whom the history forgot and did not remember again.
    pub(super) forgotten: BTreeSet<PlexId>,
    pub(super) runs: Vec<RunLine>,
}

/// Reads a whole history.
pub(super) fn replay(text: &[u8]) -> Result<Replayed, StoreError> {
    let mut replayed = Replayed::default();
    for line in lines(text) {
        if let HistoryLine::Run(run) = line? {
            replayed.add(run);
        }
    }
    replayed.remembered.newest_day = newest_day(replayed.runs.iter().map(DatedRun::from));
    Ok(replayed)
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::faults::{HistoryFault, LineFault};
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

    /// Insists that replaying fails at a line.
    fn refused(text: &[u8], at: usize, is_expected: impl Fn(&LineFault) -> bool) {
        match replay(text).unwrap_err() {
            StoreError::History(HistoryFault { line, fault, .. }) => {
                assert!(line == at && is_expected(&fault), "line {line} {fault}");
            }
            error => panic!("{error:?}"),
        }
    }

    #[test]
    fn an_unresolved_merge_has_an_error_of_its_own() {
        let text = run_line(&run(1, &[1])) + "<<<<<<< HEAD\n" + &run_line(&run(2, &[2]));
        refused(text.as_bytes(), 2, |fault| {
            matches!(fault, LineFault::Conflict)
        });
    }

    #[test]
    fn run_numbers_stay_in_range() {
        for serial in [0, u64::MAX] {
            refused(run_line(&run(serial, &[])).as_bytes(), 1, |fault| {
                matches!(fault, LineFault::ImpossibleSerial(_))
            });
        }
    }

    #[test]
    fn a_damaged_line_is_an_error_that_names_it() {
        let text = run_line(&run(1, &[1])) + "{\"line\":\n" + &run_line(&run(2, &[2]));
        refused(text.as_bytes(), 2, |fault| {
            matches!(fault, LineFault::Invalid(_))
        });
    }
}
