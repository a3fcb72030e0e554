//! `plexmgr history`: what was applied, when, by whom, on which commit.

use anyhow::anyhow;

use super::context::Context;
use super::exclusive::state_folder;
use super::exit::{Exit, Failure};
use super::store_failure::{history_hint, store_failure};
use super::{machine, pager};
use crate::cli;
use crate::history::{History, LineFault, Run, RunName};
use crate::render::history::{json, text};
use crate::settings::Settings;
use crate::store::{self, Look, StateFolder};

/// The applied runs, and those that count for nothing.
pub(super) struct Past {
    pub(super) history: History,
    /// The runs that the store knows and the working tree lacks.
    pub(super) set_aside: Vec<Run>,
    /// The runs that git took back.
    pub(super) taken_back: Vec<crate::vocabulary::RunId>,
}

pub(super) fn run(context: &Context, options: &cli::HistoryArgs) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let past = past(context, &settings)?;
    for fault in &past.history.faults {
        context.warn(&format!("{fault}\n  hint: {}", history_hint(&fault.fault)));
    }
    let applied = text::HistoryView::of(&past.history.runs, &past.taken_back, &past.set_aside);
    let shown = match &options.run {
        None if context.is_json() => json::runs(&applied),
        None => text::runs_text(&applied, context.page()),
        Some(name) => {
            let details = the_run(&past, name)?.details();
            match context.is_json() {
                true => json::run(&details),
                false => text::run_text(&details, &applied, context.page()),
            }
        }
    };
    pager::result(context, &shown)?;
    Ok(Exit::Done)
}

/// Everything that was applied.
pub(super) fn past(context: &Context, settings: &Settings) -> Result<Past, Failure> {
    let state: StateFolder = state_folder(context, settings)?;
    let recalled = machine::recall(context, &state, Look::Whole)?;
    let history = state
        .history()
        .map_err(|error| store_failure(error.into()))?;
    Ok(Past {
        set_aside: store::set_aside(&state, &history).map_err(store_failure)?,
        taken_back: recalled.taken_back,
        history,
    })
}

/// The one run of this name, also among those that count for nothing.
fn the_run<'p>(past: &'p Past, name: &RunName) -> Result<&'p Run, Failure> {
    let aside = past.set_aside.iter().filter(|run| name.fits(run.id));
    let named: Vec<&Run> = name.among(&past.history).into_iter().chain(aside).collect();
    match named.as_slice() {
        [run] => Ok(run),
        [] => match name.damaged(&past.history) {
            Some(fault) => {
                let error = anyhow!("run {name} cannot be shown: {fault}");
                Err(Failure::new(Exit::StoreUnreadable, error).hint(history_hint(&fault.fault)))
            }
            None => Err(unknown(name, &past.history.runs)),
        },
        several => Err(ambiguous(name, several.iter().copied())),
    }
}

/// Refuses to undo a run whose file is damaged, or was written by a newer version.
pub(super) fn refuse_damaged(past: &Past, name: &RunName) -> Result<(), Failure> {
    if !name.among(&past.history).is_empty() {
        return Ok(());
    }
    let Some(found) = name.damaged(&past.history) else {
        return Ok(());
    };
    if let LineFault::Newer { .. } = found.fault {
        let error = anyhow!("run {name} cannot be undone by this version: {found}");
        return Err(Failure::new(Exit::StoreUnreadable, error).hint(history_hint(&found.fault)));
    }
    let error = anyhow!("run {name} cannot be undone: the file with its history is damaged");
    Err(Failure::new(Exit::Stale, error)
        .hint("`git revert` undoes the commit that contains the run"))
}

/// The one run of this name that can be undone: its file is in the working tree and sound.
pub(super) fn run_to_undo<'p>(past: &'p Past, name: &RunName) -> Result<&'p Run, Failure> {
    refuse_damaged(past, name)?;
    match name.among(&past.history).as_slice() {
        [run] => Ok(run),
        [] if past.set_aside.iter().any(|run| name.fits(run.id)) => {
            let error = anyhow!("run {name} cannot be undone: it is not in the working tree");
            let hint = format!("`plexmgr state restore {name}` writes its file back");
            Err(Failure::new(Exit::Stale, error).hint(hint))
        }
        [] => Err(unknown(name, &past.history.runs)),
        several => Err(ambiguous(name, several.iter().copied())),
    }
}

/// The failure of a name that fits no run.
pub(super) fn unknown(name: &RunName, runs: &[Run]) -> Failure {
    let hint = match runs {
        [] => "nothing was applied in this household yet".to_owned(),
        [only] => format!("there is only run {}; `plexmgr history` shows it", only.id),
        [first, .., last] => format!(
            "there are {} runs, {} to {}; `plexmgr history` lists them",
            runs.len(),
            first.id,
            last.id
        ),
    };
    let error = match name {
        RunName::Latest => anyhow!("there is no latest run"),
        RunName::Prefix(_) => anyhow!("there is no run {name}"),
    };
    Failure::new(Exit::Usage, error).hint(hint)
}

/// The failure of a name that fits several runs.
pub(super) fn ambiguous<'r>(name: &RunName, runs: impl Iterator<Item = &'r Run>) -> Failure {
    let runs: String = runs.map(|run| format!("\n{}", run.id.hex())).collect();
    let error = anyhow!("several runs begin with {name}:{runs}");
    Failure::new(Exit::Usage, error).hint("name the run by more of its digits")
}
