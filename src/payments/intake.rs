//! Which transactions there are: those that the sources list, and those that still wait in the inbox.
//!
//! Sources with one account list the same transactions; one that several list is here once. What the sources of this
//! run do not list is taken from the inbox, so that it is decided on in a run that asks no source.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use chrono_tz::Tz;
use foldhash::HashMap;

use super::Input;
use super::work::day_of;
use crate::records::schema::{InboxEntry, PaymentRecord};
use crate::sources::{
    Listing, Nature, Payer, RowPlace, Settlement, SourceOutcome, SourceReading, Transaction,
    nature_of_type,
};
use crate::vocabulary::{LocalTime, Placed, SignedMoney, SourceName, Timestamp, TransactionKey};

/// How far one transaction may be from itself in two listings, in seconds: time zones, and days without a time.
const MOST_APART: u64 = 2 * 24 * 3_600;

/// What the inbox says of a transaction that is not settled.
pub const PENDING: &str = "pending";

/// What the inbox says of a transaction whose id another one has, before the id.
pub(super) const SAME_ID: &str = "another row that moves money has the id `";

/// What the inbox says of a transaction of which nothing says what it is.
pub(super) const NO_TYPE: &str = "the source does not say what it is";

/// What the inbox says of a transaction whose sources list different amounts, before the amounts.
pub(super) const DISAGREE: &str = "its sources disagree: ";

/// A transaction, and who lists it.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    pub(super) transaction: Described<'a>,
    /// The sources that list it in this run; none if it is only in the inbox.
    pub(super) sources: Vec<&'a SourceName>,
    /// What else a source says it moved, if they disagree.
    pub(super) contradicts: Option<String>,
}

/// A transaction as one source lists it, or as several sources or the records describe it.
#[derive(Debug, Clone)]
pub(super) enum Described<'a> {
    Listed(&'a Transaction),
    Made(Box<Transaction>),
}

impl Deref for Described<'_> {
    type Target = Transaction;

    fn deref(&self) -> &Transaction {
        match self {
            Self::Listed(transaction) => transaction,
            Self::Made(transaction) => transaction,
        }
    }
}

/// All transactions, by time, then money that came before what became of it, then key.
pub(super) fn items<'a>(input: &Input<'a>) -> Vec<Item<'a>> {
    items_and(input, None)
}

/// The same, with a transaction that may only be recorded.
pub(super) fn items_and<'a>(input: &Input<'a>, recorded: Option<&TransactionKey>) -> Vec<Item<'a>> {
    let mut items = Items::default();
    for (reading, listing) in listings(input.readings) {
        items.list.reserve(listing.transactions.len());
        for transaction in &listing.transactions {
            let source = &reading.source;
            match items.find(&transaction.key) {
                Some(item) => item.join(transaction, source),
                None => items.add(Cow::Borrowed(&transaction.key), || Item {
                    transaction: Described::Listed(transaction),
                    sources: vec![source],
                    contradicts: None,
                }),
            }
        }
    }
    for (key, entry) in &input.records.inbox {
        if let Some(item) = items.find(key) {
            item.complete(from_inbox(input, key, &entry.value));
            continue;
        }
        let (_, contradicts) = entry.value.why.value.split_once(DISAGREE).unzip();
        let other = contradicts.and_then(|amounts| amounts.split_once(" or "));
        items.add(Cow::Borrowed(key), || Item {
            transaction: Described::Made(Box::new(from_inbox(input, key, &entry.value))),
            sources: Vec::new(),
            contradicts: other.map(|(_, other)| other.to_owned()),
        });
    }
    for (key, transaction) in recorded_again(input, recorded) {
        items.add(Cow::Owned(key), || Item {
            transaction: Described::Made(Box::new(transaction)),
            sources: Vec::new(),
            contradicts: None,
        });
    }
    items.in_order(input.rules.timezone)
}

fn end_of_day(transaction: &Transaction, zone: Tz) -> Timestamp {
    let next = day_of(transaction, zone).plus_days(1);
    let end = next.map(|next| Timestamp(next.begin_in(zone).0 - 1));
    end.map_or(transaction.at, |end| end.max(transaction.at))
}

