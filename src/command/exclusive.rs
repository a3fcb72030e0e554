//! Has the household for this run alone, and ends what an interrupted run began.

use std::time::{Duration, Instant};

use anyhow::anyhow;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::exit::{Exit, Failure};
use super::hints;
use super::interrupts::Held;
use super::machine;
use super::memory::Memory;
use super::store_failure::store_failure;
use crate::apply::{
    Applied, ApplyError, KeptEdit, Means, RecordFolder, Recovered, RecoveredEnd, Tidied, recover,
    tidy,
};
#[cfg(feature = "fault-injection")]
use crate::change::EffectKind;
#[cfg(feature = "fault-injection")]
use crate::effects::Notes;
use crate::effects::{End, Performers};
use crate::files::{self, FileLock, LockError};
use crate::history::{EffectLine, FIRST_FILE, FOLDER, RunLine};
use crate::settings::Settings;
use crate::store::{Look, STORE_FILE, StateFolder, StoreError};
use crate::vocabulary::{TimeSpan, counted, escaped, shown};

/// The lock's file name in the state folder.
pub(super) const LOCK_FILE: &str = "plexmgr.lock";

/// Who holds the lock, as it stands in its file.
#[derive(Debug, Serialize, Deserialize)]
struct Holder {
    process: u32,
    host: String,
    command: String,
    since: DateTime<Utc>,
}

/// The folder of history and store.
///
/// A pull request that changes the household's files must not choose through a symbolic link what is
/// written elsewhere.
pub(super) fn state_folder(context: &Context, settings: &Settings) -> Result<StateFolder, Failure> {
    let folder = settings.state.path.as_str();
    files::refuse_inside_git(context.folder()).map_err(|source| {
        let error = anyhow::Error::new(source).context("cannot use this household");
        Failure::new(Exit::StoreUnreadable, error)
            .hint("move the household out of the `.git` folder")
    })?;
    for name in [STORE_FILE, FIRST_FILE, FOLDER, LOCK_FILE] {
        let path = format!("{folder}/{name}");
        files::refuse_way_out(context.folder(), &path).map_err(|source| {
            let error = anyhow::Error::new(source).context(format!("cannot use `{path}`"));
            Failure::new(Exit::StoreUnreadable, error)
                .hint("replace the link by the file or folder itself")
        })?;
    }
    refuse_tracked(context, folder)?;
    Ok(StateFolder {
        household: context.folder().to_owned(),
        path: context.inside(folder),
        client_id: settings.client_id.to_string(),
    })
}

/// Refuses a store that git tracks: a pull request could bring one that says anything.
fn refuse_tracked(context: &Context, folder: &str) -> Result<(), Failure> {
    let path = format!("{folder}/{STORE_FILE}");
    if !context.inside(&path).exists() {
        return Ok(());
    }
    let tracked = context
        .repository()
        .ok()
        .and_then(|git| Some(!git.tracked(&[&path])?.is_empty()));
    if tracked != Some(true) {
        return Ok(());
    }
    let error =
        anyhow!("git tracks the store `{path}`, which belongs to one machine and is not a record");
    let hint = format!("`git rm --cached {path}` untracks it; add it to `.gitignore`");
    Err(Failure::new(Exit::StoreUnreadable, error).hint(hint))
}

/// Waits until no other run writes to this household, and keeps it so.
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
    let path = state_folder(context, settings)?.path.join(LOCK_FILE);
    let begun = Instant::now();
    let wanted = Duration::from_secs(timeout.seconds());
    let timeout = wanted.min(context.time_left(settings));
    match FileLock::take(&path, &text, timeout) {
        Ok(lock) => Ok(context.interrupts.hold(lock)),
        Err(LockError::Held(left)) => {
            let failure = held(context.now, begun.elapsed(), &left);
            Err(match timeout < wanted {
                true => failure
                    .hint("the deadline of this run passed; raise `deadline_seconds` in `[plex]`"),
                false => failure,
            })
        }
        Err(LockError::File(source)) => {
            let hint = hints::to_write(&source);
            let error = anyhow::Error::new(source)
                .context(format!("cannot take the lock {}", path.display()));
            Err(Failure::new(Exit::Failed, error).hint(hint))
        }
    }
}

