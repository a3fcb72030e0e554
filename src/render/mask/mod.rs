//! What is left of e-mail addresses and amounts of money where strangers may read along.
//!
//! A pull request is read by more people than the records it is about. So Markdown and annotations
//! show `m***@***` and `*** EUR` unless somebody asks for more; text and JSON are never masked. Rather
//! too much is masked than too little: whatever looks like an address (`address`) or an amount
//! (`amount`) is taken for one, and in a diff the values of private keys are, whatever they look like
//! (`diff`). Start at [`Privacy::kept`].

mod address;
mod amount;
mod diff;

use std::borrow::Cow;

use crate::problem::Problems;
use crate::records::schema::PRIVATE_KEYS;

pub(super) use address::LONGEST_LOCAL_CHARS;
pub(super) use diff::Lines;

/// Whether addresses and amounts may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// They are masked.
    Masked,
    /// They are shown as they are.
    Open,
}

impl Privacy {
    /// `text` as far as it may be read.
    #[must_use]
    pub fn kept(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Open => Cow::Borrowed(text),
            Self::Masked => Cow::Owned(looked_through(text)),
        }
    }

    /// The value of a key of a record, or of the same fact at Plex: where the key holds an address or an
    /// amount, nothing is left of what does not look like one.
    #[must_use]
    pub fn kept_of_key<'t>(self, key: &str, text: &'t str) -> Cow<'t, str> {
        match self {
            Self::Masked if PRIVATE_KEYS.contains(&key) => Cow::Owned(diff::value(text)),
            _ => self.kept(text),
        }
    }

    /// Problems as far as they may be read: the value of a key that holds an address or an amount is
    /// masked whatever it looks like. What helps is plexmgr's own, so its examples stay.
    #[must_use]
    pub fn kept_of_problems(self, problems: &Problems) -> Problems {
        problems.with_messages(|problem| match (self, &problem.without_value) {
            (Self::Masked, Some(told)) => told.clone(),
            _ => self.kept(&problem.message).into_owned(),
        })
    }
}

/// `text` without anything that looks like an address or an amount.
fn looked_through(text: &str) -> String {
    amount::without_amounts(&address::without_addresses(text))
}
