//! Everything `plan` and `apply` share: read all, decide, draft the files.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::asked::Asked;
use super::context::{Context, SettingsFile};
use super::draft_notices;
use super::exit::{Exit, Failure};
use super::local::Local;
use super::lost_history::warn_of_lost_history;
use super::memory::{Memory, mention};
use super::money;
use super::plan_output::{self, page, show};
use super::read::Early;
use super::read_snapshot::{self, SnapshotFile};
use super::saved_checks::Saved;
use super::streams::aside_privacy;
use super::wanted::Wanted;
use crate::cli::PlanOptions;
use crate::draft::{self, Draft};
use crate::plan::{
    self, Accepted, ChangeSet, Clock, Decision, Filing, Input, NewUsers, Rules, Taken,
};
use crate::records::Household;
use crate::render::plan::{FileView, LeftRow, Shown, decisions};
use crate::settings::{HomeUsers, Layout, Settings};
use crate::sources::SourceReading;
use crate::sources::plex::Observed;
use crate::sources::plex::snapshot::Snapshot;
use crate::store::{Look, Recalled, StateFolder};
use crate::vocabulary::{Class, Timestamp};

/// A plan and what it was made from.
pub(super) struct Prepared {
    pub(super) household: Household,
    pub(super) change_set: ChangeSet,
    pub(super) draft: Draft,
    pub(super) state: StateFolder,
    pub(super) files: Vec<FileView>,
    /// Why rows of a spreadsheet are left.
    pub(super) left: Vec<LeftRow>,
    /// Whether the history keeps nothing of the texts that are replaced.
    pub(super) erases: bool,
    /// What else the plan was made from.
    pub(super) made_from: MadeFrom,
}

/// What a plan was made from, besides the records.
pub(super) struct MadeFrom {
    pub(super) settings_file: SettingsFile,
    pub(super) settings: Settings,
    pub(super) recalled: Recalled,
    pub(super) observed: Observed,
    /// When Plex said that, if it is known.
    pub(super) taken: Option<Timestamp>,
    /// Where that was read, if it was not plex.tv.
    pub(super) snapshot: Option<SnapshotFile>,
}

/// Asks Plex before the household is locked; `None` if there is nothing to ask, if that has to wait until an
/// interrupted run was finished, or if something is wrong that is reported under the lock.
pub(super) fn ask(context: &Context, wanted: &Wanted<'_>) -> Result<Option<Asked>, Failure> {
    let is_too_old = |saved: &Saved| saved.check_age(context).is_err();
    if wanted.snapshot.is_some() || wanted.saved.as_ref().is_some_and(is_too_old) {
        return Ok(None);
    }
    let settings = wanted.settings(&context.settings_file()?)?;
    let Ok(memory) = Memory::of(context, &settings, Look::Quick) else {
        return Ok(None);
    };
    if memory.recalled.pending.is_some() || !memory.recalled.faults.is_empty() {
        return Ok(None);
    }
    let Ok((mut local, early)) = Local::read(context, wanted, Some(memory), true) else {
        return Ok(None);
    };
    let accounts = wanted.selected(&local.settings)?;
    let mut asked = Asked::of(early, context, &local, &accounts, &wanted.asked)?;
    asked.look = local.recalled.look_again();
    Ok(Some(asked))
}

/// Reads everything once and decides; what Plex was asked before is used if it still fits, and what is
/// remembered if it is known already.
pub(super) fn prepare(
    context: &Context,
    wanted: &Wanted<'_>,
    known: Option<Memory>,
    asked: Option<Asked>,
) -> Result<Prepared, Failure> {
    if let (Some(saved), Some(memory)) = (&wanted.saved, &known) {
        saved.check_age(context)?;
        // It may say why the history moved.
        mention(context, &memory.state, &memory.recalled);
    }
    let asks = wanted.snapshot.is_none() && asked.is_none();
    let (local, early) = Local::read(context, wanted, known, asks)?;
    if wanted.saved.is_none() {
        mention(context, &local.state, &local.recalled);
    }
    let seen = observe(context, wanted, &local, early, asked)?;
    let Some(saved) = &wanted.saved else {
        return decide(context, local, seen, wanted.options);
    };
    let that_day = context.on(saved.contents().change_set.today);
    let prepared = decide(&that_day, local, seen, wanted.options)?;
    saved.check_plan(&prepared.change_set, &prepared.draft, wanted.options)?;
    Ok(prepared)
}

