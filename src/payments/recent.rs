//! Money that looks like a mistake of the payer: charged twice, or by a second subscription.

use foldhash::HashMap;
use rust_decimal::Decimal;

use super::Input;
use super::accept::Share;
use super::book::{Book, Entry, UserIndex};
use super::length::Unclear;
use super::work::{Work, day_of};
use crate::sources::{Payer, Transaction};
use crate::vocabulary::{Currency, Date, TransactionKey, folded, identity, shown};

/// Two equal payments closer than this are probably one that was charged twice.
const SECONDS_APART: u64 = 24 * 3_600;

/// What the inbox says of the second of two payments, before the id of the first.
pub(super) const CHARGED_TWICE: &str =
    "probably charged twice: the same amount of the same payer as `";

/// What makes two payments look the same: the user, the amount and the subscription.
type Likeness<'a> = (UserIndex, Decimal, Currency, Option<&'a str>);

/// The payments seen so far, by what they look like and sorted by day.
#[derive(Debug, Clone, Default)]
pub(super) struct Recent<'a>(HashMap<Likeness<'a>, Vec<Seen<'a>>>);

#[derive(Debug, Clone)]
struct Seen<'a> {
    transaction: &'a Transaction,
    day: Date,
}

impl<'a> Recent<'a> {
    /// Notes recorded payments of a transaction that a source lists again.
    pub(super) fn note(
        &mut self,
        input: &Input<'_>,
        book: &Book,
        recorded: &[(UserIndex, usize)],
        transaction: &'a Transaction,
    ) {
        let day = day_of(transaction, input.rules.timezone);
        for (user, position) in recorded {
            let entry = &book.users[*user].entries[*position];
            if let Some(amount) = entry.amount {
                self.add(&Share::whole(*user, amount), transaction, day);
            }
        }
    }

    /// Notes a payment that is recorded now.
    pub(super) fn add(&mut self, share: &Share, transaction: &'a Transaction, day: Date) {
        let alike = self.0.entry(likeness(share, transaction)).or_default();
        let at = alike.partition_point(|seen| seen.day <= day);
        alike.insert(at, Seen { transaction, day });
    }

    /// Payments that look like this one, of a day that less than 24 hours can be apart.
    fn near<'b>(
        &'b self,
        share: &Share,
        transaction: &'b Transaction,
        day: Date,
    ) -> &'b [Seen<'b>] {
        let alike = self.0.get(&likeness(share, transaction));
        let alike = alike.map(Vec::as_slice).unwrap_or_default();
        let first = day.minus_days(1).unwrap_or(day);
        let last = day.plus_days(1).unwrap_or(day);
        let begin = alike.partition_point(|seen| seen.day < first);
        let end = alike.partition_point(|seen| seen.day <= last);
        &alike[begin..end]
    }
}

fn likeness<'a>(share: &Share, transaction: &'a Transaction) -> Likeness<'a> {
    let amount = transaction.amount.magnitude();
    let value = amount.value().normalize();
    (
        share.user,
        value,
        amount.currency(),
        transaction.subscription.as_deref(),
    )
}

/// Refuses what looks like a mistake of the payer. Of two reasons the one that the inbox gives already is given again:
/// what is recorded says less of the others than their source did, so it may not be certain of the first one.
pub(super) fn refuse(
    work: &Work<'_>,
    share: &Share,
    transaction: &Transaction,
    day: Date,
) -> Result<(), Unclear> {
    let double = refuse_double(work, share, transaction, day);
    let other = refuse_other_subscription(work, share.user, transaction, day);
    let entry = work.input.records.inbox.get(&transaction.key);
    let is_given =
        |Unclear(why): &Unclear| entry.is_some_and(|entry| entry.value.why.value == *why);
    match (double, other) {
        (Err(_), Err(other)) if is_given(&other) => Err(other),
        (double, other) => double.and(other),
    }
}

/// Refuses what looks like another payment of the same user.
fn refuse_double(
    work: &Work<'_>,
    share: &Share,
    transaction: &Transaction,
    day: Date,
) -> Result<(), Unclear> {
    let is_close = |seen: &&Seen| {
        let other = seen.transaction;
        let is_near = match other.has_time && transaction.has_time {
            true => other.at.0.abs_diff(transaction.at.0) < SECONDS_APART,
            false => seen.day == day,
        };
        is_near
            && other.key != transaction.key
            && is_same_payer(&other.payer, &transaction.payer)
            && has_money(work, share.user, &other.key)
    };
    let alike = work.recent.near(share, transaction, day).iter();
    let listed = alike.filter(is_close);
    let distance = |seen: &Seen<'_>| seen.day.days_since(day).abs();
    let listed = listed.map(|seen| (distance(seen), seen.transaction.key.id.as_str()));
    let recorded = recorded_alike(work, share, transaction, day);
    let named = named_before(work, share.user, transaction);
    // The nearest one, whatever the order in which they were recorded.
    let nearest = || listed.chain(recorded).min().map(|(_, id)| id);
    match named.or_else(nearest) {
        Some(id) => Err(Unclear(format!("{CHARGED_TWICE}{}`", shown(id)))),
        None => Ok(()),
    }
}

