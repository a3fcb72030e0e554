//! The facts of an account of plex.tv.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocabulary::MachineId;

/// What can be known of an account, in the order in which doubts are reported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactKind {
    /// Whose token it is.
    Owner,
    /// The servers the account owns.
    Servers,
    /// The friends, shared users and Home members.
    People,
    /// The invitations that are not accepted yet.
    Invitations,
    /// The members of the Home.
    Home,
    /// The name and the libraries of a server.
    Catalogue(MachineId),
    /// The shares of a server.
    Shares(MachineId),
}

/// What can be known of an account, without the server it is about.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FactName {
    /// Whose token it is; nothing is concluded from an account whose owner is unknown.
    #[default]
    Owner,
    /// The servers the account owns.
    Servers,
    /// The friends, shared users and Home members.
    People,
    /// The invitations that are not accepted yet.
    Invitations,
    /// The members of the Home.
    Home,
    /// The name and the libraries of a server.
    Catalogue,
    /// The shares of a server.
    Shares,
}

impl FactName {
    /// The word used in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Servers => "servers",
            Self::People => "people",
            Self::Invitations => "invitations",
            Self::Home => "home",
            Self::Catalogue => "catalogue",
            Self::Shares => "shares",
        }
    }
}

impl FactKind {
    /// What it is, without the server.
    #[must_use]
    pub fn name(&self) -> FactName {
        match self {
            Self::Owner => FactName::Owner,
            Self::Servers => FactName::Servers,
            Self::People => FactName::People,
            Self::Invitations => FactName::Invitations,
            Self::Home => FactName::Home,
            Self::Catalogue(_) => FactName::Catalogue,
            Self::Shares(_) => FactName::Shares,
        }
    }

    /// The server, if it is a fact about one.
    #[must_use]
    pub fn server(&self) -> Option<&MachineId> {
        match self {
            Self::Catalogue(machine) | Self::Shares(machine) => Some(machine),
            Self::Owner | Self::Servers | Self::People | Self::Invitations | Self::Home => None,
        }
    }

    /// The path it is read from.
    pub(super) fn path(&self) -> String {
        match self {
            Self::Owner => "/api/v2/user".to_owned(),
            Self::Servers => "/api/v2/resources".to_owned(),
            Self::People => "/api/users".to_owned(),
            Self::Invitations => "/api/invites/requested".to_owned(),
            Self::Home => "/api/home/users".to_owned(),
            Self::Catalogue(machine) => format!("/api/servers/{machine}"),
            Self::Shares(machine) => format!("/api/servers/{machine}/shared_servers"),
        }
    }

    /// What to do about a doubt that stays.
    pub(super) fn if_it_stays(&self) -> &'static str {
        match self {
            Self::Owner => "sign in again with `plexmgr login` and replace the token",
            Self::Catalogue(_) | Self::Shares(_) => {
                "add the server to `ignore_servers` in `[import]` if it is gone for good"
            }
            Self::Servers | Self::People | Self::Invitations | Self::Home => {
                "run `plexmgr doctor`, and report what it finds as an issue of plexmgr"
            }
        }
    }
}
