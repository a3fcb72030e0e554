//! Money that an admin wrote down before its transaction was listed: it is the same money, not more of it.

use super::accept::{Share, Terms, pays_for_no_time};
use super::book::{Book, Entry, Period};
use super::length::Unclear;
use super::work::Work;
use crate::vocabulary::{Date, Handle};

/// Gives a transaction to the payment that an admin wrote for it, if there is one: its dates stay, so a decision must
/// not say others.
pub(super) fn link(
    work: &mut Work<'_>,
    number: usize,
    share: &Share,
    terms: &Terms,
) -> Result<bool, Unclear> {
    let transaction = &work.items[number].transaction;
    let day = work.day(transaction);
    let Some(position) = written(&work.book, share, day, work.input.rules.grace_days) else {
        return Ok(false);
    };
    let entry = &work.book.users[share.user].entries[position];
    let gives_time =
        terms.say_when() && pays_for_no_time(work, share.user, transaction, true).is_none();
    if terms.is_decided && !terms.fit(&work.book, entry, gives_time) {
        return Err(says_otherwise(entry, work.book.handle(share.user)));
    }
    let from = super::accept::entry(work, transaction, share, day, terms);
    let id = transaction.key.id.clone();
    work.places
        .entry(id)
        .or_default()
        .push((share.user, position));
    work.book.change(share.user, position, |entry| {
        entry.was_by_hand = true;
        entry.reason = format!(
            "paid on {day}, {}; this money was written down already",
            terms.how
        );
        entry.paid_on = from.paid_on;
        entry.amount = from.amount;
        entry.of = from.of;
        entry.sequence = from.sequence.or(entry.sequence);
        entry.account = from.account;
        entry.transaction = from.transaction;
        entry.subscription = from.subscription.or(entry.subscription.take());
        entry.payer_id = from.payer_id.or(entry.payer_id.take());
    });
    Ok(true)
}

/// A payment was written for this money, and for another time than was decided.
fn says_otherwise(entry: &Entry, user: &Handle) -> Unclear {
    let time = match &entry.period {
        Some(Period { plan, start, end }) => format!("{plan} from {start} to {end}"),
        None => "no time".to_owned(),
    };
    Unclear(format!(
        "this money is written down for {user} already, for {time}; change that payment or the decision"
    ))
}

/// The payment that an admin wrote for this money: of the same amount, and paid around that day; the nearest.
fn written(book: &Book, share: &Share, day: Date, grace: u32) -> Option<usize> {
    let entries = book.users[share.user].of_record().iter().enumerate();
    let fitting = entries.filter_map(|(position, entry)| {
        let is_free = entry.is_by_hand() && entry.transaction.is_none() && !entry.is_gone;
        let distance = day.days_since(entry.day().filter(|_| is_free)?);
        let distance = distance.unsigned_abs();
        let fits = distance <= u64::from(most_days(entry.period.as_ref(), grace))
            && has_amount(book, share, entry);
        fits.then_some((distance, position))
    });
    fitting.min().map(|(_, position)| position)
}

/// How far the day may be away: the grace days, or half of a shorter period.
fn most_days(period: Option<&Period>, grace: u32) -> u32 {
    let half = period.map(|period| period.end.days_since(period.start).unsigned_abs() / 2);
    let half = half.and_then(|half| u32::try_from(half).ok());
    half.map_or(grace, |half| half.min(grace))
}

/// Whether a payment has this amount; without one, whether its plan costs that.
fn has_amount(book: &Book, share: &Share, entry: &Entry) -> bool {
    match (&entry.amount, &entry.period) {
        (Some(amount), _) => *amount == share.amount,
        (None, Some(period)) => book
            .plan(&period.plan)
            .is_some_and(|plan| plan.cost_of(period).contains(&share.amount)),
        (None, None) => false,
    }
}
