//! Control totals: everything that a source lists becomes exactly one of four things, in rows and in money.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::fate::Fate;
use super::intake::listings;
use super::work::Work;
use crate::sources::{SourceDoubt, SourceTotals, Sum, Transaction};
use crate::vocabulary::{Currency, SourceName};

/// The totals of each source that was read, by currency.
pub(super) fn totals(work: &Work<'_>) -> Vec<SourceTotals> {
    let mut all = Vec::new();
    for (reading, listing) in listings(work.input.readings) {
        let mut by_currency: BTreeMap<Currency, SourceTotals> = BTreeMap::new();
        for transaction in &listing.transactions {
            let currency = transaction.amount.currency();
            let totals = by_currency.entry(currency).or_insert_with(|| SourceTotals {
                source: reading.source.clone(),
                account: reading.account.clone(),
                currency,
                read: Sum::none(currency),
                recorded: Sum::none(currency),
                open: Sum::none(currency),
                decided: Sum::none(currency),
                no_payment: BTreeMap::new(),
                account_number: listing.account_number.clone(),
            });
            totals.read.add(transaction.amount);
            let number = work.numbers.get(&transaction.key);
            match number.and_then(|number| work.fates[*number].as_ref()) {
                Some(Fate::Recorded(_)) => totals.recorded.add(transaction.amount),
                Some(Fate::Open(_) | Fate::Forgotten) => totals.open.add(transaction.amount),
                Some(Fate::Decided(_)) => totals.decided.add(transaction.amount),
                Some(Fate::NoPayment(kind)) => {
                    totals
                        .no_payment
                        .entry(*kind)
                        .or_insert_with(|| Sum::none(currency))
                        .add(transaction.amount);
                }
                None => {}
            }
        }
        all.extend(by_currency.into_values());
    }
    all
}

/// Sources of which something is recorded that is not what they list, or that became nothing: a defect of this
/// program, for which nothing of them is written.
pub(super) fn defects(
    work: &Work<'_>,
    totals: &[SourceTotals],
) -> BTreeMap<SourceName, SourceDoubt> {
    let unequal = totals.iter().filter(|totals| !totals.agree());
    let mut wrong: BTreeSet<SourceName> = unequal.map(|totals| totals.source.clone()).collect();
    for (reading, listing) in listings(work.input.readings) {
        let is_wrong = |transaction: &Transaction| records_another_amount(work, transaction);
        if listing.transactions.iter().any(is_wrong) {
            wrong.insert(reading.source.clone());
        }
    }
    let doubt = SourceDoubt {
        read: "its control totals".to_owned(),
        reason: "what is recorded and what waits do not come to what was read".to_owned(),
        now: "report this: it is a defect of plexmgr".to_owned(),
        if_it_stays: "leave the source out of the settings until it is mended".to_owned(),
    };
    wrong
        .into_iter()
        .map(|source| (source, doubt.clone()))
        .collect()
}

/// Whether the payments that this run makes of a transaction do not come to its amount.
fn records_another_amount(work: &Work<'_>, transaction: &Transaction) -> bool {
    let recorded = work.recorded(&transaction.key);
    let entries = recorded
        .iter()
        .map(|(user, position)| &work.book.users[*user].entries[*position]);
    let entries: Vec<_> = entries.collect();
    let is_new = !entries.is_empty() && entries.iter().all(|entry| entry.number.is_none());
    let sum: Decimal = entries
        .iter()
        .filter_map(|entry| Some(entry.amount?.value()))
        .sum();
    is_new && sum != transaction.amount.value()
}
