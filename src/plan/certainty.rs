//! What is in doubt, what each change rests on, and what is held back for it.
//!
//! The rules decide as if everything were known, and ask [`Certainty::holds`] before they make a change. What rests on
//! a fact in doubt is not made and noted as held. [`rests_on`] is the table of it.

use std::collections::{BTreeMap, BTreeSet};

use super::Input;
use super::accounts::Accounts;
use super::unknown::{Held, UnknownFact};
use crate::change::ChangeKind;
use crate::sources::plex::FactName;
use crate::vocabulary::{AccountName, MachineId, PlexId};

/// Everything in doubt, in a fixed order.
pub(super) struct Certainty<'a> {
    doubts: Vec<Doubted>,
    /// The accounts that own a server, or may own it.
    owners: BTreeMap<&'a MachineId, BTreeSet<&'a AccountName>>,
    /// Accounts whose owner is remembered from an earlier run.
    remembered: BTreeSet<&'a AccountName>,
    /// Whether members of a Home are imported like others.
    imports_home: bool,
}

/// A fact in doubt.
#[derive(Clone)]
pub(super) struct Doubted {
    pub(super) fact: UnknownFact,
    /// The server it is about.
    pub(super) machine: Option<MachineId>,
}

/// A change that would be made.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'w> {
    pub(super) kind: ChangeKind,
    /// What it rests on, if that is what another kind rests on.
    pub(super) like: ChangeKind,
    /// The user, person, server or library it is about, as it is shown.
    pub(super) subject: &'w str,
    pub(super) person: Option<PlexId>,
    pub(super) servers: &'w [&'w MachineId],
}

/// What is held back, each with the position of a doubt.
pub(super) type HeldBack = BTreeSet<(usize, Held)>;

impl<'a> Certainty<'a> {
    pub(super) fn of(input: &Input<'a>, accounts: &Accounts<'a>) -> Self {
        let mut owners: BTreeMap<&MachineId, BTreeSet<&AccountName>> = BTreeMap::new();
        for server in input.records.servers.values() {
            let of_server = owners.entry(&server.machine_id.value).or_default();
            of_server.insert(&server.account.value);
        }
        for account in &accounts.trusted {
            let listed = account.facts.servers.iter().map(|s| &s.machine_id);
            let unread = account.facts.people.iter().flat_map(|p| &p.unread);
            for machine in listed.chain(unread) {
                owners.entry(machine).or_default().insert(account.name);
            }
        }
        Self {
            doubts: accounts.doubts.clone(),
            owners,
            remembered: input.remembered.owners.keys().collect(),
            imports_home: input.rules.home_users.is_some(),
        }
    }

    /// Whether a change rests on something in doubt; it is noted as held then.
    pub(super) fn holds(&self, wanted: Wanted<'_>, held: &mut HeldBack) -> bool {
        let numbered = self.doubts.iter().enumerate();
        let mut is_held = false;
        for (number, _) in numbered.filter(|(_, doubt)| self.rests_on(&wanted, doubt)) {
            is_held = true;
            let Wanted { kind, subject, .. } = wanted;
            let subject = subject.to_owned();
            held.insert((number, Held { kind, subject }));
        }
        is_held
    }

    /// The table: on which facts a change rests.
    fn rests_on(&self, wanted: &Wanted<'_>, doubt: &Doubted) -> bool {
        use ChangeKind as Kind;
        use FactName as Fact;

        let Doubted {
            fact: doubt,
            machine,
        } = doubt;
        if doubt.person.is_some() && doubt.person != wanted.person {
            return false;
        }
        let this_server = || {
            let mut servers = wanted.servers.iter();
            servers.any(|server| machine.as_ref() == Some(*server))
        };
        let this_account = || {
            let owners = wanted.servers.iter().filter_map(|m| self.owners.get(*m));
            owners.flatten().any(|owner| **owner == doubt.account)
        };
        match (wanted.like, doubt.fact) {
            (Kind::AddUser, Fact::Owner) => !self.remembered.contains(&doubt.account),
            (Kind::AddUser, Fact::People) => this_account() || doubt.person.is_some(),
            (Kind::AddUser, Fact::Home) => this_account() && !self.imports_home,
            (Kind::LinkUser | Kind::UpdateUser, Fact::People) => doubt.person.is_some(),
            (Kind::RemoveShare, Fact::People | Fact::Home | Fact::Invitations) => this_account(),
            (
                Kind::AddUser
                | Kind::AddShare
                | Kind::UpdateShare
                | Kind::ReturnUser
                | Kind::RemoveShare
                | Kind::RemoveLibrary,
                Fact::Shares,
            ) => this_server(),
            (Kind::DepartUser | Kind::RelinkUser, fact) => fact != Fact::Catalogue,
            (
                Kind::AddServer
                | Kind::UpdateServer
                | Kind::AddLibrary
                | Kind::UpdateLibrary
                | Kind::RemoveLibrary,
                fact,
            ) => match fact {
                Fact::Servers => this_account(),
                Fact::Catalogue => this_server(),
                _ => false,
            },
            _ => false,
        }
    }

    /// Everything in doubt, with what is held back for it.
    pub(super) fn unknown(self, held: HeldBack) -> Vec<UnknownFact> {
        let doubts = self.doubts.into_iter();
        let mut unknown: Vec<UnknownFact> = doubts.map(|doubt| doubt.fact).collect();
        for (number, held) in held {
            unknown[number].held.push(held);
        }
        unknown
    }
}

impl<'w> Wanted<'w> {
    /// A change of a server or one of its libraries.
    pub(super) fn of_server(
        kind: ChangeKind,
        subject: &'w str,
        servers: &'w [&'w MachineId],
    ) -> Self {
        Self {
            kind,
            like: kind,
            subject,
            person: None,
            servers,
        }
    }

    /// A change of a person.
    pub(super) fn of_person(
        kind: ChangeKind,
        subject: &'w str,
        person: PlexId,
        servers: &'w [&'w MachineId],
    ) -> Self {
        Self {
            kind,
            like: kind,
            subject,
            person: Some(person),
            servers,
        }
    }

    /// The same, resting on what a change of another kind rests on.
    pub(super) fn like(self, like: ChangeKind) -> Self {
        Self { like, ..self }
    }
}
