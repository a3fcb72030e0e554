//! One listing of several files: which rows are the same transaction, and which only have the same id.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use foldhash::HashMap;
use rust_decimal::Decimal;

use super::FileListing;
use crate::sources::{Listing, Nature, Settlement, Transaction};
use crate::vocabulary::{Currency, Date, Digest, Timestamp, TransactionKey, identity};

/// The listing of these files of one source, without what is older than `since`.
pub(super) fn merged(files: Vec<FileListing>, since: Option<Date>, zone: Tz) -> Listing {
    let mut problems = Vec::new();
    let mut remarks = Vec::new();
    let mut by_key: BTreeMap<TransactionKey, Vec<Vec<Transaction>>> = BTreeMap::new();
    let mut reaches_to = None;
    let mut are_alone = alone(&files).into_iter();
    let mut transactions: Vec<Transaction> = Vec::new();
    for mut file in files {
        problems.extend(file.problems);
        remarks.extend(file.remarks);
        let newest = file.transactions.iter().map(|one| one.at).max();
        reaches_to = reaches_to.max(newest);
        let mut others = Vec::new();
        // Most rows of most files are alone, and stay where they are: copies of large files take longest.
        let own = file
            .transactions
            .extract_if(.., |_| !are_alone.next().unwrap_or(false));
        others.extend(own.filter(|row| is_since(row, since, zone)));
        file.transactions.retain(|row| is_since(row, since, zone));
        match transactions.is_empty() {
            true => transactions = file.transactions,
            false => transactions.append(&mut file.transactions),
        }
        for (key, rows) in keyed(others) {
            by_key.entry(key).or_default().push(rows);
        }
    }
    for files in by_key.into_values() {
        transactions.extend(Transaction::numbered(distinct(files)));
    }
    transactions.sort_by(|one, other| (one.at, &one.key).cmp(&(other.at, &other.key)));
    problems.sort();
    remarks.sort();
    remarks.dedup();
    let rows = transactions.len() + problems.len();
    Listing {
        transactions,
        problems,
        remarks,
        reaches_to,
        rows,
        account_number: None,
    }
}

/// Of each row of each file whether no other has its id: so it is a transaction as it stands.
fn alone(files: &[FileListing]) -> Vec<bool> {
    let rows = || files.iter().flat_map(|file| &file.transactions);
    let mut counts: HashMap<&TransactionKey, u32> = HashMap::default();
    for row in rows().filter(|row| row.has_own_id) {
        *counts.entry(&row.key).or_default() += 1;
    }
    let is_alone = |row: &Transaction| counts.get(&row.key) == Some(&1) && row.has_own_id;
    rows().map(is_alone).collect()
}

fn is_since(transaction: &Transaction, since: Option<Date>, zone: Tz) -> bool {
    // A day without a time is a day in every zone.
    let zone = if transaction.has_time { zone } else { Tz::UTC };
    let day = transaction.at.date_in(zone);
    since.is_none_or(|since| day.is_some_and(|day| day >= since))
}

/// The rows of one file by their keys. Equal rows without an id are numbered.
fn keyed(rows: Vec<Transaction>) -> BTreeMap<TransactionKey, Vec<Transaction>> {
    let mut by_key: BTreeMap<TransactionKey, Vec<Transaction>> = BTreeMap::new();
    let mut without_id: BTreeMap<String, Vec<Transaction>> = BTreeMap::new();
    for row in rows {
        match row.has_own_id {
            true => by_key.entry(row.key.clone()).or_default().push(row),
            false => without_id.entry(content(&row)).or_default().push(row),
        }
    }
    for (content, mut equal) in without_id {
        equal.sort_by_cached_key(order);
        for (number, mut row) in (1..).zip(equal) {
            row.key.id = format!("{content}-{number}");
            by_key.entry(row.key.clone()).or_default().push(row);
        }
    }
    by_key
}

/// What identifies a row without an id: time, amount, payer and note.
fn content(row: &Transaction) -> String {
    const DIGITS: usize = 20;
    let payer = &row.payer;
    // Banks write one account with and without blanks.
    let account = payer.bank_account.as_deref().map(identity);
    let parts = (
        row.at,
        row.amount,
        [&payer.email, &payer.id, &payer.name, &account],
        &row.note,
    );
    let mut digest = Digest::of_json(&parts).hex();
    digest.truncate(DIGITS);
    digest
}

