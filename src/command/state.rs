//! `plexmgr state`: care of the store.

use std::path::Path;

use anyhow::anyhow;

use super::belongings;
use super::context::Context;
use super::exclusive::{self, state_folder};
use super::exit::{Exit, Failure};
use super::lost_history::lost_history;
use super::settled::{Settled, settled};
use super::store_failure::store_failure;
use super::{machine, output};
use crate::cli::State;
use crate::render::{json_lines, state};
use crate::settings::Settings;
use crate::store::{self, Machine, Recalled, StoreError, Writer};
use crate::vocabulary::PlexId;

pub(super) fn run(context: &Context, command: &State) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    match command {
        State::Check => check(context, &settings),
        State::Export => export(context, &settings),
        State::Rebuild(options) => {
            let _held = exclusive::lock(context, &settings, "state rebuild", options.lock_timeout)?;
            context.interrupts.writing(|| rebuild(context, &settings))
        }
    }
}

fn check(context: &Context, settings: &Settings) -> Result<Exit, Failure> {
    let folder = state_folder(context, settings)?;
    let (recalled, mut findings) = match settled(&folder).map_err(store_failure)? {
        Settled::Compared(recalled, findings) => (recalled, findings),
        Settled::Writing(who) => {
            output::result(&match context.is_json() {
                true => state::under_way_json(&who),
                false => state::under_way_text(&who, context.page()),
            })?;
            return Ok(Exit::Done);
        }
    };
    // Records that are not valid cannot say whether a history is missing; `check` is about them.
    let household = belongings::gather(context, settings).read_known().ok();
    let lost = household.and_then(|found| lost_history(settings, &found.records, &recalled));
    let exit = match (&lost, findings.is_empty()) {
        (Some(_), _) => Exit::StoreUnreadable,
        (None, true) => Exit::Done,
        (None, false) => Exit::Failed,
    };
    findings.extend(lost.map(|lost| format!("{}; {}", lost.message, lost.hint)));
    let shown = match context.is_json() {
        true => state::findings_json(&recalled, &findings),
        false => state::findings_text(&recalled, &findings, context.page()),
    };
    output::result(&shown)?;
    Ok(exit)
}

fn export(context: &Context, settings: &Settings) -> Result<Exit, Failure> {
    let folder = state_folder(context, settings)?;
    let recalled = machine::recall(context, &folder)?;
    let Some(history) = store::stored_history(&folder).map_err(store_failure)? else {
        let because = recalled.rebuilt_because.as_deref().unwrap_or("is missing");
        let error = anyhow!("there is nothing to export: the store {because}");
        return Err(Failure::new(Exit::StoreUnreadable, error)
            .hint("`plexmgr state rebuild` rebuilds it from the history and the records"));
    };
    output::result(&match context.is_json() {
        true => state::export_json(&recalled, &history),
        false => json_lines(&history),
    })?;
    Ok(Exit::Done)
}

/// Rebuilds the store. An interrupted run is finished first, if the old store knows it.
fn rebuild(context: &Context, settings: &Settings) -> Result<Exit, Failure> {
    let folder = state_folder(context, settings)?;
    if machine::recall(context, &folder).is_ok_and(|recalled| recalled.pending.is_some()) {
        exclusive::recovered(context, settings)?;
    }
    let household = context.records(settings)?;
    let users = household.records.users.values();
    let recorded = users.filter_map(|user| user.plex.id.as_ref().map(|id| id.value));
    let people: Vec<PlexId> = recorded.collect();
    let store = rebuilt(&machine::of(context, &folder), &folder, &people).map_err(store_failure)?;
    let recalled = store.recalled();
    let (runs, people) = (recalled.serial, recalled.remembered.people.len());
    if context.is_json() {
        output::result(&state::rebuilt_json(runs, people))?;
    }
    let runs = if runs == 1 { "run" } else { "runs" };
    let text = format!(
        "Store rebuilt: {} {runs}, {people} people.",
        recalled.serial
    );
    context.say(&text);
    Ok(Exit::Done)
}

/// A store with the data of the history, the readable data of the old store, and all recorded users.
fn rebuilt(machine: &Machine, folder: &Path, recorded: &[PlexId]) -> Result<Writer, StoreError> {
    let mut recalled = match store::recall_on(machine, folder) {
        // This command confirms that only the records are left.
        Err(StoreError::Unreadable { .. }) => Recalled::default(),
        recalled => recalled?,
    };
    recalled.remembered.people.extend(recorded);
    let store = Writer::make(machine, folder, recalled)?;
    store.heal_history()?;
    Ok(store)
}
