//! What is concluded from all payments of a user, kept until one of them changes: most transactions only add one, and
//! a user may have very many.

use std::cell::{OnceCell, RefCell};

use super::book::{Entry, Member};
use super::period::{Chain, extend};
use crate::vocabulary::{Currency, Date};

/// What is kept of one user.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    chains: OnceCell<Vec<Chain>>,
    /// The newest day of all payments; nothing if one has no day.
    newest: OnceCell<Option<Date>>,
    /// Of the subscription that was asked for last.
    payments: RefCell<Option<OfSubscription>>,
}

/// Of one subscription, positions among all payments of the user.
#[derive(Debug, Clone)]
struct OfSubscription {
    id: String,
    currency: Currency,
    found: Extremes,
}

/// The payments of a subscription from which it follows what the next one buys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Extremes {
    /// The smallest one in the currency, the earliest of several.
    pub(super) smallest: Option<usize>,
    /// The one that ends last.
    pub(super) last: Option<usize>,
}

impl Kept {
    /// Forgets all of it.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Member {
    /// The chains of all payments; guesses are in none.
    pub(super) fn all_chains(&self) -> &[Chain] {
        self.kept.chains.get_or_init(|| self.chains(|_| true))
    }

    /// The newest day on which a payment came, if each of them has a day.
    pub(super) fn newest_day(&self) -> Option<Date> {
        let newest = || {
            let days: Option<Vec<Date>> = self.entries.iter().map(Entry::day).collect();
            days?.into_iter().max()
        };
        *self.kept.newest.get_or_init(newest)
    }

    /// The payments of a subscription from which it follows what it buys next.
    pub(super) fn extremes(&self, id: &str, currency: Currency) -> Extremes {
        let mut kept = self.kept.payments.borrow_mut();
        if let Some(known) = kept.as_ref().filter(|known| known.is_of(id, currency)) {
            return known.found;
        }
        let positions = 0..self.entries.len();
        let found = positions.fold(Extremes::default(), |found, position| {
            found.with(&self.entries, position, id, currency)
        });
        *kept = Some(OfSubscription {
            id: id.to_owned(),
            currency,
            found,
        });
        found
    }

    /// Adds a payment, and takes it into what is kept.
    pub(super) fn push(&mut self, entry: Entry) {
        let (span, day) = (entry.span(), entry.day());
        let is_first = self.entries.is_empty();
        self.entries.push(entry);
        if let Some(newest) = self.kept.newest.get_mut() {
            *newest = match is_first {
                true => day,
                false => newest.zip(day).map(|(newest, day)| newest.max(day)),
            };
        }
        if let (Some(span), Some(chains)) = (span, self.kept.chains.get_mut())
            && !extend(chains, span)
        {
            self.kept.chains.take();
        }
        if let Some(known) = self.kept.payments.get_mut() {
            let position = self.entries.len() - 1;
            let found = known.found;
            known.found = found.with(&self.entries, position, &known.id, known.currency);
        }
    }
}

impl OfSubscription {
    fn is_of(&self, id: &str, currency: Currency) -> bool {
        self.id == id && self.currency == currency
    }
}

impl Extremes {
    /// The same after one more payment was looked at.
    fn with(self, entries: &[Entry], position: usize, id: &str, currency: Currency) -> Self {
        let entry = &entries[position];
        let is_it = !entry.is_guess && !entry.is_gone && entry.subscription.as_deref() == Some(id);
        let (Some(paid), Some(period), true) = (&entry.amount, &entry.period, is_it) else {
            return self;
        };
        let is_smaller = |known: usize| {
            let known = &entries[known];
            let amount = known.amount.map(|amount| amount.value());
            let start = known.period.as_ref().map(|period| period.start);
            (Some(paid.value()), Some(period.start)) < (amount, start)
        };
        let ends_later = |known: usize| {
            let known = entries[known].period.as_ref();
            known.is_none_or(|known| (period.end, period.start) >= (known.end, known.start))
        };
        let has_currency = paid.currency() == currency;
        Self {
            smallest: match has_currency && self.smallest.is_none_or(is_smaller) {
                true => Some(position),
                false => self.smallest,
            },
            last: match self.last.is_none_or(ends_later) {
                true => Some(position),
                false => self.last,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::book::{Access, Book, Period};
    use super::super::period::Beginning;
    use super::*;

    fn member(entries: Vec<Entry>) -> Member {
        Member {
            handle: "heron".parse().expect("a handle"),
            is_permanent: false,
            is_new: false,
            access: Access::Active,
            pays_from: Vec::new(),
            plex_addresses: Vec::new(),
            identities: Vec::new(),
            names: Vec::new(),
            plan: None,
            first_accepted: None,
            recorded: entries.len(),
            entries,
            kept: Kept::default(),
        }
    }

    fn entry((start, days, subscription, amount): (u64, u64, u8, u8)) -> Entry {
        let first: Date = "2026-01-01".parse().expect("a day");
        let start = first.plus_days(start).expect("a day");
        Entry {
            period: Some(Period {
                plan: "monthly".parse().expect("a handle"),
                start,
                end: start.plus_days(days).expect("a day"),
            }),
            amount: format!("{amount}.00 EUR").parse().ok(),
            subscription: Some(format!("I-{subscription}")),
            is_guess: days == 7,
            ..Entry::default()
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_kept_is_what_all_payments_say(
            payments in prop::collection::vec((0..400_u64, 1..60_u64, 0..2_u8, 1..5_u8), 1..30),
            asked in any::<u32>(),
        ) {
            let mut book = Book::of(vec![member(Vec::new())], Vec::new());
            let eur = "EUR".parse().expect("a currency");
            for (number, payment) in payments.into_iter().enumerate() {
                book.add(0, entry(payment));
                // Asked now and then only, so that what is kept is made at some time and extended later.
                if (asked >> (number % 31)).is_multiple_of(2) {
                    let member = &book.users[0];
                    let again = self::member(member.entries.clone());
                    prop_assert_eq!(member.all_chains(), again.all_chains());
                    prop_assert_eq!(member.newest_day(), again.newest_day());
                    prop_assert_eq!(member.extremes("I-1", eur), again.extremes("I-1", eur));
                    let anchors = |member: &Member| -> Vec<_> {
                        member.all_chains().iter().map(Beginning::after).collect()
                    };
                    prop_assert_eq!(anchors(member), anchors(&again));
                }
            }
        }
    }
}