/// Transactions, each once.
#[derive(Default)]
struct Items<'a> {
    list: Vec<Item<'a>>,
    numbers: HashMap<Cow<'a, TransactionKey>, usize>,
}

impl<'a> Items<'a> {
    fn find(&mut self, key: &TransactionKey) -> Option<&mut Item<'a>> {
        self.list.get_mut(*self.numbers.get(key)?)
    }

    /// Adds a transaction that is not there yet.
    fn add(&mut self, key: Cow<'a, TransactionKey>, item: impl FnOnce() -> Item<'a>) {
        self.numbers.entry(key).or_insert_with(|| {
            self.list.push(item());
            self.list.len() - 1
        });
    }

    /// By time; what refers to another transaction comes after it, whatever its time, and what ends a dispute after
    /// everything else of its day, because records know days only.
    fn in_order(self, zone: Tz) -> Vec<Item<'a>> {
        let at = |item: &Item<'_>| {
            let transaction = &*item.transaction;
            let own = match transaction.nature {
                Nature::ChargebackLost | Nature::ChargebackOver => end_of_day(transaction, zone),
                _ => transaction.at,
            };
            let of = item.transaction.refers_to.clone().map(|id| TransactionKey {
                account: item.transaction.key.account.clone(),
                id,
            });
            let of = of.and_then(|key| self.list.get(*self.numbers.get(&key)?));
            of.map_or(own, |of| own.max(of.transaction.at))
        };
        let order = |item: &Item<'_>| {
            let transaction = &item.transaction;
            (
                at(item),
                transaction.refers_to.is_some() || !transaction.amount.comes(),
            )
        };
        let orders: Vec<_> = self.list.iter().map(order).collect();
        let mut ordered: Vec<_> = orders.into_iter().zip(self.list).collect();
        ordered.sort_by(|(one, item), (other, that)| {
            let keys = (&item.transaction.key, &that.transaction.key);
            one.cmp(other).then_with(|| keys.0.cmp(keys.1))
        });
        ordered.into_iter().map(|(_, item)| item).collect()
    }
}

/// The listings of the sources that were read.
pub(super) fn listings(
    readings: &[SourceReading],
) -> impl Iterator<Item = (&SourceReading, &Listing)> {
    readings
        .iter()
        .filter_map(|reading| match &reading.outcome {
            SourceOutcome::Read(listing) => Some((reading, listing)),
            SourceOutcome::Unknown(_) => None,
        })
}

impl<'a> Item<'a> {
    /// Takes what another source says of it: the most final state, and what is not known yet.
    fn join(&mut self, other: &'a Transaction, source: &'a SourceName) {
        if !self.sources.contains(&source) {
            self.sources.push(source);
        }
        if self.transaction.amount != other.amount {
            self.contradicts = Some(other.amount.to_string());
            return;
        }
        let mut own = match std::mem::replace(&mut self.transaction, Described::Listed(other)) {
            Described::Listed(own) => Box::new(own.clone()),
            Described::Made(own) => own,
        };
        own.state = own.state.max(other.state);
        if own.nature == Nature::Unknown {
            own.nature = other.nature;
            own.type_text.clone_from(&other.type_text);
        }
        if !own.has_time && other.has_time {
            (own.at, own.has_time) = (other.at, true);
        }
        own.fee = own.fee.or(other.fee);
        own.fill_in(other);
        self.transaction = Described::Made(own);
    }

    /// Takes what the inbox knows of it: sources with one account describe the same money in different words, and
    /// each of them may be asked alone.
    fn complete(&mut self, waiting: Transaction) {
        let own: &Transaction = &self.transaction;
        let mut own = Box::new(own.clone());
        own.fill_in(&waiting);
        own.payer.name = waiting.payer.name.or(own.payer.name);
        own.note = waiting.note.or(own.note);
        self.transaction = Described::Made(own);
    }
}

