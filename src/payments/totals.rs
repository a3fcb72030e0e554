//! Control totals: everything that a source lists becomes exactly one of four things, in rows and in money.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::fate::{Fate, NoPayment};
use super::intake::listings;
use super::work::Work;
use crate::sources::{SourceDoubt, Transaction};
use crate::vocabulary::{Currency, SourceName};

/// How many rows, and how much they come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// The number of rows.
    pub rows: usize,
    /// What they come to together, in the currency they are in; money that went out is negative.
    pub amount: Decimal,
}

impl Sum {
    fn add(&mut self, transaction: &Transaction) {
        self.rows += 1;
        self.amount += transaction.amount.value();
    }
}

/// What became of everything that a source lists in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub no_payment: BTreeMap<NoPayment, Sum>,
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
                read: Sum::default(),
                recorded: Sum::default(),
                open: Sum::default(),
                decided: Sum::default(),
                no_payment: BTreeMap::new(),
            });
            totals.read.add(transaction);
            let number = work.numbers.get(&transaction.key);
            match number.and_then(|number| work.fates[*number].as_ref()) {
                Some(Fate::Recorded(_)) => totals.recorded.add(transaction),
                Some(Fate::Open(_) | Fate::Forgotten) => totals.open.add(transaction),
                Some(Fate::Decided(_)) => totals.decided.add(transaction),
                Some(Fate::NoPayment(kind)) => {
                    totals.no_payment.entry(*kind).or_default().add(transaction);
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
pub(super) fn defects(work: &Work<'_>) -> BTreeMap<SourceName, SourceDoubt> {
    let unequal = totals(work).into_iter().filter(|totals| !totals.agree());
    let mut wrong: BTreeSet<SourceName> = unequal.map(|totals| totals.source).collect();
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
