//! `plexmgr apply`: shows what will change, asks, and writes it; a saved plan is its own consent.

use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal};

use anyhow::{Context as _, anyhow};

use super::context::Context;
use super::exclusive;
use super::exit::{Exit, Failure};
use super::prepare::{Prepared, prepare};
use super::prepare_saved::{self, Verdict, already_applied, prepare_saved};
use super::store_failure::store_failure;
use super::{output, provenance};
use crate::apply::{About, Applied, ToApply, apply};
use crate::cli::Apply;
use crate::plan::{ChangeSet, GuardName};
use crate::render::json;
use crate::settings::Settings;
use crate::store::{RunLine, Writer};
use crate::vocabulary::escaped;

pub(super) fn run(context: &Context, options: &Apply) -> Result<Exit, Failure> {
    let consented = options.yes || options.plan_file.is_some();
    if !consented && !std::io::stdin().is_terminal() {
        let error = anyhow!("stdin is no terminal, so nobody can be asked");
        return Err(Failure::new(Exit::Usage, error).hint("give `--yes` to write without asking"));
    }
    let saved = options.plan_file.as_deref();
    let saved = saved.map(|path| prepare_saved::open(context, path, options));
    let saved = saved.transpose()?;
    let settings = match &saved {
        Some(saved) => saved.settings.clone(),
        None => context.settings()?,
    };
    let _held = exclusive::lock(context, &settings, "apply", options.lock.lock_timeout)?;
    exclusive::recovered(context, &settings)?;
    let (prepared, plan) = match saved {
        None => (prepare(context, &options.plan)?, None),
        Some(saved) => match prepare_saved(context, saved, options)? {
            Verdict::Prepared(prepared, digest) => (*prepared, Some(digest)),
            Verdict::AlreadyApplied(run) => return already(context, &run),
        },
    };
    output::result(&prepared.rendered(context))?;
    if let Some(exit) = prepared.refusal() {
        context.say("Nothing was written.");
        return Ok(exit);
    }
    // Without this the next run would ask for the same consent again.
    let remembers = prepared
        .change_set
        .accepted()
        .contains_key(&GuardName::Owner);
    if prepared.change_set.changes.is_empty() && !remembers {
        return Ok(Exit::Done);
    }
    let partly = !prepared.draft.refused.is_empty();
    if prepared.draft.files.is_empty() && !remembers {
        context.say("Nothing was written.");
        return Ok(if partly { Exit::Partly } else { Exit::Done });
    }
    if !consented && !is_confirmed(context, &prepared)? {
        context.say("Nothing was written.");
        return Ok(Exit::Declined);
    }
    let applied = context
        .interrupts
        .writing(|| write(context, &settings, &prepared, plan))?;
    report(context, &applied);
    Ok(if partly || !applied.failed.is_empty() {
        Exit::Partly
    } else {
        Exit::Done
    })
}

/// Says that there is nothing left to do; where JSON is expected on stdout, on stderr.
fn already(context: &Context, run: &RunLine) -> Result<Exit, Failure> {
    let text = already_applied(run);
    if context.is_json() {
        context.say(&text);
    } else {
        output::result(&format!("{text}\n"))?;
    }
    Ok(Exit::Done)
}

fn is_confirmed(context: &Context, prepared: &Prepared) -> Result<bool, Failure> {
    if context.is_json() {
        output::aside(&prepared.as_text(context));
    }
    confirmed("Write these changes?")
}

/// Asks on the terminal.
pub(super) fn confirmed(question: &str) -> Result<bool, Failure> {
    output::aside(&format!("{question} Only `yes` is taken for a yes: "));
    let mut answer = Vec::new();
    std::io::stdin()
        .lock()
        .read_until(b'\n', &mut answer)
        .context("cannot read the answer")
        .map_err(|error| Failure::new(Exit::Failed, error))?;
    if !answer.ends_with(b"\n") {
        output::aside("\n");
    }
    Ok(answer.trim_ascii() == b"yes")
}

fn write(
    context: &Context,
    settings: &Settings,
    prepared: &Prepared,
    plan: Option<String>,
) -> Result<Applied, Failure> {
    let mut store = Writer::open(&prepared.state).map_err(store_failure)?;
    let about = About {
        time: context.time(),
        origin: provenance::of(context.folder(), settings),
        accepted: accepted(&prepared.change_set),
        plan,
    };
    let to_apply = ToApply {
        household: context.folder(),
        records: &prepared.household.records,
        change_set: &prepared.change_set,
        draft: &prepared.draft,
        about: &about,
    };
    let stop = || context.interrupts.came().is_some();
    apply(&to_apply, &mut store, json::change, &stop)
        .map_err(|error| exclusive::failure(context, error))
}

/// The guards that somebody let pass, by their names.
fn accepted(change_set: &ChangeSet) -> BTreeMap<String, u64> {
    let accepted = change_set.accepted().into_iter();
    accepted
        .map(|(guard, number)| (guard.word().to_owned(), number))
        .collect()
}

pub(super) fn report(context: &Context, applied: &Applied) {
    let Applied {
        serial,
        written,
        failed,
    } = applied;
    for failure in failed {
        context.warn(&format!(
            "{} was not written: {}",
            failure.path,
            escaped(&failure.reason)
        ));
    }
    let files = if written.len() == 1 {
        "1 file"
    } else {
        &format!("{} files", written.len())
    };
    match serial {
        Some(serial) => context.say(&format!("Applied as run {serial}: {files} written.")),
        None => context.say("Nothing was written."),
    }
}