/// What Plex says, or the snapshot.
struct Seen {
    observed: Observed,
    /// What the sources of transactions say.
    readings: Vec<SourceReading>,
    /// What time it was at plex.tv, if it was asked and said so.
    plex_time: Option<Timestamp>,
    /// When Plex was asked, if that is known.
    at: Option<Timestamp>,
    snapshot: Option<SnapshotFile>,
}

impl Seen {
    fn taken(&self) -> Taken {
        match self.snapshot {
            Some(_) => Taken::Snapshot(self.at),
            None => Taken::Now,
        }
    }
}

/// Reads what Plex says, or the snapshot.
fn observe(
    context: &Context,
    wanted: &Wanted<'_>,
    local: &Local,
    early: Option<Early>,
    asked: Option<Asked>,
) -> Result<Seen, Failure> {
    let saved = wanted.saved.as_ref();
    let accounts = wanted.selected(&local.settings)?;
    let snapshot = wanted.snapshot()?;
    let seen = if let Some(file) = &snapshot {
        let read = read_snapshot::from_snapshot(file, &local.settings, &accounts);
        saved.map_or(Ok(()), |saved| saved.check_snapshot(file, &read))?;
        let Snapshot {
            taken,
            observed,
            sources,
        } = read?;
        Seen {
            observed,
            readings: money::beside_snapshot(context, local, &wanted.asked, sources)?,
            plex_time: None,
            at: taken,
            snapshot,
        }
    } else {
        let asked = match asked.and_then(|asked| asked.if_still_asked(local, &accounts)) {
            Some(asked) => asked,
            None => Asked::of(early, context, local, &accounts, &wanted.asked)?,
        };
        Seen {
            observed: asked.answered.observed,
            readings: asked.readings,
            plex_time: asked.answered.plex_time,
            at: Some(asked.at),
            snapshot: None,
        }
    };
    saved.map_or(Ok(()), |saved| saved.check_observed(&seen.observed))?;
    Ok(seen)
}

/// Decides, and drafts the files.
fn decide(
    context: &Context,
    local: Local,
    seen: Seen,
    options: &PlanOptions,
) -> Result<Prepared, Failure> {
    let Local {
        settings_file,
        settings,
        household,
        state,
        recalled,
        accepted,
    } = local;
    warn_of_lost_history(context, &settings, &household.records, &recalled);
    let rules = rules(context, &settings, accepted, &seen)?;
    let filing = filing(&settings, &household);
    let input = Input {
        records: &household.records,
        filing: &filing,
        observed: &seen.observed,
        readings: &seen.readings,
        remembered: &recalled.summary.remembered,
        rules: &rules,
    };
    let (mut change_set, decisions) = plan::plan_with_decisions(&input);
    if !change_set.changes.is_empty() {
        plan::explain(&input, &recalled.written(&state), &mut change_set.changes);
    }
    show_decisions(context, &change_set, &decisions);
    // Years of transactions, which nothing asks for any more.
    drop(seen.readings);
    let made_from = MadeFrom {
        settings_file,
        settings,
        recalled,
        observed: seen.observed,
        taken: seen.at,
        snapshot: seen.snapshot,
    };
    let decided = (household, change_set);
    Ok(Prepared::drafted(decided, state, made_from, options.brief))
}

/// Says what was decided about each person, if that was asked for.
fn show_decisions(context: &Context, change_set: &ChangeSet, decisions: &[Decision]) {
    if context.global.verbose > 0 {
        let privacy = aside_privacy(&context.global);
        context.say(&decisions::text(&change_set.accounts, decisions, privacy));
    }
}

impl Prepared {
    /// Drafts the files of a change set; the diffs are left out if it is shown `brief`.
    pub(super) fn drafted(
        (household, change_set): (Household, ChangeSet),
        state: StateFolder,
        made_from: MadeFrom,
        brief: bool,
    ) -> Self {
        let draft = draft::draft(&household, &change_set.changes);
        Self::of(draft, (household, change_set), state, made_from, brief)
    }

    /// The same where the files are drafted already.
    pub(super) fn of(
        draft: Draft,
        (household, mut change_set): (Household, ChangeSet),
        state: StateFolder,
        made_from: MadeFrom,
        brief: bool,
    ) -> Self {
        change_set.add_notices(draft_notices::notices(&draft));
        change_set.silence(&made_from.settings.notices.silence);
        let view = match brief {
            true => FileView::brief,
            false => FileView::of,
        };
        Self {
            household,
            change_set,
            files: draft.files.iter().map(view).collect(),
            left: Vec::new(),
            erases: false,
            draft,
            state,
            made_from,
        }
    }

