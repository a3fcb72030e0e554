//! What a plan was based on, as digests: enough to detect and name later changes.
//!
//! Volatile values, the clock and plex.tv's own time take no part.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::history::Summary;
use crate::sources::plex::{
    AccountFacts, AccountOutcome, AccountReading, Invitation, ObservedServer, Person,
};
use crate::vocabulary::{AccountName, Digest, PlexId, RunId, ShortDigest};

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
    /// What each account said, in pieces that can be named. It leaves out what was in doubt then.
    pub accounts: Vec<AccountBasis>,
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

/// What one account said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountAnswers {
    /// The digest of all of it, shortened.
    pub digest: ShortDigest,
    /// Whose token it was.
    pub owner: Item,
    /// Its servers, by machine identifier.
    pub servers: Vec<Item>,
    /// All people it lists, by Plex id.
    pub people: Vec<Item>,
    /// Its invitations, by id, else address, else name.
    pub invitations: Vec<Item>,
}

/// One item in the answers of Plex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// What it is.
    pub id: String,
    /// What people call it; may be empty.
    pub name: String,
    /// The digest of all data about it, shortened.
    pub digest: ShortDigest,
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
        } = facts;
        Self {
            digest: ShortDigest::of_json(facts),
            owner: Item {
                id: owner.id.to_string(),
                name: name(&[&owner.username, &owner.title]),
                digest: ShortDigest::of_json(owner),
            },
            servers: servers.iter().map(server).collect(),
            people: people.iter().map(person).collect(),
            invitations: invitations.iter().map(invitation).collect(),
        }
    }
}

fn server(server: &ObservedServer) -> Item {
    Item {
        id: server.machine_id.to_string(),
        name: server.name.clone(),
        digest: ShortDigest::of_json(server),
    }
}

fn person(person: &Person) -> Item {
    Item {
        id: person.id.to_string(),
        name: name(&[&person.username, &person.title]),
        digest: ShortDigest::of_json(person),
    }
}

fn invitation(invitation: &Invitation) -> Item {
    let id = invitation.id.as_ref().map(PlexId::to_string);
    let address = invitation.email.clone();
    Item {
        id: id.or(address).unwrap_or_default(),
        name: name(&[&invitation.username, &invitation.email]),
        digest: ShortDigest::of_json(invitation),
    }
}

fn name(candidates: &[&Option<String>]) -> String {
    let mut known = candidates.iter().copied().flatten();
    known.next().cloned().unwrap_or_default()
}
