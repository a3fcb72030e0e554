//! `plexmgr apply`: shows what will change, asks, and writes it; a saved plan is its own consent.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use anyhow::anyhow;

use super::asked::Asked;
use super::consent::{self, confirmed};
use super::context::Context;
use super::exclusive;
use super::exit::{Exit, Failure};
use super::hints;
use super::household_files;
use super::memory::Memory;
use super::prepare::{self, Prepared, prepare};
use super::saved_checks::{Saved, already_applied};
use super::wanted::Wanted;
use super::{machine, output, provenance};
use crate::apply::{About, Applied, Means, ToApply, apply};
use crate::change::GuardName;
use crate::cli::{ApplyArgs, Format};
use crate::effects::End;
use crate::history::{Origin, Run};
use crate::plan::ChangeSet;
use crate::records::Gathered;
use crate::render::kit::annotation;
use crate::render::plan::json;
use crate::settings::Settings;
use crate::store::Look;
use crate::vocabulary::{counted, escaped};

pub(super) fn run(context: &Context, options: &ApplyArgs) -> Result<Exit, Failure> {
    if options.dry_run {
        return dry_run(context, options);
    }
    let consented = options.yes || options.plan_file.is_some();
    let (wanted, settings) = Wanted::of(context, options)?;
    consent::possible(consented)?;
    let mut asked = prepare::ask(context, &wanted)?;
    let _held = exclusive::lock(context, &settings, "apply", options.lock.lock_timeout)?;
    let look = asked.as_mut().map_or(Look::Whole, Asked::look_again);
    let memory = exclusive::recovered(context, &settings, look)?;
    if let Some(run) = applied_before(&wanted, &memory)? {
        return already(context, run);
    }
    let prepared = prepare(context, &wanted, Some(memory), asked)?;
    let plan = wanted.saved.as_ref().map(Saved::digest);
    finish(context, &settings, prepared, consented, plan)
}

/// Shows what is prepared, asks unless the user `consented`, and writes it; `plan` is the digest of a saved plan. The
/// household has to be locked.
pub(super) fn finish(
    context: &Context,
    settings: &Settings,
    mut prepared: Prepared,
    consented: bool,
    plan: Option<String>,
) -> Result<Exit, Failure> {
    prepared.show(context)?;
    if let Some(exit) = prepared.refusal() {
        context.say("Nothing was written.");
        return Ok(exit);
    }
    let remembers = has_to_be_remembered(&prepared);
    if prepared.change_set.changes.is_empty() && !remembers {
        return Ok(prepared.if_known(Exit::Done));
    }
    let partly = !prepared.draft.refused.is_empty();
    let acts = prepared.change_set.effects().next().is_some();
    if prepared.draft.files.is_empty() && !acts && !remembers {
        context.say("Nothing was written.");
        return Ok(prepared.if_known(if partly { Exit::Partly } else { Exit::Done }));
    }
    if !consented && !context.asking(|| is_confirmed(context, &prepared))? {
        context.say("Nothing was written.");
        return Ok(Exit::Declined);
    }
    let origin = provenance::of(context, settings);
    refuse_other_records(context, settings, &prepared)?;
    let look = prepared.made_from.recalled.look_again();
    let applied = context
        .interrupts
        .writing(|| write(context, settings, &prepared, origin, plan, look))?;
    report(context, &applied);
    Ok(prepared.if_known(if partly || !applied.is_whole() {
        Exit::Partly
    } else {
        Exit::Done
    }))
}

/// Shows what a run would do and how it would end, and writes nothing: it takes no lock, and leaves to the
/// next run what an interrupted one began.
fn dry_run(context: &Context, options: &ApplyArgs) -> Result<Exit, Failure> {
    let memory = exclusive::refuse_damaged(context, &context.settings()?, Look::Whole)?;
    let (wanted, _) = Wanted::of(context, options)?;
    if let Some(run) = applied_before(&wanted, &memory)? {
        return already(context, run);
    }
    let prepared = prepare(context, &wanted, Some(memory), None)?;
    finish_dry(context, &prepared)
}

/// Shows what is prepared, and how a run would end.
pub(super) fn finish_dry(context: &Context, prepared: &Prepared) -> Result<Exit, Failure> {
    prepared.page(context)?;
    context.say(consent::DRY_RUN);
    let partly = !prepared.draft.refused.is_empty();
    let otherwise = if partly { Exit::Partly } else { Exit::Done };
    Ok(prepared.refusal().unwrap_or(prepared.if_known(otherwise)))
}

/// The run that applied all of this saved plan before, if one is wanted.
fn applied_before<'m>(wanted: &Wanted<'_>, memory: &'m Memory) -> Result<Option<&'m Run>, Failure> {
    match &wanted.saved {
        Some(saved) => saved.applied_before(memory.recalled.runs()),
        None => Ok(None),
    }
}

/// Whether the user consented to what the next run would ask about again unless this one is remembered,
/// even if nothing changed: another owner, or an earlier day than that of the newest run.
fn has_to_be_remembered(prepared: &Prepared) -> bool {
    let accepted = prepared.change_set.accepted();
    let newest = prepared.made_from.recalled.summary.remembered.newest_day;
    let is_dated_back = newest.is_some_and(|newest| prepared.change_set.today < newest.day);
    accepted.contains_key(&GuardName::Owner)
        || is_dated_back && accepted.contains_key(&GuardName::Clock)
}

