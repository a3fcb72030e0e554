//! What a plan was based on, as digests: enough to detect and name later changes.
//!
//! Volatile values, the clock and plex.tv's own time take no part.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::history::Summary;
use crate::sources::plex::{
    AccountFacts, AccountOutcome, AccountReading, FactName, Invitation, ObservedServer, Person,
};
use crate::vocabulary::{
    AccountName, Date, Digest, MachineId, PlexId, RunId, ShortDigest, SourceName,
};

/// Everything a plan was based on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Basis {
    /// The digest of the settings file.
    pub settings: Digest,
    /// The digest of every record file, by its path relative to the household.
    pub records: BTreeMap<String, Digest>,
    /// The history it knew.
    pub history: HistoryBasis,
    /// Where it is from what Plex says: plex.tv itself, or a snapshot.
    pub source: Source,
    /// The accounts named by `--account`; empty when all were asked.
    pub only_accounts: Vec<AccountName>,
    /// Who was asked; absent if all were.
    #[serde(default, skip_serializing_if = "WhoIsAsked::is_all")]
    pub asked: WhoIsAsked,
    /// What each account said, in pieces that can be named. It leaves out what was in doubt then.
    pub accounts: Vec<AccountBasis>,
}

/// Who is asked for a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WhoIsAsked {
    /// Whether Plex is.
    pub plex: bool,
    /// The sources of transactions named; null for all of the settings.
    pub sources: Option<Vec<SourceName>>,
    /// The day from which sources are read once more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
}

impl WhoIsAsked {
    /// Who is asked, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let sources = self.sources.iter().flatten();
        let sources: Vec<String> = sources.map(|source| format!("source `{source}`")).collect();
        match (self.plex, sources.join(" and ")) {
            (true, sources) if sources.is_empty() => "plex.tv".to_owned(),
            (true, sources) => format!("plex.tv and {sources}"),
            (false, sources) if sources.is_empty() => "the records".to_owned(),
            (false, sources) => sources,
        }
    }

    /// Whether Plex and all sources are asked, since when they are usually read.
    fn is_all(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for WhoIsAsked {
    fn default() -> Self {
        Self {
            plex: true,
            sources: None,
            since: None,
        }
    }
}

/// The history in the working tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryBasis {
    /// The runs that no other one followed.
    pub newest: Vec<RunId>,
    /// The digest of the ids of all runs; null before the first.
    pub all: Option<Digest>,
}

impl HistoryBasis {
    /// What a history comes to.
    #[must_use]
    pub fn of(history: &Summary) -> Self {
        Self {
            newest: history.newest.clone(),
            all: history.all,
        }
    }
}

/// Where it is known from what Plex says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// plex.tv was asked.
    Plex,
    /// A snapshot was read.
    Snapshot {
        /// Relative to the household, if it lies there.
        path: String,
        /// Its digest.
        digest: Digest,
    },
}

/// One account's part of what was observed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountBasis {
    /// Its name in the settings.
    pub name: AccountName,
    /// What it said; null if it could not be read.
    pub said: Option<AccountAnswers>,
}

/// What one account said. What was in doubt is null, and takes no part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountAnswers {
    /// Whose token it was.
    pub owner: Item,
    /// Its servers, by machine identifier.
    pub servers: Option<Vec<Item>>,
    /// All people it lists, by Plex id.
    pub people: Option<Vec<Item>>,
    /// The people who are members of the Home.
    pub home: Option<Vec<Item>>,
    /// Its invitations, by id, else address, else name.
    pub invitations: Option<Vec<Item>>,
    /// What it said about each of its servers.
    pub of_servers: BTreeMap<MachineId, ServerAnswers>,
}

/// What was said about one server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServerAnswers {
    /// Its name and libraries.
    pub catalogue: Option<Item>,
    /// Its shares, by the Plex id of the person.
    pub shares: Option<Vec<Item>>,
}

/// One item in the answers of Plex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// What it is.
    pub id: String,
    /// What people call it; may be empty.
    pub name: String,
    /// The digest of all data about it, shortened; null if that is in doubt.
    pub digest: Option<ShortDigest>,
}

