//! Has the household for this run alone, and ends what an interrupted run began.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::anyhow;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::exit::{Exit, Failure};
use super::hints;
use super::interrupts::Held;
use super::store_failure::store_failure;
use crate::apply::{Applied, ApplyError, Recovered, RecoveredEnd, recover};
use crate::files::{self, FileLock, LockError};
use crate::settings::Settings;
use crate::store::{self, HISTORY_FILE, Intent, STORE_FILE, Writer};
use crate::vocabulary::{TimeSpan, escaped, shown};

/// The lock's file name in the state folder.
const LOCK_FILE: &str = "plexmgr.lock";

/// Who holds the lock, as it stands in its file.
#[derive(Debug, Serialize, Deserialize)]
struct Holder {
    process: u32,
    host: String,
    command: String,
    since: DateTime<Utc>,
}

/// The folder of the store.
///
/// Whoever may change the household's files, in a pull request say, must not choose through a
/// symbolic link what is written elsewhere.
pub(super) fn state_folder(context: &Context, settings: &Settings) -> Result<PathBuf, Failure> {
    let folder = settings.state.path.as_str();
    for name in [STORE_FILE, HISTORY_FILE, LOCK_FILE] {
        let path = format!("{folder}/{name}");
        files::refuse_way_out(context.folder(), &path).map_err(|source| {
            let error = anyhow::Error::new(source).context(format!("cannot use `{path}`"));
            Failure::new(Exit::StoreUnreadable, error)
                .hint("put the file or folder itself into the household, instead of the link")
        })?;
    }
    Ok(context.inside(folder))
}

/// Waits until nobody else writes this household, and keeps it so.
pub(super) fn lock<'c>(
    context: &'c Context,
    settings: &Settings,
    command: &str,
    timeout: TimeSpan,
) -> Result<Held<'c>, Failure> {
    let holder = Holder {
        process: std::process::id(),
        host: gethostname::gethostname().to_string_lossy().into_owned(),
        command: command.to_owned(),
        since: context.now,
    };
    let text = serde_json::to_string(&holder).expect("a holder is numbers and texts");
    let path = state_folder(context, settings)?.join(LOCK_FILE);
    let begun = Instant::now();
    match FileLock::take(&path, &text, Duration::from_secs(timeout.seconds())) {
        Ok(lock) => Ok(context.interrupts.hold(lock)),
        Err(LockError::Held(left)) => Err(held(context.now + begun.elapsed(), &left)),
        Err(LockError::File(source)) => {
            let hint = hints::to_write(&source);
            let error = anyhow::Error::new(source)
                .context(format!("cannot take the lock {}", path.display()));
            Err(Failure::new(Exit::Failed, error).hint(hint))
        }
    }
}

/// The failure of a run that finds the household locked `now`, by whoever `left` a description.
fn held(now: DateTime<Utc>, left: &str) -> Failure {
    let who = match serde_json::from_str::<Holder>(left) {
        Ok(holder) => {
            let age = (now - holder.since).num_seconds().max(0);
            format!(
                "`plexmgr {}`, process {} on host {}, has held it for {age} s",
                shown(&holder.command),
                holder.process,
                shown(&holder.host),
            )
        }
        Err(_) => "it does not say which".to_owned(),
    };
    let error = anyhow!("another run of plexmgr has this household: {who}");
    Failure::new(Exit::Locked, error)
        .hint("wait until it has ended, or longer with `--lock-timeout 60s`")
}

/// Ends what an interrupted run began, and says so. The household has to be locked.
pub(super) fn recovered(context: &Context, settings: &Settings) -> Result<(), Failure> {
    let state = state_folder(context, settings)?;
    let recalled = store::recall(&state).map_err(store_failure)?;
    sweep(context.folder(), settings, recalled.pending.as_ref())?;
    if recalled.pending.is_none() {
        return Ok(());
    }
    let stop = || context.interrupts.came().is_some();
    let recovered = context.interrupts.writing(|| {
        let mut store = Writer::open(&state).map_err(store_failure)?;
        recover(context.folder(), &mut store, &stop).map_err(|error| failure(context, error))
    })?;
    if let Some(recovered) = recovered {
        report(context, &recovered);
    }
    match context.interrupts.came() {
        Some(exit) => Err(Failure::new(exit, anyhow!("interrupted"))
            .hint("what an earlier run had begun is finished; this one had not begun")),
        None => Ok(()),
    }
}

/// Removes what a killed run left beside the files it was writing; a file that a link leads to may be
/// in any folder of the household. Folders that a link leads to outside it were never written to.
fn sweep(household: &Path, settings: &Settings, pending: Option<&Intent>) -> Result<(), Failure> {
    let records = &settings.records.path;
    let folders = [&settings.state.path, records, &format!("{records}/users")];
    let inside = |path: &&String| files::refuse_way_out(household, path).is_ok();
    let mut folders: BTreeSet<PathBuf> = folders
        .into_iter()
        .filter(inside)
        .map(|folder| household.join(folder))
        .collect();
    let history = format!("{}/{HISTORY_FILE}", settings.state.path);
    let steps = pending.into_iter().flat_map(|intent| &intent.steps);
    let written = steps.map(|step| &step.path).chain([&history]);
    folders.extend(
        written
            .filter(inside)
            .filter_map(|path| files::folder_beside(&household.join(path)).ok()),
    );
    for folder in folders {
        let swept = files::sweep(&folder).map_err(|source| {
            let hint = hints::to_write(&source);
            let context = format!("cannot tidy up {}", folder.display());
            Failure::new(Exit::Failed, anyhow::Error::new(source).context(context)).hint(hint)
        })?;
        if swept > 0 {
            tracing::info!("removed {swept} unfinished files from {}", folder.display());
        }
    }
    Ok(())
}

fn report(context: &Context, recovered: &Recovered) {
    let Recovered { serial, time, end } = recovered;
    let run = format!("run {serial} of {} was interrupted", escaped(time));
    match end {
        RecoveredEnd::TakenBack => {
            context.warn(&format!(
                "{run} before it wrote anything; nothing is left of it"
            ));
        }
        RecoveredEnd::Remembered => {
            context.warn(&format!(
                "{run} after its last file; it is in the history now"
            ));
        }
        RecoveredEnd::Finished(Applied {
            serial: _,
            written,
            failed,
        }) => {
            let count = written.len();
            context.warn(&format!(
                "{run}; it is finished now, with {count} files written"
            ));
            for failure in failed {
                let reason = escaped(&failure.reason);
                context.warn(&format!("{} was not written: {reason}", failure.path));
            }
        }
    }
}

/// Why a run did not come to its end.
pub(super) fn failure(context: &Context, error: ApplyError) -> Failure {
    match error {
        ApplyError::Store(error) => store_failure(error),
        ApplyError::Interrupted { .. } => {
            let exit = context.interrupts.came().unwrap_or(Exit::Failed);
            Failure::new(exit, error)
                .hint("every file is whole; the next `plexmgr apply` finishes this run")
        }
    }
}
