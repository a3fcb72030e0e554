//! What becomes of a transaction.

use std::fmt;

use super::book::UserIndex;
use crate::sources::Nature;

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

/// Why a transaction pays for nothing, in the order in which the kinds are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoPayment {
    /// It failed.
    Denied,
    /// Money that went out.
    Outgoing,
    /// A fee, or a fee given back.
    Fee,
    /// A conversion between currencies.
    Conversion,
    /// Money of the account holder that came in.
    Funding,
    /// Money of the account holder that went out.
    Withdrawal,
    /// A hold or its release.
    Hold,
    /// A payout or transfer.
    Transfer,
    /// A row that moves no balance.
    Memo,
    /// Money that was given back before it was recorded.
    GivenBack,
    /// It gives back, or disputes, a transaction that pays for nothing or is not known.
    OfNothing,
}

impl NoPayment {
    /// The kind of a transaction that is no payment by its nature; `None` if it may be one, or says what became of
    /// one.
    pub(super) const fn of(nature: Nature) -> Option<Self> {
        match nature {
            Nature::Fee => Some(Self::Fee),
            Nature::Conversion => Some(Self::Conversion),
            Nature::Funding => Some(Self::Funding),
            Nature::Withdrawal => Some(Self::Withdrawal),
            Nature::Hold => Some(Self::Hold),
            Nature::Transfer => Some(Self::Transfer),
            Nature::Memo => Some(Self::Memo),
            Nature::Payment
            | Nature::Donation
            | Nature::Refund
            | Nature::Chargeback
            | Nature::ChargebackLost
            | Nature::ChargebackOver
            | Nature::Unknown => None,
        }
    }

    /// The word in documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Outgoing => "outgoing",
            Self::Fee => "fee",
            Self::Conversion => "conversion",
            Self::Funding => "funding",
            Self::Withdrawal => "withdrawal",
            Self::Hold => "hold",
            Self::Transfer => "transfer",
            Self::Memo => "memo",
            Self::GivenBack => "given_back",
            Self::OfNothing => "of_nothing",
        }
    }
}

impl fmt::Display for NoPayment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.word().replace('_', " "))
    }
}
