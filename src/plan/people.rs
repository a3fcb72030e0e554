//! Puts together what the believed accounts say about each person.

use std::collections::BTreeMap;

use super::accounts::Accounts;
use crate::change::Names;
use crate::sources::plex::{ObservedShare, Person};
use crate::vocabulary::{MachineId, PlexId};

/// One person, over all believed accounts.
#[derive(Debug, Default)]
pub(super) struct ObservedPerson<'a> {
    /// Each name from the first account that sends it.
    pub(super) names: Names,
    /// Member of the Home of any account.
    pub(super) home: bool,
    /// What they are given, by server.
    pub(super) shares: BTreeMap<&'a MachineId, &'a ObservedShare>,
}

impl ObservedPerson<'_> {
    /// Whether any share was accepted.
    pub(super) fn has_accepted(&self) -> bool {
        self.shares.values().any(|share| share.accepted.is_some())
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
            .unwrap_or_else(|| id.to_string())
    }
}

/// All people the believed accounts list, by id; the owners are known by their own accounts too.
pub(super) fn all<'a>(accounts: &Accounts<'a>) -> BTreeMap<PlexId, ObservedPerson<'a>> {
    let mut all: BTreeMap<PlexId, ObservedPerson<'a>> = BTreeMap::new();
    for account in &accounts.trusted {
        for person in &account.facts.people {
            add(all.entry(person.id).or_default(), person);
        }
    }
    for account in &accounts.trusted {
        let owner = &account.facts.owner;
        let seen = all.entry(owner.id).or_default();
        keep(&mut seen.names.username, owner.username.as_ref());
        keep(&mut seen.names.email, owner.email.as_ref());
        keep(&mut seen.names.title, owner.title.as_ref());
    }
    all
}

fn add<'a>(seen: &mut ObservedPerson<'a>, person: &'a Person) {
    let Person {
        id: _,
        username,
        title,
        email,
        home,
        managed: _,
        shares,
    } = person;
    keep(&mut seen.names.username, username.as_ref());
    keep(&mut seen.names.title, title.as_ref());
    keep(&mut seen.names.email, email.as_ref());
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