/// The failure of a run that finds the household locked, having waited since it had `begun`, by the run
/// that `left` a description.
fn held(begun: DateTime<Utc>, waited: Duration, left: &str) -> Failure {
    let since = match serde_json::from_str::<Holder>(left) {
        Ok(holder) => {
            let age = begun.timestamp().saturating_sub(holder.since.timestamp());
            let waited = i64::try_from(waited.as_secs()).unwrap_or(i64::MAX);
            let age = age.saturating_add(waited).max(0);
            format!(", since {age} s")
        }
        Err(_) => String::new(),
    };
    let who = holder_of(left);
    let error = anyhow!("another run of plexmgr is writing to this household: {who}{since}");
    Failure::new(Exit::Locked, error)
        .hint("wait until it ends, or wait longer with `--lock-timeout 60s`")
}

/// Where the records of a household are.
pub(super) fn record_folder<'a>(context: &'a Context, settings: &'a Settings) -> RecordFolder<'a> {
    RecordFolder {
        household: context.folder(),
        records: &settings.records.path,
    }
}

/// `` `plexmgr apply`, process 12 on host loft ``, of what a holder `left` in the lock.
pub(super) fn holder_of(left: &str) -> String {
    match serde_json::from_str::<Holder>(left) {
        Ok(holder) => format!(
            "`plexmgr {}`, process {} on host {}",
            shown(&holder.command),
            holder.process,
            shown(&holder.host),
        ),
        Err(_) => "no further details".to_owned(),
    }
}

/// What is remembered. Refuses a history of which a file is damaged: what the run in it did is not known, and git
/// would not show that the next run was applied without it.
pub(super) fn refuse_damaged(
    context: &Context,
    settings: &Settings,
    look: Look,
) -> Result<Memory, Failure> {
    let mut memory = Memory::of(context, settings, look)?;
    match std::mem::take(&mut memory.recalled.faults) {
        faults if faults.is_empty() => Ok(memory),
        faults => Err(store_failure(StoreError::History(faults))),
    }
}

/// Ends what an interrupted run began, and says so; returns what is remembered then. The household has to be locked.
pub(super) fn recovered(
    context: &Context,
    settings: &Settings,
    look: Look,
) -> Result<Memory, Failure> {
    let mut memory = refuse_damaged(context, settings, look)?;
    let recalled = &memory.recalled;
    let folder = record_folder(context, settings);
    let begun = recalled.pending.as_ref().filter(|_| recalled.began_here);
    let tidied = tidy(folder, &settings.state.path, begun).map_err(|source| {
        let hint = hints::to_write(&source);
        let error = anyhow::Error::new(source).context("cannot clean up after an interrupted run");
        Failure::new(Exit::Failed, error).hint(hint)
    })?;
    report_tidied(context, &tidied);
    if recalled.pending.is_none() {
        return Ok(memory);
    }
    let stop = || context.interrupts.came().is_some();
    let announce = |run: &RunLine, files: &[&str]| announce(context, run, files);
    let performers = performers();
    let means = Means {
        performers: &performers,
        stop: &stop,
    };
    let recovered = context.interrupts.writing(|| {
        let look = memory.recalled.look_again();
        let mut store = machine::open_store(context, &memory.state, look)?;
        recover(folder, &mut store, &announce, means).map_err(|error| failure(context, error))
    })?;
    if let Some(recovered) = recovered {
        report(context, &recovered);
    }
    match context.interrupts.came() {
        Some(exit) => Err(Failure::new(exit, anyhow!("interrupted"))
            .hint("an interrupted earlier run was finished; this run did not start")),
        None => refuse_damaged(context, settings, Look::Whole),
    }
}

/// Names the files of an interrupted run before they are written.
fn announce(context: &Context, run: &RunLine, files: &[&str]) {
    let files = files.join(", ");
    context.warn(&format!(
        "the run of {} was interrupted; finishing it writes {files}",
        escaped(&run.time)
    ));
}

