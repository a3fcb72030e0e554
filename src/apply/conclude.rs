//! What is written to the history and the store once the steps of an intent were taken and its effects
//! carried out.

use std::collections::{BTreeMap, BTreeSet};

use super::effects::Carried;
use super::steps::{Results, Taken};
use super::{Applied, Failed};
use crate::history::{FileLine, Meanwhile, Patch};
use crate::store::{Intent, RunOutcome, StoreError, Writer};
use crate::vocabulary::{Digest, PlexId, TransactionKey};

/// Remembers what became of an intent; one of which nothing could be done is taken back. What was replaced is
/// removed before the store forgets the intent, which alone explains it.
pub(super) fn conclude(
    intent: &Intent,
    mut taken: Taken<'_>,
    carried: Carried,
    store: &mut Writer,
) -> Result<Applied, StoreError> {
    let mut applied = applied(intent, &taken.results, carried);
    let had_to_do = !intent.steps.is_empty() || !intent.effects.is_empty();
    if applied.written.is_empty() && applied.effects.is_empty() && had_to_do {
        store.take_back()?;
        applied.kept = taken.kept;
        return Ok(applied);
    }
    let outcome = outcome(
        intent,
        &taken.results,
        &applied,
        &store.recalled().summary.remembered.people,
    );
    let finished = store.finish(&outcome, || taken.discard());
    // If that failed the next run finishes this one, and what was replaced is in the intent.
    taken.discard();
    let run = finished?.id;
    applied.kept = taken.kept;
    Ok(Applied {
        run: Some(run),
        ..applied
    })
}

fn applied(intent: &Intent, results: &Results, carried: Carried) -> Applied {
    let Carried { lines, left } = carried;
    let mut applied = Applied {
        run: None,
        written: Vec::new(),
        failed: Vec::new(),
        kept: Vec::new(),
        effects: lines,
        effects_left: left,
    };
    for (step, result) in intent.steps.iter().zip(results) {
        match result {
            Ok(()) if applied.written.iter().any(|path| **path == *step.path) => {}
            Ok(()) => applied.written.push(step.path.as_str().into()),
            Err(reason) => applied.failed.push(Failed {
                path: step.path.as_str().into(),
                reason: reason.clone(),
            }),
        }
    }
    applied
}

fn outcome(
    intent: &Intent,
    results: &Results,
    applied: &Applied,
    known: &BTreeSet<PlexId>,
) -> RunOutcome {
    let done: Vec<_> = intent
        .changes
        .iter()
        .filter(|change| results.get(change.step).is_some_and(Result::is_ok))
        .collect();
    let remembered = done.iter().filter_map(|change| change.remembers);
    let people: BTreeSet<PlexId> = remembered
        .chain(intent.run.people.iter().copied())
        .collect();
    let taken_back = intent.run.forgotten.iter().copied();
    let forgotten: BTreeSet<PlexId> = done
        .iter()
        .filter_map(|change| change.forgets)
        .chain(taken_back.filter(|id| !people.contains(id)))
        .collect();
    let (files, texts) = files(intent, results);
    let mut run = intent.run.clone();
    run.people = people
        .into_iter()
        .filter(|id| !known.contains(id) && !forgotten.contains(id))
        .collect();
    run.forgotten = forgotten.into_iter().collect();
    let recorded = done
        .iter()
        .filter_map(|change| change.change.recorded_transaction());
    let recorded: BTreeSet<TransactionKey> = recorded.collect();
    run.transactions = recorded.into_iter().collect();
    run.files = applied.written.iter().map(ToString::to_string).collect();
    run.files.sort_unstable();
    run.changes = done.len();
    run.texts = files.len();
    run.effects = applied.effects.len();
    run.left_out += applied.failed.len() + applied.effects_left;
    RunOutcome {
        run,
        changes: done.iter().map(|change| change.change.clone()).collect(),
        files,
        texts,
        effects: applied.effects.clone(),
    }
}

/// What became of a file: what was in it before each write that was done, and what is in it now.
struct FileTexts<'i> {
    before: Option<&'i str>,
    meanwhile: Option<&'i str>,
    after: Option<&'i str>,
}

/// What happened to each file, and what is in it now.
fn files(intent: &Intent, results: &Results) -> (Vec<FileLine>, Vec<(String, String)>) {
    let mut written: BTreeMap<&str, FileTexts<'_>> = BTreeMap::new();
    for (step, result) in intent.steps.iter().zip(results) {
        if result.is_err() {
            continue;
        }
        let after = step.after.as_deref();
        written
            .entry(&step.path)
            .and_modify(|file| {
                file.meanwhile = file.after;
                file.after = after;
            })
            .or_insert(FileTexts {
                before: step.before.as_deref(),
                meanwhile: None,
                after,
            });
    }
    let lines = written.iter().map(|(path, file)| match intent.erases {
        true => line(path, file).without_texts(),
        false => line(path, file),
    });
    let texts = written
        .iter()
        .filter_map(|(path, file)| Some(((*path).to_owned(), file.after?.to_owned())));
    (lines.collect(), texts.collect())
}

fn line(path: &str, file: &FileTexts<'_>) -> FileLine {
    let FileTexts {
        before,
        meanwhile,
        after,
    } = file;
    let digest = |text: &str| Digest::of(text.as_bytes());
    let left = after.unwrap_or_default();
    let was = before.unwrap_or_default();
    FileLine {
        path: path.to_owned(),
        before: before.map(digest),
        after: after.map(digest),
        meanwhile: meanwhile.map(|text| Meanwhile {
            digest: digest(text),
            from_after: Patch::between(left, text),
            to_before: Patch::between(text, was),
        }),
        undo: before.map_or_else(Patch::default, |before| Patch::between(left, before)),
    }
}
