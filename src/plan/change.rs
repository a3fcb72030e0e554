//! What a change is: one decided difference, every value final.
//!
//! The names of the kinds are the same in code, JSON, text and tests. Nothing that shows or writes a
//! change has to look anywhere else: what it replaces (`before`) and what it leaves (`after`) are
//! both in it.

use std::sync::Arc;

use schemars::JsonSchema;

use crate::records::schema::Class;
use crate::vocabulary::{AccountName, Date, Handle, LibraryId, MachineId, PlexId};

/// One difference, the file it belongs to and why it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The record file, relative to the household.
    pub file: Arc<str>,
    /// What is to be done.
    pub action: Action,
    /// Why, as a clause for people.
    pub reason: String,
}

/// A value that takes the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced<T> {
    /// What stands there now; `None` if the key is missing.
    pub before: Option<T>,
    /// What shall stand there.
    pub after: T,
}

/// A user of the records and the person they are at Plex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The user's handle.
    pub user: Handle,
    /// The numeric account id.
    pub plex_id: PlexId,
}

/// All, some or no libraries of a server, by handle and in the order of the handles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Libraries {
    /// Every library, those added later included.
    All,
    /// Exactly these; possibly none.
    Some(Vec<Handle>),
}

/// One server shared with one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The server's handle.
    pub server: Handle,
    /// Which libraries.
    pub libraries: Libraries,
    /// When it was offered.
    pub invited: Option<Date>,
    /// When it was accepted.
    pub accepted: Option<Date>,
}

/// The names a person has at Plex, as far as Plex told them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The user name.
    pub username: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The displayed name.
    pub title: Option<String>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A server nobody recorded yet.
    AddServer {
        /// Its new handle.
        server: Handle,
        /// The account that owns it.
        account: AccountName,
        /// What it is.
        machine_id: MachineId,
        /// What it is called.
        name: String,
    },
    /// A recorded server was renamed or has another owner.
    UpdateServer {
        /// The server.
        server: Handle,
        /// The account, if it changed.
        account: Option<Replaced<AccountName>>,
        /// The name, if it changed.
        name: Option<Replaced<String>>,
    },
    /// A library nobody recorded yet.
    AddLibrary {
        /// The server.
        server: Handle,
        /// The library's new handle.
        library: Handle,
        /// What it is.
        id: LibraryId,
        /// What it is called.
        title: String,
        /// `type` in YAML.
        kind: String,
    },
    /// A recorded library was renamed or has another type.
    UpdateLibrary {
        /// The server.
        server: Handle,
        /// The library.
        library: Handle,
        /// The title, if it changed.
        title: Option<Replaced<String>>,
        /// The type, if it changed.
        kind: Option<Replaced<String>>,
    },
    /// A recorded library is no longer on its server.
    RemoveLibrary {
        /// The server.
        server: Handle,
        /// The library.
        library: Handle,
        /// What it was.
        id: LibraryId,
        /// What it was called.
        title: Option<String>,
    },
    /// A person nobody recorded yet.
    AddUser {
        /// The new user.
        who: Who,
        /// As configured.
        class: Class,
        /// As Plex tells them.
        names: Names,
    },
    /// A record without an id is this person.
    LinkUser {
        /// The user and the id they get.
        who: Who,
    },
    /// Plex says other names than the record.
    UpdateUser {
        /// The user.
        who: Who,
        /// The user name, if it changed.
        username: Option<Replaced<String>>,
        /// The address, if it changed.
        email: Option<Replaced<String>>,
        /// The displayed name, if it changed.
        title: Option<Replaced<String>>,
        /// The addresses seen earlier, if one more has to be remembered.
        former_emails: Option<Replaced<Vec<String>>>,
    },
    /// Someone who had departed shares something again.
    ReturnUser {
        /// The user.
        who: Who,
        /// The date that goes.
        departed: Date,
    },
    /// Someone no longer shares anything.
    DepartUser {
        /// The user.
        who: Who,
        /// The date that is set.
        departed: Date,
    },
    /// The default payment of an imported user.
    AddPayment {
        /// The user.
        who: Who,
        /// The plan.
        plan: Handle,
        /// The first day.
        start: Date,
        /// The last day.
        end: Date,
    },
    /// The user shares one more server.
    AddShare {
        /// The user.
        who: Who,
        /// The share.
        share: Share,
    },
    /// What the user shares on a server changed.
    UpdateShare {
        /// The user.
        who: Who,
        /// The server.
        server: Handle,
        /// The libraries, if they changed.
        libraries: Option<Replaced<Libraries>>,
        /// The day of the invitation, if it changed.
        invited: Option<Replaced<Date>>,
        /// The day of the acceptance, if it changed.
        accepted: Option<Replaced<Date>>,
    },
    /// The user no longer shares that server.
    RemoveShare {
        /// The user.
        who: Who,
        /// The share that goes.
        share: Share,
    },
}