    fn shown(&self) -> Shown<'_> {
        Shown {
            change_set: &self.change_set,
            files: &self.files,
            left: &self.left,
        }
    }

    /// Writes the plan as the command line wants it. That a plan is refused counts more than a page that
    /// could not be written.
    pub(super) fn show(&self, context: &Context) -> Result<(), Failure> {
        self.written(context, show(context, &self.shown()))
    }

    /// The same for a person who reads it and does nothing else: a long page goes through the pager.
    pub(super) fn page(&self, context: &Context) -> Result<(), Failure> {
        self.written(context, page(context, &self.shown()))
    }

    fn written(&self, context: &Context, written: Result<(), Failure>) -> Result<(), Failure> {
        match written {
            Err(unwritten) if self.refusal().is_some() => {
                context.warn_of(&unwritten);
                Ok(())
            }
            shown => shown,
        }
    }

    pub(super) fn as_text(&self, context: &Context) -> String {
        plan_output::text(context, &self.shown())
    }

    /// Why this plan may not be applied, if it may not.
    pub(super) fn refusal(&self) -> Option<Exit> {
        let refusing = self.change_set.guards.iter().filter(|g| !g.passes());
        (refusing.count() > 0).then(|| self.if_known(Exit::Refused))
    }

    /// How a run ends that would end with `exit` if everything were known that it may not do without.
    pub(super) fn if_known(&self, exit: Exit) -> Exit {
        match (self.change_set.lacks_facts(), exit) {
            (true, Exit::Done | Exit::ChangesPending | Exit::Refused) => Exit::Incomplete,
            (false, Exit::Done | Exit::ChangesPending) if self.change_set.lacks_rows() => {
                Exit::Partly
            }
            (_, exit) => exit,
        }
    }
}

fn rules(
    context: &Context,
    settings: &Settings,
    accepted: Accepted,
    seen: &Seen,
) -> Result<Rules, Failure> {
    let named = context.global.today.is_some();
    let clock = Clock {
        now: (!named).then(|| Timestamp(context.now.timestamp())),
        plex: seen.plex_time,
    };
    Ok(Rules {
        today: context.today(settings)?,
        timezone: settings.timezone,
        class: settings.import.class,
        home_users: match settings.import.home_users {
            HomeUsers::Skip => None,
            HomeUsers::Standard => Some(Class::Standard),
            HomeUsers::Permanent => Some(Class::Permanent),
        },
        ignore_users: settings.import.ignore_users.clone(),
        ignore_servers: settings.import.ignore_servers.clone(),
        accounts: settings
            .accounts
            .iter()
            .map(|account| account.name.clone())
            .collect(),
        guards: settings.guards,
        accepted,
        clock,
        taken: seen.taken(),
        payments: money::rules(context, settings)?,
        #[cfg(feature = "fault-injection")]
        notes: notes(context, settings)?,
    })
}

/// The effects that a test asks for.
#[cfg(feature = "fault-injection")]
fn notes(context: &Context, settings: &Settings) -> Result<Option<plan::NoteRules>, Failure> {
    let Some(notes) = crate::effects::Notes::asked_for() else {
        return Ok(None);
    };
    let ledger = crate::store::ledger(&super::exclusive::state_folder(context, settings)?);
    Ok(Some(plan::NoteRules {
        is_reversible: notes.are_visible(),
        round: notes.round,
        ledger: ledger.map_err(super::store_failure::store_failure)?,
    }))
}

pub(super) fn filing(settings: &Settings, household: &Household) -> Filing {
    let folder = &settings.records.path;
    let places: BTreeMap<_, _> = household
        .users
        .iter()
        .map(|(handle, home)| (handle.clone(), home.place.clone()))
        .collect();
    Filing {
        servers_file: Arc::from(format!("{folder}/servers.yaml")),
        inbox_file: Arc::from(format!("{folder}/inbox.yaml")),
        users: places,
        new_users: match settings.records.layout {
            Layout::FilePerUser => NewUsers::Folder(format!("{folder}/users")),
            Layout::SingleFile => NewUsers::File(Arc::from(format!("{folder}/users.yaml"))),
        },
    }
}
