//! The kinds of changes and their words.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Action, EffectKind, GuardName};
use crate::vocabulary::shown;

/// Whether a change adds something, changes it or takes it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Something new is recorded.
    Adds,
    /// Something recorded changes.
    Changes,
    /// Something recorded is taken away.
    Removes,
    /// Something happens outside the household.
    Acts,
}

/// Declares [`ChangeKind`] with the word, the direction and the guard of each kind.
macro_rules! kinds {
    ($count:literal: $(
        $(#[$doc:meta])* $kind:ident $word:literal $direction:ident $(counted by $guard:ident)?
    ),*) => {
        /// The kinds of changes, in the order in which one subject's changes are listed. Serialized as words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ChangeKind {
            $($(#[$doc])* $kind,)*
            /// Something happens outside the household.
            Effect(EffectKind),
        }

        impl ChangeKind {
            /// Every kind of edits, in order.
            pub const EDITS: [Self; $count] = [$(Self::$kind),*];

            /// The word used in JSON, text and tests.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$kind => $word,)*
                    Self::Effect(kind) => kind.word,
                }
            }

            /// Whether it adds, changes or takes away.
            #[must_use]
            pub fn direction(self) -> Direction {
                match self {
                    $(Self::$kind => Direction::$direction,)*
                    Self::Effect(_) => Direction::Acts,
                }
            }

            /// The guard that counts the users it touches; `None` if it touches none.
            #[must_use]
            pub fn guard(self) -> Option<GuardName> {
                match self {
                    $(Self::$kind => None $(.or(Some(GuardName::$guard)))?,)*
                    Self::Effect(kind) => Some(kind.guard),
                }
            }
        }

        impl Action {
            /// The kind of this action.
            #[must_use]
            pub fn kind(&self) -> ChangeKind {
                match self {
                    $(Self::$kind { .. } => ChangeKind::$kind),*
                }
            }
        }
    };
}

kinds! { 34:
    /// A server that is not recorded yet is recorded.
    AddServer "add_server" Adds,
    /// A recorded server was renamed or has another owner.
    UpdateServer "update_server" Changes,
    /// A library that is not recorded yet is recorded.
    AddLibrary "add_library" Adds,
    /// A recorded library was renamed or has another type.
    UpdateLibrary "update_library" Changes,
    /// A recorded library that is no longer on its server is removed.
    RemoveLibrary "remove_library" Removes,
    /// A person who is not recorded yet becomes a user.
    AddUser "add_user" Adds counted by Imports,
    /// A record without an id gets the id of this person.
    LinkUser "link_user" Changes counted by Updates,
    /// The names Plex has for a user changed.
    UpdateUser "update_user" Changes counted by Updates,
    /// A recorded user has another account at Plex.
    RelinkUser "relink_user" Changes counted by Updates,
    /// A user who had departed shares something again.
    ReturnUser "return_user" Changes counted by Updates,
    /// A user no longer shares anything.
    DepartUser "depart_user" Removes counted by Departures,
    /// A user gets one more paid period: the default payment of an import, or one that an admin recorded.
    AddPayment "add_payment" Adds counted by Payments,
    /// The payment of an import is confirmed.
    ConfirmPayment "confirm_payment" Changes counted by Updates,
    /// A payment that is recorded is the money of a transaction.
    LinkPayment "link_payment" Changes counted by Payments,
    /// A payment goes to another user or to other days.
    MovePayment "move_payment" Changes counted by Payments,
    /// Money of a payment was given back.
    RefundPayment "refund_payment" Changes counted by Refunds,
    /// A dispute about a payment was opened, won or lost.
    DisputePayment "dispute_payment" Changes counted by Refunds,
    /// A payment that a decision took away is removed.
    DropPayment "drop_payment" Removes counted by Payments,
    /// A key that belongs to the admins is set, replaced or removed.
    SetField "set_field" Changes counted by Updates,
    /// The next payment of a user is for another plan.
    SwitchPlan "switch_plan" Changes counted by Updates,
    /// The record of a user goes into another file.
    MoveUser "move_user" Changes,
    /// A user has another handle.
    RenameUser "rename_user" Changes,
    /// A plan has another handle.
    RenamePlan "rename_plan" Changes,
    /// A server has another handle.
    RenameServer "rename_server" Changes,
    /// A library has another handle.
    RenameLibrary "rename_library" Changes,
    /// A user is removed from the records.
    RemoveUser "remove_user" Removes,
    /// A plan is removed from the records.
    RemovePlan "remove_plan" Removes,
    /// A server is removed from the records, with every share of it.
    RemoveServer "remove_server" Removes,
    /// A user shares one more server.
    AddShare "add_share" Adds counted by Updates,
    /// What a user shares on a server changed.
    UpdateShare "update_share" Changes counted by Updates,
    /// A user no longer shares a server.
    RemoveShare "remove_share" Removes counted by Updates,
    /// A transaction waits for a decision.
    AddInbox "add_inbox" Adds,
    /// What is known of a transaction that waits changed.
    UpdateInbox "update_inbox" Changes,
    /// A transaction waits no longer.
    RemoveInbox "remove_inbox" Removes
}

impl ChangeKind {
    /// Every kind: those of edits in order, then those of effects.
    pub fn all() -> impl Iterator<Item = Self> {
        let effects = EffectKind::ALL.iter().copied().map(Self::Effect);
        Self::EDITS.into_iter().chain(effects)
    }

    /// Whether sources of transactions and decisions about them lead to it.
    #[must_use]
    pub fn is_about_money(self) -> bool {
        matches!(
            self,
            Self::AddPayment
                | Self::LinkPayment
                | Self::MovePayment
                | Self::RefundPayment
                | Self::DisputePayment
                | Self::DropPayment
                | Self::AddInbox
                | Self::UpdateInbox
                | Self::RemoveInbox
        )
    }

    /// Whether the record gets the Plex id of a person by it, who is remembered from then on.
    #[must_use]
    pub fn gives_an_id(self) -> bool {
        matches!(self, Self::AddUser | Self::LinkUser | Self::RelinkUser)
    }
}

impl Serialize for ChangeKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for ChangeKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let found = Self::all().find(|kind| kind.word() == word);
        found.ok_or_else(|| D::Error::custom(format!("unknown kind `{}`", shown(&word))))
    }
}

impl JsonSchema for ChangeKind {
    fn schema_name() -> Cow<'static, str> {
        "ChangeKind".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<&str> = Self::all().map(Self::word).collect();
        json_schema!({
            "description": "The kinds of changes, in the order in which one subject's changes are listed.",
            "type": "string",
            "enum": words,
        })
    }
}