/// The transactions that rows with one key are, by their content. Rows with one amount in several files are one
/// transaction, as often as the file says that has most of them; rows that move no balance count only alone.
fn distinct(mut files: Vec<Vec<Transaction>>) -> Vec<Transaction> {
    if let [only] = &mut files[..]
        && only.len() == 1
    {
        return std::mem::take(only);
    }
    let mut by_amount: BTreeMap<(Currency, Decimal), Same> = BTreeMap::new();
    for rows in files {
        let mut moving: BTreeMap<(Currency, Decimal), usize> = BTreeMap::new();
        for row in rows {
            let amount = (row.amount.currency(), row.amount.value());
            let count = moving.entry(amount).or_default();
            *count += usize::from(moves(&row));
            let same = by_amount.entry(amount).or_default();
            same.count = same.count.max(*count);
            same.rows.push(row);
        }
    }
    let any_moves = by_amount.values().any(|same| same.count > 0);
    if any_moves {
        by_amount.retain(|_, same| same.count > 0);
    }
    let mut all: Vec<Transaction> = by_amount
        .into_values()
        .flat_map(Same::transactions)
        .collect();
    all.sort_by_cached_key(order);
    if !any_moves {
        all.truncate(1);
    }
    all
}

/// Rows with one key and one amount.
#[derive(Debug, Default)]
struct Same {
    rows: Vec<Transaction>,
    /// How many rows of one file move the balance, in the file that has most of them.
    count: usize,
}

impl Same {
    fn transactions(mut self) -> Vec<Transaction> {
        let is_memo = |row: &Transaction| row.nature == Nature::Memo;
        if !self.rows.iter().all(is_memo) {
            self.rows.retain(|row| !is_memo(row));
        }
        self.rows.sort_by_cached_key(order);
        let state = self.rows.iter().map(|row| row.state).max();
        let (count, mut rows) = (self.count.max(1), self.rows.into_iter());
        let Some(mut first) = rows.next() else {
            return Vec::new();
        };
        let mut others = Vec::new();
        for row in rows {
            complete(&mut first, &row);
            others.push(row);
        }
        first.state = state.unwrap_or(first.state);
        // Those of one file stand at different lines; of several files each has the first ones.
        let file = first.place.file.clone();
        let is_other = |row: &Transaction| moves(row) && row.place.file == file;
        others.sort_by_key(|row| !is_other(row));
        let more = others.into_iter().take(count - 1);
        std::iter::once(first).chain(more).collect()
    }
}

/// Whether the row stands for money that moved.
fn moves(row: &Transaction) -> bool {
    let is_final = matches!(row.state, Settlement::Settled | Settlement::Reversed);
    is_final && row.nature != Nature::Memo
}

/// Adds what only the other row says about the same transaction.
fn complete(first: &mut Transaction, other: &Transaction) {
    first.fill_in(other);
    first.fee = first.fee.or(other.fee);
    if first.nature == Nature::Unknown {
        first.nature = other.nature;
    }
    if !first.has_time && other.has_time {
        (first.at, first.has_time) = (other.at, true);
    }
}

