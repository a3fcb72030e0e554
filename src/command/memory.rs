//! What earlier runs remembered, and what is unusual about it.

use super::context::Context;
use super::exclusive::state_folder;
use super::exit::Failure;
use super::machine;
use super::store_failure::history_hint;
use crate::settings::Settings;
use crate::store::{Look, Recalled, STORE_FILE, StateFolder};
use crate::vocabulary::escaped;

/// What is remembered, and where.
pub(super) struct Memory {
    pub(super) state: StateFolder,
    pub(super) recalled: Recalled,
}

impl Memory {
    /// What is remembered now.
    pub(super) fn of(context: &Context, settings: &Settings, look: Look) -> Result<Self, Failure> {
        let state = state_folder(context, settings)?;
        let recalled = machine::recall(context, &state, look)?;
        Ok(Self { state, recalled })
    }
}

/// Says what is unusual about history and store. A checkout without a store is usual; one that cannot be used is
/// not.
pub(super) fn mention(context: &Context, state: &StateFolder, recalled: &Recalled) {
    if let Some(because) = &recalled.rebuilt_because {
        let message = format!("the store {because}; using the history instead");
        match state.path.join(STORE_FILE).exists() {
            true => context.warn(&message),
            false => context.say(&format!("note: {message}")),
        }
    }
    if let Some(intent) = &recalled.pending {
        context.warn(&format!(
            "the run of {} is under way or was interrupted; the next `plexmgr apply` finishes it",
            escaped(&intent.run.time)
        ));
    }
    for run in &recalled.taken_back {
        context.say(&format!(
            "note: the files of run {run} are as they were before it, so it counts as taken back"
        ));
    }
    match recalled.set_aside {
        0 => {}
        1 => context.say(
            "note: 1 run is not in the working tree and counts for nothing; `plexmgr history` shows it",
        ),
        runs => context.say(&format!(
            "note: {runs} runs are not in the working tree and count for nothing; `plexmgr history` lists them"
        )),
    }
    for fault in &recalled.faults {
        context.warn(&format!("{fault}\n  hint: {}", history_hint(&fault.fault)));
    }
}
