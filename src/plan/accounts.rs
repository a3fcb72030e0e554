//! Decides how far each account's reading is to be believed.

use std::collections::{BTreeMap, BTreeSet};

use super::guard::{GuardName, GuardVerdict};
use super::notice::{Notice, NoticeKind};
use super::{AccountVerdict, Input};
use crate::observed::{AccountFacts, Doubt, Outcome, Person};
use crate::vocabulary::{AccountName, MachineId, PlexId};

/// Below this many recorded people, losing half of them is left to the guards.
const FEW_PEOPLE: usize = 10;

/// What the accounts said, as far as it is believed.
pub(super) struct Accounts<'a> {
    /// The believed accounts, in the order of the settings.
    pub(super) believed: Vec<Believed<'a>>,
    /// What is reported of every selected account.
    pub(super) verdicts: Vec<AccountVerdict>,
    /// Whether every configured account was read and believed, so that absence can mean something.
    pub(super) everything_known: bool,
    /// Owners of the configured accounts, those remembered included.
    pub(super) owners: BTreeSet<PlexId>,
    /// Accounts that were not asked now and never before: anybody might be their owner.
    pub(super) never_asked: Vec<&'a AccountName>,
}

/// One account that is believed.
pub(super) struct Believed<'a> {
    pub(super) name: &'a AccountName,
    pub(super) facts: &'a AccountFacts,
    /// Whether somebody or something missing from it may be concluded to be gone.
    pub(super) absence_counts: bool,
}

/// Why an account is not believed, or only in part.
enum Suspicion {
    /// Its token belongs to somebody else than before.
    OtherOwner { before: PlexId, now: PlexId },
    /// It lists nobody although this many people are recorded on it.
    Nobody { recorded: usize },
    /// It lists only this many of the people recorded on it.
    FarFewer { listed: usize, recorded: usize },
    /// It is the same Plex account as another configured one.
    Twice { other: AccountName },
}

/// Weighs every configured account.
pub(super) fn weigh<'a>(
    input: &Input<'a>,
    notices: &mut Vec<Notice>,
) -> (Accounts<'a>, Vec<GuardVerdict>) {
    let mut weighing = Weighing {
        input,
        recorded: recorded_people(input),
        accounts: Accounts {
            believed: Vec::new(),
            verdicts: Vec::new(),
            everything_known: true,
            owners: input.remembered.owners.values().copied().collect(),
            never_asked: Vec::new(),
        },
        notices,
        incomplete: Vec::new(),
        empty: Vec::new(),
        foreign: Vec::new(),
    };
    for name in &input.rules.accounts {
        let mut readings = input.observed.accounts.iter();
        match readings.find(|reading| reading.account == *name) {
            None => weighing.not_asked(name),
            Some(reading) => match &reading.outcome {
                Outcome::Unknown(doubts) => weighing.unknown(name, None, doubts),
                Outcome::Read(facts) => weighing.read(name, facts),
            },
        }
    }
    let guards = vec![
        GuardVerdict::tolerating_none(GuardName::Complete, &weighing.incomplete),
        GuardVerdict::tolerating_none(GuardName::Empty, &weighing.empty),
        GuardVerdict::tolerating_none(GuardName::Owner, &weighing.foreign),
    ];
    (weighing.accounts, guards)
}

/// The accounts while they are weighed, and what the guards have against them.
struct Weighing<'a, 'w> {
    input: &'w Input<'a>,
    recorded: BTreeMap<&'a MachineId, BTreeSet<PlexId>>,
    accounts: Accounts<'a>,
    notices: &'w mut Vec<Notice>,
    incomplete: Vec<String>,
    empty: Vec<String>,
    foreign: Vec<String>,
}

