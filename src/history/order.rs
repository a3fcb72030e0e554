//! The order of the runs: each behind the runs it follows, otherwise by time, then by id.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

use super::run::Run;
use crate::vocabulary::RunId;

/// The runs in their order. A run that is followed and not there is passed over.
pub(super) fn ordered(runs: Vec<Run>) -> Vec<Run> {
    let index: HashMap<RunId, usize> = (0..).zip(&runs).map(|(at, run)| (run.id, at)).collect();
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); runs.len()];
    let mut waits_for = vec![0_usize; runs.len()];
    for (at, run) in runs.iter().enumerate() {
        let earlier: BTreeSet<usize> = run
            .follows
            .iter()
            .filter_map(|id| index.get(id).copied())
            .collect();
        waits_for[at] = earlier.len();
        for earlier in earlier {
            followers[earlier].push(at);
        }
    }
    let key = |at: usize| Reverse((runs[at].line.time.clone(), runs[at].id, at));
    let mut ready: BinaryHeap<_> = (0..runs.len())
        .filter(|at| waits_for[*at] == 0)
        .map(key)
        .collect();
    let mut positions = Vec::with_capacity(runs.len());
    while let Some(Reverse((_, _, at))) = ready.pop() {
        positions.push(at);
        for follower in &followers[at] {
            waits_for[*follower] -= 1;
            if waits_for[*follower] == 0 {
                ready.push(key(*follower));
            }
        }
    }
    // No run can hold the digest of one that holds its own, so nothing waits for ever; no run is lost if one does.
    positions.extend((0..runs.len()).filter(|at| waits_for[*at] > 0));
    let mut runs: Vec<Option<Run>> = runs.into_iter().map(Some).collect();
    positions
        .into_iter()
        .filter_map(|at| runs[at].take())
        .collect()
}

/// The runs that no other one follows, in their order.
pub(super) fn newest<'r>(runs: impl Iterator<Item = &'r Run> + Clone) -> Vec<&'r Run> {
    let followed: BTreeSet<RunId> = runs
        .clone()
        .flat_map(|run| run.follows.iter().copied())
        .collect();
    runs.filter(|run| !followed.contains(&run.id)).collect()
}