/// By time, then key, then everything else that is not the place.
fn order(row: &Transaction) -> (Timestamp, TransactionKey, Decimal, Currency, String) {
    let rest = (
        &row.type_text,
        row.state,
        &row.payer,
        &row.note,
        &row.subscription,
        &row.refers_to,
        row.fee,
    );
    (
        row.at,
        row.key.clone(),
        row.amount.value(),
        row.amount.currency(),
        format!("{rest:?}"),
    )
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;
    use crate::sources::{Payer, RowPlace};

    fn row(id: &str, amount: &str, state: Settlement, file: &str, line: u32) -> Transaction {
        Transaction {
            key: format!("paypal/{id}").parse().unwrap(),
            has_own_id: id != "none",
            at: Timestamp(1_772_000_000),
            has_time: true,
            amount: amount.parse().unwrap(),
            fee: None,
            state,
            nature: Nature::Payment,
            type_text: "General Payment".into(),
            payer: Payer::default(),
            subscription: None,
            refers_to: None,
            note: None,
            place: RowPlace {
                file: file.into(),
                row: line,
            },
        }
    }

    fn files(files: &[&[Transaction]]) -> Listing {
        let file = |rows: &&[Transaction]| FileListing {
            transactions: rows.to_vec(),
            ..FileListing::default()
        };
        merged(files.iter().map(file).collect(), None, Tz::UTC)
    }

    #[test]
    fn one_transaction_in_several_files_has_its_most_final_status() {
        let pending = row("A", "5.00 EUR", Settlement::Pending, "a.csv", 2);
        let settled = row("A", "5.00 EUR", Settlement::Settled, "b.csv", 2);
        let reversed = row("A", "5.00 EUR", Settlement::Reversed, "c.csv", 2);
        for (listing, state) in [
            (
                files(&[from_ref(&pending), from_ref(&settled)]),
                Settlement::Settled,
            ),
            (
                files(&[from_ref(&settled), from_ref(&pending)]),
                Settlement::Settled,
            ),
            (
                files(&[&[reversed], &[settled, pending]]),
                Settlement::Reversed,
            ),
        ] {
            let [one] = &listing.transactions[..] else {
                panic!("{listing:?}");
            };
            assert_eq!(
                (one.state, listing.problems.len(), listing.rows),
                (state, 0, 1)
            );
        }
    }

    #[test]
    fn rows_of_one_file_with_one_id_are_all_there() {
        let first = row("A", "5.00 EUR", Settlement::Settled, "a.csv", 2);
        let same = row("A", "5.00 EUR", Settlement::Settled, "a.csv", 3);
        let other = row("A", "-3.00 EUR", Settlement::Settled, "a.csv", 4);
        for rows in [
            [first.clone(), same.clone(), other.clone()],
            [other, same, first],
        ] {
            let listing = files(&[&rows]);
            let found = listing.transactions.iter();
            let found: Vec<_> = found
                .map(|one| (one.key.id.as_str(), one.amount.to_string(), one.nature))
                .collect();
            let expected = [
                ("A", "5.00 EUR".to_owned(), Nature::Payment),
                ("A#2", "5.00 EUR".to_owned(), Nature::SameId),
                ("A#3", "-3.00 EUR".to_owned(), Nature::SameId),
            ];
            assert_eq!(found, expected);
            assert_eq!((listing.problems.len(), listing.rows), (0, 3));
        }
    }

    #[test]
    fn memo_rows_and_pending_ones_give_way_to_money_that_moved() {
        let mut memo = row("A", "5.00 EUR", Settlement::Settled, "a.csv", 2);
        memo.nature = Nature::Memo;
        let pending = row("A", "6.00 EUR", Settlement::Pending, "a.csv", 3);
        let settled = row("A", "5.50 EUR", Settlement::Settled, "a.csv", 4);
        let listing = files(&[&[memo.clone(), pending, settled]]);
        assert_eq!(listing.transactions.len(), 1, "{listing:?}");
        assert_eq!(listing.transactions[0].place.row, 4);
        assert_eq!(listing.problems, []);
        assert_eq!(files(&[&[memo]]).transactions[0].nature, Nature::Memo);
    }

    #[test]
    fn equal_rows_without_ids_count_as_often_as_in_one_file() {
        let line = |file, line| row("none", "5.00 EUR", Settlement::Settled, file, line);
        let twice = [line("a.csv", 2), line("a.csv", 3)];
        let thrice = [line("b.csv", 2), line("b.csv", 3), line("b.csv", 4)];
        for (files, count) in [
            (files(&[&twice]), 2),
            (files(&[&twice, &twice]), 2),
            (files(&[&twice, &thrice]), 3),
            (files(&[&thrice, &twice]), 3),
        ] {
            assert_eq!((files.transactions.len(), files.rows), (count, count));
            assert_eq!(files.problems, []);
        }
        let alone = files(&[&[line("a.csv", 2)]]);
        assert_eq!(
            alone.transactions[0].key,
            files(&[&twice]).transactions[0].key
        );
    }

    #[test]
    fn nothing_older_than_since_is_listed() {
        let mut old = row("A", "5.00 EUR", Settlement::Settled, "a.csv", 2);
        old.at = "2026-03-31T22:30:00Z".parse().unwrap();
        let listed = |zone: Tz, since: &str| {
            let file = FileListing {
                transactions: vec![old.clone()],
                ..FileListing::default()
            };
            let since = Some(since.parse().unwrap());
            merged(vec![file], since, zone).transactions.len()
        };
        assert_eq!(listed(Tz::Europe__Berlin, "2026-04-01"), 1);
        assert_eq!(listed(Tz::UTC, "2026-04-01"), 0);
    }
}
