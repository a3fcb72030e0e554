//! The payments of a user in changes.

use serde::{Deserialize, Serialize};

use super::action::Replaced;
use super::field::set;
use crate::vocabulary::{Date, Handle, Money, PaymentOrigin};

/// A paid period that a user gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The plan.
    #[serde(with = "set")]
    pub plan: Handle,
    /// The first day.
    #[serde(with = "set")]
    pub start: Date,
    /// The last day.
    #[serde(with = "set")]
    pub end: Date,
    /// Where it comes from; left out of the document if it is a guess of an import.
    #[serde(with = "set", default = "import", skip_serializing_if = "is_import")]
    pub origin: PaymentOrigin,
    /// The recurring payment it belongs to.
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<String>,
    /// The transaction that paid it.
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
    /// The day the money came.
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    pub paid_on: Option<Date>,
    /// What was paid.
    #[serde(with = "set", default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

const fn import() -> PaymentOrigin {
    PaymentOrigin::Import
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_import(origin: &PaymentOrigin) -> bool {
    *origin == PaymentOrigin::Import
}

impl Payment {
    /// A guess of an import, or a payment of which nothing but its period is known.
    #[must_use]
    pub fn of(origin: PaymentOrigin, plan: Handle, start: Date, end: Date) -> Self {
        Self {
            plan,
            start,
            end,
            origin,
            subscription_id: None,
            transaction_id: None,
            paid_on: None,
            amount: None,
        }
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
