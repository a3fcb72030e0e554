//! The payments of a user in changes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::action::Replaced;
use super::field::set;
use super::payment_document::PaymentDocument;
use crate::records::schema::{DisputeRecord, PaidPeriod, PaymentRecord, RefundRecord};
use crate::vocabulary::{Date, DisputeOutcome, Handle, Money, PaymentOrigin, Placed, SourceName};

/// A payment that a user gets or loses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PaymentDocument", into = "PaymentDocument")]
pub struct Payment {
    /// What it pays for; `None` for money that pays for no time.
    pub period: Option<Period>,
    /// Where it comes from, if no source listed it; left out of the document if it is a guess of an import.
    pub origin: Option<PaymentOrigin>,
    /// The account of the source that listed it.
    pub source: Option<SourceName>,
    /// The recurring payment it belongs to.
    pub subscription_id: Option<String>,
    /// The transaction that paid it.
    pub transaction_id: Option<String>,
    /// The id that the source gives the payer.
    pub payer_id: Option<String>,
    /// Which of the periods or parts of the transaction it is.
    pub sequence: Option<u32>,
    /// The day the money came.
    pub paid_on: Option<Date>,
    /// What was paid.
    pub amount: Option<Money>,
    /// The whole of the transaction, where it pays for several people.
    pub of: Option<Money>,
    /// What was given back.
    pub refunds: Vec<Refund>,
    /// A dispute about it.
    pub dispute: Option<Dispute>,
}

/// What a payment pays for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The plan.
    pub plan: Handle,
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
}

/// Money that was given back; as text `2026-03-09 5.00 EUR`, with the transaction behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// The day.
    #[serde(with = "set")]
    pub on: Date,
    /// How much.
    #[serde(with = "set")]
    pub amount: Money,
    /// The transaction that gave it back.
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
}

/// A dispute about a payment; as text `2026-03-11 open`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dispute {
    /// The day it was opened.
    pub opened: Date,
    /// Its outcome so far.
    pub outcome: DisputeOutcome,
}

impl Payment {
    /// A guess of an import, or a payment of which nothing but its period is known.
    #[must_use]
    pub fn of(origin: PaymentOrigin, plan: Handle, start: Date, end: Date) -> Self {
        Self {
            period: Some(Period { plan, start, end }),
            origin: Some(origin),
            ..Self::default()
        }
    }

    /// Names the origin that documents leave out: what neither a source nor an admin gave is a guess of an import.
    pub(super) fn name_guess(&mut self) {
        if self.source.is_none() {
            self.origin.get_or_insert(PaymentOrigin::Import);
        }
    }

    /// The same as a record. What neither a source nor an admin gave is a guess of an import.
    #[must_use]
    pub fn record(&self) -> PaymentRecord {
        let guess = self.source.is_none().then_some(PaymentOrigin::Import);
        PaymentRecord {
            period: self.period.as_ref().map(|period| PaidPeriod {
                plan: Placed::made(period.plan.clone()),
                start: Placed::made(period.start),
                end: Placed::made(period.end),
            }),
            origin: self.origin.or(guess).map(Placed::made),
            source: self.source.clone().map(Placed::made),
            subscription_id: self.subscription_id.clone().map(Placed::made),
            transaction_id: self.transaction_id.clone().map(Placed::made),
            payer_id: self.payer_id.clone().map(Placed::made),
            sequence: self.sequence.map(Placed::made),
            paid_on: self.paid_on.map(Placed::made),
            amount: self.amount.map(Placed::made),
            of: self.of.map(Placed::made),
            refunds: self.refunds.iter().map(Refund::record).collect(),
            dispute: self.dispute.map(Dispute::record),
        }
    }
}

impl From<&PaymentRecord> for Payment {
    fn from(record: &PaymentRecord) -> Self {
        let text = |text: &Option<Placed<String>>| text.as_ref().map(|text| text.value.clone());
        let manual = record.source.is_none().then_some(PaymentOrigin::Manual);
        Self {
            period: record.period.as_ref().map(|period| Period {
                plan: period.plan.value.clone(),
                start: period.start.value,
                end: period.end.value,
            }),
            origin: record.origin.as_ref().map(|origin| origin.value).or(manual),
            source: record.source.as_ref().map(|source| source.value.clone()),
            subscription_id: text(&record.subscription_id),
            transaction_id: text(&record.transaction_id),
            payer_id: text(&record.payer_id),
            sequence: record.sequence.as_ref().map(|sequence| sequence.value),
            paid_on: record.paid_on.as_ref().map(|day| day.value),
            amount: record.amount.as_ref().map(|amount| amount.value),
            of: record.of.as_ref().map(|of| of.value),
            refunds: record.refunds.iter().map(Refund::from).collect(),
            dispute: record.dispute.as_ref().map(Dispute::from),
        }
    }
}

impl Refund {
    /// The same as a record.
    #[must_use]
    pub fn record(&self) -> RefundRecord {
        RefundRecord {
            on: Placed::made(self.on),
            amount: Placed::made(self.amount),
            transaction_id: self.transaction_id.clone().map(Placed::made),
        }
    }
}