fn report_tidied(context: &Context, tidied: &Tidied) {
    let Tidied {
        removed,
        put_back,
        kept,
        unexplained,
    } = tidied;
    if *removed > 0 {
        tracing::info!("removed {removed} unfinished files");
    }
    if *put_back > 0 {
        let edits = if *put_back == 1 {
            "1 edit"
        } else {
            &format!("{put_back} edits")
        };
        context.warn(&format!(
            "restored {edits} made while an interrupted run wrote"
        ));
    }
    for path in kept {
        context.warn(&format!(
            "{} holds an edit made while an interrupted run wrote; merge it by hand, then remove the file",
            path.display()
        ));
    }
    for path in unexplained {
        context.warn(&format!(
            "{} was left by a run of another machine; compare it with the file it is named after, \
             then remove it",
            path.display()
        ));
    }
}

fn report(context: &Context, recovered: &Recovered) {
    let Recovered { time, end } = recovered;
    let run = format!("the run of {} was interrupted", escaped(time));
    match end {
        RecoveredEnd::TakenBack => {
            context.warn(&format!("{run} before it wrote anything; it was dropped"));
        }
        RecoveredEnd::Remembered => {
            context.warn(&format!(
                "{run} after its last file; it was added to the history"
            ));
        }
        RecoveredEnd::Dropped {
            reason,
            holding,
            effects,
        } => {
            let files = match holding.is_empty() {
                true => "no record file contains its text".to_owned(),
                false => format!("these files contain its text: {}", holding.join(", ")),
            };
            context.warn(&format!("{run} and is dropped, because {reason}; {files}"));
            report_effects(context, effects);
        }
        RecoveredEnd::Finished(Applied {
            run: _,
            written,
            failed,
            kept,
            effects,
            effects_left,
        }) => {
            let count = written.len();
            context.warn(&format!(
                "{run}; it is finished now, with {count} files written"
            ));
            for failure in failed {
                let reason = escaped(&failure.reason);
                context.warn(&format!("{} was not written: {reason}", failure.path));
            }
            report_kept(context, kept);
            report_effects(context, effects);
            report_left(context, *effects_left);
        }
    }
}

/// Who carries out the effects of a run.
pub(super) fn performers() -> Performers {
    #[cfg(feature = "fault-injection")]
    if let Some(notes) = Notes::asked_for() {
        return Performers::default().with(EffectKind::NOTE.word, notes);
    }
    Performers::default()
}

/// Names the effects that did not happen, or may not have happened.
pub(super) fn report_effects(context: &Context, effects: &[EffectLine]) {
    for EffectLine { effect, outcome } in effects {
        let what = shown(&effect.operation.what);
        let words = outcome.words.as_deref().map(shown).unwrap_or_default();
        match outcome.end {
            End::Done => {}
            End::Refused => context.warn(&format!("{what}: refused by the service: {words}")),
            End::Failed => context.warn(&format!("{what}: failed, nothing happened: {words}")),
            End::Unknown => context.warn(&format!(
                "{what}: it is not known whether it happened ({words}); it is not repeated"
            )),
        }
    }
}

/// Says how many effects the next plan still has to do.
pub(super) fn report_left(context: &Context, left: usize) {
    if left > 0 {
        let effects = counted(left, "effect");
        context.warn(&format!(
            "{effects} not carried out; the next `plexmgr plan` shows what is still to be done"
        ));
    }
}

/// Names the files that hold edits made while the run wrote.
pub(super) fn report_kept(context: &Context, kept: &[KeptEdit]) {
    for KeptEdit { path, at } in kept {
        context.warn(&format!(
            "{path} was edited while it was written; the edit is saved in {at}: merge it by hand, then remove that file"
        ));
    }
}

/// Why a run did not come to its end.
pub(super) fn failure(context: &Context, error: ApplyError) -> Failure {
    match error {
        ApplyError::Store(error) => store_failure(error),
        ApplyError::Interrupted => {
            let exit = context.interrupts.came().unwrap_or(Exit::Failed);
            Failure::new(exit, error)
                .hint("every file is complete; the next `plexmgr apply` finishes this run")
        }
    }
}