/// The payment that the inbox names already and the user still has, if no source lists the transaction in this run:
/// what is recorded says less of its payments than their source did, so it is not chosen again.
fn named_before<'w>(
    work: &'w Work<'_>,
    user: UserIndex,
    transaction: &Transaction,
) -> Option<&'w str> {
    let item = work.numbers.get(&transaction.key)?;
    let entry = work.input.records.inbox.get(&transaction.key)?;
    let named = entry.value.why.value.strip_prefix(CHARGED_TWICE)?;
    let named = named.strip_suffix('`')?;
    let mut entries = work.book.users[user].entries.iter().filter(|entry| {
        let is_there = !entry.is_gone && !entry.is_given_back();
        is_there && work.items[*item].sources.is_empty()
    });
    entries.find_map(|entry| {
        let id = entry.transaction.as_deref()?;
        (shown(id) == named).then_some(id)
    })
}

/// Whether a user still has the money of a transaction: it was not given back or taken away since it was seen.
fn has_money(work: &Work<'_>, user: UserIndex, key: &TransactionKey) -> bool {
    let recorded = work.recorded(key).into_iter();
    let mut own = recorded.filter(|(owner, _)| *owner == user);
    own.any(|(_, position)| !work.book.users[user].entries[position].is_given_back())
}

/// The transactions of recorded payments that look the same and that no source lists again, each with its distance in
/// days. A part of a transaction names no subscription, so it may be of any.
fn recorded_alike<'w>(
    work: &'w Work<'_>,
    share: &Share,
    transaction: &'w Transaction,
    day: Date,
) -> impl Iterator<Item = (i64, &'w str)> {
    let amount = transaction.amount.magnitude();
    let asks_otherwise = asks_otherwise(work, transaction);
    let entries = work.book.users[share.user].of_record().iter();
    entries.filter_map(move |entry| {
        let id = entry.transaction.as_deref()?;
        if entry.is_gone {
            return None;
        }
        let distance = entry.paid_on?.days_since(day).abs();
        if distance > 1 {
            return None;
        }
        let is_other_payer = matches!(
            (&entry.payer_id, &transaction.payer.id),
            (Some(one), Some(other)) if folded(one) != folded(other)
        );
        let is_alike = !work.is_listed(entry.account.as_ref(), id)
            && !entry.is_given_back()
            && !is_other_payer
            && entry.of.or(entry.amount) == Some(amount)
            && (entry.subscription == transaction.subscription
                || entry.of.is_some() && !asks_otherwise)
            && !entry.is_of(&transaction.key.account, &transaction.key.id);
        is_alike.then_some((distance, id))
    })
}

/// Whether the inbox asks something else about a transaction that no source lists in this run: when its source listed
/// it, the subscriptions of all parts were known, and none was like it.
fn asks_otherwise(work: &Work<'_>, transaction: &Transaction) -> bool {
    let item = work.numbers.get(&transaction.key);
    let is_listed = item.is_none_or(|item| !work.items[*item].sources.is_empty());
    let entry = work.input.records.inbox.get(&transaction.key);
    let asks = entry.is_some_and(|entry| !entry.value.why.value.starts_with(CHARGED_TWICE));
    asks && !is_listed
}

/// Whether two payers may be one: the first thing that both name decides.
fn is_same_payer(one: &Payer, other: &Payer) -> bool {
    let pairs = [
        (&one.id, &other.id),
        (&one.email, &other.email),
        (&one.bank_account, &other.bank_account),
        (&one.name, &other.name),
    ];
    let both = pairs
        .into_iter()
        .find_map(|(one, other)| Some((one.as_ref()?, other.as_ref()?)));
    both.is_none_or(|(one, other)| identity(one) == identity(other))
}

/// Refuses a new subscription of a user while another one is paid.
fn refuse_other_subscription(
    work: &Work<'_>,
    user: UserIndex,
    transaction: &Transaction,
    day: Date,
) -> Result<(), Unclear> {
    let Some(id) = transaction.subscription.as_deref() else {
        return Ok(());
    };
    let entries = &work.book.users[user].entries;
    let is_it = |entry: &Entry| !entry.is_gone && entry.subscription.as_deref() == Some(id);
    if entries.iter().any(is_it) {
        return Ok(());
    }
    let grace = u64::from(work.input.rules.grace_days);
    let is_paid = |entry: &&Entry| {
        let period = entry.pays().filter(|_| !entry.is_guess);
        let lasts = |end: Date| end.plus_days(grace).is_none_or(|last| day <= last);
        period.is_some_and(|period| lasts(period.end))
            && entry.day().is_some_and(|paid| paid <= day)
    };
    let others = entries.iter().filter(is_paid).filter_map(|entry| {
        let other = entry.subscription.as_deref()?;
        Some((entry.pays()?.end, other))
    });
    // The one paid longest, whatever the order in which they were recorded.
    match others.max() {
        Some((end, other)) => Err(Unclear(format!(
            "a new subscription, while subscription `{}` is paid until {end}",
            shown(other)
        ))),
        None => Ok(()),
    }
}