impl<'a> Weighing<'a, '_> {
    fn not_asked(&mut self, name: &'a AccountName) {
        self.accounts.everything_known = false;
        if !self.input.remembered.owners.contains_key(name) {
            self.accounts.never_asked.push(name);
        }
    }

    fn read(&mut self, name: &'a AccountName, facts: &'a AccountFacts) {
        let mut absence_counts = true;
        match self.suspicion(name, facts) {
            None => {}
            Some(Suspicion::OtherOwner { before, now }) => {
                self.foreign.push(format!(
                    "/api/v2/user says that the token of account `{name}` belongs to {now}, not to \
                     {before} as before"
                ));
                self.accounts.everything_known = false;
                self.accounts
                    .verdicts
                    .push(verdict(name, Some(facts), false));
                return;
            }
            Some(Suspicion::Nobody { recorded }) => {
                let users = if recorded == 1 {
                    "user is"
                } else {
                    "users are"
                };
                self.empty.push(format!(
                    "account `{name}` lists nobody at /api/users, but {recorded} recorded {users} \
                     on it"
                ));
                absence_counts = false;
                self.accounts.everything_known = false;
            }
            Some(Suspicion::FarFewer { listed, recorded }) => {
                return self.unknown(name, Some(facts), &[far_fewer(listed, recorded)]);
            }
            Some(Suspicion::Twice { other }) => {
                return self.unknown(name, Some(facts), &[twice(&other)]);
            }
        }
        self.accounts.owners.insert(facts.owner.id);
        self.accounts
            .verdicts
            .push(verdict(name, Some(facts), true));
        self.accounts.believed.push(Believed {
            name,
            facts,
            absence_counts,
        });
    }

    fn suspicion(&self, name: &AccountName, facts: &AccountFacts) -> Option<Suspicion> {
        let now = facts.owner.id;
        match self.input.remembered.owners.get(name) {
            Some(&before) if before != now => return Some(Suspicion::OtherOwner { before, now }),
            _ => {}
        }
        let mut believed = self.accounts.believed.iter();
        if let Some(same) = believed.find(|other| other.facts.owner.id == now) {
            let other = same.name.clone();
            return Some(Suspicion::Twice { other });
        }
        let machines = facts.servers.iter().map(|server| &server.machine_id);
        let on_it = machines.filter_map(|machine| self.recorded.get(machine));
        let recorded: BTreeSet<PlexId> = on_it.flatten().copied().collect();
        if facts.people.is_empty() && !recorded.is_empty() {
            let recorded = recorded.len();
            return Some(Suspicion::Nobody { recorded });
        }
        let shares = |person: &&Person| !person.shares.is_empty();
        let sharing: BTreeSet<PlexId> = facts.people.iter().filter(shares).map(|p| p.id).collect();
        let listed = recorded.intersection(&sharing).count();
        let recorded = recorded.len();
        let far_fewer = recorded >= FEW_PEOPLE && listed * 2 <= recorded;
        far_fewer.then_some(Suspicion::FarFewer { listed, recorded })
    }

    /// Books an account of which nothing is believed.
    fn unknown(&mut self, name: &AccountName, facts: Option<&AccountFacts>, doubts: &[Doubt]) {
        self.accounts.everything_known = false;
        self.accounts.verdicts.push(verdict(name, facts, false));
        self.incomplete.push(format!("account `{name}` is unknown"));
        self.notices.extend(doubts.iter().map(|doubt| Notice {
            kind: NoticeKind::AccountUnknown,
            subject: name.to_string(),
            message: sentence(doubt),
            place: None,
        }));
    }
}

fn sentence(doubt: &Doubt) -> String {
    let Doubt {
        endpoint,
        server: _,
        reason,
        hint,
    } = doubt;
    let hint = hint.as_ref().map(|hint| format!(" ({hint})"));
    let hint = hint.unwrap_or_default();
    format!("could not be read: {endpoint} {reason}{hint}")
}

fn far_fewer(listed: usize, recorded: usize) -> Doubt {
    Doubt {
        endpoint: "/api/users".to_owned(),
        server: None,
        reason: format!("lists only {listed} of the {recorded} people recorded on these servers"),
        hint: Some("run again later; if they really left, take the first ones by hand".to_owned()),
    }
}

fn twice(other: &AccountName) -> Doubt {
    Doubt {
        endpoint: "/api/v2/user".to_owned(),
        server: None,
        reason: format!("names the same Plex account as account `{other}`"),
        hint: Some("give each account its own token".to_owned()),
    }
}

fn verdict(name: &AccountName, facts: Option<&AccountFacts>, complete: bool) -> AccountVerdict {
    AccountVerdict {
        name: name.clone(),
        id: facts.map(|facts| facts.owner.id),
        complete,
        servers: facts.map_or(0, |facts| facts.servers.len()),
        users: facts.map_or(0, |facts| facts.people.len()),
    }
}

/// The recorded people who share each server; those the settings tell to ignore take no part.
fn recorded_people<'a>(input: &Input<'a>) -> BTreeMap<&'a MachineId, BTreeSet<PlexId>> {
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
    people
}
