//! What `apply PLANFILE` does instead of `prepare`: everything is read and decided again, and it must be
//! what the saved plan was made from and what it says.
//!
//! The checks go from what is cheap to what asks Plex, and nothing switches them off. What moved is
//! reported all at once for each stage. Start at [`prepare_saved`].

use std::path::Path;

use anyhow::anyhow;

use super::asked::Asked;
use super::context::{Context, SettingsFile, records_invalid, settings_invalid};
use super::exclusive::state_folder;
use super::exit::{Exit, Failure};
use super::household_files;
use super::machine;
use super::planfile::{self, NEW_PLAN};
use super::prepare::{Local, Prepared, accepted, decide, recall};
use super::read::{self, SnapshotFile};
use super::store_failure::store_failure;
use crate::cli::{ApplyArgs, PlanOptions};
use crate::history::{self, Run};
use crate::plan::Accepted;
use crate::render::FileView;
use crate::saved::{
    Basis, HistoryBasis, Moved, SavedPlan, Source, moved_history, moved_observed, moved_plan,
    moved_records, moved_settings, moved_snapshot,
};
use crate::settings::Settings;
use crate::sources::plex::Answered;
use crate::store::{Look, Recalled, StateFolder};
use crate::vocabulary::{TimeSpan, shown};

/// How old a saved plan may be unless `--max-plan-age` says otherwise.
const MOST_AGE: TimeSpan = TimeSpan::from_seconds(24 * 60 * 60);

/// How far in the future a saved plan may have been made, in seconds: clocks differ a little.
const MOST_AHEAD_SECONDS: i64 = 5 * 60;

/// A saved plan that is for this household.
pub(super) struct Opened {
    saved: SavedPlan,
    accepted: Accepted,
    /// The settings as they are now.
    pub(super) settings: Settings,
}

/// What there is to do with a saved plan.
pub(super) enum Verdict {
    /// Nothing moved: it may be written, under this digest.
    Prepared(Box<Prepared>, String),
    /// All of it was written before.
    AlreadyApplied(Box<Run>),
}

/// Reads a saved plan and makes sure that it is for this household; nothing has to be locked for that.
pub(super) fn open(context: &Context, path: &Path, options: &ApplyArgs) -> Result<Opened, Failure> {
    let saved = planfile::open(path)?;
    let accepted = consented(&saved, &options.plan)?;
    check_usage(context, &options.plan, &saved)?;
    let settings = own_settings(&context.settings_file()?, &saved)?;
    Ok(Opened {
        saved,
        accepted,
        settings,
    })
}

/// Asks Plex before the household is locked; `None` if that has to wait, or if something is wrong that is
/// reported under the lock, without asking Plex.
pub(super) fn ask(
    context: &Context,
    opened: &Opened,
    options: &ApplyArgs,
) -> Result<Option<Asked>, Failure> {
    let basis = &opened.saved.contents.basis;
    let settings = &opened.settings;
    let state = state_folder(context, settings)?;
    let Ok(recalled) = machine::recall(context, &state, Look::Whole) else {
        return Ok(None);
    };
    let digest = opened.saved.digest.to_string();
    let is_new = matches!(applied_before(&state, &digest), Ok(None));
    let age = options.max_plan_age.unwrap_or(MOST_AGE);
    let is_fresh = check_age(context, &opened.saved, age).is_ok();
    let is_sound = recalled.pending.is_none() && recalled.faults.is_empty();
    let asks = basis.source == Source::Plex && is_sound;
    if !(asks && is_new && is_fresh) {
        return Ok(None);
    }
    let accepted = opened.accepted.clone();
    match local(context, settings.clone(), state, recalled, basis, accepted) {
        Ok(local) => {
            let accounts = read::selected(&local.settings, &basis.only_accounts)?;
            Asked::now(context, local.basis(), &accounts).map(Some)
        }
        Err(_) => Ok(None),
    }
}

