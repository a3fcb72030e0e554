//! Everything `plan` and `apply` share: read all, decide, draft the files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::asked::{Asked, Basis};
use super::context::{Context, SettingsFile, records_invalid, settings_invalid};
use super::exclusive::state_folder;
use super::exit::{Exit, Failure};
use super::household_files;
use super::lost_history::warn_of_lost_history;
use super::machine;
use super::plan_output::show;
use super::read::{self, Early, SnapshotFile};
use super::store_failure::history_hint;
use super::streams::aside_privacy;
use crate::change::GuardName;
use crate::cli::PlanOptions;
use crate::draft::{self, Draft, Refused, Unit};
use crate::plan::{
    self, Accepted, ChangeSet, Clock, Decision, Filing, Input, NewUsers, Notice, NoticeKind, Rules,
};
use crate::records::{self, Household};
use crate::render::plan::{FileView, Shown, decisions, text};
use crate::settings::{AccountSettings, HomeUsers, Layout, Settings};
use crate::sources::plex::{Answered, Observed};
use crate::store::{Look, Recalled, STORE_FILE, StateFolder};
use crate::vocabulary::{Class, Timestamp, escaped};

/// A plan and what it was made from.
pub(super) struct Prepared {
    pub(super) household: Household,
    pub(super) change_set: ChangeSet,
    pub(super) draft: Draft,
    pub(super) state: StateFolder,
    pub(super) files: Vec<FileView>,
    /// What else the plan was made from.
    pub(super) made_from: MadeFrom,
}

/// What a plan was made from, besides the records.
pub(super) struct MadeFrom {
    pub(super) settings_file: SettingsFile,
    pub(super) settings: Settings,
    pub(super) recalled: Recalled,
    pub(super) observed: Observed,
    /// Where that was read, if it was not plex.tv.
    pub(super) snapshot: Option<SnapshotFile>,
}

/// What is read of a household before Plex is asked.
pub(super) struct Local {
    pub(super) settings_file: SettingsFile,
    pub(super) settings: Settings,
    pub(super) household: Household,
    pub(super) state: StateFolder,
    pub(super) recalled: Recalled,
    pub(super) accepted: Accepted,
}

impl Local {
    /// What Plex is asked by.
    pub(super) fn basis(&self) -> Basis<'_> {
        Basis {
            settings_file: &self.settings_file,
            settings: &self.settings,
            household: &self.household,
            recalled: &self.recalled,
        }
    }
}

/// Asks Plex before the household is locked; `None` if that has to wait until an interrupted run was
/// finished, or if something is wrong that is reported under the lock.
pub(super) fn ask(context: &Context, options: &PlanOptions) -> Result<Option<Asked>, Failure> {
    // Nothing is asked on a command line that makes no sense.
    accepted(options)?;
    if options.observed.is_some() {
        return Ok(None);
    }
    let settings_file = context.settings_file()?;
    let settings = settings_file.parse().map_err(settings_invalid)?;
    let accounts = read::selected(&settings, &options.accounts)?;
    let state = state_folder(context, &settings)?;
    let Ok(recalled) = machine::recall(context, &state, Look::Whole) else {
        return Ok(None);
    };
    if recalled.pending.is_some() || !recalled.faults.is_empty() {
        return Ok(None);
    }
    let (household, early) = records_while_asking(context, &settings, Some(&accounts));
    let Ok(household) = household else {
        return Ok(None);
    };
    let basis = Basis {
        settings_file: &settings_file,
        settings: &settings,
        household: &household,
        recalled: &recalled,
    };
    match early {
        Some(early) => Asked::early(early, basis, &accounts).map(Some),
        None => Asked::now(context, basis, &accounts).map(Some),
    }
}

