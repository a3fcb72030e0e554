//! Decides how far each account's reading is to be believed.

use std::collections::{BTreeMap, BTreeSet};

use super::guard::{GuardName, GuardVerdict};
use super::notice::{Notice, NoticeKind};
use super::{AccountVerdict, Input};
use crate::observed::{AccountFacts, Doubt, Outcome, Person};
use crate::vocabulary::{AccountName, PlexId};

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
}

/// Weighs every configured account.
pub(super) fn weigh<'a>(
    input: &Input<'a>,
    notices: &mut Vec<Notice>,
) -> (Accounts<'a>, Vec<GuardVerdict>) {
    let recorded = recorded_people(input);
    let mut accounts = Accounts {
        believed: Vec::new(),
        verdicts: Vec::new(),
        everything_known: true,
        owners: input.remembered.owners.values().copied().collect(),
    };
    let (mut incomplete, mut empty, mut foreign) = (Vec::new(), Vec::new(), Vec::new());
    for name in &input.rules.accounts {
        let reading = input
            .observed
            .accounts
            .iter()
            .find(|reading| reading.account == *name);
        let Some(reading) = reading else {
            accounts.everything_known = false;
            continue;
        };
        let facts = match &reading.outcome {
            Outcome::Read(facts) => facts,
            Outcome::Unknown(doubts) => {
                incomplete.push(unknown(name, None, doubts, &mut accounts, notices));
                continue;
            }
        };
        let recorded_here = recorded.get(name).cloned().unwrap_or_default();
        let mut believed = Believed {
            name,
            facts,
            absence_counts: true,
        };
        match suspicion(input, name, facts, &recorded_here) {
            None => {}
            Some(Suspicion::OtherOwner { before, now }) => {
                foreign.push(format!(
                    "the token of account `{name}` belongs to {now}, not to {before} as before"
                ));
                accounts.everything_known = false;
                accounts.verdicts.push(verdict(name, Some(facts), false));
                continue;
            }
            Some(Suspicion::Nobody { recorded }) => {
                empty.push(format!(
                    "account `{name}` lists nobody at /api/users, but {recorded} recorded {} on it",
                    if recorded == 1 {
                        "user is"
                    } else {
                        "users are"
                    }
                ));
                believed.absence_counts = false;
                accounts.everything_known = false;
            }
            Some(Suspicion::FarFewer { listed, recorded }) => {
                let doubt = far_fewer(listed, recorded);
                incomplete.push(unknown(name, Some(facts), &[doubt], &mut accounts, notices));
                continue;
            }
        }
        accounts.owners.insert(facts.owner.id);
        accounts.verdicts.push(verdict(name, Some(facts), true));
        accounts.believed.push(believed);
    }
    let guards = vec![
        GuardVerdict::tolerating_none(GuardName::Complete, &incomplete),
        GuardVerdict::tolerating_none(GuardName::Empty, &empty),
        GuardVerdict::tolerating_none(GuardName::Owner, &foreign),
    ];
    (accounts, guards)
}

fn suspicion(
    input: &Input<'_>,
    name: &AccountName,
    facts: &AccountFacts,
    recorded: &BTreeSet<PlexId>,
) -> Option<Suspicion> {
    let now = facts.owner.id;
    if let Some(&before) = input.remembered.owners.get(name)
        && before != now
    {
        return Some(Suspicion::OtherOwner { before, now });
    }
    let shares = |person: &&Person| !person.shares.is_empty();
    let sharing: BTreeSet<PlexId> = facts.people.iter().filter(shares).map(|p| p.id).collect();
    if sharing.is_empty() && !recorded.is_empty() {
        return Some(Suspicion::Nobody {
            recorded: recorded.len(),
        });
    }
    let listed = recorded.intersection(&sharing).count();
    let far_fewer = recorded.len() >= FEW_PEOPLE && listed * 2 <= recorded.len();
    far_fewer.then_some(Suspicion::FarFewer {
        listed,
        recorded: recorded.len(),
    })
}

fn far_fewer(listed: usize, recorded: usize) -> Doubt {
    Doubt {
        endpoint: "/api/users".to_owned(),
        server: None,
        reason: format!("lists only {listed} of the {recorded} people recorded on this account"),
        hint: Some("run again later; if they really left, take the first ones by hand".to_owned()),
    }
}

/// Books an account as unknown and returns the reason for the guard.
fn unknown(
    name: &AccountName,
    facts: Option<&AccountFacts>,
    doubts: &[Doubt],
    accounts: &mut Accounts<'_>,
    notices: &mut Vec<Notice>,
) -> String {
    accounts.everything_known = false;
    accounts.verdicts.push(verdict(name, facts, false));
    for doubt in doubts {
        let Doubt {
            endpoint,
            server: _,
            reason,
            hint,
        } = doubt;
        let hint = hint.as_ref().map(|hint| format!(" ({hint})"));
        notices.push(Notice {
            kind: NoticeKind::AccountUnknown,
            subject: name.to_string(),
            message: format!(
                "could not be read: {endpoint} {reason}{}",
                hint.unwrap_or_default()
            ),
            place: None,
        });
    }
    format!("account `{name}` is unknown")
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

/// The recorded people who share a server of each account.
fn recorded_people(input: &Input<'_>) -> BTreeMap<AccountName, BTreeSet<PlexId>> {
    let mut people: BTreeMap<AccountName, BTreeSet<PlexId>> = BTreeMap::new();
    for user in input.records.users.values() {
        let Some(id) = &user.plex.id else { continue };
        for share in &user.plex.shares {
            if let Some(server) = input.records.servers.get(&share.server.value) {
                people
                    .entry(server.account.value.clone())
                    .or_default()
                    .insert(id.value);
            }
        }
    }
    people
}