/// The kinds of changes, in the order in which one subject's changes are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum ChangeKind {
    /// A server nobody recorded yet is recorded.
    AddServer,
    /// A recorded server was renamed or has another owner.
    UpdateServer,
    /// A library nobody recorded yet is recorded.
    AddLibrary,
    /// A recorded library was renamed or has another type.
    UpdateLibrary,
    /// A recorded library that is no longer on its server goes.
    RemoveLibrary,
    /// A person nobody recorded yet becomes a user.
    AddUser,
    /// A record without an id gets the id of this person.
    LinkUser,
    /// The names Plex has for a user changed.
    UpdateUser,
    /// Somebody who had departed shares something again.
    ReturnUser,
    /// Somebody no longer shares anything.
    DepartUser,
    /// An imported user gets the default payment.
    AddPayment,
    /// A user shares one more server.
    AddShare,
    /// What a user shares on a server changed.
    UpdateShare,
    /// A user no longer shares a server.
    RemoveShare,
}

impl ChangeKind {
    /// Every kind, in order.
    pub const ALL: [Self; 14] = [
        Self::AddServer,
        Self::UpdateServer,
        Self::AddLibrary,
        Self::UpdateLibrary,
        Self::RemoveLibrary,
        Self::AddUser,
        Self::LinkUser,
        Self::UpdateUser,
        Self::ReturnUser,
        Self::DepartUser,
        Self::AddPayment,
        Self::AddShare,
        Self::UpdateShare,
        Self::RemoveShare,
    ];

    /// The word used in JSON, text and tests.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AddServer => "add_server",
            Self::UpdateServer => "update_server",
            Self::AddLibrary => "add_library",
            Self::UpdateLibrary => "update_library",
            Self::RemoveLibrary => "remove_library",
            Self::AddUser => "add_user",
            Self::LinkUser => "link_user",
            Self::UpdateUser => "update_user",
            Self::ReturnUser => "return_user",
            Self::DepartUser => "depart_user",
            Self::AddPayment => "add_payment",
            Self::AddShare => "add_share",
            Self::UpdateShare => "update_share",
            Self::RemoveShare => "remove_share",
        }
    }
}

impl Action {
    /// The kind of this action.
    #[must_use]
    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::AddServer { .. } => ChangeKind::AddServer,
            Self::UpdateServer { .. } => ChangeKind::UpdateServer,
            Self::AddLibrary { .. } => ChangeKind::AddLibrary,
            Self::UpdateLibrary { .. } => ChangeKind::UpdateLibrary,
            Self::RemoveLibrary { .. } => ChangeKind::RemoveLibrary,
            Self::AddUser { .. } => ChangeKind::AddUser,
            Self::LinkUser { .. } => ChangeKind::LinkUser,
            Self::UpdateUser { .. } => ChangeKind::UpdateUser,
            Self::ReturnUser { .. } => ChangeKind::ReturnUser,
            Self::DepartUser { .. } => ChangeKind::DepartUser,
            Self::AddPayment { .. } => ChangeKind::AddPayment,
            Self::AddShare { .. } => ChangeKind::AddShare,
            Self::UpdateShare { .. } => ChangeKind::UpdateShare,
            Self::RemoveShare { .. } => ChangeKind::RemoveShare,
        }
    }

    /// The user concerned; `None` for servers and libraries.
    #[must_use]
    pub fn who(&self) -> Option<&Who> {
        match self {
            Self::AddServer { .. }
            | Self::UpdateServer { .. }
            | Self::AddLibrary { .. }
            | Self::UpdateLibrary { .. }
            | Self::RemoveLibrary { .. } => None,
            Self::AddUser { who, .. }
            | Self::LinkUser { who }
            | Self::UpdateUser { who, .. }
            | Self::ReturnUser { who, .. }
            | Self::DepartUser { who, .. }
            | Self::AddPayment { who, .. }
            | Self::AddShare { who, .. }
            | Self::UpdateShare { who, .. }
            | Self::RemoveShare { who, .. } => Some(who),
        }
    }

    /// The server concerned; `None` for changes of a user as such.
    #[must_use]
    pub fn server(&self) -> Option<&Handle> {
        match self {
            Self::AddServer { server, .. }
            | Self::UpdateServer { server, .. }
            | Self::AddLibrary { server, .. }
            | Self::UpdateLibrary { server, .. }
            | Self::RemoveLibrary { server, .. }
            | Self::UpdateShare { server, .. } => Some(server),
            Self::AddShare { share, .. } | Self::RemoveShare { share, .. } => Some(&share.server),
            Self::AddUser { .. }
            | Self::LinkUser { .. }
            | Self::UpdateUser { .. }
            | Self::ReturnUser { .. }
            | Self::DepartUser { .. }
            | Self::AddPayment { .. } => None,
        }
    }

    /// The library concerned, for the kinds about libraries.
    #[must_use]
    pub fn library(&self) -> Option<&Handle> {
        match self {
            Self::AddLibrary { library, .. }
            | Self::UpdateLibrary { library, .. }
            | Self::RemoveLibrary { library, .. } => Some(library),
            _ => None,
        }
    }

    /// What the fixed order of a change set sorts by: servers, libraries, users; inside by handle.
    pub(super) fn order(&self) -> (u8, &str, &str, ChangeKind, &str) {
        let server = self.server().map_or("", Handle::as_str);
        let library = self.library().map_or("", Handle::as_str);
        match self.who() {
            Some(who) => (2, who.user.as_str(), "", self.kind(), server),
            None if library.is_empty() => (0, server, "", self.kind(), ""),
            None => (1, server, library, self.kind(), ""),
        }
    }
}