/// The transaction that an entry of the inbox describes.
fn from_inbox(input: &Input<'_>, key: &TransactionKey, entry: &InboxEntry) -> Transaction {
    let text = |text: &Option<Placed<String>>| text.as_ref().map(|text| text.value.clone());
    let type_text = text(&entry.kind).unwrap_or_default();
    let is_pending = entry.why.value == PENDING;
    // A source that may be gone from the settings gave money without a type, and asked nothing about that.
    let asks_type = !type_text.is_empty() || entry.why.value == NO_TYPE;
    Transaction {
        key: key.clone(),
        has_own_id: true,
        at: entry.at.value.instant(),
        has_time: !is_day(&entry.at.value),
        amount: entry.amount.value,
        fee: None,
        state: if is_pending {
            Settlement::Pending
        } else {
            Settlement::Settled
        },
        nature: match input.rules.payments_only.contains(&key.account) || !asks_type {
            _ if entry.why.value.starts_with(SAME_ID) => Nature::SameId,
            true => Nature::Payment,
            false => nature_of_type(&type_text),
        },
        type_text,
        payer: Payer {
            email: text(&entry.payer),
            id: text(&entry.payer_id),
            name: text(&entry.name),
            bank_account: text(&entry.bank_account),
        },
        subscription: text(&entry.subscription_id),
        refers_to: text(&entry.refers_to),
        note: text(&entry.note),
        place: RowPlace {
            file: entry.at.place.file.to_string(),
            row: entry.at.place.line,
        },
    }
}

/// Recorded transactions that a decision names, as their payments describe them, because the decision may have changed;
/// and one that is asked for.
fn recorded_again(
    input: &Input<'_>,
    asked: Option<&TransactionKey>,
) -> Vec<(TransactionKey, Transaction)> {
    if input.records.decisions.is_empty() && asked.is_none() {
        return Vec::new();
    }
    let users = input.records.users.values();
    let payments = users.flat_map(|user| &user.payments);
    let decided = payments.filter_map(|payment| {
        let key = TransactionKey {
            account: payment.source.as_ref()?.value.clone(),
            id: payment.transaction_id.as_ref()?.value.clone(),
        };
        let is_meant = asked == Some(&key) || input.records.decisions.contains_key(&key);
        let transaction = from_record(&key, payment).filter(|_| is_meant)?;
        Some((key, transaction))
    });
    decided.collect()
}

/// The transaction that a payment came from, as far as the record describes it.
pub(super) fn from_record(key: &TransactionKey, payment: &PaymentRecord) -> Option<Transaction> {
    let text = |text: &Option<Placed<String>>| text.as_ref().map(|text| text.value.clone());
    let amount = payment.of.as_ref().or(payment.amount.as_ref())?;
    let day = payment.paid_on.as_ref()?;
    Some(Transaction {
        key: key.clone(),
        has_own_id: true,
        at: day.value.begin_in(chrono_tz::Tz::UTC),
        has_time: false,
        amount: SignedMoney::from(amount.value),
        fee: None,
        state: Settlement::Settled,
        nature: Nature::Payment,
        type_text: String::new(),
        payer: Payer {
            id: text(&payment.payer_id),
            ..Payer::default()
        },
        subscription: text(&payment.subscription_id),
        refers_to: None,
        note: None,
        place: RowPlace {
            file: day.place.file.to_string(),
            row: day.place.line,
        },
    })
}

/// Whether a time stands for a whole day, which is written as midnight in UTC.
fn is_day(time: &LocalTime) -> bool {
    time.to_string().ends_with("T00:00:00Z")
}

/// Transactions of a source that are known under another account.
pub(super) struct OtherAccount {
    pub(super) account: SourceName,
    pub(super) count: usize,
    /// How many more are recorded under the account of the source.
    pub(super) own: usize,
    /// The source that lists them too; `None` if they are recorded.
    pub(super) lister: Option<SourceName>,
}

