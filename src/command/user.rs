//! `plexmgr find` and `plexmgr user`: which users there are, and everything about one.

use super::context::Context;
use super::exit::{Exit, Failure};
use super::history::{Past, past};
use super::pager;
use super::status::unselectable;
use crate::change::RecordedChange;
use crate::cli;
use crate::history::Run;
use crate::render;
use crate::render::history::text::HistoryView;
use crate::render::user::{UserRun, UserView};
use crate::settings::Settings;
use crate::status::{StatusQuery, find, resolve, status};
use crate::vocabulary::{Days, Handle, PlexId};

/// Shows the users of a search.
pub(super) fn run_find(context: &Context, options: &cli::FindArgs) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let household = context.records(&settings)?;
    let found = find(&household.records, &options.texts);
    let shown = match context.is_json() {
        true => render::find::json(&options.texts, &found),
        false => render::find::text(&options.texts, &found, context.page()),
    };
    pager::result(context, &shown)?;
    Ok(Exit::Done)
}

/// Shows everything about one user.
pub(super) fn run_user(context: &Context, options: &cli::UserArgs) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let household = context.records(&settings)?;
    let records = &household.records;
    let handle = resolve(records, &options.user).map_err(unselectable)?;
    let today = context.today(&settings)?;
    let grace = Days::new(settings.payments.grace_days);
    let asked = StatusQuery::all(options.expiring_within, grace);
    let status = status(records, today, asked);
    let mut users = status.users.into_iter();
    let Some(user) = users.find(|user| *user.handle == handle) else {
        let error = anyhow::anyhow!("the status lacks the user `{handle}`");
        return Err(Failure::new(Exit::Failed, error));
    };
    let plex_id = user.record.plex.id.as_ref().map(|id| id.value);
    let view = UserView {
        status: user,
        today,
        file: household.users.get(&handle).map_or("", |home| &home.file),
        runs: runs(context, &settings, &handle, plex_id),
    };
    let shown = match context.is_json() {
        true => render::user::json(&view),
        false => render::user::text(&view, context.page()),
    };
    pager::result(context, &shown)?;
    Ok(Exit::Done)
}

/// The applied runs; `None` with a warning if the history cannot be read.
fn readable(context: &Context, past: Result<Past, Failure>) -> Option<Past> {
    let past = past.map_err(|failure| context.warn_of(&failure)).ok()?;
    for fault in &past.history.faults {
        context.warn(&fault.to_string());
    }
    Some(past)
}

/// The runs in the working tree that count, the oldest first; `None` with a warning if the history cannot be read.
pub(super) fn past_runs(context: &Context, past: Result<Past, Failure>) -> Option<Vec<Run>> {
    let past = readable(context, past)?;
    Some(past.history.runs)
}

/// The runs that changed a user, under this handle or id; `None` with a warning if the history cannot be read.
fn runs(
    context: &Context,
    settings: &Settings,
    handle: &Handle,
    plex_id: Option<PlexId>,
) -> Option<Vec<UserRun>> {
    let past = readable(context, past(context, settings))?;
    let applied = HistoryView::of(&past.history.runs, &past.taken_back, &past.set_aside);
    let runs = past.history.runs.iter().map(|run| {
        let is_own = |change: &RecordedChange| {
            let is_same_id = plex_id.is_some() && change.plex_id == plex_id;
            is_same_id || change.user.as_ref() == Some(handle)
        };
        UserRun {
            id: run.id,
            line: run.line.clone(),
            end: applied.end(run.id),
            changes: run.changes().filter(is_own).collect(),
        }
    });
    Some(runs.filter(|run| !run.changes.is_empty()).collect())
}
