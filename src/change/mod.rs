//! What a change is: one decided difference, every value final.
//!
//! There is one spelling of a change, and it is here: the plan, a saved plan and the history hold the
//! same document, which is what [`Change`] serializes to. What a change replaces and what it leaves are
//! both in it, so code that shows or writes a change has to look nowhere else.
//!
//! A change is an edit of a record file or an effect outside the household. A new kind of edit is a variant of
//! [`Action`] and a line of [`ChangeKind`]; a new kind of effect is an [`EffectKind`].

mod action;
mod document;
mod effect;
mod field;
mod guard;
mod inbox;
mod kind;
mod payment;
mod payment_document;
mod subject;
mod user_key;

use std::sync::Arc;

pub use action::{Action, Libraries, Names, Replaced, Share};
pub(crate) use document::ChangeDocument;
pub use document::RecordedChange;
pub use effect::{Effect, EffectKind, Operation};
pub use field::{Field, FieldValue};
pub use guard::GuardName;
pub use inbox::{Waiting, WaitingChange};
pub use kind::{ChangeKind, Direction};
pub use payment::{Confirmation, Dispute, DisputeChange, Link, Move, Payment, Period, Refund};
pub use subject::{Subject, Who};
pub use user_key::{FieldChange, UserKey};

/// One difference: what it is about, what is done, and its reason.
///
/// Serializes to the document that `plan --format json` describes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The user, server, library or share that changes.
    pub subject: Subject,
    /// What is done.
    pub act: Act,
    /// Why, as a clause for people.
    pub reason: String,
}

/// What a change does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// It edits a record file.
    Edit(RecordEdit),
    /// It does something outside the household; the kind is that of the effect's operation.
    Effect(EffectKind, Effect),
}

/// An edit of a record file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordEdit {
    /// The file, relative to the household.
    pub file: Arc<str>,
    /// What is to be in it.
    pub action: Action,
}

impl Change {
    /// An edit of a record file.
    #[must_use]
    pub fn edit(
        subject: Subject,
        file: Arc<str>,
        action: Action,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            subject,
            act: Act::Edit(RecordEdit { file, action }),
            reason: reason.into(),
        }
    }

    /// The edit it makes, if it makes one.
    #[must_use]
    pub fn as_edit(&self) -> Option<&RecordEdit> {
        match &self.act {
            Act::Edit(edit) => Some(edit),
            Act::Effect(..) => None,
        }
    }

    /// What it does to a record, if it is an edit.
    #[must_use]
    pub fn action(&self) -> Option<&Action> {
        self.as_edit().map(|edit| &edit.action)
    }

    /// The effect it has outside the household, if it has one.
    #[must_use]
    pub fn as_effect(&self) -> Option<&Effect> {
        match &self.act {
            Act::Edit(_) => None,
            Act::Effect(_, effect) => Some(effect),
        }
    }

    /// Whether both do the same to the same, for whatever reason.
    #[must_use]
    pub fn does_as(&self, other: &Self) -> bool {
        self.subject == other.subject && self.act == other.act
    }

    /// The kind of this change.
    #[must_use]
    pub fn kind(&self) -> ChangeKind {
        match &self.act {
            Act::Edit(edit) => edit.action.kind(),
            Act::Effect(kind, _) => ChangeKind::Effect(*kind),
        }
    }

    /// The user concerned; `None` for servers and libraries.
    #[must_use]
    pub fn who(&self) -> Option<&Who> {
        self.subject.who()
    }

    /// The server concerned; `None` for changes of a user as such.
    #[must_use]
    pub fn server(&self) -> Option<&crate::vocabulary::Handle> {
        self.subject.server()
    }

    /// What the fixed order of a change set sorts by: other accounts of users, servers, libraries, users, and last
    /// effects; inside by handle.
    #[must_use]
    pub fn order(&self) -> impl Ord + '_ {
        let is_effect = matches!(self.act, Act::Effect(..));
        (is_effect, self.subject.order(self.kind()))
    }
}
