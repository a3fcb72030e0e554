//! Makes one listing of everything that was listed in all windows; pure, and whatever the order of the records.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::record::{Identity, ReadRecord, Wrong};
use super::request::LISTING_PATH;
use super::stretch::Stretch;
use super::window::Window;
use crate::sources::{Listing, Nature, RowProblem, Transaction};
use crate::vocabulary::{Timestamp, TransactionKey};

/// The listing of what is wanted.
pub(super) fn listing(windows: Vec<Window>, wanted: Stretch) -> Listing {
    let reaches_to = reaches_to(&windows, wanted);
    let mut problems = Vec::new();
    let mut wrong_ones = BTreeSet::new();
    let mut found: BTreeMap<Identity, Transaction> = BTreeMap::new();
    let records = windows.into_iter().flat_map(|window| match window {
        Window::Listed(_, listed) => listed.records,
        Window::NotYet(_) => Vec::new(),
    });
    for ReadRecord { identity, read } in records {
        match (read, identity) {
            (Ok(transaction), Some(identity)) => add(&mut found, identity, transaction),
            (Ok(_), None) => problems.push(problem(Wrong::misshapen("", ""))),
            (Err(wrong), None) => problems.push(problem(wrong)),
            (Err(wrong), Some(identity)) => {
                let wrong = wrong.in_record(&identity);
                if wrong_ones.insert(identity) {
                    problems.push(problem(wrong));
                }
            }
        }
    }
    let rows = found.len() + problems.len();
    let transactions = one_for_each_id(found.into_values());
    problems.sort();
    Listing {
        transactions,
        problems,
        remarks: Vec::new(),
        reaches_to,
        rows,
        account_number: None,
    }
}

/// Adds a record. Of one that was listed at two stages, or in two windows, the most final stage counts.
fn add(found: &mut BTreeMap<Identity, Transaction>, identity: Identity, transaction: Transaction) {
    match found.entry(identity) {
        Entry::Vacant(entry) => {
            entry.insert(transaction);
        }
        Entry::Occupied(mut entry) => {
            if entry.get().state < transaction.state {
                entry.insert(transaction);
            }
        }
    }
}

/// One transaction for each id, by time. What moves no balance counts only if nothing else has its id; of several
/// that do move it, each counts.
fn one_for_each_id(found: impl Iterator<Item = Transaction>) -> Vec<Transaction> {
    let mut by_id: BTreeMap<TransactionKey, Vec<Transaction>> = BTreeMap::new();
    for transaction in found {
        let same = by_id.entry(transaction.key.clone()).or_default();
        same.push(transaction);
    }
    let mut transactions = Vec::new();
    for mut same in by_id.into_values() {
        if same.iter().any(|one| one.nature != Nature::Memo) {
            same.retain(|one| one.nature != Nature::Memo);
        }
        same.sort_by_key(order);
        transactions.extend(Transaction::numbered(same));
    }
    transactions.sort_by_cached_key(order);
    transactions
}

fn order(transaction: &Transaction) -> (Timestamp, TransactionKey, rust_decimal::Decimal, String) {
    (
        transaction.at,
        transaction.key.clone(),
        transaction.amount.value(),
        transaction.amount.currency().to_string() + &transaction.type_text,
    )
}

fn problem(wrong: Wrong) -> RowProblem {
    RowProblem {
        file: LISTING_PATH.to_owned(),
        row: 0,
        column: wrong.field,
        value: wrong.value,
        reason: wrong.reason,
    }
}

/// The instant up to which everything was listed: the end of what is wanted, unless the data end before it. `None` if
/// there are no data at all.
fn reaches_to(windows: &[Window], wanted: Stretch) -> Option<Timestamp> {
    let is_anything_listed = windows
        .iter()
        .any(|window| matches!(window, Window::Listed(..)));
    let ends = windows.iter().filter_map(|window| match window {
        Window::Listed(_, listed) => listed.ends_early,
        Window::NotYet(window) => Some(window.from),
    });
    let end = ends.min().unwrap_or(wanted.to);
    is_anything_listed.then_some(end)
}

#[cfg(test)]
mod tests;
