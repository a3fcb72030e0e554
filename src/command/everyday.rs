//! The commands that edit records: they decide what was asked for, and go on like `apply`.

use anyhow::anyhow;

use super::apply::{finish, finish_dry};
use super::context::{Context, records_invalid};
use super::everyday_users::{chosen, named};
use super::exit::{Exit, Failure};
use super::memory::{Memory, mention};
use super::prepare::{MadeFrom, Prepared};
use super::wanted::accepted;
use super::{consent, exclusive, household_files};
use crate::change::{Change, ChangeKind, GuardName};
use crate::cli::{
    ConfirmArgs, LayoutChoice, PayArgs, RemoveArgs, RenameArgs, SetArgs, SetLayoutArgs, SwitchArgs,
    ThingKind, UsersArgs, WritingArgs,
};
use crate::draft;
use crate::everyday::{
    self, Assignment, Confirm, Decided, Input, Outcome, Pay, Refusal, Remark, Remove, Spread, Thing,
};
use crate::plan::{Accepted, ChangeSet, judge_day};
use crate::render::plan::LeftRow;
use crate::settings::Layout;
use crate::sources::plex::Observed;
use crate::store::Look;
use crate::vocabulary::{Handle, counted, shown};

/// What a command decides on the records.
pub(super) type Decide<'d> = &'d dyn Fn(&Input<'_>) -> Result<Outcome, Failure>;

pub(super) fn pay(context: &Context, options: &PayArgs) -> Result<Exit, Failure> {
    let pay = Pay {
        plan: options.plan.clone(),
        amount: options.amount.clone(),
        on: options.on,
        periods: options.periods,
        until: options.until,
        start: options.start,
        transaction: options.transaction.clone(),
        subscription: options.subscription.clone(),
        again: options.again,
    };
    edit(context, "pay", &options.writing, &|input| {
        let UsersArgs { users, filters } = &options.users;
        let users = chosen(input, users, filters)?;
        let users = users.who_pay(context, input);
        Ok(everyday::pay(input, &users, &pay))
    })
}

pub(super) fn confirm(context: &Context, options: &ConfirmArgs) -> Result<Exit, Failure> {
    let confirm = Confirm {
        plan: options.plan.clone(),
        until: options.until,
    };
    let unconfirmed = ["lacks=unconfirmed".to_owned()];
    let filters = match options.all {
        true => unconfirmed.as_slice(),
        false => options.filters.as_slice(),
    };
    edit(context, "confirm", &options.writing, &|input| {
        let users = chosen(input, &options.users, filters)?;
        Ok(everyday::confirm(input, &users.handles, &confirm))
    })
}

pub(super) fn set(context: &Context, options: &SetArgs) -> Result<Exit, Failure> {
    let is_value = |word: &&String| word.contains('=');
    let (values, users): (Vec<&String>, Vec<&String>) = options.words.iter().partition(is_value);
    let (mut assignments, mut refused) = (Vec::new(), Vec::new());
    for value in values {
        match value.parse::<Assignment>() {
            Ok(assignment) => assignments.push(assignment),
            Err(error) => refused.push(Refusal {
                subject: shown(value),
                message: error.message,
                help: Some(error.help),
            }),
        }
    }
    if !refused.is_empty() {
        return Err(refusals(&refused));
    }
    if assignments.is_empty() {
        let error = anyhow!("no value is given");
        return Err(Failure::new(Exit::Usage, error)
            .hint("a value is written `KEY=VALUE`, as in `class=permanent`"));
    }
    if users.is_empty() && options.filters.is_empty() {
        let error = anyhow!("no user is given");
        return Err(Failure::new(Exit::Usage, error).hint(
            "name users by handle, Plex id or e-mail address, or select them with `--where`",
        ));
    }
    edit(context, "set", &options.writing, &|input| {
        let users = chosen(input, &users, &options.filters)?;
        Ok(everyday::set(input, &users.handles, &assignments))
    })
}

pub(super) fn switch(context: &Context, options: &SwitchArgs) -> Result<Exit, Failure> {
    edit(context, "switch", &options.writing, &|input| {
        let UsersArgs { users, filters } = &options.users;
        let users = chosen(input, users, filters)?;
        Ok(everyday::switch(input, &users.handles, &options.plan))
    })
}

pub(super) fn rename(context: &Context, options: &RenameArgs) -> Result<Exit, Failure> {
    edit(context, "rename", &options.writing, &|input| {
        let thing = thing(input, options.kind, &options.old)?;
        Ok(everyday::rename(input, &thing, &options.new))
    })
}

pub(super) fn remove(context: &Context, options: &RemoveArgs) -> Result<Exit, Failure> {
    let RemoveArgs {
        kind,
        name,
        anyway,
        erase,
        writing,
    } = options;
    if *erase && *kind != ThingKind::User {
        let error = anyhow!("`--erase` is of users only");
        return Err(Failure::new(Exit::Usage, error).hint("leave it out"));
    }
    let settings = context.settings()?;
    let accounts = settings.accounts.into_iter();
    let options = Remove {
        anyway: *anyway,
        erase: *erase,
        accounts: accounts.map(|account| account.name).collect(),
        ignored: settings.import.ignore_servers,
    };
    let erases = *erase;
    let exit = edit_as(context, "remove", writing, erases, &|input| {
        let thing = thing(input, *kind, name)?;
        Ok(everyday::remove(input, &thing, &options))
    })?;
    if erases && exit == Exit::Done && !writing.dry_run {
        context.say(
            "note: earlier runs of the history and earlier commits of git still hold what they recorded; the \
             Plex id stays in the history, so that no second default payment is made",
        );
    }
    Ok(exit)
}

pub(super) fn set_layout(context: &Context, options: &SetLayoutArgs) -> Result<Exit, Failure> {
    let (spread, layout) = match options.layout {
        LayoutChoice::FilePerUser => (Spread::FilePerUser, Layout::FilePerUser),
        LayoutChoice::SingleFile => (Spread::SingleFile, Layout::SingleFile),
    };
    let exit = edit(context, "set-layout", &options.writing, &|input| {
        Ok(everyday::set_layout(input, spread))
    })?;
    let is_written = exit == Exit::Done && !options.writing.dry_run;
    if is_written && context.settings()?.records.layout != layout {
        context.say(&format!(
            "note: imported users are still written in the other layout: set `layout = \"{}\"` in `[records]` of \
             plexmgr.toml",
            spread.word()
        ));
    }
    Ok(exit)
}

/// What is renamed or removed.
fn thing(input: &Input<'_>, kind: ThingKind, name: &str) -> Result<Thing, Failure> {
    let handle = |text: &str| {
        text.parse::<Handle>().map_err(|error| {
            Failure::new(Exit::Usage, anyhow!("`{}` is not a handle", shown(text)))
                .hint(error.to_string())
        })
    };
    Ok(match kind {
        ThingKind::User => {
            let users = named(&input.household.records, &[name])?;
            Thing::User(users.into_iter().next().map_or_else(|| handle(name), Ok)?)
        }
        ThingKind::Plan => Thing::Plan(handle(name)?),
        ThingKind::Server => Thing::Server(handle(name)?),
        ThingKind::Library => {
            let (server, library) = name.split_once('/').ok_or_else(|| {
                let error = anyhow!("`{}` does not name a library", shown(name));
                Failure::new(Exit::Usage, error)
                    .hint("a library is named with its server, as in `atlas/movies`")
            })?;
            Thing::Library {
                server: handle(server)?,
                library: handle(library)?,
            }
        }
    })
}

/// Decides, shows, asks and writes.
pub(super) fn edit(
    context: &Context,
    command: &str,
    writing: &WritingArgs,
    decide: Decide<'_>,
) -> Result<Exit, Failure> {
    edit_as(context, command, writing, false, decide)
}

/// The same; if it `erases`, the history keeps nothing of the texts that are replaced.
fn edit_as(
    context: &Context,
    command: &str,
    writing: &WritingArgs,
    erases: bool,
    decide: Decide<'_>,
) -> Result<Exit, Failure> {
    if writing.dry_run {
        let settings = context.settings()?;
        let memory = exclusive::refuse_damaged(context, &settings, Look::Whole)?;
        let prepared = prepared(context, writing, memory, decide)?;
        return finish_dry(context, &prepared);
    }
    let settings = context.settings()?;
    consent::possible(writing.yes)?;
    let _held = exclusive::lock(context, &settings, command, writing.lock.lock_timeout)?;
    let memory = exclusive::recovered(context, &settings, Look::Whole)?;
    let prepared = Prepared {
        erases,
        ..prepared(context, writing, memory, decide)?
    };
    finish(context, &settings, prepared, writing.yes, None)
}

/// The change set and its draft.
fn prepared(
    context: &Context,
    writing: &WritingArgs,
    memory: Memory,
    decide: Decide<'_>,
) -> Result<Prepared, Failure> {
    let Memory { state, recalled } = memory;
    mention(context, &state, &recalled);
    let accepted = only_clock(accepted(&writing.accepted)?)?;
    let settings_file = context.settings_file()?;
    let settings = settings_file
        .parse()
        .map_err(super::context::settings_invalid)?;
    let household = household_files::gather(context, &settings)
        .read()
        .map_err(records_invalid)?;
    let today = context.today(&settings)?;
    let input = Input {
        household: &household,
        today,
        grace_days: settings.payments.grace_days,
    };
    let Decided {
        mut changes,
        unchanged,
        left,
    } = decide(&input)?.map_err(|refused| refusals(&refused))?;
    for (user, reason) in &unchanged {
        context.say(&format!("note: {user} {reason}"));
    }
    changes.sort_by(|one, other| one.order().cmp(&other.order()));
    let newest = recalled.summary.remembered.newest_day;
    let change_set = ChangeSet {
        sources: Vec::new(),
        today,
        accounts: Vec::new(),
        unknown: Vec::new(),
        changes,
        notices: Vec::new(),
        silenced: 0,
        guards: vec![judge_day(today, newest, &accepted)],
    };
    let made_from = MadeFrom {
        settings_file,
        settings,
        recalled,
        observed: Observed {
            accounts: Vec::new(),
        },
        taken: None,
        snapshot: None,
    };
    // A library goes with every reference to it, or not at all.
    let is_removal = |change: &Change| change.kind() == ChangeKind::RemoveLibrary;
    let draft = match change_set.changes.iter().any(is_removal) {
        true => draft::draft_whole(&household, &change_set.changes),
        false => draft::draft(&household, &change_set.changes),
    };
    let decided = (household, change_set);
    Ok(Prepared {
        left: left.into_iter().map(left_row).collect(),
        ..Prepared::of(draft, decided, state, made_from, writing.brief)
    })
}

fn left_row(remark: Remark) -> LeftRow {
    let Remark {
        row,
        column,
        message,
    } = remark;
    LeftRow {
        row: (row > 0).then_some(row),
        column,
        message,
    }
}

/// Refuses consent to guards that do not apply to edits.
fn only_clock(accepted: Accepted) -> Result<Accepted, Failure> {
    let mut others = GuardName::ALL
        .into_iter()
        .filter(|guard| *guard != GuardName::Clock);
    match others.find(|guard| accepted.number(*guard).is_some()) {
        None => Ok(accepted),
        Some(guard) => {
            let error = anyhow!(
                "`{}` cannot be accepted here: only the guard `clock` applies to edits",
                guard.word()
            );
            Err(Failure::new(Exit::Usage, error)
                .hint("leave it out; the diff shows everything that changes"))
        }
    }
}

/// The failure that lists everything that speaks against an edit.
pub(super) fn refusals(refused: &[Refusal]) -> Failure {
    let line = |refusal: &Refusal| {
        let Refusal {
            subject,
            message,
            help: _,
        } = refusal;
        match subject.is_empty() {
            true => message.clone(),
            false => format!("{subject}: {message}"),
        }
    };
    if let [only] = refused {
        let failure = Failure::new(Exit::Usage, anyhow!("{}", line(only)));
        return match &only.help {
            Some(help) => failure.hint(help.clone()),
            None => failure,
        };
    }
    let mut text = format!(
        "{} speak against this; nothing was written",
        counted(refused.len(), "problem")
    );
    for refusal in refused {
        text.push_str(&format!("\n{}", line(refusal)));
        if let Some(help) = &refusal.help {
            text.push_str(&format!("\n  help: {help}"));
        }
    }
    Failure::new(Exit::Usage, anyhow!("{text}"))
}
