//! What speaks against accounts that were read completely, and how far they are believed all the same.

use std::collections::{BTreeMap, BTreeSet};

use super::Input;
use super::unknown::UnknownFact;
use crate::change::GuardName;
use crate::sources::plex::{AccountFacts, FactName, FailureReport, Person};
use crate::vocabulary::{AccountName, MachineId, PlexId};

/// Below this many recorded people, losing half of them is left to the guards.
const FEW_PEOPLE: usize = 10;

/// How far an account is believed that something speaks against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// No loss for any user is concluded from it.
    Strict,
    /// As far as any other.
    Lifted,
}

/// Everything that speaks against accounts, in the order of the settings.
#[derive(Debug, Default)]
pub(super) struct Suspicions {
    /// Accounts of which nothing is believed because something about them is unknown.
    pub(super) unknown: Vec<AccountName>,
    pub(super) other_owners: Vec<OtherOwner>,
    pub(super) deserted: Vec<Deserted>,
    pub(super) far_fewer: Vec<FarFewer>,
}

/// The token of an account belongs to another person than before.
#[derive(Debug)]
pub(super) struct OtherOwner {
    pub(super) account: AccountName,
    pub(super) before: PlexId,
    pub(super) now: PlexId,
}

/// An account lists no users although these people are recorded on it.
#[derive(Debug)]
pub(super) struct Deserted {
    pub(super) account: AccountName,
    pub(super) recorded: BTreeSet<PlexId>,
}

/// An account lists only this many of the people recorded on it.
#[derive(Debug)]
pub(super) struct FarFewer {
    pub(super) account: AccountName,
    pub(super) listed: usize,
    pub(super) recorded: usize,
}

impl Suspicions {
    /// The guards that would have to be accepted before these accounts are believed.
    pub(super) fn guards(&self) -> BTreeSet<GuardName> {
        let Self {
            unknown: _,
            other_owners,
            deserted,
            far_fewer,
        } = self;
        let concerned = [
            (GuardName::Owner, !other_owners.is_empty()),
            (GuardName::Empty, !deserted.is_empty()),
            (GuardName::Departures, !far_fewer.is_empty()),
        ];
        let concerned = concerned.into_iter().filter(|(_, any)| *any);
        concerned.map(|(guard, _)| guard).collect()
    }

    /// All users recorded on accounts that list no users.
    pub(super) fn deserted_people(&self) -> BTreeSet<PlexId> {
        let people = self.deserted.iter().flat_map(|account| &account.recorded);
        people.copied().collect()
    }
}

/// The recorded people who share each server; those ignored by the settings do not count.
pub(super) struct RecordedPeople<'a>(BTreeMap<&'a MachineId, BTreeSet<PlexId>>);

impl<'a> RecordedPeople<'a> {
    pub(super) fn of(input: &Input<'a>) -> Self {
        let mut people: BTreeMap<&MachineId, BTreeSet<PlexId>> = BTreeMap::new();
        for user in input.records.users.values() {
            let Some(id) = &user.plex.id else { continue };
            if input.rules.ignore_users.contains(&id.value) {
                continue;
            }
            for share in &user.plex.shares {
                if let Some(server) = input.records.servers.get(&share.server.value) {
                    let sharing = people.entry(&server.machine_id.value).or_default();
                    sharing.insert(id.value);
                }
            }
        }
        Self(people)
    }

    /// All people recorded on the servers an account lists, as far as it says who shares them.
    pub(super) fn on(&self, facts: &AccountFacts) -> BTreeSet<PlexId> {
        if !facts.knows(FactName::People, None) {
            return BTreeSet::new();
        }
        let machines = facts.servers.iter().map(|server| &server.machine_id);
        let known = machines.filter(|machine| facts.knows(FactName::Shares, Some(machine)));
        let on_it = known.filter_map(|machine| self.0.get(machine));
        on_it.flatten().copied().collect()
    }
}

impl OtherOwner {
    /// Whether the token of an account belongs to another person than is remembered.
    pub(super) fn of(input: &Input<'_>, name: &AccountName, facts: &AccountFacts) -> Option<Self> {
        let before = *input.remembered.owners.get(name)?;
        let now = facts.owner.id;
        (before != now).then(|| Self {
            account: name.clone(),
            before,
            now,
        })
    }

    pub(super) fn reason(&self) -> String {
        let Self {
            account,
            before,
            now,
        } = self;
        format!(
            "the token of account `{account}` belongs to {now}, not to {before} as before \
             (/api/v2/user)"
        )
    }
}

impl Deserted {
    /// Whether an account lists no users although people are `recorded` on it. People who are only invited do not
    /// count as listed, unless they are recorded.
    pub(super) fn of(
        name: &AccountName,
        facts: &AccountFacts,
        recorded: BTreeSet<PlexId>,
    ) -> Option<Self> {
        let is_only_invited = |person: &Person| {
            let mut shares = person.shares.iter();
            !person.shares.is_empty() && shares.all(|share| share.accepted.is_none())
        };
        let mut people = facts.people.iter();
        let is_empty =
            people.all(|person| is_only_invited(person) && !recorded.contains(&person.id));
        (is_empty && !recorded.is_empty()).then(|| Self {
            account: name.clone(),
            recorded,
        })
    }

    pub(super) fn reason(&self) -> String {
        let Self { account, recorded } = self;
        let users = match recorded.len() {
            1 => "1 recorded user is".to_owned(),
            many => format!("{many} recorded users are"),
        };
        format!("account `{account}` lists no users at /api/users, but {users} on it")
    }
}

impl FarFewer {
    /// Whether an account lists at most half of the people `recorded` on it, if these are many.
    pub(super) fn of(
        name: &AccountName,
        facts: &AccountFacts,
        recorded: &BTreeSet<PlexId>,
    ) -> Option<Self> {
        let shares = |person: &&Person| !person.shares.is_empty();
        let sharing: BTreeSet<PlexId> = facts.people.iter().filter(shares).map(|p| p.id).collect();
        let listed = recorded.intersection(&sharing).count();
        let recorded = recorded.len();
        let is_suspicious =
            !facts.people.is_empty() && recorded >= FEW_PEOPLE && listed * 2 <= recorded;
        is_suspicious.then(|| Self {
            account: name.clone(),
            listed,
            recorded,
        })
    }

    /// Says that the people are unknown; `departures` would have to be accepted to believe the list.
    pub(super) fn doubt(&self, departures: Option<u64>) -> UnknownFact {
        let Self {
            account,
            listed,
            recorded,
        } = self;
        let hint = match departures {
            Some(number) => {
                let guard = GuardName::Departures.word();
                format!("run again later; if they really left, use `--accept {guard}={number}`")
            }
            None => "run again later".to_owned(),
        };
        let report = FailureReport {
            fact: FactName::People,
            endpoint: "/api/users".to_owned(),
            server: None,
            person: None,
            reason: format!(
                "lists only {listed} of the {recorded} people recorded on these servers, which is not plausible"
            ),
            hint: Some(hint),
            if_it_stays: None,
        };
        UnknownFact::of(account, &report, None)
    }
}
