//! Which days a payment is for: from when, and until when.
//!
//! A payment continues the chain that was paid before it, if it came early or within the grace days; later it starts
//! on the day it came. Only its own subscription continues a chain however late. Days that are covered already are
//! not given twice.

use std::borrow::Cow;

use super::book::{Book, Entry, Member, Period, UserIndex};
use super::length::{Bought, Unclear};
use super::period::{Beginning, Chain, Span};
use crate::vocabulary::Date;

/// A period that was found, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlacedPeriod {
    pub(super) period: Period,
    /// A clause for people: `continues the period that ends on 2026-03-05`.
    pub(super) how: String,
}

/// Money that came, and for what.
#[derive(Clone, Copy)]
struct Received<'a> {
    member: &'a Member,
    bought: &'a Bought,
    paid: Date,
    subscription: Option<&'a str>,
    grace: u32,
}

/// The days that money buys which came on the day `paid`.
pub(super) fn place(
    book: &Book,
    user: UserIndex,
    bought: &Bought,
    paid: Date,
    subscription: Option<&str>,
    grace: u32,
) -> Result<PlacedPeriod, Unclear> {
    let member = &book.users[user];
    let chains = member.all_chains();
    let received = Received {
        member,
        bought,
        paid,
        subscription,
        grace,
    };
    let natural = beginning(&received, chains);
    let beginning = free_from(chains, natural);
    let too_late = || Unclear("the period would end after the year 9999".to_owned());
    let end = beginning
        .end(bought.duration, bought.count)
        .ok_or_else(too_late)?;
    let start = beginning.start;
    let (later, _) = match runs_into(chains, (start, end)) {
        Some(later) => later,
        None => {
            let plan = bought.plan.clone();
            let period = Period { plan, start, end };
            let how = how(chains, beginning, paid);
            return Ok(PlacedPeriod { period, how });
        }
    };
    Err(Unclear(format!(
        "{start} to {end} would run into the period that starts on {later}"
    )))
}

fn how(chains: &[Chain], beginning: Beginning, paid: Date) -> String {
    let Beginning {
        start, continues, ..
    } = beginning;
    match (continues, start == paid) {
        (true, _) => format!("continues the period that ends on {start}"),
        (false, false) => format!("starts on {start}, when the first share was accepted"),
        (false, true) if chains.is_empty() => "the first payment".to_owned(),
        (false, true) => "starts on the day paid".to_owned(),
    }
}

/// Where the period starts by the payments that were paid before it.
fn beginning(received: &Received<'_>, chains: &[Chain]) -> Beginning {
    let Received {
        member,
        bought,
        paid,
        subscription,
        grace,
    } = *received;
    let is_before = |entry: &Entry| entry.day().is_some_and(|day| day <= paid);
    // In the order of time all are, so the chains need not be made again.
    let before = match member.newest_day().is_some_and(|newest| newest <= paid) {
        true => Cow::Borrowed(chains),
        false => Cow::Owned(member.chains(is_before)),
    };
    let Some(last) = before.last() else {
        let accepted = member.first_accepted.filter(|accepted| *accepted > paid);
        let is_first = chains.is_empty();
        return Beginning::on(accepted.filter(|_| is_first).unwrap_or(paid));
    };
    let after = Beginning::after(last);
    let is_in_time = paid.days_since(last.end()) <= i64::from(grace);
    let reaches = |end: Date| end > paid;
    let continues_late = || {
        is_subscription_of(member, last, subscription, is_before)
            && after
                .end(bought.duration, bought.count)
                .is_some_and(reaches)
    };
    match is_in_time || continues_late() {
        true => after,
        false => Beginning::on(paid),
    }
}

/// Whether the last payment of a chain belongs to this subscription.
fn is_subscription_of(
    member: &Member,
    chain: &Chain,
    subscription: Option<&str>,
    is_before: impl Fn(&Entry) -> bool,
) -> bool {
    let ends_it = |entry: &&Entry| {
        let ends = entry.pays().is_some_and(|period| period.end == chain.end());
        ends && !entry.is_guess && is_before(entry)
    };
    let mut last = member.entries.iter().filter(ends_it);
    subscription.is_some() && last.any(|entry| entry.subscription.as_deref() == subscription)
}

/// The same, or behind the days that are paid for already.
fn free_from(chains: &[Chain], beginning: Beginning) -> Beginning {
    let covering =
        |chain: &&Chain| chain.start() <= beginning.start && beginning.start < chain.end();
    chains
        .iter()
        .find(covering)
        .map_or(beginning, Beginning::after)
}

/// The period that these days would run into.
fn runs_into(chains: &[Chain], (start, end): Span) -> Option<Span> {
    let overlaps = |chain: &&Chain| chain.start() < end && start < chain.end();
    chains
        .iter()
        .find(overlaps)
        .map(|chain| (chain.start(), chain.end()))
}
