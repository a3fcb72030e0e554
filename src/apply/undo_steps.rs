//! What it takes to take a run back: which of its files still hold what it wrote, the writes, and the inverses of
//! its effects.

use std::collections::{BTreeMap, BTreeSet};

use super::RecordFolder;
use super::steps::current;
use crate::change::{ChangeKind, Effect, RecordedChange};
use crate::effects::End;
use crate::history::{EffectLine, FileLine, Ledger, Patch, RunDetails};
use crate::store::{Gate, Step};
use crate::vocabulary::Digest;

/// Why a file stays of which the history does not say what was in it.
const NO_EARLIER_TEXT: &str = "the history does not hold its earlier text";

/// What can be taken back of a run, and what cannot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undoing {
    /// The writes, in order.
    pub steps: Vec<Step>,
    /// The files that hold already what was in them before the run, relative to the household.
    pub already: Vec<String>,
    /// The files that stay as they are.
    pub kept: Vec<Kept>,
    /// What takes back its effects, the last one first.
    pub effects: Vec<Effect>,
    /// The effects that stay.
    pub kept_effects: Vec<KeptEffect>,
}

impl Undoing {
    /// Whether nothing is left to take back: every file holds already what was in it before the run, and every
    /// effect that has an inverse is taken back.
    #[must_use]
    pub fn is_done_already(&self) -> bool {
        let Self {
            steps,
            already: _,
            kept,
            effects,
            kept_effects: _,
        } = self;
        steps.is_empty() && kept.is_empty() && effects.is_empty()
    }

    /// Whether there is nothing that can be done.
    #[must_use]
    pub fn does_nothing(&self) -> bool {
        self.steps.is_empty() && self.effects.is_empty()
    }

    /// Takes the servers back before the users if that is all right, otherwise after them. `is_valid`
    /// checks whether the records would be after some of the steps.
    ///
    /// What the run changed shows only what to expect: a run that undid another one gives the changes of
    /// that one.
    pub fn order_servers(&mut self, is_valid: impl Fn(&[Step]) -> bool) {
        let is_of_servers = |step: &&mut Step| step.gate != Gate::Each;
        let mut servers: Vec<&mut Step> = self.steps.iter_mut().filter(is_of_servers).collect();
        if let [step] = servers.as_mut_slice() {
            step.gate = match is_valid(std::slice::from_ref(step)) {
                true => Gate::First,
                false => Gate::Last,
            };
        }
        self.steps.sort_by_key(|step| step.gate);
    }

    /// What happens to each file in the end, however many writes that takes.
    #[must_use]
    pub fn files(&self) -> Vec<Step> {
        let mut files: Vec<Step> = Vec::new();
        for step in &self.steps {
            match files.iter_mut().find(|file| file.path == step.path) {
                Some(file) => file.after.clone_from(&step.after),
                None => files.push(step.clone()),
            }
        }
        files
    }
}

/// A file that is not taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Relative to the household.
    pub path: String,
    /// Why, as a clause for people.
    pub reason: String,
    /// What the run left in it, if that is still known.
    pub wrote: Option<String>,
    /// What is in it now, if it can be read.
    pub now: Option<String>,
}

/// An effect that is not taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEffect {
    /// Its key.
    pub key: String,
    /// What it did, for people.
    pub what: String,
    /// Why it stays, as a clause for people.
    pub reason: &'static str,
}

/// Finds out which files of a run still hold what it wrote, and which of its effects can be taken back. `texts` are
/// what it left in its files, as far as that is still known; only record files are touched. Effects that are taken
/// back already are in the `ledger`.
#[must_use]
pub fn what_to_undo(
    folder: RecordFolder<'_>,
    details: &RunDetails,
    texts: &BTreeMap<String, String>,
    ledger: &Ledger,
) -> Undoing {
    let mut undoing = Undoing::default();
    let (server_files, servers_gate) = about_servers(&details.changes);
    for file in &details.files {
        let gate = match server_files.contains(file.path.as_str()) {
            true => servers_gate,
            false => Gate::Each,
        };
        match steps_back(folder, file, gate) {
            Ok(steps) if steps.is_empty() => undoing.already.push(file.path.clone()),
            Ok(steps) => undoing.steps.extend(steps),
            Err((reason, now)) => undoing.kept.push(Kept {
                path: file.path.clone(),
                reason,
                wrote: texts.get(&file.path).cloned(),
                now,
            }),
        }
    }
    undoing.kept.extend(without_earlier_text(details));
    for line in details.effects.iter().rev() {
        take_back_effect(line, details, ledger, &mut undoing);
    }
    undoing.steps.sort_by_key(|step| step.gate);
    undoing
}