/// Reads the records; if there are `accounts`, asks Plex meanwhile, where that is possible. Plex is not waited
/// for if the records are not valid.
fn records_while_asking(
    context: &Context,
    settings: &Settings,
    accounts: Option<&[&AccountSettings]>,
) -> (Result<Household, Failure>, Option<Early>) {
    let begun = records::begin(context.folder(), &settings.records);
    let early = accounts.and_then(|all| Early::begin(context, settings, all, &begun));
    let gathered = household_files::gather_rest(context, settings, begun);
    (gathered.read().map_err(records_invalid), early)
}

/// Reads everything once and decides; what Plex was asked before is used if it still fits.
pub(super) fn prepare(
    context: &Context,
    options: &PlanOptions,
    asked: Option<Asked>,
) -> Result<Prepared, Failure> {
    let accepted = accepted(options)?;
    let settings_file = context.settings_file()?;
    let settings = settings_file.parse().map_err(settings_invalid)?;
    let accounts = read::selected(&settings, &options.accounts)?;
    let asks = options.observed.is_none() && asked.is_none();
    let (household, early) =
        records_while_asking(context, &settings, asks.then_some(accounts.as_slice()));
    let household = household?;
    let state = state_folder(context, &settings)?;
    let recalled = recall(context, &state)?;
    let snapshot = options.observed.as_deref().map(SnapshotFile::read);
    let snapshot = snapshot.transpose()?;
    let basis = Basis {
        settings_file: &settings_file,
        settings: &settings,
        household: &household,
        recalled: &recalled,
    };
    let answered = match (&snapshot, early) {
        (Some(file), _) => Answered {
            observed: read::from_snapshot(file, &settings, &accounts)?,
            plex_time: None,
        },
        (None, Some(early)) => early.answered(&settings, &accounts, basis.known())?,
        (None, None) => Asked::or_again(asked, context, basis, &accounts)?,
    };
    let local = Local {
        settings_file,
        settings,
        household,
        state,
        recalled,
        accepted,
    };
    decide(context, local, answered, snapshot, options)
}

/// The guards that the command line lets pass.
pub(super) fn accepted(options: &PlanOptions) -> Result<Accepted, Failure> {
    Accepted::of(options.accepted.iter().copied()).map_err(|error| {
        Failure::new(Exit::Usage, error).hint("`plexmgr plan` shows the number of each guard")
    })
}

/// What earlier runs remembered.
pub(super) fn recall(context: &Context, state: &StateFolder) -> Result<Recalled, Failure> {
    let recalled = machine::recall(context, state, Look::Quick)?;
    mention(context, state, &recalled);
    Ok(recalled)
}

/// Decides, and drafts the files.
pub(super) fn decide(
    context: &Context,
    local: Local,
    answered: Answered,
    snapshot: Option<SnapshotFile>,
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
    let Answered {
        observed,
        plex_time,
    } = answered;
    warn_of_lost_history(context, &settings, &household.records, &recalled);
    let rules = rules(context, &settings, accepted, plex_time)?;
    let filing = filing(&settings, &household);
    let (mut change_set, decisions) = plan::plan_with_decisions(&Input {
        records: &household.records,
        filing: &filing,
        observed: &observed,
        remembered: &recalled.summary.remembered,
        rules: &rules,
    });
    show_decisions(context, &change_set, &decisions);
    let draft = draft::draft(&household, &change_set.changes);
    change_set.add_notices(draft.refused.iter().map(refusal_notice));
    let view = if options.brief {
        FileView::brief
    } else {
        FileView::of
    };
    Ok(Prepared {
        household,
        change_set,
        files: draft.files.iter().map(view).collect(),
        draft,
        state,
        made_from: MadeFrom {
            settings_file,
            settings,
            recalled,
            observed,
            snapshot,
        },
    })
}

/// Says what was decided about each person, if that was asked for.
fn show_decisions(context: &Context, change_set: &ChangeSet, decisions: &[Decision]) {
    if context.global.verbose > 0 {
        let privacy = aside_privacy(&context.global);
        context.say(&decisions::text(&change_set.accounts, decisions, privacy));
    }
}

