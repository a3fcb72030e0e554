//! What stays of a user who is removed: the ids of their transactions, so that the money is not imported again.

use std::collections::BTreeMap;

use crate::records::schema::{Decision, PaymentRecord, Records, Split, SplitPart};
use crate::vocabulary::{Handle, Placed, SourceName, TransactionKey};

/// The reason for which money of a removed user is ignored.
const REASON: &str = "a removed user";

/// The decisions that take the place of others, or are new, once `user` is removed: their own money is ignored, and
/// of money that was split the parts of the others stay.
pub(super) fn decisions_after(
    records: &Records,
    user: &Handle,
) -> BTreeMap<TransactionKey, Decision> {
    let mut decisions = BTreeMap::new();
    for (key, decision) in &records.decisions {
        if decision
            .value
            .users()
            .iter()
            .any(|named| named.value == *user)
        {
            let left = match &decision.value {
                Decision::Split(Split::Amounts(parts)) => others(parts, user),
                _ => recorded(records, key, user),
            };
            decisions.insert(key.clone(), of_parts(left));
        }
    }
    let payments = records.users.get(user).map(|record| &record.payments);
    for key in payments.into_iter().flatten().flat_map(keys) {
        if !records.decisions.contains_key(&key) && !decisions.contains_key(&key) {
            let left = recorded(records, &key, user);
            decisions.insert(key, of_parts(left));
        }
    }
    decisions
}

fn of_parts(parts: Vec<SplitPart>) -> Decision {
    match parts.is_empty() {
        true => Decision::Ignore(Placed::made(REASON.to_owned())),
        false => Decision::Split(Split::Amounts(parts)),
    }
}

fn others(parts: &[SplitPart], user: &Handle) -> Vec<SplitPart> {
    let others = parts.iter().filter(|part| part.user.value != *user);
    others.cloned().collect()
}

/// The parts of a transaction that other users have.
fn recorded(records: &Records, key: &TransactionKey, user: &Handle) -> Vec<SplitPart> {
    let others = records.users.iter().filter(|(handle, _)| *handle != user);
    let parts = others.flat_map(|(handle, record)| {
        let payments = record.payments.iter();
        let own = payments.filter(|payment| key_of(payment).as_ref() == Some(key));
        own.filter_map(|payment| {
            Some(SplitPart {
                user: Placed::made(handle.clone()),
                amount: payment.amount.clone()?,
            })
        })
    });
    parts.collect()
}

/// The transactions of a payment and of its refunds.
fn keys(payment: &PaymentRecord) -> Vec<TransactionKey> {
    let refunds = payment.refunds.iter();
    let refunds = refunds.filter_map(|refund| refund.transaction_id.as_ref());
    let ids = payment.transaction_id.iter().chain(refunds);
    ids.filter_map(|id| key(payment, id)).collect()
}

fn key_of(payment: &PaymentRecord) -> Option<TransactionKey> {
    key(payment, payment.transaction_id.as_ref()?)
}

/// Ids without a source were written when PayPal was the only one.
fn key(payment: &PaymentRecord, id: &str) -> Option<TransactionKey> {
    let account = payment
        .source
        .as_ref()
        .map_or("paypal", |source| SourceName::as_str(source));
    format!("{account}/{id}").parse().ok()
}
