//! The money in the records: what came, what became of it, and what waits for a decision.
//!
//! A pure function of the records, like everything here: no source is asked. [`money`] lists transactions one by
//! one, [`income`] adds up what came by month, and [`month`] compares a month with what was due in it.

mod calendar;
mod fees;
mod income;
mod month;

use std::collections::BTreeMap;

use chrono_tz::Tz;
use rust_decimal::Decimal;

use crate::records::schema::{InboxEntry, PaymentRecord, Records};
use crate::vocabulary::{
    Currency, Date, DisputeOutcome, Handle, LocalTime, Money, PaymentOrigin, Place, SignedMoney,
    SourceName,
};

pub use calendar::{Month, MonthError};
pub use fees::{FeeSums, Fees};
pub use income::{Income, MonthlyIncome, income};
pub use month::{DuePayment, MonthView, PlanMonth, Returned, StoppedSubscription, month};

/// Which money is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MoneyQuery {
    /// Money of this user, and what may be theirs.
    pub user: Option<Handle>,
    /// Money of this account of a source.
    pub account: Option<SourceName>,
    /// Nothing that came earlier.
    pub from: Option<Date>,
    /// Nothing that came later.
    pub to: Option<Date>,
    /// Only what waits for a decision.
    pub open: bool,
}

/// The money that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyList<'r> {
    /// The day that ages are counted from.
    pub today: Date,
    /// What was asked for.
    pub asked: MoneyQuery,
    /// By day, account and id.
    pub entries: Vec<MoneyEntry<'r>>,
    /// What all of it comes to, by currency.
    pub sums: BTreeMap<Currency, MoneySums>,
}

/// A payment, or a transaction that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyEntry<'r> {
    /// The day the money came, as far as it is known; else the first day it pays for.
    pub day: Date,
    /// What moved; missing where an admin recorded no amount.
    pub amount: Option<SignedMoney>,
    /// Whose money it is.
    pub user: Option<&'r Handle>,
    /// The account of the source; missing for what an admin wrote.
    pub account: Option<&'r SourceName>,
    /// The transaction, as the source numbers it.
    pub id: Option<&'r str>,
    /// What it is recorded as.
    pub record: MoneyRecord<'r>,
    /// Where that is.
    pub place: Option<&'r Place>,
}

/// What money is recorded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyRecord<'r> {
    /// A payment of a user.
    Payment(&'r PaymentRecord),
    /// An entry of the inbox.
    Waiting(&'r InboxEntry),
}

/// What became of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, schemars::JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum MoneyKind {
    /// It pays for a period.
    Paid,
    /// It pays for no time: a donation, or money of a permanent user.
    NoTime,
    /// It was given back in full.
    Refunded,
    /// The payer wants it back, and that is not decided.
    Disputed,
    /// It was lost in a dispute.
    Lost,
    /// It waits for a decision.
    Open,
}

/// How many amounts there are, and what they come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amounts {
    /// How many.
    pub count: usize,
    /// The sum.
    pub sum: Decimal,
}

/// What money of one currency comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MoneySums {
    /// What is recorded, whatever became of it later.
    pub recorded: Amounts,
    /// What was given back of it, lost disputes included.
    pub returned: Amounts,
    /// What waits for a decision.
    pub open: Amounts,
}

impl Amounts {
    /// Adds one more.
    pub fn add(&mut self, amount: Decimal) {
        self.count += 1;
        self.sum += amount;
    }
}

impl MoneyKind {
    /// The word in documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::NoTime => "no_time",
            Self::Refunded => "refunded",
            Self::Disputed => "disputed",
            Self::Lost => "lost",
            Self::Open => "open",
        }
    }
}

impl MoneyEntry<'_> {
    /// What became of it.
    #[must_use]
    pub fn kind(&self) -> MoneyKind {
        match self.record {
            MoneyRecord::Payment(payment) => kind_of(payment),
            MoneyRecord::Waiting(_) => MoneyKind::Open,
        }
    }

    /// The transaction by its account and id, as decisions name it.
    #[must_use]
    pub fn transaction(&self) -> Option<String> {
        let id = self.id?;
        Some(match self.account {
            Some(account) => format!("{account}/{id}"),
            None => id.to_owned(),
        })
    }
}

/// What became of the money of a payment.
fn kind_of(payment: &PaymentRecord) -> MoneyKind {
    let outcome = payment
        .dispute
        .as_ref()
        .map(|dispute| dispute.outcome.value);
    match outcome {
        Some(DisputeOutcome::Lost) => MoneyKind::Lost,
        _ if payment.is_refunded() => MoneyKind::Refunded,
        Some(DisputeOutcome::Open) => MoneyKind::Disputed,
        _ if payment.period.is_none() => MoneyKind::NoTime,
        _ => MoneyKind::Paid,
    }
}

