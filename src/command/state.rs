//! `plexmgr state`: care of the state.

use anyhow::anyhow;

use super::context::Context;
use super::exclusive::{self, state_folder};
use super::exit::{Exit, Failure};
use super::history::{ambiguous, unknown};
use super::household_files;
use super::lost_history::lost_history;
use super::output;
use super::stable_state::{StableState, stable_state};
use super::store_failure::store_failure;
use crate::cli::{RestoreArgs, StateCommand};
use crate::history::{self, History, Run};
use crate::render::state;
use crate::settings::Settings;
use crate::store::{self, StoreError};
use crate::vocabulary::counted;

pub(super) fn run(context: &Context, command: &StateCommand) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    match command {
        StateCommand::Check => check(context, &settings),
        StateCommand::Restore(options) => {
            let timeout = options.lock.lock_timeout;
            let _held = exclusive::lock(context, &settings, "state restore", timeout)?;
            context
                .interrupts
                .writing(|| restore(context, &settings, options))
        }
    }
}

fn check(context: &Context, settings: &Settings) -> Result<Exit, Failure> {
    let folder = state_folder(context, settings)?;
    let (recalled, mut findings) = match stable_state(context, &folder)? {
        StableState::Read(recalled, findings) => (recalled, findings),
        StableState::Writing(who) => {
            output::result(&match context.is_json() {
                true => state::under_way_json(&who),
                false => state::under_way_text(&who, context.page()),
            })?;
            return Ok(Exit::Done);
        }
    };
    // Records that are not valid cannot say whether a history is missing; `check` is about them.
    let household = household_files::gather(context, settings).read_known().ok();
    let lost = household.and_then(|found| lost_history(settings, &found.records, &recalled));
    let exit = match (
        lost.is_none() && recalled.faults.is_empty(),
        findings.is_empty(),
    ) {
        (false, _) => Exit::StoreUnreadable,
        (true, true) => Exit::Done,
        (true, false) => Exit::Failed,
    };
    findings.extend(lost.map(|lost| format!("{}; {}", lost.message, lost.hint)));
    let shown = match context.is_json() {
        true => state::findings_json(&recalled, &findings),
        false => state::findings_text(&recalled, &findings, context.page()),
    };
    output::result(&shown)?;
    Ok(exit)
}

/// Writes the files of runs that are not in the working tree back into it. Records stay as they are.
fn restore(context: &Context, settings: &Settings, options: &RestoreArgs) -> Result<Exit, Failure> {
    let folder = state_folder(context, settings)?;
    let history = folder
        .history()
        .map_err(|error| store_failure(error.into()))?;
    let aside = store::set_aside(&folder, &history).map_err(store_failure)?;
    let runs = match &options.run {
        None => aside,
        Some(_) => vec![wanted(options, &history, aside)?],
    };
    for run in &runs {
        history::write(&folder.path, run).map_err(|source| {
            store_failure(StoreError::File {
                doing: "write",
                path: folder.path.join(history::FOLDER).join(run.file_name()),
                source,
            })
        })?;
    }
    if context.is_json() {
        output::result(&state::restored_json(&runs))?;
    }
    context.say(&match runs.as_slice() {
        [] => "Every run that the store knows is in the working tree.".to_owned(),
        [run] => format!("Restored run {}; the records are unchanged.", run.id),
        runs => format!(
            "Restored {}; the records are unchanged.",
            counted(runs.len(), "run")
        ),
    });
    Ok(Exit::Done)
}

/// The one run a person wants back.
fn wanted(options: &RestoreArgs, history: &History, aside: Vec<Run>) -> Result<Run, Failure> {
    let Some(name) = &options.run else {
        return Err(Failure::new(Exit::Usage, anyhow!("no run is named")));
    };
    let mut named: Vec<Run> = aside
        .iter()
        .filter(|run| name.fits(run.id))
        .cloned()
        .collect();
    match (named.pop(), named.is_empty()) {
        (Some(run), true) => Ok(run),
        (Some(run), false) => Err(ambiguous(name, named.iter().chain([&run]))),
        (None, _) if !name.among(history).is_empty() => {
            let error = anyhow!("run {name} is in the working tree already");
            Err(Failure::new(Exit::Usage, error)
                .hint("`plexmgr history` lists the runs that are not"))
        }
        (None, _) => Err(unknown(name, &aside)),
    }
}
