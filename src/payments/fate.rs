//! What becomes of a transaction.

use super::book::UserIndex;
use crate::sources::NoPayment;

/// What becomes of a transaction: exactly one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is on payments, new or recorded before: money of these users, or what became of it.
    Recorded(Vec<UserIndex>),
    /// It waits for a decision.
    Open(Question),
    /// It was recorded once and stands nowhere now; it waits for a decision too.
    Forgotten,
    /// The admins decided that it is not about the household, for this reason.
    Decided(String),
    /// It pays for nothing.
    NoPayment(NoPayment),
}

impl Fate {
    /// Whether it may become something else once more is recorded.
    pub(super) const fn is_unsettled(&self) -> bool {
        matches!(
            self,
            Self::Open(_) | Self::NoPayment(NoPayment::GivenBack | NoPayment::OfNothing)
        )
    }
}

/// Why a transaction waits, and who may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    /// A clause for people.
    pub(super) why: String,
    /// Users who may be meant, the likeliest first.
    pub(super) candidates: Vec<UserIndex>,
    /// Whether it may not be settled yet.
    pub(super) is_pending: bool,
}

impl Question {
    pub(super) fn new(why: impl Into<String>, candidates: Vec<UserIndex>) -> Self {
        Self {
            why: why.into(),
            candidates,
            is_pending: false,
        }
    }
}
