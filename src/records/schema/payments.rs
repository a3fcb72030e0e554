//! The items of a user's `payments`: what was paid, and the time that it pays for.

use schemars::JsonSchema;

use crate::vocabulary::json_schema::NotBlank;
use crate::vocabulary::{Date, DisputeOutcome, Handle, Money, PaymentOrigin, Placed, SourceName};

/// A payment. With `plan`, `start` and `end` it pays for a period; without these three it pays for no time: a
/// donation, or money of a user who is permanent.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(
    deny_unknown_fields,
    extend(
        "dependentRequired" = {
            "plan": ["start", "end"],
            "start": ["plan", "end"],
            "end": ["plan", "start"],
        },
        "anyOf" = [
            {"required": ["plan"]},
            {
                "required": ["amount"],
                "properties": {"amount": {"description": "An amount.", "type": "string"}},
            },
        ],
        "if" = {
            "required": ["of"],
            "properties": {"of": {"description": "The whole.", "type": "string"}},
        },
        "then" = {
                "required": ["amount"],
                "properties": {"amount": {"description": "An amount.", "type": "string"}},
            },
    )
)]
pub struct PaymentRecord {
    /// The period; `None` for money that pays for no time.
    #[schemars(flatten)]
    pub period: Option<PaidPeriod>,
    /// Where the payment comes from, of those that an import guessed or an admin wrote.
    pub origin: Option<Placed<PaymentOrigin>>,
    /// The account of the source that listed the transaction; missing where an admin wrote it.
    pub source: Option<Placed<SourceName>>,
    /// The recurring payment it belongs to, as the source numbers it. Later payments are matched by it.
    #[schemars(with = "Option<NotBlank>", example = &"I-BW452GLLEP1G")]
    pub subscription_id: Option<Placed<String>>,
    /// The transaction that paid it, as the source numbers it. Together with `sequence` it is in one payment only.
    #[schemars(with = "Option<NotBlank>", example = &"5TY05013RG002845M")]
    pub transaction_id: Option<Placed<String>>,
    /// The id that the source gives the payer, which stays when the address changes.
    #[schemars(with = "Option<NotBlank>", example = &"PAYERID000007")]
    pub payer_id: Option<Placed<String>>,
    /// Which of the periods or parts of one transaction this is, counted from 1.
    #[schemars(with = "Option<u32>", range(min = 1, max = u32::MAX), example = 1)]
    pub sequence: Option<Placed<u32>>,
    /// The day the money came.
    pub paid_on: Option<Placed<Date>>,
    /// What was paid.
    pub amount: Option<Placed<Money>>,
    /// The whole of the transaction, where it pays for several people; `amount` is the part of this one.
    pub of: Option<Placed<Money>>,
    /// What was given back. A payment that was given back in full pays for no time.
    #[schemars(with = "Option<Vec<RefundRecord>>")]
    pub refunds: Vec<RefundRecord>,
    /// A dispute about the money. Once it is lost, the payment pays for no time.
    pub dispute: Option<DisputeRecord>,
}

/// A paid period, from `start` to `end`, both days included. The next period starts on the day the last
/// one ended.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct PaidPeriod {
    /// The handle of the plan in `plans.yaml`.
    pub plan: Placed<Handle>,
    /// The first day paid for.
    pub start: Placed<Date>,
    /// The last day paid for; not before `start`.
    pub end: Placed<Date>,
}

/// A payment that pays for time, and the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paid<'r> {
    /// The payment.
    pub payment: &'r PaymentRecord,
    /// Its period.
    pub period: &'r PaidPeriod,
}

/// Those of `payments` that pay for time.
pub fn paid(payments: &[PaymentRecord]) -> impl DoubleEndedIterator<Item = Paid<'_>> + Clone {
    payments.iter().filter_map(|payment| {
        let period = payment.pays()?;
        Some(Paid { payment, period })
    })
}

/// Those of `payments` that count: the guess of an import counts only until real payments reach its first day, with
/// `grace` days after their end.
#[must_use]
pub fn counted(payments: &[PaymentRecord], grace: u32) -> Vec<Paid<'_>> {
    let is_guess = |paid: &Paid<'_>| paid.payment.is_guess();
    let real = paid(payments).filter(|paid| !is_guess(paid));
    let last = real.map(|paid| paid.period.end.value).max();
    let reached = last.map(|last| last.plus_days(u64::from(grace)).unwrap_or(Date::LAST));
    let counts = |paid: &Paid<'_>| {
        !is_guess(paid) || reached.is_none_or(|reached| reached < paid.period.start.value)
    };
    paid(payments).filter(counts).collect()
}

/// The plan of the latest payment that pays for time; the guess of an import counts only where there is no other.
pub(super) fn latest_plan(payments: &[PaymentRecord]) -> Option<&Handle> {
    let latest = paid(payments).max_by_key(|Paid { payment, period }| {
        (!payment.is_guess(), period.end.value, period.start.value)
    });
    latest.map(|paid| &paid.period.plan.value)
}

impl PaymentRecord {
    /// Whether it is the guess of an import, until an admin confirms it.
    #[must_use]
    pub fn is_guess(&self) -> bool {
        let origin = self.origin.as_ref();
        origin.is_some_and(|origin| origin.value == PaymentOrigin::Import)
    }

    /// A payment of which nothing but its period is known.
    #[must_use]
    pub const fn of(period: PaidPeriod) -> Self {
        Self {
            period: Some(period),
            origin: None,
            source: None,
            subscription_id: None,
            transaction_id: None,
            payer_id: None,
            sequence: None,
            paid_on: None,
            amount: None,
            of: None,
            refunds: Vec::new(),
            dispute: None,
        }
    }

    /// The plan of its period.
    #[must_use]
    pub fn plan(&self) -> Option<&Handle> {
        self.period.as_ref().map(|period| &period.plan.value)
    }

    /// The period that the money pays for: none if it was given back in full, or lost in a dispute.
    #[must_use]
    pub fn pays(&self) -> Option<&PaidPeriod> {
        let outcome = self.dispute.as_ref().map(|dispute| dispute.outcome.value);
        let is_gone = outcome == Some(DisputeOutcome::Lost) || self.is_refunded();
        self.period.as_ref().filter(|_| !is_gone)
    }

    /// Whether the refunds in the currency of the amount add up to it.
    #[must_use]
    pub fn is_refunded(&self) -> bool {
        let Some(amount) = &self.amount else {
            return false;
        };
        let refunds = self.refunds.iter().map(|refund| refund.amount.value);
        let same = refunds.filter(|refund| refund.currency() == amount.currency());
        let sum = same.reduce(|sum, refund| sum.plus(&refund).unwrap_or(sum));
        sum.is_some_and(|sum| sum.value() >= amount.value())
    }
}

/// Money that was given back.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RefundRecord {
    /// The day it was given back.
    pub on: Placed<Date>,
    /// How much.
    pub amount: Placed<Money>,
    /// The transaction that gave it back, as the source numbers it.
    #[schemars(with = "Option<NotBlank>", example = &"8XX05013RG002845M")]
    pub transaction_id: Option<Placed<String>>,
}

/// A dispute about a payment.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DisputeRecord {
    /// The day it was opened.
    pub opened: Placed<Date>,
    /// Its outcome so far.
    pub outcome: Placed<DisputeOutcome>,
}
