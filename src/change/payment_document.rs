//! A payment as the document of a change holds it: all keys side by side.

use serde::{Deserialize, Serialize};

use super::field::set;
use super::payment::{Dispute, Payment, Period, Refund};
use crate::vocabulary::{Date, Handle, Money, PaymentOrigin, SourceName};

/// The keys of a [`Payment`].
#[derive(Serialize, Deserialize)]
pub(super) struct PaymentDocument {
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    plan: Option<Handle>,
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    start: Option<Date>,
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    end: Option<Date>,
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    origin: Option<PaymentOrigin>,
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    source: Option<SourceName>,
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    subscription_id: Option<String>,
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    transaction_id: Option<String>,
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    payer_id: Option<String>,
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    sequence: Option<u32>,
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    paid_on: Option<Date>,
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    amount: Option<Money>,
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    of: Option<Money>,
    #[serde(with = "set", default, skip_serializing_if = "Vec::is_empty")]
    refunds: Vec<Refund>,
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    dispute: Option<Dispute>,
}

impl From<Payment> for PaymentDocument {
    fn from(payment: Payment) -> Self {
        let (plan, start, end) = match payment.period {
            Some(Period { plan, start, end }) => (Some(plan), Some(start), Some(end)),
            None => (None, None, None),
        };
        Self {
            plan,
            start,
            end,
            // A guess of an import is written without its origin.
            origin: payment
                .origin
                .filter(|origin| *origin != PaymentOrigin::Import),
            source: payment.source,
            subscription_id: payment.subscription_id,
            transaction_id: payment.transaction_id,
            payer_id: payment.payer_id,
            sequence: payment.sequence,
            paid_on: payment.paid_on,
            amount: payment.amount,
            of: payment.of,
            refunds: payment.refunds,
            dispute: payment.dispute,
        }
    }
}

impl TryFrom<PaymentDocument> for Payment {
    type Error = &'static str;

    fn try_from(document: PaymentDocument) -> Result<Self, Self::Error> {
        let period = match (document.plan, document.start, document.end) {
            (Some(plan), Some(start), Some(end)) => Some(Period { plan, start, end }),
            (None, None, None) => None,
            _ => return Err("a period has `plan`, `start` and `end`"),
        };
        let guess = document.source.is_none().then_some(PaymentOrigin::Import);
        Ok(Self {
            period,
            origin: document.origin.or(guess),
            source: document.source,
            subscription_id: document.subscription_id,
            transaction_id: document.transaction_id,
            payer_id: document.payer_id,
            sequence: document.sequence,
            paid_on: document.paid_on,
            amount: document.amount,
            of: document.of,
            refunds: document.refunds,
            dispute: document.dispute,
        })
    }
}