/// All money that is asked for; guesses of imports are not money.
#[must_use]
pub fn money<'r>(records: &'r Records, today: Date, zone: Tz, asked: MoneyQuery) -> MoneyList<'r> {
    let recorded = payments(records);
    let waiting = records.inbox.iter().map(|(key, entry)| MoneyEntry {
        day: day_of(&entry.value.at.value, zone),
        amount: Some(entry.value.amount.value),
        user: None,
        account: Some(&key.account),
        id: Some(&key.id),
        record: MoneyRecord::Waiting(&entry.value),
        place: Some(&entry.place),
    });
    let entries = recorded.chain(waiting).filter(|entry| asked.selects(entry));
    let mut entries: Vec<MoneyEntry<'r>> = entries.collect();
    entries.sort_by_key(|entry| (entry.day, entry.account, entry.id, entry.user));
    MoneyList {
        today,
        sums: sums(&entries),
        entries,
        asked,
    }
}

/// Every payment that is not a guess.
fn payments(records: &Records) -> impl Iterator<Item = MoneyEntry<'_>> {
    let all = records.users.iter();
    let all = all.flat_map(|(handle, user)| user.payments.iter().map(move |it| (handle, it)));
    all.filter_map(|(handle, payment)| {
        let is_guess = is_guess(payment);
        let day = day_paid(payment).filter(|_| !is_guess)?;
        let text = payment.transaction_id.as_ref();
        let start = payment.period.as_ref().map(|period| &period.start.place);
        Some(MoneyEntry {
            day,
            amount: payment
                .amount
                .as_ref()
                .map(|amount| SignedMoney::from(amount.value)),
            user: Some(handle),
            account: payment.source.as_ref().map(|source| &source.value),
            id: text.map(|id| id.value.as_str()),
            record: MoneyRecord::Payment(payment),
            place: start.or(payment.amount.as_ref().map(|amount| &amount.place)),
        })
    })
}

/// Whether a payment is what an import guessed.
fn is_guess(payment: &PaymentRecord) -> bool {
    let origin = payment.origin.as_ref();
    origin.is_some_and(|origin| origin.value == PaymentOrigin::Import)
}

/// The day the money came, else the first day it pays for.
fn day_paid(payment: &PaymentRecord) -> Option<Date> {
    let start = payment.period.as_ref().map(|period| period.start.value);
    payment.paid_on.as_ref().map(|day| day.value).or(start)
}

/// The household's day of an instant; midnight in UTC stands for a whole day.
fn day_of(at: &LocalTime, zone: Tz) -> Date {
    let is_day = at.to_string().ends_with("T00:00:00Z");
    let zone = if is_day { Tz::UTC } else { zone };
    at.instant().date_in(zone).unwrap_or(Date::LAST)
}

impl MoneyQuery {
    fn selects(&self, entry: &MoneyEntry<'_>) -> bool {
        let of_user = |user: &Handle| match entry.record {
            MoneyRecord::Payment(_) => entry.user == Some(user),
            MoneyRecord::Waiting(waiting) => waiting
                .candidates
                .iter()
                .any(|candidate| candidate.value == *user),
        };
        let is_open = matches!(entry.kind(), MoneyKind::Open | MoneyKind::Disputed);
        self.user.as_ref().is_none_or(of_user)
            && self
                .account
                .as_ref()
                .is_none_or(|account| entry.account == Some(account))
            && self.from.is_none_or(|from| entry.day >= from)
            && self.to.is_none_or(|to| entry.day <= to)
            && (is_open || !self.open)
    }
}

fn sums(entries: &[MoneyEntry<'_>]) -> BTreeMap<Currency, MoneySums> {
    let mut sums: BTreeMap<Currency, MoneySums> = BTreeMap::new();
    for entry in entries {
        let Some(amount) = entry.amount else {
            continue;
        };
        let own = sums.entry(amount.currency()).or_default();
        match entry.record {
            MoneyRecord::Waiting(_) => own.open.add(amount.value()),
            MoneyRecord::Payment(payment) => {
                own.recorded.add(amount.value());
                for returned in returned(payment) {
                    let own = sums.entry(returned.currency()).or_default();
                    own.returned.add(returned.value());
                }
            }
        }
    }
    sums
}

/// What was given back of a payment: each refund, or all of it if a dispute was lost.
fn returned(payment: &PaymentRecord) -> Vec<Money> {
    match (kind_of(payment), &payment.amount) {
        (MoneyKind::Lost, Some(amount)) => vec![amount.value],
        _ => payment
            .refunds
            .iter()
            .map(|refund| refund.amount.value)
            .collect(),
    }
}
