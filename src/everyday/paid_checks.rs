//! What speaks against a typed payment before anything about its users is looked at: its day, plan and transaction.

use super::Refusal;
use super::pay::{Pay, no_plan};
use crate::records::schema::{PaymentRecord, Records};
use crate::vocabulary::{Date, Handle, TransactionKey, counted, shown};

/// How far ahead a payment may be entered, in days: one that is further away has a wrong month or year.
const MOST_DAYS_AHEAD: u64 = 31;

/// Money has come on the day it is paid, or comes soon.
pub(super) fn checked_day(today: Date, on: Option<Date>) -> Result<(), Refusal> {
    let ahead = on.filter(|on| {
        today
            .plus_days(MOST_DAYS_AHEAD)
            .is_some_and(|last| *on > last)
    });
    match ahead {
        None => Ok(()),
        Some(on) => {
            let message = format!("is more than {MOST_DAYS_AHEAD} days after today, {today}");
            Err(Refusal::new(format!("--on {on}"), message).help(
                "`--on` is the day the money came; for a period that begins later, give `--start`",
            ))
        }
    }
}

/// The id of a transaction that may be typed with its account in front, as lists show it.
pub(super) fn own_id(records: &Records, text: &str) -> String {
    let key = text.parse::<TransactionKey>().ok();
    let is_known = |key: &TransactionKey| {
        let payments = records.users.values().flat_map(|user| &user.payments);
        let mut sources = payments.filter_map(|payment| payment.source.as_ref());
        records.inbox.contains_key(key) || sources.any(|source| source.value == key.account)
    };
    key.filter(is_known)
        .map_or_else(|| text.to_owned(), |key| key.id)
}

/// A plan must exist, and a transaction pays one user once.
pub(super) fn checked_ids(records: &Records, users: &[Handle], pay: &Pay) -> Result<(), Refusal> {
    if let Some(plan) = pay
        .plan
        .as_ref()
        .filter(|plan| !records.plans.contains_key(*plan))
    {
        return Err(no_plan(records, plan));
    }
    let Some(transaction) = &pay.transaction else {
        return Ok(());
    };
    let name = shown(transaction);
    if users.len() > 1 {
        let message = format!(
            "one transaction cannot pay for {}",
            counted(users.len(), "user")
        );
        return Err(Refusal::new(format!("--transaction {name}"), message)
            .help("give `--transaction` with one user"));
    }
    let has = |payment: &PaymentRecord| {
        let id = payment.transaction_id.as_ref();
        id.is_some_and(|id| id.value == *transaction)
    };
    let mut recorded = records.users.iter();
    match recorded.find(|(_, user)| user.payments.iter().any(has)) {
        Some((user, _)) => Err(Refusal::new(
            format!("--transaction {name}"),
            format!("this transaction is recorded already, for user `{user}`"),
        )),
        None => Ok(()),
    }
}