impl AccountBasis {
    /// What an account said, in pieces.
    #[must_use]
    pub fn of(reading: &AccountReading) -> Self {
        Self {
            name: reading.account.clone(),
            said: match &reading.outcome {
                AccountOutcome::Read(facts) => Some(AccountAnswers::of(facts)),
                AccountOutcome::Unknown(_) => None,
            },
        }
    }
}

impl AccountAnswers {
    fn of(facts: &AccountFacts) -> Self {
        let AccountFacts {
            owner,
            servers,
            people,
            invitations,
            not_found: _,
            doubts: _,
        } = facts;
        let known = |fact: FactName, items: Vec<Item>| facts.knows(fact, None).then_some(items);
        let members = people.iter().filter(|person| person.home);
        let listed: Vec<Item> = people.iter().map(|p| person(p, facts)).collect();
        let of_server = |server: &ObservedServer| {
            let machine = server.machine_id.clone();
            let answers = ServerAnswers::of(server, facts);
            (machine, answers)
        };
        Self {
            owner: Item {
                id: owner.id.to_string(),
                name: name(&[&owner.username, &owner.title]),
                digest: Some(ShortDigest::of_json(owner)),
            },
            servers: known(
                FactName::Servers,
                servers.iter().map(listed_server).collect(),
            ),
            people: known(FactName::People, listed),
            home: known(FactName::Home, members.map(member).collect()),
            invitations: known(
                FactName::Invitations,
                invitations.iter().map(invitation).collect(),
            ),
            of_servers: servers.iter().map(of_server).collect(),
        }
    }
}

impl ServerAnswers {
    fn of(server: &ObservedServer, facts: &AccountFacts) -> Self {
        let machine = &server.machine_id;
        let catalogue = facts.knows(FactName::Catalogue, Some(machine));
        let shares = facts.people.iter().flat_map(|person| {
            let shares = person.shares.iter().filter(|s| s.server == *machine);
            shares.map(move |share| (person, share))
        });
        let shares = shares.map(|(person, share)| Item {
            id: person.id.to_string(),
            name: name(&[&person.username, &person.title]),
            digest: (!is_odd(facts, FactName::Shares, person.id))
                .then(|| ShortDigest::of_json(share)),
        });
        let is_read = facts.knows(FactName::Shares, Some(machine));
        Self {
            catalogue: catalogue.then(|| Item {
                digest: Some(ShortDigest::of_json(server)),
                ..listed_server(server)
            }),
            shares: is_read.then(|| shares.collect()),
        }
    }
}

/// Whether what a fact says about one person is in doubt.
fn is_odd(facts: &AccountFacts, fact: FactName, person: PlexId) -> bool {
    let mut doubts = facts.doubts.iter();
    doubts.any(|doubt| doubt.fact == fact && doubt.person == Some(person))
}

/// A server of the list, which says nothing else about it.
fn listed_server(server: &ObservedServer) -> Item {
    Item {
        id: server.machine_id.to_string(),
        name: server.name.clone(),
        digest: Some(ShortDigest::of_json(&server.machine_id)),
    }
}

/// A person of the list, without what other facts say.
fn person(person: &Person, facts: &AccountFacts) -> Item {
    let Person {
        id,
        username,
        title,
        email,
        home: _,
        managed: _,
        shares: _,
        unread: _,
    } = person;
    let is_odd = is_odd(facts, FactName::People, *id);
    Item {
        id: id.to_string(),
        name: name(&[username, title]),
        digest: (!is_odd).then(|| ShortDigest::of_json(&(username, title, email))),
    }
}

/// A member of the Home.
fn member(person: &Person) -> Item {
    Item {
        id: person.id.to_string(),
        name: name(&[&person.username, &person.title]),
        digest: Some(ShortDigest::of_json(&person.managed)),
    }
}

fn invitation(invitation: &Invitation) -> Item {
    let id = invitation.id.as_ref().map(PlexId::to_string);
    let address = invitation.email.clone();
    Item {
        id: id.or(address).unwrap_or_default(),
        name: name(&[&invitation.username, &invitation.email]),
        digest: Some(ShortDigest::of_json(invitation)),
    }
}

fn name(candidates: &[&Option<String>]) -> String {
    let mut known = candidates.iter().copied().flatten();
    known.next().cloned().unwrap_or_default()
}
