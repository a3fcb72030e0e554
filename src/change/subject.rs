//! What a change is about.

use std::fmt;

use super::kind::ChangeKind;
use crate::vocabulary::{Handle, PlexId};

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
    /// A server shared with a user.
    Share {
        /// The user.
        who: Who,
        /// The server.
        server: Handle,
    },
}

impl Subject {
    /// The user concerned; `None` for servers and libraries.
    #[must_use]
    pub fn who(&self) -> Option<&Who> {
        match self {
            Self::User(who) | Self::Share { who, .. } => Some(who),
            Self::Server(_) | Self::Library { .. } => None,
        }
    }

    /// The server concerned; `None` for a user as such.
    #[must_use]
    pub fn server(&self) -> Option<&Handle> {
        match self {
            Self::Server(server) | Self::Library { server, .. } | Self::Share { server, .. } => {
                Some(server)
            }
            Self::User(_) => None,
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

    /// Another account of a user first, because it decides who the user is; then servers, libraries, users;
    /// inside by handle, kind and server.
    pub(super) fn order(&self, kind: ChangeKind) -> (u8, &str, &str, ChangeKind, &str) {
        match self {
            Self::User(who) if kind == ChangeKind::RelinkUser => {
                (0, who.user.as_str(), "", kind, "")
            }
            Self::Server(server) => (1, server.as_str(), "", kind, ""),
            Self::Library { server, library } => (2, server.as_str(), library.as_str(), kind, ""),
            Self::User(who) => (3, who.user.as_str(), "", kind, ""),
            Self::Share { who, server } => (3, who.user.as_str(), "", kind, server.as_str()),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(server) => write!(formatter, "{server}"),
            Self::Library { server, library } => write!(formatter, "{server}/{library}"),
            Self::User(who) => write!(formatter, "{}", who.user),
            Self::Share { who, server } => write!(formatter, "{} on {server}", who.user),
        }
    }
}
