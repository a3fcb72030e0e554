//! Puts together what the believed accounts say about each person.

use std::collections::{BTreeMap, BTreeSet};

use super::accounts::Accounts;
use crate::change::Names;
use crate::sources::plex::{AccountFacts, FactName, FailureReport, ObservedShare, Person};
use crate::vocabulary::{MachineId, PlexId};

/// One person, over all believed accounts.
#[derive(Debug, Default)]
pub(super) struct ObservedPerson<'a> {
    /// Each name from the first account that sends it.
    pub(super) names: Names,
    /// Member of the Home of any account.
    pub(super) home: bool,
    /// Whether a list of people names them that can be believed.
    pub(super) listed: bool,
    /// What only shares call them.
    label: Option<&'a str>,
    /// Servers they may share, whose shares are in doubt.
    pub(super) unread: BTreeSet<&'a MachineId>,
    /// What they are given, by server.
    pub(super) shares: BTreeMap<&'a MachineId, &'a ObservedShare>,
}

impl ObservedPerson<'_> {
    /// Whether any share was accepted.
    pub(super) fn has_accepted(&self) -> bool {
        self.shares.values().any(|share| share.accepted.is_some())
    }

    /// Whether shares are offered, and none was accepted.
    pub(super) fn is_invited(&self) -> bool {
        !self.shares.is_empty() && !self.has_accepted()
    }

    /// How to call the person in a notice.
    pub(super) fn called(&self, id: PlexId) -> String {
        let Names {
            username,
            title,
            email: _,
        } = &self.names;
        username
            .clone()
            .or_else(|| title.clone())
            .or_else(|| self.label.map(str::to_owned))
            .unwrap_or_else(|| id.to_string())
    }
}

/// All people the believed accounts list, by id; the owners are known by their own accounts too.
pub(super) fn all<'a>(accounts: &Accounts<'a>) -> BTreeMap<PlexId, ObservedPerson<'a>> {
    let mut all: BTreeMap<PlexId, ObservedPerson<'a>> = BTreeMap::new();
    for account in &accounts.trusted {
        for person in &account.facts.people {
            add(all.entry(person.id).or_default(), person, account.facts);
        }
    }
    for account in &accounts.trusted {
        let owner = &account.facts.owner;
        let seen = all.entry(owner.id).or_default();
        keep(&mut seen.names.username, owner.username.as_ref());
        keep(&mut seen.names.email, owner.email.as_ref());
        keep(&mut seen.names.title, owner.title.as_ref());
        seen.listed = true;
    }
    all
}

fn add<'a>(seen: &mut ObservedPerson<'a>, person: &'a Person, facts: &AccountFacts) {
    let Person {
        id,
        username,
        title,
        email,
        home,
        managed: _,
        shares,
        unread,
    } = person;
    if facts.knows(FactName::People, None) {
        keep(&mut seen.names.username, username.as_ref());
        keep(&mut seen.names.title, title.as_ref());
        keep(&mut seen.names.email, email.as_ref());
        let is_odd =
            |doubt: &FailureReport| doubt.fact == FactName::People && doubt.person == Some(*id);
        seen.listed |= !facts.doubts.iter().any(is_odd);
    }
    seen.label = seen.label.or(username.as_deref());
    seen.unread.extend(unread);
    seen.home |= home;
    for share in shares {
        seen.shares.entry(&share.server).or_insert(share);
    }
}

/// Keeps the first text that is not empty.
fn keep(slot: &mut Option<String>, name: Option<&String>) {
    if slot.is_none() {
        *slot = name.filter(|text| !text.is_empty()).cloned();
    }
}