/// Says what is unusual about history and store. A checkout without a store is usual; one that cannot be used is
/// not.
fn mention(context: &Context, state: &StateFolder, recalled: &Recalled) {
    if let Some(because) = &recalled.rebuilt_because {
        let message = format!("the store {because}; using the history instead");
        match state.path.join(STORE_FILE).exists() {
            true => context.warn(&message),
            false => context.say(&format!("note: {message}")),
        }
    }
    if let Some(intent) = &recalled.pending {
        context.warn(&format!(
            "the run of {} is under way or was interrupted; the next `plexmgr apply` finishes it",
            escaped(&intent.run.time)
        ));
    }
    for run in &recalled.taken_back {
        context.say(&format!(
            "note: the files of run {run} are as they were before it, so it counts as taken back"
        ));
    }
    match recalled.set_aside {
        0 => {}
        1 => context.say(
            "note: 1 run is not in the working tree and counts for nothing; `plexmgr history` shows it",
        ),
        runs => context.say(&format!(
            "note: {runs} runs are not in the working tree and count for nothing; `plexmgr history` lists them"
        )),
    }
    for fault in &recalled.faults {
        context.warn(&format!("{fault}\n  hint: {}", history_hint(&fault.fault)));
    }
}

impl Prepared {
    fn shown(&self) -> Shown<'_> {
        Shown {
            change_set: &self.change_set,
            files: &self.files,
        }
    }

    /// Writes the plan as the command line wants it. That a plan is refused counts more than a page that
    /// could not be written.
    pub(super) fn show(&self, context: &Context) -> Result<(), Failure> {
        match show(context, &self.shown()) {
            Err(unwritten) if self.refusal().is_some() => {
                context.warn_of(&unwritten);
                Ok(())
            }
            shown => shown,
        }
    }

    pub(super) fn as_text(&self, context: &Context) -> String {
        text::plan(&self.shown(), context.page())
    }

    /// Why this plan may not be applied, if it may not.
    pub(super) fn refusal(&self) -> Option<Exit> {
        let refusing = self.change_set.guards.iter().filter(|g| !g.passes());
        let refusing: BTreeSet<GuardName> = refusing.map(|guard| guard.name).collect();
        if refusing.contains(&GuardName::Complete) {
            return Some(Exit::Incomplete);
        }
        (!refusing.is_empty()).then_some(Exit::Refused)
    }
}

fn rules(
    context: &Context,
    settings: &Settings,
    accepted: Accepted,
    plex_time: Option<Timestamp>,
) -> Result<Rules, Failure> {
    let named = context.global.today.is_some();
    let clock = Clock {
        now: (!named).then(|| Timestamp(context.now.timestamp())),
        plex: plex_time,
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
    let ledger = crate::store::ledger(&state_folder(context, settings)?);
    Ok(Some(plan::NoteRules {
        is_reversible: notes.are_visible(),
        round: notes.round,
        ledger: ledger.map_err(super::store_failure::store_failure)?,
    }))
}

fn filing(settings: &Settings, household: &Household) -> Filing {
    let folder = &settings.records.path;
    let places: BTreeMap<_, _> = household
        .users
        .iter()
        .map(|(handle, home)| (handle.clone(), home.place.clone()))
        .collect();
    Filing {
        servers_file: Arc::from(format!("{folder}/servers.yaml")),
        users: places,
        new_users: match settings.records.layout {
            Layout::FilePerUser => NewUsers::Folder(format!("{folder}/users")),
            Layout::SingleFile => NewUsers::File(Arc::from(format!("{folder}/users.yaml"))),
        },
    }
}

fn refusal_notice(refused: &Refused) -> Notice {
    Notice {
        kind: NoticeKind::UnsafeEdit,
        subject: match &refused.unit {
            Unit::Server(handle) | Unit::User(handle) => handle.to_string(),
            Unit::Library(server, library) => format!("{server}/{library}"),
        },
        message: format!("is skipped: {}", refused.reason),
        place: Some(refused.place.clone()),
    }
}
