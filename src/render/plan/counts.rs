//! How much a plan changes, counted in one way everywhere: the changes, and the people and servers concerned.

use std::collections::BTreeSet;

use crate::change::{Change, ChangeKind};
use crate::plan::ChangeSet;
use crate::vocabulary::counted;

/// Those of one noun that are added, departed or removed, and updated.
#[derive(Debug, Default)]
struct Concerned<'s> {
    added: BTreeSet<&'s str>,
    gone: BTreeSet<&'s str>,
    touched: BTreeSet<&'s str>,
}

impl<'s> Concerned<'s> {
    fn note(&mut self, name: &'s str, kind: ChangeKind) {
        match kind {
            ChangeKind::AddServer | ChangeKind::AddUser | ChangeKind::AddInbox => {
                self.added.insert(name)
            }
            ChangeKind::DepartUser
            | ChangeKind::RemoveUser
            | ChangeKind::RemoveServer
            | ChangeKind::RemovePlan
            | ChangeKind::RemoveInbox => self.gone.insert(name),
            _ => self.touched.insert(name),
        };
    }

    /// Those that are neither added nor gone.
    fn updated(&self) -> usize {
        let is_else = |name: &&&str| !self.added.contains(**name) && !self.gone.contains(**name);
        self.touched.iter().filter(is_else).count()
    }

    fn is_empty(&self) -> bool {
        self.added.is_empty() && self.gone.is_empty() && self.touched.is_empty()
    }

    /// `3 people to add, 4 to update, 1 departed`, without what there is none of.
    fn words(&self, one: &str, many: &str, gone: &str) -> String {
        let counts = [
            (self.added.len(), "to add"),
            (self.updated(), "to update"),
            (self.gone.len(), gone),
        ];
        let counts = counts.into_iter().filter(|(count, _)| *count > 0);
        let words = counts.enumerate().map(|(index, (count, what))| {
            let noun = if count == 1 { one } else { many };
            match index {
                0 => format!("{count} {noun} {what}"),
                _ => format!("{count} {what}"),
            }
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

/// `Plan: 24 changes: 3 people to add, 4 to update, 1 departed; 1 server to add.`
#[must_use]
pub(super) fn counts(set: &ChangeSet) -> String {
    if set.changes.is_empty() {
        return "No changes.".to_owned();
    }
    let (mut people, mut servers, mut plans) =
        <(Concerned<'_>, Concerned<'_>, Concerned<'_>)>::default();
    let mut inbox = Concerned::default();
    let edits = set
        .changes
        .iter()
        .filter(|change| change.as_effect().is_none());
    for change in edits {
        let kind = change.kind();
        if let Some(key) = change.subject.transaction() {
            inbox.note(key.id.as_str(), kind);
            continue;
        }
        match (change.who(), change.server()) {
            (Some(who), _) => people.note(who.user.as_str(), kind),
            (None, Some(server)) => servers.note(server.as_str(), kind),
            (None, None) => {
                plans.note(change.subject.plan().map_or("", |plan| plan.as_str()), kind);
            }
        }
    }
    let mut parts = Vec::new();
    if !people.is_empty() {
        let gone = |change: &Change| change.kind() == ChangeKind::RemoveUser;
        let gone = match set.changes.iter().any(gone) {
            true => "to remove",
            false => "departed",
        };
        parts.push(people.words("person", "people", gone));
    }
    if !servers.is_empty() {
        parts.push(servers.words("server", "servers", "to remove"));
    }
    if !plans.is_empty() {
        parts.push(plans.words("plan", "plans", "to remove"));
    }
    if !inbox.is_empty() {
        let (one, many) = ("transaction in the inbox", "transactions in the inbox");
        parts.push(inbox.words(one, many, "to remove"));
    }
    match set.effects().count() {
        0 => {}
        effects => parts.push(format!("{} to carry out", counted(effects, "effect"))),
    }
    let changes = counted(set.changes.len(), "change");
    format!("Plan: {changes}: {}.", parts.join("; "))
}
