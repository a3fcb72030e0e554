//! The commands that edit records: they decide what was asked for, and go on like `apply`.

use anyhow::anyhow;

use super::apply::{finish, finish_dry};
use super::context::{Context, records_invalid};
use super::exit::{Exit, Failure};
use super::memory::{Memory, mention};
use super::prepare::{MadeFrom, Prepared, refusal_notice};
use super::status::unselectable;
use super::wanted::accepted;
use super::{consent, exclusive, household_files};
use crate::change::GuardName;
use crate::cli::{ConfirmArgs, PayArgs, SetArgs, SwitchArgs, UsersArgs, WritingArgs};
use crate::draft;
use crate::everyday::{self, Assignment, Confirm, Decided, Input, Outcome, Pay, Refusal};
use crate::plan::{Accepted, ChangeSet, judge_day};
use crate::records::schema::Records;
use crate::render::FileView;
use crate::sources::plex::Observed;
use crate::status::{Filter, Selection, resolve};
use crate::store::Look;
use crate::vocabulary::{Class, Days, Handle, counted, shown};

/// What a command decides on the records.
type Decide<'d> = &'d dyn Fn(&Input<'_>) -> Result<Outcome, Failure>;

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

/// Decides, shows, asks and writes.
fn edit(
    context: &Context,
    command: &str,
    writing: &WritingArgs,
    decide: Decide<'_>,
) -> Result<Exit, Failure> {
    if writing.dry_run {
        let settings = context.settings()?;
        let memory = exclusive::refuse_damaged(context, &settings, Look::Whole)?;
        let prepared = prepared(context, writing, memory, decide)?;
        return finish_dry(context, &prepared);
    }
    consent::possible(writing.yes)?;
    let settings = context.settings()?;
    let _held = exclusive::lock(context, &settings, command, writing.lock.lock_timeout)?;
    let memory = exclusive::recovered(context, &settings, Look::Whole)?;
    let prepared = prepared(context, writing, memory, decide)?;
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
    } = decide(&input)?.map_err(|refused| refusals(&refused))?;
    for (user, reason) in &unchanged {
        context.say(&format!("note: {user} {reason}"));
    }
    changes.sort_by(|one, other| one.order().cmp(&other.order()));
    let newest = recalled.summary.remembered.newest_day;
    let mut change_set = ChangeSet {
        today,
        accounts: Vec::new(),
        changes,
        notices: Vec::new(),
        guards: vec![judge_day(today, newest, &accepted)],
    };
    let draft = draft::draft(&household, &change_set.changes);
    change_set.add_notices(draft.refused.iter().map(refusal_notice));
    let view = match writing.brief {
        true => FileView::brief,
        false => FileView::of,
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
            observed: Observed {
                accounts: Vec::new(),
            },
            snapshot: None,
        },
    })
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

/// The users that were named or selected, each once.
struct Chosen {
    handles: Vec<Handle>,
    /// Those of them who were only selected, and not by their standing.
    by_filter: Vec<Handle>,
}

fn chosen<T: AsRef<str>>(
    input: &Input<'_>,
    users: &[T],
    filters: &[String],
) -> Result<Chosen, Failure> {
    let records = &input.household.records;
    let mut handles = named(records, users)?;
    let selection = Selection::parse(filters, records).map_err(unselectable)?;
    let selected = match filters.is_empty() {
        true => Vec::new(),
        false => selection.users(records, input.today, Days::new(14)),
    };
    let mut is_standing = selection.filters().iter();
    let by_standing = is_standing.any(|filter| matches!(filter, Filter::Standing(_)));
    let more: Vec<Handle> = selected
        .into_iter()
        .filter(|handle| !handles.contains(handle))
        .collect();
    handles.extend(more.iter().cloned());
    let by_filter = if by_standing { Vec::new() } else { more };
    Ok(Chosen { handles, by_filter })
}

/// The users with these names; all unknown names are refused at once.
fn named<T: AsRef<str>>(records: &Records, users: &[T]) -> Result<Vec<Handle>, Failure> {
    let (mut handles, mut refused) = (Vec::new(), Vec::new());
    for user in users {
        match resolve(records, user.as_ref()) {
            Ok(handle) if handles.contains(&handle) => {}
            Ok(handle) => handles.push(handle),
            Err(error) => refused.push(error),
        }
    }
    match refused.len() {
        0 => Ok(handles),
        1 => Err(unselectable(refused.remove(0))),
        _ => {
            let refused = refused.into_iter().map(|error| Refusal {
                subject: String::new(),
                message: error.message,
                help: Some(error.hint),
            });
            Err(refusals(&refused.collect::<Vec<_>>()))
        }
    }
}

impl Chosen {
    /// Without the departed and permanent users who were only selected; a note names them.
    fn who_pay(self, context: &Context, input: &Input<'_>) -> Vec<Handle> {
        let records = &input.household.records;
        let Self { handles, by_filter } = self;
        let pays_nothing = |handle: &Handle| {
            let record = records.users.get(handle);
            record.is_some_and(|record| {
                record.plex.departed.is_some() || record.class == Class::Permanent
            })
        };
        let (left_out, users): (Vec<_>, Vec<_>) = handles
            .into_iter()
            .partition(|handle| by_filter.contains(handle) && pays_nothing(handle));
        if !left_out.is_empty() {
            let names: Vec<&str> = left_out.iter().map(Handle::as_str).collect();
            context.say(&format!(
                "note: {} left out, departed or permanent: {}",
                counted(left_out.len(), "user"),
                names.join(", ")
            ));
        }
        users
    }
}

/// The failure that lists everything that speaks against an edit.
fn refusals(refused: &[Refusal]) -> Failure {
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
