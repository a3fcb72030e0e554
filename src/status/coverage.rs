//! The meaning of a user's payments for one day.
//!
//! A payment covers its first to its last day. The next one starts on the day the last one ended, or on
//! the day after: no day lies between them, so together they are one chain, and the person is paid for
//! until the chain ends. Payments may overlap, and stand in the record in any order. Money that pays for no time,
//! or was given back, counts for nothing.

use crate::records::schema::Paid;
use crate::vocabulary::Date;

/// What payments say about a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Coverage<'r> {
    /// Whether a payment covers the day.
    pub is_covered: bool,
    /// The last day of the chain that covers the day, else of the last chain that ended before it.
    pub paid_until: Option<Date>,
    /// When the next chain starts: after the day, and after the chain that covers it.
    pub starts: Option<Date>,
    /// The payment in force, else the last that ended, else the first to come. Of several in force it is
    /// the one that began last, and of those the one that lasts longest.
    pub payment: Option<Paid<'r>>,
}

impl Coverage<'_> {
    /// The better of two: the one that covers the day, else the one that lasts longer.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let lasts = |coverage: &Self| (coverage.is_covered, coverage.paid_until);
        match lasts(&other) > lasts(&self) {
            true => other,
            false => self,
        }
    }
}

/// Payments that follow each other without a day in between.
#[derive(Debug, Clone, Copy)]
struct Chain {
    start: Date,
    end: Date,
}

/// What payments that count say about `day`.
#[must_use]
pub fn coverage<'r>(payments: &[Paid<'r>], day: Date) -> Coverage<'r> {
    let chains = chains(payments);
    let covering = chains
        .iter()
        .find(|chain| chain.start <= day && day <= chain.end);
    let before = chains.iter().rev().find(|chain| chain.end < day);
    let after = chains.iter().find(|chain| chain.start > day);
    Coverage {
        is_covered: covering.is_some(),
        paid_until: covering.or(before).map(|chain| chain.end),
        starts: after.map(|chain| chain.start),
        payment: deciding(payments, day),
    }
}

/// The chains of payments, the earliest first.
fn chains(payments: &[Paid<'_>]) -> Vec<Chain> {
    let mut periods: Vec<Chain> = payments
        .iter()
        .map(|Paid { period, .. }| Chain {
            start: *period.start,
            end: *period.end,
        })
        .collect();
    periods.sort_by_key(|period| (period.start, period.end));
    let mut chains: Vec<Chain> = Vec::new();
    for period in periods {
        match chains.last_mut() {
            Some(last) if period.start.days_since(last.end) <= 1 => {
                last.end = last.end.max(period.end);
            }
            _ => chains.push(period),
        }
    }
    chains
}

/// The payment that says on which plan a user is.
fn deciding<'r>(payments: &[Paid<'r>], day: Date) -> Option<Paid<'r>> {
    let days = |paid: &Paid<'_>| (*paid.period.start, *paid.period.end);
    let in_force = payments.iter().copied().filter(|paid| {
        let (start, end) = days(paid);
        start <= day && day <= end
    });
    let ended = || {
        let ended = payments
            .iter()
            .copied()
            .filter(|paid| *paid.period.end < day);
        ended.max_by_key(|paid| (*paid.period.end, *paid.period.start))
    };
    let to_come = || payments.iter().copied().min_by_key(days);
    in_force.max_by_key(days).or_else(ended).or_else(to_come)
}
