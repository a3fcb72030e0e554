//! Reads store and history beside a run that may be writing them at this moment.
//!
//! What is read meanwhile can be torn, or new in one file and old in the other. That is not a fault of
//! either, so it is looked at again until nothing is wrong with it or that run has ended.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::context::Context;
use super::exclusive::{LOCK_FILE, holder_of};
use super::exit::Failure;
use super::machine;
use crate::files::lock;
use crate::store::{Look, Recalled, StateFolder};
use crate::vocabulary::escaped;

/// How long a run is waited for that is writing.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(20);

/// How store and history are.
pub(super) enum StableState {
    /// What is remembered, and what is wrong with store and history, as sentences for people.
    Read(Box<Recalled>, Vec<String>),
    /// They cannot be read while this run, described for people, is writing.
    Writing(String),
}

/// Looks at store and history until what it finds is not the work of a run that is writing.
pub(super) fn stable_state(context: &Context, state: &StateFolder) -> Result<StableState, Failure> {
    let path = state.path.join(LOCK_FILE);
    let begun = Instant::now();
    let mut was_free = false;
    loop {
        let found = machine::recall(context, state, Look::Whole).map(with_findings);
        if matches!(&found, Ok((_, findings)) if findings.is_empty()) || was_free {
            return found
                .map(|(recalled, findings)| StableState::Read(Box::new(recalled), findings));
        }
        // A run that has just ended may have torn what was read before; then it is read once more.
        match lock::holder(&path) {
            None => was_free = true,
            Some(left) if begun.elapsed() >= PATIENCE => {
                return Ok(StableState::Writing(holder_of(&left)));
            }
            Some(_) => sleep(PAUSE),
        }
    }
}

/// What is wrong with store and history; empty if all is well.
fn with_findings(recalled: Recalled) -> (Recalled, Vec<String>) {
    let unusable = recalled.rebuilt_because.as_ref();
    let unusable =
        unusable.map(|because| format!("the store {because}; using the history instead"));
    let pending = recalled.pending.as_ref();
    let pending = pending.map(|intent| {
        let time = escaped(&intent.run.time);
        format!("the run of {time} is not finished")
    });
    let faults = recalled.faults.iter().map(ToString::to_string);
    let findings = unusable.into_iter().chain(pending).chain(faults).collect();
    (recalled, findings)
}
