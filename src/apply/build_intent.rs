//! What a drafted change set is going to do, as steps.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ToApply;
use crate::change::{Change, ChangeKind};
use crate::draft::Draft;
use crate::history::RunLine;
use crate::plan::{AccountVerdict, ChangeSet};
use crate::store::{Gate, IntendedChange, Intent, Step};
use crate::vocabulary::{AccountName, Moment, PlexId};

/// Where the steps of a file stand among all steps.
struct Steps {
    /// The one that adds and changes.
    first: Option<usize>,
    /// The one that takes away.
    last: Option<usize>,
}

/// The intent of a run that is begun.
/// `partial` are the accounts whose first import lacked a part before it.
pub(super) fn intent(
    to_apply: &ToApply<'_>,
    partial: &BTreeSet<AccountName>,
    run: RunLine,
) -> Intent {
    let changes = &to_apply.change_set.changes;
    let (steps, of_file) = steps(to_apply.draft, changes);
    let intended = |change: &Change| {
        let steps = of_file.get(&change.as_edit()?.file)?;
        let is_removal = change.kind() == ChangeKind::RemoveLibrary;
        let step = if is_removal { steps.last } else { None };
        Some(IntendedChange {
            step: step.or(steps.first).or(steps.last)?,
            remembers: identified(change),
            forgets: None,
            change: change.into(),
        })
    };
    Intent {
        run: RunLine {
            partial: still_partial(to_apply, partial),
            ..run_line(to_apply, run)
        },
        changes: to_apply
            .draft
            .drafted(changes)
            .filter_map(intended)
            .collect(),
        steps,
        effects: to_apply.change_set.effects().cloned().collect(),
        erases: to_apply.about.erases,
    }
}

/// The writes: the servers with everything that is added first, then the users, and last the servers
/// without entries that are no longer referenced.
fn steps(draft: &Draft, changes: &[Change]) -> (Vec<Step>, BTreeMap<Arc<str>, Steps>) {
    let mut steps = Vec::new();
    let mut of_file = BTreeMap::new();
    let about_servers = about_servers(changes);
    for file in &draft.files {
        let text = file.meanwhile.as_ref().or(file.after.as_ref());
        let first = (file.before.as_ref() != text).then(|| {
            steps.push(Step {
                path: file.path.to_string(),
                before: file.before.clone(),
                after: text.cloned(),
                gate: if draft.is_one_step || about_servers.contains(&file.path) {
                    Gate::First
                } else {
                    Gate::Each
                },
            });
            steps.len() - 1
        });
        of_file.insert(file.path.clone(), Steps { first, last: None });
    }
    for file in &draft.files {
        let Some(meanwhile) = file
            .meanwhile
            .as_ref()
            .filter(|text| Some(*text) != file.after.as_ref())
        else {
            continue;
        };
        steps.push(Step {
            path: file.path.to_string(),
            before: Some(meanwhile.clone()),
            after: file.after.clone(),
            gate: Gate::Last,
        });
        if let Some(of_file) = of_file.get_mut(&file.path) {
            of_file.last = Some(steps.len() - 1);
        }
    }
    (steps, of_file)
}

/// The files with a change that is not about a user.
fn about_servers(changes: &[Change]) -> BTreeSet<&Arc<str>> {
    let others = changes.iter().filter(|change| change.who().is_none());
    let edits = others.filter_map(Change::as_edit);
    edits.map(|edit| &edit.file).collect()
}

/// The person whose id a record gets by a change.
fn identified(change: &Change) -> Option<PlexId> {
    let who = change.who().filter(|_| change.kind().gives_an_id());
    who.and_then(|who| who.plex_id)
}

fn run_line(to_apply: &ToApply<'_>, run: RunLine) -> RunLine {
    let ToApply {
        records,
        change_set: ChangeSet {
            accounts, sources, ..
        },
        draft,
        about,
        ..
    } = to_apply;
    let recorded = records
        .users
        .values()
        .filter_map(|user| user.plex.id.as_ref());
    let believed = accounts.iter().filter(|account| account.believed);
    let taken = |account: &AccountVerdict| Some((account.name.clone(), Moment(about.taken?)));
    RunLine {
        taken: believed.clone().filter_map(taken).collect(),
        owners: believed
            .filter_map(|account| Some((account.name.clone(), account.id?)))
            .collect(),
        people: recorded.map(|id| id.value).collect(),
        timezone: about.timezone.clone(),
        totals: sources
            .iter()
            .flat_map(|source| source.totals.clone())
            .collect(),
        accepted: about.accepted.clone(),
        plan: about.plan.clone(),
        left_out: draft.refused.len(),
        ..run
    }
}

/// The accounts whose first import lacks a part after this run: something of them is held back, and either no user
/// was recorded before, or it was so after the last run.
fn still_partial(to_apply: &ToApply<'_>, partial: &BTreeSet<AccountName>) -> BTreeSet<AccountName> {
    let is_first = to_apply.records.users.is_empty();
    let lacks = to_apply.change_set.unknown.iter();
    let lacks = lacks.filter(|fact| fact.is_decisive());
    lacks
        .map(|fact| &fact.account)
        .filter(|account| is_first || partial.contains(account))
        .cloned()
        .collect()
}
