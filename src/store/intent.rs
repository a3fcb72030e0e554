//! What a run is about to do, kept in the store from before its first write until after its last.
//!
//! A run that was killed in between left its intent behind; with it the next run can detect which of the
//! files hold the old text, which the new one and which something else, and finish or take back.

use serde::{Deserialize, Serialize};

use crate::change::{Effect, RecordedChange};
use crate::effects::Outcome;
use crate::history::RunLine;
use crate::vocabulary::PlexId;

/// A run before it happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// The run's line as far as it is known already: no file is written yet, and `people` are those
    /// recorded before it.
    pub run: RunLine,
    /// What it is going to change.
    pub changes: Vec<IntendedChange>,
    /// The writes, in order.
    pub steps: Vec<Step>,
    /// What it is going to do outside the household, in order, after all writes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
    /// Whether the history keeps nothing of the texts that it replaces.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erases: bool,
}

/// How far an effect of the run under way is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectState {
    /// Nothing was done.
    Waiting,
    /// It may be happening; this is in the store before it is carried out.
    Begun,
    /// It ended.
    Ended(Outcome),
}

/// A change and the write that makes it true.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IntendedChange {
    /// The index of the step.
    pub step: usize,
    /// Who is to be remembered because of it.
    pub remembers: Option<PlexId>,
    /// Who is to be forgotten because of it.
    pub forgets: Option<PlexId>,
    /// The change as in `plan --format json`.
    pub change: RecordedChange,
}

/// One write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The file, relative to the household.
    pub path: String,
    /// What is in it; `None` if there is no such file.
    pub before: Option<String>,
    /// What shall be in it; `None` if it shall be gone.
    pub after: Option<String>,
    /// What has to have worked before.
    pub gate: Gate,
}

/// When a step may be taken, in the order of the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// At once; if it fails, no other step is taken, because the others refer to what it writes.
    First,
    /// Whatever becomes of its neighbours.
    Each,
    /// Only if every step before it worked, because what it takes away may still be referred to.
    Last,
}