/// Plans the inverse of an effect that happened, or says why it stays.
fn take_back_effect(
    line: &EffectLine,
    details: &RunDetails,
    ledger: &Ledger,
    undoing: &mut Undoing,
) {
    let EffectLine { effect, outcome } = line;
    let kept = |reason| KeptEffect {
        key: effect.key.clone(),
        what: effect.operation.what.clone(),
        reason,
    };
    match (outcome.end, effect.taking_back(&details.id.hex())) {
        (End::Refused | End::Failed, _) => {}
        (End::Unknown, _) => {
            let kept = kept("it is not known whether it happened");
            undoing.kept_effects.push(kept);
        }
        (End::Done, None) => undoing.kept_effects.push(kept("it cannot be taken back")),
        (End::Done, Some(back)) if ledger.run_of(&back.key).is_some() => {}
        (End::Done, Some(back)) => undoing.effects.push(back),
    }
}

/// The files a run wrote of which the history holds only the name, because lines of it were lost.
fn without_earlier_text(details: &RunDetails) -> impl Iterator<Item = Kept> {
    let known: BTreeSet<&str> = details
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    let files = details.run.files.iter();
    files
        .filter(move |path| !known.contains(path.as_str()))
        .map(|path| Kept {
            path: path.clone(),
            reason: NO_EARLIER_TEXT.to_owned(),
            wrote: None,
            now: None,
        })
}

/// The files of servers a run wrote, and when they are taken back: libraries that come back come
/// before the users who name them, servers that go go after them.
fn about_servers(changes: &[RecordedChange]) -> (BTreeSet<&str>, Gate) {
    let about_servers = changes.iter().filter(|change| change.user.is_none());
    let removes = |change: &&RecordedChange| change.known_kind() == Some(ChangeKind::RemoveLibrary);
    let gate = match about_servers.clone().any(|change| removes(&change)) {
        true => Gate::First,
        false => Gate::Last,
    };
    (
        about_servers
            .filter_map(|change| change.file.as_deref())
            .collect(),
        gate,
    )
}

/// The writes that take a file back, none if it is back already; or why it stays, and what is in it.
fn steps_back(
    folder: RecordFolder<'_>,
    file: &FileLine,
    gate: Gate,
) -> Result<Vec<Step>, (String, Option<String>)> {
    if !folder.is_record_file(&file.path) {
        let reason = format!("it is not a record file in `{}`", folder.records);
        return Err((reason, None));
    }
    let now = current(folder.household, &file.path).map_err(|error| (error.to_string(), None))?;
    let now = match now.map(String::from_utf8).transpose() {
        Ok(now) => now,
        Err(_) => return Err(("it is no longer UTF-8".to_owned(), None)),
    };
    ways_back(file, now.clone(), gate).map_err(|reason| (reason.to_owned(), now))
}

/// The same of a file that holds `now`.
fn ways_back(file: &FileLine, now: Option<String>, gate: Gate) -> Result<Vec<Step>, &'static str> {
    let FileLine {
        path,
        before,
        after,
        meanwhile,
        undo,
    } = file;
    let step = |before, after, gate| Step {
        path: path.clone(),
        before,
        after,
        gate,
    };
    let text = now.as_deref().unwrap_or_default();
    let digest = now.as_ref().map(|now| Digest::of(now.as_bytes()));
    if digest == *before {
        return Ok(Vec::new());
    }
    if digest == *after {
        let restored = restored(undo, text, before.as_ref())?;
        let stood = meanwhile.as_ref();
        let stood = stood.and_then(|stood| result(&stood.from_after, text, &stood.digest));
        return Ok(match stood {
            None => vec![step(now, restored, gate)],
            Some(stood) => vec![
                step(now, Some(stood.clone()), Gate::First),
                step(Some(stood), restored, Gate::Last),
            ],
        });
    }
    match meanwhile {
        // Its last write had to wait when the run was taken back in part.
        Some(stood) if digest.as_ref() == Some(&stood.digest) => {
            let restored = restored(&stood.to_before, text, before.as_ref())?;
            Ok(vec![step(now, restored, Gate::Last)])
        }
        _ if now.is_none() => Err("it was removed since"),
        _ => Err("it was changed since"),
    }
}

/// The text before a run, if there was one, made from a later text.
fn restored(
    patch: &Patch,
    text: &str,
    before: Option<&Digest>,
) -> Result<Option<String>, &'static str> {
    let Some(before) = before else {
        return Ok(None);
    };
    let restored = result(patch, text, before).map(Some);
    restored.ok_or(NO_EARLIER_TEXT)
}

/// What a patch makes of a text, if that is the text with this digest.
fn result(patch: &Patch, text: &str, digest: &Digest) -> Option<String> {
    let result = patch.applied_to(text)?;
    (Digest::of(result.as_bytes()) == *digest).then_some(result)
}
