//! What Plex says today.
//!
//! The types every reading ends in. An account is read fact by fact (`reading`). It is unknown as a whole if its
//! owner is; otherwise [`AccountFacts`] holds what is known, and lists what is in doubt, so a failure never looks
//! like an empty list. Lists are sorted by id where they are built, so the order of the answers is forgotten here.
//!
//! How an account is read: [`read()`] gives each account a `client`, `account` asks for its
//! documents (`request` builds, `client` gets, `parse` understands), `consistency` compares them
//! and `facts` joins them. [`Asking`] does it while the users' records are still read. What was read can be
//! saved and loaded again by [`snapshot`].

mod account;
mod background_read;
mod bodies;
mod client;
mod consistency;
mod disagreement;
mod documents;
mod error;
mod fact_kind;
mod facts;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod order;
mod owners;
mod parse;
mod read;
mod reading;
mod request;
mod sign_in;
pub mod snapshot;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocabulary::{AccountName, LibraryId, MachineId, PlexId, Timestamp};

pub use background_read::{Asking, Recorded};
pub use bodies::{Bodies, ServerBodies, understand};
pub use client::ClientOptions;
pub use fact_kind::{FactKind, FactName};
pub use owners::{OwnersAnswered, owners_blocking};
pub use read::{
    AccountAccess, Answered, ReadProgress, Scope, Silent, read, read_blocking, read_blocking_within,
};
pub use sign_in::{Pin, SignInError, SignedIn, sign_in_blocking};

pub use crate::http::Url;

/// What plex.tv says about one thing, or why that is not known.
type Fact<T> = super::Fact<T, FactKind>;
/// Why a fact of an account is not known.
type Doubt = super::Doubt<FactKind>;

/// What every selected account answered, in the order of the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Observed {
    /// One reading per account that was asked.
    pub accounts: Vec<AccountReading>,
}

/// The reading of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountReading {
    /// The account's name in the settings.
    pub account: AccountName,
    /// What came of it.
    pub outcome: AccountOutcome,
}

/// What came of asking one account. If it is not known whose it is, nothing is concluded from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountOutcome {
    /// The owner is known, and so is every fact that is not in doubt.
    Read(AccountFacts),
    /// The owner could not be read or believed; at least one reason.
    Unknown(Vec<FailureReport>),
}

/// Why a fact of an account is unknown. Never holds a token or any part of an answer's body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailureReport {
    /// What is not known.
    #[serde(default)]
    pub fact: FactName,
    /// The path that was asked, as in `/api/users`.
    pub endpoint: String,
    /// The machine identifier of the server concerned, if it was one server's endpoint.
    pub server: Option<MachineId>,
    /// The person, if only what the fact says about one is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PlexId>,
    /// One clause for people, lower case, as in `status 401 Unauthorized`.
    pub reason: String,
    /// What the reader may do about it now, if anything.
    pub hint: Option<String>,
    /// What to do if it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_it_stays: Option<String>,
}

impl From<&Doubt> for FailureReport {
    fn from(doubt: &Doubt) -> Self {
        Self {
            fact: doubt.fact.name(),
            endpoint: doubt.fact.path(),
            server: doubt.fact.server().cloned(),
            person: doubt.person,
            reason: doubt.reason.clone(),
            hint: Some(doubt.now.clone()),
            if_it_stays: Some(doubt.if_it_stays.clone()),
        }
    }
}

impl FailureReport {
    /// The run as a whole took too long.
    fn too_late() -> Self {
        Self {
            fact: FactName::Owner,
            endpoint: "plex.tv".to_owned(),
            server: None,
            person: None,
            reason: "did not answer before the deadline of the run".to_owned(),
            hint: Some("raise `deadline_seconds` in `[plex]`, or run it again later".to_owned()),
            if_it_stays: None,
        }
    }
}

/// The facts of one account. What is in doubt holds only what other facts say about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountFacts {
    /// Whose token it was.
    pub owner: Owner,
    /// The account's own servers, by machine identifier, without the ignored ones.
    pub servers: Vec<ObservedServer>,
    /// All people in the list of users, by id; the owner is not among them.
    pub people: Vec<Person>,
    /// Invitations sent and not yet accepted, in a fixed order.
    pub invitations: Vec<Invitation>,
    /// Servers it lists and plex.tv does not find, by machine identifier; nothing is known about them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_found: Vec<ServerName>,
    /// What is not known, by fact, server and person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<FailureReport>,
}

impl AccountFacts {
    /// Whether nothing about this fact is in doubt, apart from single people.
    #[must_use]
    pub fn knows(&self, fact: FactName, server: Option<&MachineId>) -> bool {
        let is_it = |doubt: &FailureReport| {
            doubt.fact == fact && doubt.person.is_none() && doubt.server.as_ref() == server
        };
        !self.doubts.iter().any(is_it)
    }
}

/// A server of which only the name is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServerName {
    /// The key.
    pub machine_id: MachineId,
    /// May be empty.
    pub name: String,
}

/// The owner of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// The numeric account id.
    pub id: PlexId,
    /// The user name; may be an e-mail address, and empty.
    pub username: Option<String>,
    /// The displayed name.
    pub title: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

/// A server the account owns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObservedServer {
    /// What the server is.
    pub machine_id: MachineId,
    /// What it is called today; not unique.
    pub name: String,
    /// Its libraries, by id. May be empty for a moment even if there are some.
    pub libraries: Vec<ObservedLibrary>,
}

/// A library of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObservedLibrary {
    /// Unique across plex.tv.
    pub id: LibraryId,
    /// What it is called today.
    pub title: String,
    /// `movie`, `show`, `artist`, `photo`, or what Plex adds next.
    #[serde(rename = "type")]
    pub kind: String,
}

/// A friend, shared user or Home member of the account. Empty texts are `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The key.
    pub id: PlexId,
    /// The user name; managed accounts have none.
    pub username: Option<String>,
    /// The displayed name.
    pub title: Option<String>,
    /// The e-mail address; managed accounts have none.
    pub email: Option<String>,
    /// Member of the account's Plex Home.
    pub home: bool,
    /// A managed account, without a sign-in of its own.
    pub managed: bool,
    /// What the person is given on the account's own servers, by machine identifier; at most one
    /// per server.
    pub shares: Vec<ObservedShare>,
    /// The servers that the list of users names for this person, and whose shares are in doubt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<MachineId>,
}

/// One server shared with one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObservedShare {
    /// The server.
    pub server: MachineId,
    /// Which libraries.
    pub libraries: SharedLibraries,
    /// When it was offered.
    pub invited: Option<Timestamp>,
    /// When it was accepted; `None` while the invitation is pending.
    pub accepted: Option<Timestamp>,
}

/// All, some and none are three values: an empty list is none, never all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SharedLibraries {
    /// Every library, those added later included.
    All,
    /// Exactly these, by id; possibly none.
    Some(Vec<LibraryId>),
}

/// An invitation that is not accepted yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    /// The invited account, if there is one.
    pub id: Option<PlexId>,
    /// The invited account's user name.
    pub username: Option<String>,
    /// The address it was sent to.
    pub email: Option<String>,
    /// When it was sent.
    pub created: Option<Timestamp>,
    /// The names of the servers offered; invitations name no machine identifier.
    pub servers: Vec<String>,
}
