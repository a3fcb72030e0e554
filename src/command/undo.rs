//! `plexmgr undo`: takes back what one run did to the files, byte for byte.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::anyhow;

use super::apply::report;
use super::consent::{self, confirmed};
use super::context::Context;
use super::exclusive::{self, state_folder};
use super::exit::{Exit, Failure};
use super::history::{past, refuse_damaged, run_to_undo};
use super::household_files;
use super::memory::{Memory, mention};
use super::store_failure::store_failure;
use super::{machine, output, pager, provenance};
use crate::apply::{About, Kept, Means, Undoing, undo, what_to_undo};
use crate::cli::UndoArgs;
use crate::history::{Ledger, Origin, RunDetails, RunName};
use crate::records::{self, Household, SourceFile};
use crate::render::undo::{json, text};
use crate::settings::Settings;
use crate::store::{self, Gate, Look, Step};
use crate::vocabulary::escaped;

pub(super) fn run(context: &Context, options: &UndoArgs) -> Result<Exit, Failure> {
    if options.dry_run {
        return dry_run(context, options);
    }
    let settings = context.settings()?;
    consent::possible(options.yes)?;
    let _held = exclusive::lock(context, &settings, "undo", options.lock.lock_timeout)?;
    // The run that is meant is the latest before an interrupted one is finished. What is wrong with the run itself
    // counts more than what is wrong with others.
    let past = past(context, &settings)?;
    let run = options.run.fixed(&past.history);
    refuse_damaged(&past, &run)?;
    exclusive::recovered(context, &settings, Look::Whole)?;
    let (details, undoing) = considered(context, &settings, &run)?;
    output::result(&rendered(context, &details, &undoing))?;
    if undoing.is_done_already() {
        return Ok(Exit::Done);
    }
    if undoing.does_nothing() {
        context.say("Nothing was written.");
        return Ok(Exit::Stale);
    }
    if !options.yes && !context.asking(|| confirmed("UndoArgs these changes?"))? {
        context.say("Nothing was written.");
        return Ok(Exit::Declined);
    }
    let origin = provenance::of(context, &settings);
    let written = context
        .interrupts
        .writing(|| write(context, &settings, origin, &details, &undoing));
    let applied = written?.applied;
    report(context, &applied);
    let all = undoing.kept.is_empty() && applied.is_whole();
    Ok(if all { Exit::Done } else { Exit::Partly })
}

/// Shows what a run would do and how it would end, and writes nothing: it takes no lock, and leaves to the
/// next run what an interrupted one began.
fn dry_run(context: &Context, options: &UndoArgs) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let (details, undoing) = considered(context, &settings, &options.run)?;
    pager::result(context, &rendered(context, &details, &undoing))?;
    exclusive::refuse_damaged(context, &settings, Look::Whole)?;
    context.say(consent::DRY_RUN);
    Ok(match (undoing.is_done_already(), undoing.does_nothing()) {
        (true, _) => Exit::Done,
        (false, true) => Exit::Stale,
        (false, false) if undoing.kept.is_empty() => Exit::Done,
        (false, false) => Exit::Partly,
    })
}

/// What taking the run back does to the files.
fn considered(
    context: &Context,
    settings: &Settings,
    run: &RunName,
) -> Result<(RunDetails, Undoing), Failure> {
    let memory = Memory::of(context, settings, Look::Quick)?;
    mention(context, &memory.state, &memory.recalled);
    let past = past(context, settings)?;
    let details = run_to_undo(&past, run)?.details();
    let ledger = Ledger::of(past.history.runs.iter().chain(&past.set_aside));
    let undoing = undoable(context, settings, &details, &ledger)?;
    Ok((details, undoing))
}

fn rendered(context: &Context, details: &RunDetails, undoing: &Undoing) -> String {
    match context.is_json() {
        true => json::json(details, undoing),
        false => text::text(details, undoing, context.page()),
    }
}

/// What can be taken back so that the records stay valid.
fn undoable(
    context: &Context,
    settings: &Settings,
    details: &RunDetails,
    ledger: &Ledger,
) -> Result<Undoing, Failure> {
    if details.files.is_empty() && !details.run.files.is_empty() {
        let error = anyhow!(
            "run {} cannot be undone: plexmgr {}, which applied it, did not save the replaced text",
            details.id,
            escaped(&details.run.plexmgr)
        );
        return Err(Failure::new(Exit::Stale, error).hint("restore the records from git"));
    }
    let state = state_folder(context, settings)?;
    let texts = store::run_texts(&state, details.id).map_err(store_failure)?;
    let folder = settings.records.path.as_str();
    let records = exclusive::record_folder(context, settings);
    let mut undoing = what_to_undo(records, details, &texts, ledger);
    // Records that are not valid now may become so; there is nothing to keep intact.
    let Ok(now) = household_files::gather(context, settings).read_known() else {
        return Ok(undoing);
    };
    let is_valid = |steps: &[Step]| leaves_valid(folder, &now, steps);
    undoing.order_servers(is_valid);
    let parts: [fn(&Step) -> bool; 3] = [
        |step| step.gate == Gate::Last,
        |step| step.gate != Gate::Each,
        |_| true,
    ];
    for part in parts {
        if !is_valid(&undoing.steps) {
            keep(&mut undoing, part);
        }
    }
    Ok(undoing)
}

/// Moves steps to what is kept, because something left in the records refers to what they take away.
fn keep(undoing: &mut Undoing, which: impl Fn(&Step) -> bool) {
    let reason = "the records would not be valid without what the run wrote there";
    let (kept, steps) = std::mem::take(&mut undoing.steps)
        .into_iter()
        .partition(which);
    undoing.steps = steps;
    let kept = Undoing {
        steps: kept,
        ..Undoing::default()
    };
    undoing
        .kept
        .extend(kept.files().into_iter().map(|step| Kept {
            path: step.path,
            reason: reason.to_owned(),
            wrote: step.before.clone(),
            now: step.before,
        }));
}

fn leaves_valid(folder: &str, now: &Household, steps: &[Step]) -> bool {
    let mut texts: BTreeMap<Arc<str>, &str> = now
        .sources
        .iter()
        .map(|(path, source)| (path.clone(), source.text.as_str()))
        .collect();
    for step in steps {
        match &step.after {
            Some(text) => drop(texts.insert(step.path.as_str().into(), text)),
            None => drop(texts.remove(step.path.as_str())),
        }
    }
    let file = |(path, text): (Arc<str>, &str)| SourceFile {
        path,
        bytes: text.as_bytes().to_vec(),
    };
    records::read(folder, texts.into_iter().map(file).collect()).is_ok()
}

fn write(
    context: &Context,
    settings: &Settings,
    origin: Origin,
    details: &RunDetails,
    undoing: &Undoing,
) -> Result<crate::apply::TakenBack, Failure> {
    let mut store = machine::open_store(context, &state_folder(context, settings)?, Look::Whole)?;
    let about = About {
        time: context.time(),
        origin,
        ..About::default()
    };
    let today = context.today(settings)?;
    let stop = || context.interrupts.came().is_some();
    let performers = exclusive::performers();
    let means = Means {
        performers: &performers,
        stop: &stop,
    };
    undo(
        exclusive::record_folder(context, settings),
        details,
        undoing,
        &about,
        today,
        &mut store,
        means,
    )
    .map_err(|error| exclusive::failure(context, error))
}