/// Reads everything again, decides again, and refuses unless it all is as the saved plan says. The
/// household has to be locked.
pub(super) fn prepare_saved(
    context: &Context,
    opened: Opened,
    options: &ApplyArgs,
    asked: Option<Asked>,
) -> Result<Verdict, Failure> {
    let Opened {
        saved,
        accepted,
        settings,
    } = opened;
    let state = state_folder(context, &settings)?;
    let digest = saved.digest.to_string();
    if let Some(run) = applied_before(&state, &digest)? {
        return Ok(Verdict::AlreadyApplied(Box::new(run)));
    }
    check_age(context, &saved, options.max_plan_age.unwrap_or(MOST_AGE))?;

    let basis = &saved.contents.basis;
    let recalled = recall(context, &state)?;
    let local = local(context, settings, state, recalled, basis, accepted)?;
    let (answered, snapshot) = observe(context, &local, basis, &options.plan, asked)?;

    let that_day = context.on(saved.contents.change_set.today);
    let prepared = decide(&that_day, local, answered, snapshot, &options.plan)?;
    let files: Vec<FileView> = prepared.draft.files.iter().map(FileView::of).collect();
    let moved = moved_plan(&saved.contents, &prepared.change_set, &files);
    if !moved.is_empty() && !options.plan.accepted.is_empty() {
        return Err(consented_too_late());
    }
    refuse_moved(moved)?;
    Ok(Verdict::Prepared(Box::new(prepared), digest))
}

/// The guards that pass: those accepted when the plan was made, because the plan shows what that means,
/// unless the command line says otherwise now.
fn consented(saved: &SavedPlan, options: &PlanOptions) -> Result<Accepted, Failure> {
    let now = accepted(options)?;
    let then = saved.contents.change_set.accepted();
    Ok(now.or(then))
}

/// The failure of a consent that makes another plan, as one to believe an account does: what was saved
/// does not show what it means.
fn consented_too_late() -> Failure {
    let error = anyhow!("with this `--accept` the plan differs from the saved one");
    Failure::new(Exit::Stale, error)
        .hint("give the same `--accept` to `plexmgr plan --out FILE`, and review that plan")
}

/// Refuses options that would make another plan of it.
fn check_usage(context: &Context, options: &PlanOptions, saved: &SavedPlan) -> Result<(), Failure> {
    let usage =
        |message: String, hint: &str| Err(Failure::new(Exit::Usage, anyhow!(message)).hint(hint));
    if !options.accounts.is_empty() {
        let message =
            "`--account` cannot be used with a saved plan, because the plan names its accounts";
        return usage(
            message.to_owned(),
            "leave `--account` out, or make a new plan with it",
        );
    }
    let day = saved.contents.change_set.today;
    if let Some(today) = context.global.today.filter(|today| *today != day) {
        let message = format!("the saved plan is for {day}, not for {today}");
        return usage(message, "leave `--today` out, or make a new plan with it");
    }
    if options.observed.is_some() && saved.contents.basis.source == Source::Plex {
        let message = "the saved plan was made from plex.tv, not from a snapshot";
        return usage(
            message.to_owned(),
            "leave `--observed` out, or make a new plan with it",
        );
    }
    Ok(())
}

/// The settings, if they are those of the household the plan was made for.
fn own_settings(file: &SettingsFile, saved: &SavedPlan) -> Result<Settings, Failure> {
    let settings = match file.parse() {
        Ok(settings) => settings,
        Err(problems) => {
            // Whatever is wrong with them now, the plan was not made with it.
            refuse_moved(moved_settings(
                &saved.contents.basis,
                &file.name,
                &file.bytes,
            ))?;
            return Err(settings_invalid(problems));
        }
    };
    let (own, other) = (settings.client_id, saved.contents.household);
    if own == other {
        return Ok(settings);
    }
    let error = anyhow!("the saved plan is for another household: {other}, and this one is {own}");
    Err(Failure::new(Exit::Stale, error).hint("`-C DIR` names the folder of a household"))
}

/// The run that applied this plan before, if all of it was applied.
fn applied_before(state: &StateFolder, digest: &str) -> Result<Option<Run>, Failure> {
    let read = history::read(&state.path);
    let runs = read.map_err(|error| store_failure(error.into()))?.runs;
    let is_it = |run: &&Run| run.line.plan.as_deref() == Some(digest);
    let Some(run) = runs.iter().rev().find(is_it) else {
        return Ok(None);
    };
    let id = run.id;
    let undo = runs.iter().find(|undo| undo.line.undone() == Some(id));
    let used_up = match (undo, run.line.left_out) {
        (Some(undo), _) => format!("as run {id}, which run {} undid", undo.id),
        (None, 0) => return Ok(Some(run.clone())),
        (None, 1) => format!("but only in part: run {id} left out 1 thing"),
        (None, count) => format!("but only in part: run {id} left out {count} things"),
    };
    let error = anyhow!("the saved plan was already applied {used_up}");
    Err(Failure::new(Exit::Stale, error).hint(NEW_PLAN))
}