impl From<&RefundRecord> for Refund {
    fn from(record: &RefundRecord) -> Self {
        let id = record.transaction_id.as_ref();
        Self {
            on: record.on.value,
            amount: record.amount.value,
            transaction_id: id.map(|id| id.value.clone()),
        }
    }
}

impl fmt::Display for Refund {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            on,
            amount,
            transaction_id,
        } = self;
        write!(formatter, "{on} {amount}")?;
        match transaction_id {
            Some(id) => write!(formatter, " {id}"),
            None => Ok(()),
        }
    }
}

/// The text is not a [`Refund`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefundError;

impl FromStr for Refund {
    type Err = RefundError;

    fn from_str(text: &str) -> Result<Self, RefundError> {
        let mut parts = text.splitn(4, ' ');
        let mut part = || parts.next().ok_or(RefundError);
        let (on, value, currency) = (part()?, part()?, part()?);
        let amount = format!("{value} {currency}");
        Ok(Self {
            on: on.parse().map_err(|_| RefundError)?,
            amount: amount.parse().map_err(|_| RefundError)?,
            transaction_id: parts.next().map(ToOwned::to_owned),
        })
    }
}

impl Dispute {
    /// The same as a record.
    #[must_use]
    pub fn record(self) -> DisputeRecord {
        DisputeRecord {
            opened: Placed::made(self.opened),
            outcome: Placed::made(self.outcome),
        }
    }
}

impl From<&DisputeRecord> for Dispute {
    fn from(record: &DisputeRecord) -> Self {
        Self {
            opened: record.opened.value,
            outcome: record.outcome.value,
        }
    }
}

impl fmt::Display for Dispute {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.opened, self.outcome)
    }
}

/// The text is not a [`Dispute`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DisputeError;

impl FromStr for Dispute {
    type Err = DisputeError;

    fn from_str(text: &str) -> Result<Self, DisputeError> {
        let (opened, outcome) = text.split_once(' ').ok_or(DisputeError)?;
        Ok(Self {
            opened: opened.parse().map_err(|_| DisputeError)?,
            outcome: outcome.parse().map_err(|_| DisputeError)?,
        })
    }
}

/// What is put right in a payment of an import, which is confirmed by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The plan, if it was another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Replaced<Handle>>,
    /// The first day, if it was another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Replaced<Date>>,
    /// The last day, if it was another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Replaced<Date>>,
    /// Where it comes from now.
    pub origin: Replaced<PaymentOrigin>,
    /// The recurring payment it belongs to, if that became known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<Replaced<String>>,
}

/// What a transaction says about a payment that is recorded already, each key if it changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The account of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Replaced<SourceName>>,
    /// The recurring payment it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<Replaced<String>>,
    /// The transaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<Replaced<String>>,
    /// The id that the source gives the payer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer_id: Option<Replaced<String>>,
    /// The day the money came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_on: Option<Replaced<Date>>,
    /// What was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Replaced<Money>>,
    /// The whole of the transaction, where it pays for several people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Replaced<Money>>,
    /// Which part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<Replaced<u32>>,
}

/// Where a payment goes: to another user, to other days, or both. Everything else of it stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The user, if another one gets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Replaced<Handle>>,
    /// The plan, if it changes; gone with the days if the payment pays for no time any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Replaced<Option<Handle>>>,
    /// The first day, if it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Replaced<Option<Date>>>,
    /// The last day, if it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Replaced<Option<Date>>>,
}

impl Move {
    /// From one user and period to others; `user` is the new one, if it is another.
    #[must_use]
    pub fn of(
        user: Option<Replaced<Handle>>,
        before: Option<&Period>,
        after: Option<&Period>,
    ) -> Self {
        fn replaced<T: PartialEq>(
            before: Option<T>,
            after: Option<T>,
        ) -> Option<Replaced<Option<T>>> {
            (before != after).then(|| Replaced {
                before: before.map(Some),
                after,
            })
        }
        let plan = |period: Option<&Period>| period.map(|period| period.plan.clone());
        let start = |period: Option<&Period>| period.map(|period| period.start);
        let end = |period: Option<&Period>| period.map(|period| period.end);
        Self {
            user,
            plan: replaced(plan(before), plan(after)),
            start: replaced(start(before), start(after)),
            end: replaced(end(before), end(after)),
        }
    }

    /// The period after the move, of a payment with this one before.
    #[must_use]
    pub fn period(&self, before: Option<&Period>) -> Option<Period> {
        fn after<T: Clone>(replaced: &Option<Replaced<Option<T>>>, before: Option<T>) -> Option<T> {
            replaced
                .as_ref()
                .map_or(before, |value| value.after.clone())
        }
        Some(Period {
            plan: after(&self.plan, before.map(|period| period.plan.clone()))?,
            start: after(&self.start, before.map(|period| period.start))?,
            end: after(&self.end, before.map(|period| period.end))?,
        })
    }
}

/// How a dispute about a payment stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeChange {
    /// The day it was opened, if it is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Replaced<Date>>,
    /// Its outcome so far.
    pub outcome: Replaced<DisputeOutcome>,
}
