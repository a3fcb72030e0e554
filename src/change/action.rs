//! What a change does, per kind, with every value final.

use serde::{Deserialize, Serialize};

use super::field::{Field, Sides, gone, reversed, set};
use super::inbox::{Waiting, WaitingChange};
use super::payment::{Confirmation, DisputeChange, Link, Move, Payment, Refund};
use super::user_key::FieldChange;
use crate::vocabulary::{AccountName, Class, Date, Handle, LibraryId, MachineId, PlexId};

/// A value that takes the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced<T> {
    /// The value now; `None` if the key is missing.
    pub before: Option<T>,
    /// The new value.
    pub after: T,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The server's handle.
    #[serde(with = "set")]
    pub server: Handle,
    /// Which libraries.
    #[serde(with = "set")]
    pub libraries: Libraries,
    /// When it was offered.
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    pub invited: Option<Date>,
    /// When it was accepted.
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Date>,
}

/// The names a person has at Plex, as far as Plex lists them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// The user name.
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The e-mail address.
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The displayed name.
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// What is to be done. The fields of a variant are the keys of the record file that change; what the
/// change is about is its [`Subject`](super::Subject).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "fields", rename_all = "snake_case")]
pub enum Action {
    /// A server that is not recorded yet.
    AddServer {
        /// The account that owns it.
        #[serde(with = "set")]
        account: AccountName,
        /// Its machine identifier.
        #[serde(with = "set")]
        machine_id: MachineId,
        /// Its name.
        #[serde(with = "set")]
        name: String,
    },
    /// A recorded server was renamed or has another owner.
    UpdateServer {
        /// The account, if it changed.
        #[serde(skip_serializing_if = "Option::is_none")]
        account: Option<Replaced<AccountName>>,
        /// The name, if it changed.
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<Replaced<String>>,
    },
    /// A library that is not recorded yet.
    AddLibrary {
        /// Its id on the server.
        #[serde(with = "set")]
        id: LibraryId,
        /// Its title.
        #[serde(with = "set")]
        title: String,
        /// `type` in YAML.
        #[serde(with = "set", rename = "type")]
        kind: String,
    },
    /// A recorded library was renamed or has another type.
    UpdateLibrary {
        /// The title, if it changed.
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<Replaced<String>>,
        /// The type, if it changed.
        #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
        kind: Option<Replaced<String>>,
    },
    /// A recorded library is no longer on its server.
    RemoveLibrary {
        /// The id it had.
        #[serde(with = "gone")]
        id: LibraryId,
        /// The title it had.
        #[serde(with = "gone", default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
    },
    /// A person who is not recorded yet.
    AddUser {
        /// The class, as configured.
        #[serde(with = "set")]
        class: Class,
        /// The names, as Plex lists them.
        #[serde(flatten)]
        names: Names,
    },
    /// A record without an id is this person.
    LinkUser {
        /// The id the record gets.
        #[serde(with = "set")]
        id: PlexId,
    },
    /// Plex lists other names than the record.
    UpdateUser {
        /// The user name, if it changed.
        #[serde(skip_serializing_if = "Option::is_none")]
        username: Option<Replaced<String>>,
        /// The address, if it changed.
        #[serde(skip_serializing_if = "Option::is_none")]
        email: Option<Replaced<String>>,
        /// The displayed name, if it changed.
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<Replaced<String>>,
        /// The addresses seen earlier, if one more has to be remembered.
        #[serde(skip_serializing_if = "Option::is_none")]
        former_emails: Option<Replaced<Vec<String>>>,
    },
    /// A new account at Plex takes the place of the recorded one.
    RelinkUser {
        /// The id of the old account and of the new one.
        id: Replaced<PlexId>,
        /// The ids of earlier accounts, the old one last.
        former_ids: Replaced<Vec<PlexId>>,
    },
    /// A user who had departed shares something again.
    ReturnUser {
        /// The date that is removed.
        #[serde(with = "gone")]
        departed: Date,
    },
    /// A user no longer shares anything.
    DepartUser {
        /// The date that is set.
        #[serde(with = "set")]
        departed: Date,
    },
    /// One more paid period.
    AddPayment(Payment),
    /// The payment of an import is right, or is put right.
    ConfirmPayment(Confirmation),
    /// A payment that is recorded is the money of a transaction.
    LinkPayment(Box<Link>),
    /// A payment goes to another user or to other days.
    MovePayment(Move),
    /// Money of a payment was given back.
    RefundPayment(Refund),
    /// A dispute about a payment was opened, won or lost.
    DisputePayment(DisputeChange),
    /// A payment is removed.
    #[serde(with = "reversed")]
    DropPayment(Payment),
    /// An admin sets, replaces or removes a key.
    SetField(FieldChange),
    /// The next payment is for another plan.
    SwitchPlan {
        /// The plan of the next payment.
        plan: Replaced<Handle>,
    },
    /// The record goes into another file.
    MoveUser {
        /// The file, relative to the household.
        file: Replaced<String>,
    },
    /// A user has another handle.
    RenameUser {
        /// The handle.
        handle: Replaced<Handle>,
    },
    /// A plan has another handle, and all users who name it follow.
    RenamePlan {
        /// The handle.
        handle: Replaced<Handle>,
    },
    /// A server has another handle, and all shares that name it follow.
    RenameServer {
        /// The handle.
        handle: Replaced<Handle>,
    },
    /// A library has another handle, and all shares that name it follow.
    RenameLibrary {
        /// The handle.
        handle: Replaced<Handle>,
    },
    /// A user is removed from the records.
    #[serde(with = "reversed")]
    RemoveUser(Names),
    /// A plan is removed from the records.
    RemovePlan {},
    /// A server is removed from the records, with every share of it.
    RemoveServer {
        /// The machine identifier it had.
        #[serde(with = "gone")]
        machine_id: MachineId,
        /// The name it had.
        #[serde(with = "gone", default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// The user shares one more server.
    AddShare(Share),
    /// What the user shares on a server changed.
    UpdateShare {
        /// The libraries, if they changed.
        #[serde(skip_serializing_if = "Option::is_none")]
        libraries: Option<Replaced<Libraries>>,
        /// The day of the invitation, if it changed.
        #[serde(skip_serializing_if = "Option::is_none")]
        invited: Option<Replaced<Date>>,
        /// The day of the acceptance, if it changed; it goes when the share is offered again.
        #[serde(skip_serializing_if = "Option::is_none")]
        accepted: Option<Replaced<Option<Date>>>,
    },
    /// The user no longer shares that server.
    #[serde(with = "reversed")]
    RemoveShare(Share),
    /// A transaction waits for a decision.
    AddInbox(Box<Waiting>),
    /// What is known of a transaction that waits changed.
    UpdateInbox(Box<WaitingChange>),
    /// A transaction waits no longer.
    #[serde(with = "reversed")]
    RemoveInbox(Box<Waiting>),
}

impl Action {
    /// Every field this action changes, in the order of the record file.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        let fields = self.fields_document().into_iter();
        fields
            .map(|(name, sides)| {
                let Sides { before, after } =
                    Sides::deserialize(sides).expect("every field has two sides");
                Field {
                    name,
                    before,
                    after,
                }
            })
            .collect()
    }

    /// The fields as they are serialized: by name, each with `before` and `after`.
    pub(super) fn fields_document(&self) -> serde_json::Map<String, serde_json::Value> {
        let document = serde_json::to_value(self).expect("fields are texts and lists of texts");
        match document {
            serde_json::Value::Object(mut keys) => match keys.remove("fields") {
                Some(serde_json::Value::Object(fields)) => fields,
                _ => serde_json::Map::new(),
            },
            _ => serde_json::Map::new(),
        }
    }
}
