//! Decisions and rules that name a user or plan which gets another handle or is removed.

use std::sync::Arc;

use super::{Files, Wrong, key, renaming, text};
use crate::change::{Action, Change, Subject};
use crate::draft::{expected_records, inbox, removed, values};
use crate::records::schema::{Decision, RuleOutcome, Split};
use crate::vocabulary::{Handle, Place, Placed, TransactionKey};
use crate::yaml::{self, Edit, NodeKind, PathStep, Value};

impl Files<'_> {
    /// Gives a user another handle in other users, decisions and rules.
    pub(super) fn rename_user(&mut self, user: &Handle, new: &Handle) {
        let covered = |record: &crate::records::schema::UserRecord| {
            let cover = record.covered_by.as_ref();
            let is_covered = cover.is_some_and(|cover| cover.value == *user);
            is_covered
                .then(|| vec![key("covered_by")])
                .into_iter()
                .collect()
        };
        self.references(covered, &text(new));
        let household = self.household;
        for (transaction, decision) in &household.records.decisions {
            let at = vec![key(transaction)];
            let edits = match &decision.value {
                Decision::Give(assignment) if assignment.user.value == *user => {
                    let mut path = at;
                    if self.is_mapping(transaction, decision) {
                        path.push(key("user"));
                    }
                    vec![set(path, new)]
                }
                Decision::Split(split) => renamed_parts(at, split, user, new),
                Decision::Give(_) | Decision::Ignore(_) => Vec::new(),
            };
            for edit in edits {
                self.push(&decision.place.file, edit);
            }
        }
        for (index, rule) in household.records.matching.iter().enumerate() {
            let at = vec![PathStep::Index(index), key("then")];
            let edits = match &rule.value.then {
                RuleOutcome::Give(own) | RuleOutcome::Donation(Some(own)) if own.value == *user => {
                    vec![set([at, vec![key("user")]].concat(), new)]
                }
                RuleOutcome::Split(split) => renamed_parts(at, split, user, new),
                _ => Vec::new(),
            };
            for edit in edits {
                self.push(&rule.place.file, edit);
            }
        }
    }

    /// Gives a plan another handle in decisions.
    pub(super) fn rename_plan_in_decisions(&mut self, plan: &Handle, new: &Handle) {
        let household = self.household;
        for (transaction, decision) in &household.records.decisions {
            if decision.value.plan().is_some_and(|own| own.value == *plan) {
                let path = vec![key(transaction), key("plan")];
                self.push(&decision.place.file, set(path, new));
            }
        }
    }

    /// Keeps the ids of the transactions of a user who is removed.
    pub(super) fn keep_transactions(&mut self, user: &Handle) {
        let household = self.household;
        let decisions = removed::decisions_after(&household.records, user);
        let path: Arc<str> = Arc::from(format!("{}/decisions/removed.yaml", household.folder));
        let mut fresh = Vec::new();
        for (transaction, decision) in decisions {
            let value = values::decision(&decision);
            let edit = Edit::Set {
                path: vec![key(&transaction)],
                value: value.clone(),
            };
            match household.records.decisions.get(&transaction) {
                Some(known) => self.push(&known.place.file, edit),
                None if household.sources.contains_key(&path) => self.push(&path, edit),
                None => fresh.push((transaction.to_string(), value)),
            }
        }
        if !fresh.is_empty() {
            let text = yaml::to_text(&Value::Mapping(fresh));
            self.texts.insert(path, Some(text));
        }
    }

    /// Writes the inbox, whose candidates are named by their handles.
    pub(super) fn write_inbox(&mut self, changes: &[Change]) -> Result<(), Wrong> {
        let mut records = self.household.records.clone();
        for change in changes {
            expected_records::amend(&mut records, change);
        }
        if records.inbox == self.household.records.inbox {
            return Ok(());
        }
        let path: Arc<str> = Arc::from(inbox::path(self.household));
        let place = Place::file(&path);
        let text = inbox::text(&path, &records.inbox).map_err(|reason| (place, reason))?;
        self.texts.insert(path, text);
        Ok(())
    }

    /// Whether a decision is written as a mapping and not as a handle alone.
    fn is_mapping(&self, transaction: &TransactionKey, decision: &Placed<Decision>) -> bool {
        let Some(source) = self.household.sources.get(&decision.place.file) else {
            return false;
        };
        let (document, name) = (source.document(), transaction.to_string());
        let entries = document.root().map(yaml::Node::entries);
        let mut entries = entries.into_iter().flatten();
        let entry = entries.find(|entry| entry.key.text() == Some(name.as_str()));
        entry.is_some_and(|entry| entry.value.kind() == NodeKind::Mapping)
    }
}

/// Whether a change gives a user another handle or removes one.
pub(super) fn concerns_users(change: &Change) -> bool {
    matches!(
        (&change.subject, change.action()),
        (
            Subject::User(_),
            Some(Action::RenameUser { .. } | Action::RemoveUser(_))
        )
    )
}

fn set(path: Vec<PathStep>, new: &Handle) -> Edit {
    Edit::Set {
        path,
        value: text(new),
    }
}

/// The edits of a split that names a user; `at` leads to what holds it.
fn renamed_parts(at: Vec<PathStep>, split: &Split, user: &Handle, new: &Handle) -> Vec<Edit> {
    let below = |step: PathStep| [at.clone(), vec![key("split"), step]].concat();
    let users = split.users().into_iter().enumerate();
    let own = users.filter(|(_, named)| named.value == *user);
    let edits = own.map(|(index, _)| match split {
        Split::Equally(_) => set(below(PathStep::Index(index)), new),
        Split::Amounts(_) => renaming(below(key(user)), new),
    });
    edits.collect()
}