/// Sources whose transactions are recorded under another account, or listed by an earlier source under one.
pub(super) fn under_other_accounts(input: &Input<'_>) -> BTreeMap<SourceName, OtherAccount> {
    let known = known_ids(input);
    let mut earlier: Vec<(&SourceReading, &Listing)> = Vec::new();
    let mut found = BTreeMap::new();
    for (reading, listing) in listings(input.readings) {
        let other = recorded_elsewhere(&known, reading, listing)
            .or_else(|| listed_elsewhere(&earlier, reading, listing));
        match other {
            Some(other) => drop(found.insert(reading.source.clone(), other)),
            None => earlier.push((reading, listing)),
        }
    }
    found
}

fn recorded_elsewhere(
    known: &BTreeMap<&str, BTreeSet<&SourceName>>,
    reading: &SourceReading,
    listing: &Listing,
) -> Option<OtherAccount> {
    let mut by_account: BTreeMap<&SourceName, Vec<&Transaction>> = BTreeMap::new();
    for transaction in &listing.transactions {
        let accounts = known.get(transaction.key.id.as_str());
        let is_other = |accounts: &&BTreeSet<_>| !accounts.contains(&reading.account);
        for account in accounts.filter(is_other).into_iter().flatten() {
            by_account.entry(account).or_default().push(transaction);
        }
    }
    let (account, alike) = by_account
        .into_iter()
        .max_by_key(|(_, alike)| alike.len())?;
    let is_sure = alike.iter().any(|it| it.has_own_id) || are_many(alike.len(), listing);
    let is_own = |it: &&Transaction| {
        let accounts = known.get(it.key.id.as_str());
        accounts.is_some_and(|accounts| accounts.contains(&reading.account))
    };
    is_sure.then(|| OtherAccount {
        account: account.clone(),
        count: alike.len(),
        own: listing.transactions.iter().filter(is_own).count(),
        lister: None,
    })
}

fn listed_elsewhere(
    earlier: &[(&SourceReading, &Listing)],
    reading: &SourceReading,
    listing: &Listing,
) -> Option<OtherAccount> {
    let others = earlier.iter().filter(|it| it.0.account != reading.account);
    others
        .map(|(other, of_other)| {
            let same: HashMap<&str, &Transaction> = of_other
                .transactions
                .iter()
                .map(|it| (it.key.id.as_str(), it))
                .collect();
            let is_alike = |it: &&Transaction| {
                let other = same.get(it.key.id.as_str());
                other.is_some_and(|other| is_probably_one(other, it))
            };
            let count = listing.transactions.iter().filter(is_alike).count();
            OtherAccount {
                account: other.account.clone(),
                count,
                own: 0,
                lister: Some(other.source.clone()),
            }
        })
        .find(|other| are_many(other.count, listing))
}

/// Whether two transactions with one id are probably one: of the same amount, and at the same time; files and answers
/// may write the time in different ways, but not the id that a service gave.
fn is_probably_one(one: &Transaction, other: &Transaction) -> bool {
    let near = match one.has_own_id && other.has_own_id {
        true => MOST_APART,
        false => 0,
    };
    one.amount == other.amount && one.at.0.abs_diff(other.at.0) <= near
}

/// Whether so many transactions of a listing cannot be alike by chance.
fn are_many(count: usize, listing: &Listing) -> bool {
    count > 1 || count == 1 && listing.transactions.len() == 1
}

/// The accounts under which each transaction id is known.
fn known_ids<'a>(input: &Input<'a>) -> BTreeMap<&'a str, BTreeSet<&'a SourceName>> {
    let mut known: BTreeMap<&str, BTreeSet<&SourceName>> = BTreeMap::new();
    let payments = input.records.users.values().flat_map(|user| &user.payments);
    let recorded = payments.filter_map(|payment| {
        let (id, account) = (payment.transaction_id.as_ref()?, payment.source.as_ref()?);
        Some((id.value.as_str(), &account.value))
    });
    // Not those of decisions: an admin wrote them, and may have mistyped the account.
    let keys = input.records.inbox.keys().chain(input.recorded_before);
    let keys = keys.map(|key| (key.id.as_str(), &key.account));
    for (id, account) in recorded.chain(keys) {
        known.entry(id).or_default().insert(account);
    }
    known
}