/// `already applied as run 3f2a91bc on 2026-11-22`
pub(super) fn already_applied(run: &Run) -> String {
    let day = run.line.time.split('T').next().unwrap_or_default();
    format!(
        "The plan was already applied as run {} on {}; nothing was written.",
        run.id,
        shown(day)
    )
}

fn check_age(context: &Context, saved: &SavedPlan, most: TimeSpan) -> Result<(), Failure> {
    let created = saved.contents.created;
    let age = context.now.timestamp().saturating_sub(created.0);
    if age < -MOST_AHEAD_SECONDS {
        let error = anyhow!("the saved plan was made at {created}, which is in the future");
        return Err(Failure::new(Exit::Stale, error).hint("set the clock, or make a new plan"));
    }
    if age.max(0).unsigned_abs() > most.seconds() {
        let error =
            anyhow!("the saved plan is too old: it was made at {created}, more than {most} ago");
        return Err(Failure::new(Exit::Stale, error).hint(NEW_PLAN));
    }
    Ok(())
}

/// What there is in the household, if it is what the plan was made from.
///
/// The files are compared before they are understood: one that was broken since then moved.
fn local(
    context: &Context,
    settings: Settings,
    state: StateFolder,
    recalled: Recalled,
    basis: &Basis,
    accepted: Accepted,
) -> Result<Local, Failure> {
    // Read once more, because waiting for the lock may have taken a while.
    let settings_file = context.settings_file()?;
    let gathered = household_files::gather(context, &settings);
    let files = gathered.files().iter();
    let history = HistoryBasis::of(&recalled.summary);
    let mut moved = moved_settings(basis, &settings_file.name, &settings_file.bytes);
    moved.extend(moved_records(
        basis,
        files.map(|file| (file.path.as_ref(), file.bytes.as_slice())),
    ));
    moved.extend(moved_history(basis, &history));
    refuse_moved(moved)?;
    Ok(Local {
        settings_file,
        settings,
        household: gathered.read().map_err(records_invalid)?,
        state,
        recalled,
        accepted,
    })
}

/// What Plex says, if it is what the plan was made from.
fn observe(
    context: &Context,
    local: &Local,
    basis: &Basis,
    options: &PlanOptions,
    asked: Option<Asked>,
) -> Result<(Answered, Option<SnapshotFile>), Failure> {
    let accounts = read::selected(&local.settings, &basis.only_accounts)?;
    let (answered, snapshot) = match &basis.source {
        Source::Plex => {
            let answered = Asked::or_again(asked, context, local.basis(), &accounts)?;
            (answered, None)
        }
        Source::Snapshot { path, .. } => {
            let file = match &options.observed {
                Some(path) => SnapshotFile::read(path)?,
                None => {
                    SnapshotFile::read(&context.folder().join(path)).map_err(|failure| Failure {
                        exit: Exit::Stale,
                        ..failure
                    })?
                }
            };
            let mut moved = moved_snapshot(basis, &file.bytes);
            let observed = read::from_snapshot(&file, &local.settings, &accounts);
            if let (false, Ok(observed)) = (moved.is_empty(), &observed) {
                moved.extend(moved_observed(basis, observed));
            }
            refuse_moved(moved)?;
            let answered = Answered {
                observed: observed?,
                plex_time: None,
            };
            (answered, Some(file))
        }
    };
    read::refuse_unknown(&answered.observed, "nothing was written")?;
    refuse_moved(moved_observed(basis, &answered.observed))?;
    Ok((answered, snapshot))
}

fn refuse_moved(moved: Vec<Moved>) -> Result<(), Failure> {
    let things = match moved.len() {
        0 => return Ok(()),
        1 => "1 thing".to_owned(),
        count => format!("{count} things"),
    };
    let lines: String = moved.iter().map(|moved| format!("\n{moved}")).collect();
    let error = anyhow!("the saved plan is stale: {things} changed since it was made{lines}");
    Err(Failure::new(Exit::Stale, error).hint(NEW_PLAN))
}
