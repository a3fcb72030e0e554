//! What a change is about.

use std::fmt;

use super::kind::ChangeKind;
use crate::vocabulary::{Handle, PlexId, TransactionKey, shown};

/// A user of the records and the person they are at Plex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The user's handle.
    pub user: Handle,
    /// The numeric account id; `None` if the record has none yet.
    pub plex_id: Option<PlexId>,
}

/// What a change is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A subscription plan.
    Plan(Handle),
    /// A server.
    Server(Handle),
    /// A library of a server.
    Library {
        /// The server.
        server: Handle,
        /// The library.
        library: Handle,
    },
    /// A user.
    User(Who),
    /// A payment that a user has.
    Payment {
        /// The user.
        who: Who,
        /// Which of the payments in the record, counted from 1.
        number: u32,
    },
    /// A server shared with a user.
    Share {
        /// The user.
        who: Who,
        /// The server.
        server: Handle,
    },
    /// A transaction that waits in the inbox.
    Inbox(TransactionKey),
}

impl Subject {
    /// The user concerned; `None` for servers and libraries.
    #[must_use]
    pub fn who(&self) -> Option<&Who> {
        match self {
            Self::User(who) | Self::Payment { who, .. } | Self::Share { who, .. } => Some(who),
            Self::Plan(_) | Self::Server(_) | Self::Library { .. } | Self::Inbox(_) => None,
        }
    }

    /// The server concerned; `None` for a user as such.
    #[must_use]
    pub fn server(&self) -> Option<&Handle> {
        match self {
            Self::Server(server) | Self::Library { server, .. } | Self::Share { server, .. } => {
                Some(server)
            }
            Self::Plan(_) | Self::User(_) | Self::Payment { .. } | Self::Inbox(_) => None,
        }
    }

    /// The library concerned, of a library.
    #[must_use]
    pub fn library(&self) -> Option<&Handle> {
        match self {
            Self::Library { library, .. } => Some(library),
            _ => None,
        }
    }

    /// The plan concerned, of a plan.
    #[must_use]
    pub fn plan(&self) -> Option<&Handle> {
        match self {
            Self::Plan(plan) => Some(plan),
            _ => None,
        }
    }

    /// The number of the payment concerned, of a payment.
    #[must_use]
    pub fn payment(&self) -> Option<u32> {
        match self {
            Self::Payment { number, .. } => Some(*number),
            _ => None,
        }
    }

    /// The transaction concerned, of one that waits.
    #[must_use]
    pub fn transaction(&self) -> Option<&TransactionKey> {
        match self {
            Self::Inbox(key) => Some(key),
            _ => None,
        }
    }

    /// Another account of a user first, because it decides who the user is; then plans, servers, libraries, users,
    /// the inbox; inside by handle, kind, server and number, or by transaction.
    pub(super) fn order(&self, kind: ChangeKind) -> (u8, &str, &str, ChangeKind, &str, u32) {
        match self {
            Self::User(who) if kind == ChangeKind::RelinkUser => {
                (0, who.user.as_str(), "", kind, "", 0)
            }
            Self::Plan(plan) => (1, plan.as_str(), "", kind, "", 0),
            Self::Server(server) => (2, server.as_str(), "", kind, "", 0),
            Self::Library { server, library } => {
                (3, server.as_str(), library.as_str(), kind, "", 0)
            }
            Self::User(who) => (4, who.user.as_str(), "", kind, "", 0),
            Self::Payment { who, number } => (4, who.user.as_str(), "", kind, "", *number),
            Self::Share { who, server } => (4, who.user.as_str(), "", kind, server.as_str(), 0),
            Self::Inbox(key) => (5, key.account.as_str(), key.id.as_str(), kind, "", 0),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plan(plan) => write!(formatter, "{plan}"),
            Self::Server(server) => write!(formatter, "{server}"),
            Self::Library { server, library } => write!(formatter, "{server}/{library}"),
            Self::User(who) => write!(formatter, "{}", who.user),
            Self::Payment { who, number } => write!(formatter, "{} payment {number}", who.user),
            Self::Share { who, server } => write!(formatter, "{} on {server}", who.user),
            Self::Inbox(key) => write!(formatter, "{}", shown(&key.to_string())),
        }
    }
}
