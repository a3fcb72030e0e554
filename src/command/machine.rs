//! Where this machine keeps what it knows about the store of a household: in the home of the person.

use std::env::var_os;
use std::path::PathBuf;

use super::context::Context;
use super::exit::Failure;
use super::store_failure::store_failure;
use crate::store::{self, Look, Machine, Recalled, StateFolder, Writer};

/// This machine, as far as the store in the folder `state` goes.
fn of(context: &Context, state: &StateFolder) -> Machine {
    let host = gethostname::gethostname();
    match home() {
        Some(home) => Machine::at(
            &home,
            &host.to_string_lossy(),
            &state.path,
            context.folder(),
        ),
        None => Machine::default(),
    }
}

/// What is remembered in the folder `state`, as far as this machine believes it.
pub(super) fn recall(
    context: &Context,
    state: &StateFolder,
    look: Look,
) -> Result<Recalled, Failure> {
    store::recall(&of(context, state), state, look).map_err(store_failure)
}

/// Opens the store in the folder `state` for writing.
pub(super) fn open_store(
    context: &Context,
    state: &StateFolder,
    look: Look,
) -> Result<Writer, Failure> {
    Writer::open(&of(context, state), state, look).map_err(store_failure)
}

/// `$XDG_STATE_HOME/plexmgr`, by default `~/.local/state/plexmgr`.
fn home() -> Option<PathBuf> {
    let absolute = |path: &PathBuf| path.is_absolute();
    let named = var_os("XDG_STATE_HOME").map(PathBuf::from).filter(absolute);
    let usual = || {
        let home = var_os("HOME").map(PathBuf::from).filter(absolute)?;
        Some(home.join(".local/state"))
    };
    Some(named.or_else(usual)?.join("plexmgr"))
}
