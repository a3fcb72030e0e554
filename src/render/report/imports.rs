//! What was applied: the newest runs, and how many people each of them imported.

use serde::Serialize;

use super::AppliedRuns;
use super::view::{Day, name};
use crate::change::{ChangeKind, RecordedChange};
use crate::history::{self, RunDetails};
use crate::render::kit::Privacy;
use crate::vocabulary::{RunId, escaped};

/// How many runs are shown.
const MOST_RUNS: usize = 24;

/// The data of the applied runs.
#[derive(Debug, Serialize)]
pub(super) struct Imports {
    /// The newest first.
    runs: Vec<RunRow>,
    /// How many older ones are not shown.
    more: usize,
    /// What is wrong with the history or the store.
    troubles: Vec<String>,
    is_unreadable: bool,
}

/// One applied run.
#[derive(Debug, Serialize)]
struct RunRow {
    id: String,
    day: Day,
    /// How many people it imported.
    imported: usize,
    changes: usize,
    by: Option<String>,
    /// The run it took back.
    undoes: Option<String>,
    /// The run that took it back.
    undone_by: Option<String>,
    /// How many files, users and servers it left out.
    left_out: usize,
}

impl Imports {
    pub(super) fn of(history: &AppliedRuns, privacy: Privacy) -> Self {
        let sentence = |text: &String| escaped(&privacy.masked(text));
        match history {
            AppliedRuns::Unreadable(because) => Self {
                runs: Vec::new(),
                more: 0,
                troubles: vec![sentence(because)],
                is_unreadable: true,
            },
            AppliedRuns::Known { runs, findings } => {
                let undone = history::undone(runs.iter());
                let newest = runs.iter().rev().take(MOST_RUNS);
                let shown = newest.map(|run| {
                    let undone_by = undone.get(&run.id).map(|later| later.id);
                    RunRow::of(&run.details(), undone_by, privacy)
                });
                Self {
                    runs: shown.collect(),
                    more: runs.len().saturating_sub(MOST_RUNS),
                    troubles: findings.iter().map(sentence).collect(),
                    is_unreadable: false,
                }
            }
        }
    }
}

impl RunRow {
    fn of(details: &RunDetails, undone_by: Option<RunId>, privacy: Privacy) -> Self {
        let RunDetails {
            id,
            run,
            changes,
            files: _,
            effects: _,
        } = details;
        let is_import = |change: &&RecordedChange| change.known_kind() == Some(ChangeKind::AddUser);
        Self {
            id: id.to_string(),
            day: Day::of(run.today),
            imported: match run.undoes {
                // These are the changes it took back.
                Some(_) => 0,
                None => changes.iter().filter(is_import).count(),
            },
            changes: run.changes,
            by: run.origin.by.as_ref().map(|by| name(by, privacy)),
            undoes: run.undone().map(|id| id.to_string()),
            undone_by: undone_by.map(|id| id.to_string()),
            left_out: run.left_out,
        }
    }
}
