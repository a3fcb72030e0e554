//! Control totals: everything that a source lists becomes exactly one of four things, in rows and in money.
//!
//! Plans show them and the history keeps them. What becomes of a transaction is decided elsewhere.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Nature;
use crate::vocabulary::{Currency, SignedMoney, SourceName};

/// How many rows, and how much they come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sum {
    /// The number of rows.
    pub rows: usize,
    /// What they come to together, in the currency they are in; money that went out is negative.
    #[serde(serialize_with = "as_text", deserialize_with = "from_text")]
    #[schemars(with = "String", example = &"215.00")]
    pub amount: Decimal,
}

fn as_text<S: Serializer>(amount: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(amount)
}

fn from_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    let text = String::deserialize(deserializer)?;
    Decimal::from_str_exact(&text).map_err(D::Error::custom)
}

impl Sum {
    /// No rows of a currency.
    #[must_use]
    pub fn none(currency: Currency) -> Self {
        Self {
            rows: 0,
            amount: Decimal::new(0, currency.decimals()),
        }
    }

    /// Counts one more row.
    pub fn add(&mut self, amount: SignedMoney) {
        self.rows += 1;
        self.amount += amount.value();
    }
}

/// What became of everything that a source lists in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceTotals {
    /// The source.
    pub source: SourceName,
    /// Its account.
    pub account: SourceName,
    /// The currency of the amounts.
    pub currency: Currency,
    /// All of it.
    pub read: Sum,
    /// What is on payments.
    pub recorded: Sum,
    /// What waits for a decision.
    pub open: Sum,
    /// What the admins decided, in rules or one by one, to be something else.
    pub decided: Sum,
    /// What pays for nothing, by kind.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "Option<BTreeMap<NoPayment, Sum>>")]
    pub no_payment: BTreeMap<NoPayment, Sum>,
    /// The number that the service gives the account, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_number: Option<String>,
}

impl SourceTotals {
    /// Whether everything that was read became something.
    #[must_use]
    pub fn agree(&self) -> bool {
        let parts = [self.recorded, self.open, self.decided];
        let parts = parts.into_iter().chain(self.no_payment.values().copied());
        let (rows, amount) = parts.fold((0, Decimal::ZERO), |(rows, amount), part| {
            (rows + part.rows, amount + part.amount)
        });
        (rows, amount) == (self.read.rows, self.read.amount)
    }
}

/// Why a transaction pays for nothing, in the order in which the kinds are counted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
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
    /// The kind of a transaction that is not a payment by its nature; `None` if it may be one, or says what became of
    /// one.
    #[must_use]
    pub const fn of(nature: Nature) -> Option<Self> {
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
            | Nature::SameId
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