/// Says that there is nothing left to do.
fn already(context: &Context, run: &Run) -> Result<Exit, Failure> {
    let message = already_applied(run);
    output::result(&match context.global.format {
        Format::Json => json::already_applied(run),
        Format::Text | Format::Csv => format!("{message}\n"),
        Format::Markdown => format!("## Already applied\n\n{message}\n"),
        Format::Github => annotation::notice(&message),
    })?;
    Ok(Exit::Done)
}

/// Refuses to write if records came, went or changed that the plan was made from and does not write:
/// it may be wrong by now. Those it writes are looked at one by one.
fn refuse_other_records(
    context: &Context,
    settings: &Settings,
    prepared: &Prepared,
) -> Result<(), Failure> {
    let now = household_files::gather(context, settings);
    let drafted: BTreeSet<&str> = prepared.draft.files.iter().map(|f| &*f.path).collect();
    refuse_unreadable(&now, &drafted)?;
    let now: BTreeMap<&str, &[u8]> = now
        .files()
        .iter()
        .map(|file| (file.path.as_ref(), file.bytes.as_slice()))
        .collect();
    let then: BTreeMap<&str, &[u8]> = prepared
        .household
        .sources
        .iter()
        .map(|(path, source)| (path.as_ref(), source.text.as_bytes()))
        .collect();
    let paths: BTreeSet<&str> = now.keys().chain(then.keys()).copied().collect();
    let moved = |path: &&str| !drafted.contains(path) && now.get(path) != then.get(path);
    let moved: Vec<&str> = paths.into_iter().filter(moved).collect();
    if moved.is_empty() {
        return Ok(());
    }
    let files = moved.join("\n");
    let error = anyhow!("records changed since they were read; nothing was written\n{files}");
    Err(Failure::new(Exit::Stale, error).hint("run the command again to see the current changes"))
}

/// A record that cannot be read now counts as unchanged.
fn refuse_unreadable(now: &Gathered, drafted: &BTreeSet<&str>) -> Result<(), Failure> {
    let mut unreadable = now.unreadable().iter();
    let Some((path, cause)) = unreadable.find(|(path, _)| !drafted.contains(&**path)) else {
        return Ok(());
    };
    let cause = io::Error::new(cause.kind(), escaped(&cause.to_string()));
    let hint = hints::to_read(&cause, "make it readable, then run the command again");
    let error = anyhow::Error::new(cause).context(format!(
        "cannot read {} again before writing; nothing was written",
        escaped(path)
    ));
    Err(Failure::new(Exit::Invalid, error).hint(hint))
}

fn is_confirmed(context: &Context, prepared: &Prepared) -> Result<bool, Failure> {
    if context.global.format != Format::Text {
        output::aside(&prepared.as_text(context));
    }
    confirmed("Write these changes?")
}

fn write(
    context: &Context,
    settings: &Settings,
    prepared: &Prepared,
    origin: Origin,
    plan: Option<String>,
    look: Look,
) -> Result<Applied, Failure> {
    let mut store = machine::open_store(context, &prepared.state, look)?;
    let about = About {
        time: context.time(),
        origin,
        accepted: accepted(&prepared.change_set),
        plan,
        timezone: Some(settings.timezone.name().to_owned()),
        taken: prepared.made_from.taken,
        erases: prepared.erases,
    };
    let to_apply = ToApply {
        folder: exclusive::record_folder(context, settings),
        records: &prepared.household.records,
        change_set: &prepared.change_set,
        draft: &prepared.draft,
        about: &about,
    };
    let stop = || context.interrupts.came().is_some();
    let performers = exclusive::performers();
    let means = Means {
        performers: &performers,
        stop: &stop,
    };
    apply(&to_apply, &mut store, means).map_err(|error| exclusive::failure(context, error))
}

/// The guards that the user accepted, by their names.
fn accepted(change_set: &ChangeSet) -> BTreeMap<String, u64> {
    let accepted = change_set.accepted().into_iter();
    accepted
        .map(|(guard, number)| (guard.word().to_owned(), number))
        .collect()
}

pub(super) fn report(context: &Context, applied: &Applied) {
    let Applied {
        run,
        written,
        failed,
        kept,
        effects,
        effects_left,
    } = applied;
    for failure in failed {
        context.warn(&format!(
            "{} was not written: {}",
            failure.path,
            escaped(&failure.reason)
        ));
    }
    exclusive::report_kept(context, kept);
    exclusive::report_effects(context, effects);
    exclusive::report_left(context, *effects_left);
    if !written.is_empty() {
        context.workflow.note_written();
    }
    let files = if written.len() == 1 {
        "1 file"
    } else {
        &format!("{} files", written.len())
    };
    let happened = effects.iter().filter(|line| line.outcome.end == End::Done);
    let outside = match happened.count() {
        0 => String::new(),
        count => format!(", {} carried out", counted(count, "effect")),
    };
    let message = match run {
        Some(run) => format!("Applied as run {run}: {files} written{outside}."),
        None => "Nothing was written.".to_owned(),
    };
    context.say(&message);
    if context.global.format == Format::Github
        && let Err(unwritten) = announce(context, &message)
    {
        // What was written stays written.
        context.warn_of(&unwritten);
    }
}

/// Says on the pages of a workflow what became of the plan they show.
fn announce(context: &Context, message: &str) -> Result<(), Failure> {
    output::result(&annotation::notice(message))?;
    context.workflow.summarise(&format!("**{message}**"))
}
