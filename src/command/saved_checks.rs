//! What a saved plan adds to what is prepared anyway: checks that everything it was made from is still the same,
//! and that the same comes out.
//!
//! The checks go from what is cheap to what asks Plex, and nothing switches them off. What moved is
//! reported all at once for each stage. `prepare` names where each of them belongs.

use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::context::{Context, SettingsFile, settings_invalid};
use super::exit::{Exit, Failure};
use super::hints;
use super::read_snapshot::SnapshotFile;
use crate::cli::PlanOptions;
use crate::draft::Draft;
use crate::files;
use crate::history::Run;
use crate::plan::ChangeSet;
use crate::records::Gathered;
use crate::render::FileView;
use crate::saved::{
    Contents, HistoryBasis, MOST_BYTES, Moved, SavedPlan, Source, moved_history, moved_observed,
    moved_plan, moved_records, moved_settings, moved_snapshot, only_held,
};
use crate::settings::Settings;
use crate::sources::plex::Observed;
use crate::sources::plex::snapshot::Snapshot;
use crate::store::Recalled;
use crate::vocabulary::{TimeSpan, shown};

/// What to do about a saved plan that cannot be applied.
const NEW_PLAN: &str = "make a new plan: `plexmgr plan --out FILE`";

/// How old a saved plan may be unless `--max-plan-age` says otherwise.
const MOST_AGE: TimeSpan = TimeSpan::from_seconds(24 * 60 * 60);

/// How far in the future a saved plan may have been made, in seconds: clocks differ a little.
const MOST_AHEAD_SECONDS: i64 = 5 * 60;

/// A saved plan, and how old it may be.
pub(super) struct Saved {
    plan: SavedPlan,
    most_age: TimeSpan,
}

impl Saved {
    /// Reads a saved plan.
    pub(super) fn open(path: &Path, most_age: Option<TimeSpan>) -> Result<Self, Failure> {
        Ok(Self {
            plan: open(path)?,
            most_age: most_age.unwrap_or(MOST_AGE),
        })
    }

    pub(super) fn contents(&self) -> &Contents {
        &self.plan.contents
    }

    /// What the history calls it.
    pub(super) fn digest(&self) -> String {
        self.plan.digest.to_string()
    }

    /// Refuses options that would make another plan of it.
    pub(super) fn check_usage(
        &self,
        context: &Context,
        options: &PlanOptions,
    ) -> Result<(), Failure> {
        let Contents {
            change_set, basis, ..
        } = self.contents();
        let day = change_set.today;
        let (message, option) = if !options.accounts.is_empty() {
            let message =
                "`--account` cannot be used with a saved plan, because the plan names its accounts";
            (message.to_owned(), "--account")
        } else if !options.sources.is_empty() || options.records {
            let message = "`--source` and `--records` cannot be used with a saved plan, because the plan says who \
                           is asked";
            (
                message.to_owned(),
                if options.records {
                    "--records"
                } else {
                    "--source"
                },
            )
        } else if let Some(today) = context.global.today.filter(|today| *today != day) {
            let message = format!("the saved plan is for {day}, not for {today}");
            (message, "--today")
        } else if options.observed.is_some() && basis.source == Source::Plex {
            let message = "the saved plan was made from plex.tv, not from a snapshot";
            (message.to_owned(), "--observed")
        } else {
            return Ok(());
        };
        let hint = format!("leave `{option}` out, or make a new plan with it");
        Err(Failure::new(Exit::Usage, anyhow!(message)).hint(hint))
    }

    /// The settings, if they are those of the household the plan was made for.
    pub(super) fn own_settings(&self, file: &SettingsFile) -> Result<Settings, Failure> {
        let settings = match file.parse() {
            Ok(settings) => settings,
            Err(problems) => {
                // Whatever is wrong with them now, the plan was not made with it.
                let basis = &self.contents().basis;
                refuse_moved(moved_settings(basis, &file.name, &file.bytes))?;
                return Err(settings_invalid(problems));
            }
        };
        let (own, other) = (settings.client_id, self.contents().household);
        if own == other {
            return Ok(settings);
        }
        let error =
            anyhow!("the saved plan is for another household: {other}, and this one is {own}");
        Err(Failure::new(Exit::Stale, error).hint("`-C DIR` names the folder of a household"))
    }

