//! Which effects were carried out: those are never carried out again.

use std::collections::BTreeMap;

use super::run::Run;
use crate::vocabulary::RunId;

/// The keys of all effects that happened or may have happened, each with the run that says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger(BTreeMap<String, RunId>);

impl Ledger {
    /// What these runs did. Runs that count for nothing else belong to them: what they did outside of the
    /// household stays done.
    #[must_use]
    pub fn of<'r>(runs: impl IntoIterator<Item = &'r Run>) -> Self {
        let with_effects = runs.into_iter().filter(|run| run.line.effects > 0);
        let lines = with_effects.flat_map(|run| {
            let carried_out = run.effects().filter(|line| line.outcome.end.is_final());
            carried_out.map(|line| (line.effect.key, run.id))
        });
        Self(lines.collect())
    }

    /// The run that carried out the effect with this key, if one did or may have.
    #[must_use]
    pub fn run_of(&self, key: &str) -> Option<RunId> {
        self.0.get(key).copied()
    }
}
