//! Where the records say less, or something else, than a run recorded once or a source lists now.

use std::collections::BTreeSet;

use super::fate::Fate;
use super::work::Work;
use super::{Remark, RemarkKind};
use crate::records::schema::Decision;
use crate::sources::{Settlement, Transaction};
use crate::vocabulary::TransactionKey;

/// Adds what is worth saying about it. What a source of this run lists and nothing records is another matter.
pub(super) fn add(work: &Work<'_>, remarks: &mut Vec<Remark>) {
    remarks.extend(forgotten(work));
    let listed = work.items.iter().zip(&work.fates);
    for (item, fate) in listed.filter(|(item, _)| !item.sources.is_empty()) {
        if matches!(fate, Some(Fate::Recorded(_))) {
            remarks.extend(otherwise(work, &item.transaction));
        }
    }
}

/// Transactions that were recorded once, are in no record, and that no source of this run lists.
fn forgotten(work: &Work<'_>) -> Vec<Remark> {
    let records = work.input.records;
    // An account that was renamed in the records is still the same.
    let waiting: BTreeSet<&str> = records.inbox.keys().map(|key| key.id.as_str()).collect();
    let is_there = |key: &TransactionKey| {
        let places = work.places.get(&key.id).into_iter().flatten();
        let mut entries = places.map(|(user, position)| &work.book.users[*user].entries[*position]);
        entries.any(|entry| !entry.is_gone) || waiting.contains(key.id.as_str())
    };
    let unlisted = work.input.recorded_before.iter();
    let unlisted = unlisted.filter(|key| !work.numbers.contains_key(key) && !is_there(key));
    unlisted.filter_map(|key| remark(work, key)).collect()
}

fn remark(work: &Work<'_>, key: &TransactionKey) -> Option<Remark> {
    const AGAIN: &str = "`plexmgr plan --source NAME --since DAY`";
    let (kind, message) = match work.input.records.decisions.get(key) {
        Some(decision) if matches!(decision.value, Decision::Ignore(_)) => return None,
        Some(decision) => {
            let message = format!(
                "the decision at {} is not carried out: no source lists the transaction in this run; read it again \
                 from the day it came: {AGAIN}",
                decision.place
            );
            (RemarkKind::DecisionUnclear, message)
        }
        None => {
            let message = format!(
                "was recorded once and is not any more; write `{key}: {{ignore: REASON}}` into a file in the folder \
                 `decisions`, or `{key}: USER` and read it again from the day it came: {AGAIN}"
            );
            (RemarkKind::PaymentForgotten, message)
        }
    };
    Some(Remark {
        kind,
        subject: key.to_string(),
        message,
    })
}

/// What a source says of a recorded transaction that the record does not.
fn otherwise(work: &Work<'_>, transaction: &Transaction) -> Option<Remark> {
    let key = &transaction.key;
    if !transaction.amount.comes() {
        return None;
    }
    let listed = transaction.amount.magnitude();
    let places = work.recorded(key).into_iter();
    let mut entries = places.map(|(user, position)| &work.book.users[user].entries[position]);
    let other = entries.find_map(|entry| entry.of.or(entry.amount).filter(|it| *it != listed));
    let message = match (other, transaction.state) {
        (_, Settlement::Denied) => format!(
            "is recorded, and its source calls it denied; if the money did not come, write `{key}: {{ignore: REASON}}` \
             into a file in the folder `decisions`"
        ),
        (Some(amount), _) => format!(
            "is recorded with {amount}, and its source lists {listed}; correct the amount and the days of the payment"
        ),
        (None, _) => return None,
    };
    Some(Remark {
        kind: RemarkKind::SourceRemark,
        subject: key.to_string(),
        message,
    })
}