    /// Of these runs the one that applied this plan before, if all of it was applied.
    pub(super) fn applied_before<'r>(&self, runs: &'r [Run]) -> Result<Option<&'r Run>, Failure> {
        let digest = self.digest();
        let is_it = |run: &&Run| run.line.plan.as_ref() == Some(&digest);
        let Some(run) = runs.iter().rev().find(is_it) else {
            return Ok(None);
        };
        let id = run.id;
        let undo = runs.iter().find(|undo| undo.line.undone() == Some(id));
        let used_up = match (undo, run.line.left_out) {
            (Some(undo), _) => format!("as run {id}, which run {} undid", undo.id),
            (None, 0) => return Ok(Some(run)),
            (None, 1) => format!("but only in part: run {id} left out 1 thing"),
            (None, count) => format!("but only in part: run {id} left out {count} things"),
        };
        let error = anyhow!("the saved plan was already applied {used_up}");
        Err(Failure::new(Exit::Stale, error).hint(NEW_PLAN))
    }

    /// Refuses a plan that is too old, or from the future.
    pub(super) fn check_age(&self, context: &Context) -> Result<(), Failure> {
        let created = self.contents().created;
        let age = context.now.timestamp().saturating_sub(created.0);
        if age < -MOST_AHEAD_SECONDS {
            let error = anyhow!("the saved plan was made at {created}, which is in the future");
            return Err(Failure::new(Exit::Stale, error).hint("set the clock, or make a new plan"));
        }
        let most = self.most_age;
        if age.max(0).unsigned_abs() > most.seconds() {
            let error = anyhow!(
                "the saved plan is too old: it was made at {created}, more than {most} ago"
            );
            return Err(Failure::new(Exit::Stale, error).hint(NEW_PLAN));
        }
        Ok(())
    }

    /// Refuses settings, records or a history that differ from what the plan was made from. The files are compared
    /// before they are understood: one that was broken since then moved.
    pub(super) fn check_files(
        &self,
        settings: &SettingsFile,
        records: &Gathered,
        recalled: &Recalled,
    ) -> Result<(), Failure> {
        let basis = &self.contents().basis;
        let files = records.files().iter();
        let files = files.map(|file| (file.path.as_ref(), file.bytes.as_slice()));
        let mut moved = moved_settings(basis, &settings.name, &settings.bytes);
        moved.extend(moved_records(basis, files));
        moved.extend(moved_history(basis, &HistoryBasis::of(&recalled.summary)));
        refuse_moved(moved)
    }

    /// Refuses another snapshot than the plan was made from, and names what it says differently, if it was
    /// understood.
    pub(super) fn check_snapshot(
        &self,
        file: &SnapshotFile,
        read: &Result<Snapshot, Failure>,
    ) -> Result<(), Failure> {
        let basis = &self.contents().basis;
        let mut moved = moved_snapshot(basis, &file.bytes);
        if let (false, Ok(Snapshot { observed, .. })) = (moved.is_empty(), read) {
            moved.extend(moved_observed(basis, observed));
        }
        refuse_moved(moved)
    }

    /// Refuses what Plex says if it is not what the plan was made from.
    pub(super) fn check_observed(&self, observed: &Observed) -> Result<(), Failure> {
        refuse_moved(moved_observed(&self.contents().basis, observed))
    }

    /// Refuses a plan that differs from the saved one.
    pub(super) fn check_plan(
        &self,
        change_set: &ChangeSet,
        draft: &Draft,
        options: &PlanOptions,
    ) -> Result<(), Failure> {
        let files: Vec<FileView> = draft.files.iter().map(FileView::of).collect();
        if let Some(unknown) = only_held(self.contents(), change_set) {
            return Err(held_now(&unknown));
        }
        let moved = moved_plan(self.contents(), change_set, &files);
        if !moved.is_empty() && !options.accepted.is_empty() {
            return Err(consented_too_late());
        }
        refuse_moved(moved)
    }
}

/// Reads a saved plan and believes it only as a whole.
pub(super) fn open(path: &Path) -> Result<SavedPlan, Failure> {
    let shown = path.display();
    let bytes = files::read_limited(path, MOST_BYTES as u64).map_err(|error| {
        let exit = match error.kind() {
            std::io::ErrorKind::FileTooLarge => Exit::Stale,
            _ => Exit::Invalid,
        };
        let hint = hints::to_read(&error, "`plexmgr plan --out FILE` makes one");
        let error =
            anyhow::Error::new(error).context(format!("cannot read the saved plan {shown}"));
        Failure::new(exit, error).hint(hint)
    })?;
    SavedPlan::from_bytes(&bytes)
        .map_err(|error| hints::conflict_or(path, &bytes, error))
        .with_context(|| format!("cannot use the saved plan {shown}"))
        .map_err(|error| Failure::new(Exit::Stale, error).hint(NEW_PLAN))
}

/// The failure of a consent that makes another plan, as one to believe an account does: what was saved
/// does not show what it means.
fn consented_too_late() -> Failure {
    let error = anyhow!("with this `--accept` the plan differs from the saved one");
    Failure::new(Exit::Stale, error)
        .hint("give the same `--accept` to `plexmgr plan --out FILE`, and review that plan")
}

/// The failure of a plan that rests on what is not known now.
fn held_now(unknown: &[String]) -> Failure {
    let lines: String = unknown.iter().map(|line| format!("\n{line}")).collect();
    let error =
        anyhow!("the saved plan rests on what is not known now; nothing was written{lines}");
    Failure::new(Exit::Incomplete, error).hint("run it again when this can be read")
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
