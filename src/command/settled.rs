//! Compares store and history beside a run that may be writing them at this moment.
//!
//! What is read meanwhile can be torn, or new in one file and old in the other. That is not a fault of
//! either, so it is looked at again until nothing is wrong with it or that run has ended.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::exclusive::{LOCK_FILE, holder_of};
use crate::files::lock;
use crate::store::{self, Recalled, StoreError};

/// How long a run is waited for that is writing.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(20);

/// How store and history are.
pub(super) enum Settled {
    /// What is remembered, and what does not fit together.
    Compared(Box<Recalled>, Vec<String>),
    /// They cannot be compared while this run, described for people, is writing.
    Writing(String),
}

/// Looks at store and history until what it finds is not the work of a run that is writing.
pub(super) fn settled(state: &Path) -> Result<Settled, StoreError> {
    let path = state.join(LOCK_FILE);
    let begun = Instant::now();
    let mut was_free = false;
    loop {
        let found = compared(state);
        if matches!(&found, Ok((_, differences)) if differences.is_empty()) || was_free {
            let compared =
                |(recalled, differences)| Settled::Compared(Box::new(recalled), differences);
            return found.map(compared);
        }
        // A run that has just ended may have torn what was read before; then it is read once more.
        match lock::holder(&path) {
            None => was_free = true,
            Some(left) if begun.elapsed() >= PATIENCE => {
                return Ok(Settled::Writing(holder_of(&left)));
            }
            Some(_) => sleep(PAUSE),
        }
    }
}

fn compared(state: &Path) -> Result<(Recalled, Vec<String>), StoreError> {
    let recalled = store::recall(state)?;
    let differences = store::findings(state, &recalled)?;
    Ok((recalled, differences))
}
