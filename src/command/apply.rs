//! `plexmgr apply`: shows what will change, asks, and writes it.

use std::io::{BufRead, IsTerminal};

use anyhow::{Context as _, anyhow};
use chrono::SecondsFormat;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::output;
use super::prepare::{Prepared, prepare, store_failure};
use crate::apply::{Applied, ToApply, apply};
use crate::cli::Apply;
use crate::render::json;
use crate::store::Writer;
use crate::vocabulary::escaped;

pub(super) fn run(context: &Context, options: &Apply) -> Result<Exit, Failure> {
    if !options.yes && !std::io::stdin().is_terminal() {
        let error = anyhow!("stdin is no terminal, so nobody can be asked");
        return Err(Failure::new(Exit::Usage, error).hint("give `--yes` to write without asking"));
    }
    let prepared = prepare(context, &options.plan)?;
    output::result(&prepared.rendered(context))?;
    if let Some(exit) = prepared.refusal() {
        context.say("Nothing was written.");
        return Ok(exit);
    }
    if prepared.change_set.changes.is_empty() {
        return Ok(Exit::Done);
    }
    let partly = !prepared.draft.refused.is_empty();
    if prepared.draft.files.is_empty() {
        context.say("Nothing was written.");
        return Ok(if partly { Exit::Partly } else { Exit::Done });
    }
    if !options.yes && !confirmed(context, &prepared)? {
        context.say("Nothing was written.");
        return Ok(Exit::Declined);
    }
    let applied = write(context, &prepared)?;
    report(context, &applied);
    Ok(if partly || !applied.failed.is_empty() {
        Exit::Partly
    } else {
        Exit::Done
    })
}

fn confirmed(context: &Context, prepared: &Prepared) -> Result<bool, Failure> {
    if context.is_json() {
        output::aside(&prepared.as_text(context));
    }
    output::aside("Write these changes? Only `yes` is taken for a yes: ");
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

fn write(context: &Context, prepared: &Prepared) -> Result<Applied, Failure> {
    let mut store = Writer::open(&prepared.state).map_err(store_failure)?;
    let time = context.now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let to_apply = ToApply {
        household: context.folder(),
        records: &prepared.household.records,
        change_set: &prepared.change_set,
        draft: &prepared.draft,
        time: &time,
        plan: None,
    };
    apply(&to_apply, &mut store, json::change).map_err(store_failure)
}

fn report(context: &Context, applied: &Applied) {
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
