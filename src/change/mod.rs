//! What a change is: one decided difference, every value final.
//!
//! There is one spelling of a change, and it is here: the plan, a saved plan and the history hold the
//! same document, which is what [`Change`] serializes to. What a change replaces and what it leaves are
//! both in it, so code that shows or writes a change has to look nowhere else.
//!
//! A new kind of change is a variant of [`Action`] and a line of [`ChangeKind`].

mod action;
mod document;
mod field;
mod guard;
mod kind;
mod subject;

use std::sync::Arc;

pub use action::{Action, Libraries, Names, Replaced, Share};
pub(crate) use document::ChangeDocument;
pub use field::{Field, FieldValue};
pub use guard::GuardName;
pub use kind::{ChangeKind, Direction};
pub use subject::{Subject, Who};

/// One difference: what it is about, the file it belongs to and its reason.
///
/// Serializes to the document that `plan --format json` describes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The user, server, library or share that changes.
    pub subject: Subject,
    /// The record file, relative to the household.
    pub file: Arc<str>,
    /// What is to be done.
    pub action: Action,
    /// Why, as a clause for people.
    pub reason: String,
}

impl Change {
    /// The kind of this change.
    #[must_use]
    pub fn kind(&self) -> ChangeKind {
        self.action.kind()
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

    /// What the fixed order of a change set sorts by: other accounts of users, servers, libraries, users;
    /// inside by handle.
    #[must_use]
    pub fn order(&self) -> impl Ord + '_ {
        self.subject.order(self.kind())
    }
}
