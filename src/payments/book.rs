//! Who is there and what they paid, as far as it is decided.
//!
//! The book begins with the records, users who are imported in the same run included, and every transaction that is
//! recorded changes it. At the end, what it holds is compared with what it began with.

use std::collections::BTreeSet;
use std::rc::Rc;

use foldhash::HashMap;

use super::kept::Kept;
use super::period::{Chain, Span, chains};
use crate::vocabulary::{
    Date, DisputeOutcome, Handle, Money, PaymentOrigin, PlanDuration, SourceName,
};

/// A user, with the number the book gives them.
pub(super) type UserIndex = usize;

/// All users, by handle, and the plans.
#[derive(Debug, Clone, Default)]
pub(super) struct Book {
    /// Shared between copies of the book until they change.
    pub(super) users: Vec<Rc<Member>>,
    pub(super) plans: Vec<Plan>,
    /// Who has a payment with this subscription id.
    subscriptions: HashMap<String, BTreeSet<UserIndex>>,
    /// Who has a payment with this payer id.
    payer_ids: HashMap<String, BTreeSet<UserIndex>>,
}

/// Users as they were.
#[derive(Debug)]
pub(super) struct Saved(Vec<(UserIndex, Rc<Member>)>);

/// A subscription plan.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) handle: Handle,
    pub(super) duration: PlanDuration,
    /// The price of today first, then those that still count, each with its last day.
    pub(super) prices: Vec<(Money, Option<Date>)>,
    pub(super) is_default: bool,
}

/// Whether a user can watch today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Shares something and is active.
    Active,
    /// Shares something and is expired.
    Expired,
    /// Shares nothing any more.
    Departed,
}

/// A user as matching sees them.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) handle: Handle,
    pub(super) is_permanent: bool,
    /// Whether this run imports them.
    pub(super) is_new: bool,
    pub(super) access: Access,
    /// Addresses they pay from, folded.
    pub(super) pays_from: Vec<String>,
    /// Addresses they have or had at Plex, folded.
    pub(super) plex_addresses: Vec<String>,
    /// Payer ids and bank accounts they pay from, folded and without blanks.
    pub(super) identities: Vec<String>,
    /// Names by which people may know them, folded: for hints only.
    pub(super) names: Vec<String>,
    /// The plan of the next payment, if an admin set one.
    pub(super) plan: Option<Handle>,
    /// The day they accepted the first of their shares.
    pub(super) first_accepted: Option<Date>,
    /// The payments, those of the record first.
    pub(super) entries: Vec<Entry>,
    /// How many of the payments are in the record.
    pub(super) recorded: usize,
    pub(super) kept: Kept,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Entry {
    /// Which payment of the record it is, counted from 1; `None` if it is new.
    pub(super) number: Option<u32>,
    /// The time it is meant to pay for.
    pub(super) period: Option<Period>,
    /// Where it comes from, as the record says.
    pub(super) origin: Option<PaymentOrigin>,
    /// Whether it is the guess of an import.
    pub(super) is_guess: bool,
    pub(super) paid_on: Option<Date>,
    pub(super) amount: Option<Money>,
    pub(super) of: Option<Money>,
    pub(super) sequence: Option<u32>,
    /// The account of the source it came from.
    pub(super) account: Option<SourceName>,
    pub(super) transaction: Option<String>,
    pub(super) subscription: Option<String>,
    pub(super) payer_id: Option<String>,
    pub(super) refunds: Vec<Refund>,
    pub(super) dispute: Option<Dispute>,
    /// Whether an admin wrote it before a source listed it.
    pub(super) was_by_hand: bool,
    /// Whether this run takes it away.
    pub(super) is_gone: bool,
    /// Where it was before this run moved it here: the user, and the number of the payment.
    pub(super) moved_from: Option<(UserIndex, u32)>,
    /// Why it is here or changed in this run, as a clause.
    pub(super) reason: String,
}

/// The time a payment is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) plan: Handle,
    pub(super) start: Date,
    pub(super) end: Date,
}

/// Money of a payment that was given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refund {
    pub(super) on: Date,
    pub(super) amount: Money,
    pub(super) transaction: Option<String>,
}

/// A payer wants the money back, at their bank or at the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dispute {
    pub(super) opened: Date,
    pub(super) outcome: DisputeOutcome,
}

impl Entry {
    /// The time it pays for: none if it was given back in full, or lost.
    pub(super) fn pays(&self) -> Option<&Period> {
        let is_lost = self
            .dispute
            .is_some_and(|it| it.outcome == DisputeOutcome::Lost);
        match self.is_gone || is_lost || self.is_given_back() {
            true => None,
            false => self.period.as_ref(),
        }
    }

    /// Whether the refunds are as large as the amount.
    pub(super) fn is_given_back(&self) -> bool {
        self.amount.is_some_and(|amount| {
            let mut refunds = self.refunds.iter().map(|refund| refund.amount);
            let sum = refunds
                .next()
                .and_then(|first| refunds.try_fold(first, |sum, refund| sum.plus(&refund)));
            sum.is_some_and(|sum| {
                sum.currency() == amount.currency() && sum.value() >= amount.value()
            })
        })
    }

    /// What was not given back of the amount; `None` if nothing is left of it.
    pub(super) fn remains(&self) -> Option<Money> {
        let mut refunds = self.refunds.iter().map(|refund| refund.amount);
        refunds.try_fold(self.amount?, |left, refund| left.minus(&refund))
    }

    /// The day the money came, as far as it is known.
    pub(super) fn day(&self) -> Option<Date> {
        self.paid_on
            .or(self.period.as_ref().map(|period| period.start))
    }

    /// Whether an admin wrote it: it is not a guess, and no source listed it.
    pub(super) fn is_by_hand(&self) -> bool {
        !self.is_guess && self.account.is_none()
    }

    /// Whether it is this transaction, or a part of it. One recorded without a source is known to every source.
    pub(super) fn is_of(&self, account: &SourceName, id: &str) -> bool {
        let is_account = self.account.as_ref().is_none_or(|own| own == account);
        is_account && self.transaction.as_deref() == Some(id)
    }

    /// The days it pays for, if it is not a guess.
    pub(super) fn span(&self) -> Option<Span> {
        let period = self.pays().filter(|_| !self.is_guess)?;
        Some((period.start, period.end))
    }
}

impl Member {
    /// The payments of the record, as they are by now.
    pub(super) fn of_record(&self) -> &[Entry] {
        &self.entries[..self.recorded]
    }

    /// The payment with this number in the record.
    pub(super) fn recorded(&self, number: u32) -> Option<&Entry> {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        let entry = self.entries.get(at);
        entry.filter(|entry| entry.number == Some(number))
    }

    /// Whether an admin wrote payments of this user when sources began to count on the day `opening`: there are some,
    /// or a source listed money before that day which was given no time for that reason.
    pub(super) fn was_by_hand(&self, opening: Date) -> bool {
        let is_early = |entry: &Entry| entry.paid_on.is_some_and(|day| day < opening);
        let mut left = self.entries.iter().filter(|entry| !entry.is_gone);
        left.any(|entry| {
            entry.is_by_hand() || entry.was_by_hand || entry.period.is_none() && is_early(entry)
        })
    }

    /// The chains of what was really paid, of the payments that `is_meant` picks; guesses are in none.
    pub(super) fn chains(&self, is_meant: impl Fn(&Entry) -> bool) -> Vec<Chain> {
        let meant = self.entries.iter().filter(|entry| is_meant(entry));
        chains(meant.filter_map(Entry::span).collect())
    }

    /// The plan of the latest payment that pays for time, guesses only where there is no other.
    pub(super) fn latest_plan(&self) -> Option<&Handle> {
        let latest = |guesses: bool| {
            let periods = self
                .entries
                .iter()
                .filter(|entry| entry.is_guess == guesses);
            let latest = periods
                .filter_map(Entry::pays)
                .max_by_key(|it| (it.end, it.start));
            latest.map(|period| &period.plan)
        };
        latest(false).or_else(|| latest(true))
    }
}

impl Book {
    /// A book of these users, who are sorted by handle, and plans.
    pub(super) fn of(users: Vec<Member>, plans: Vec<Plan>) -> Self {
        let mut book = Self {
            users: users.into_iter().map(Rc::new).collect(),
            plans,
            ..Self::default()
        };
        for user in 0..book.users.len() {
            let member = Rc::clone(&book.users[user]);
            for entry in &member.entries {
                book.learn(user, entry);
            }
        }
        book
    }

    fn learn(&mut self, user: UserIndex, entry: &Entry) {
        for (id, known) in [
            (&entry.subscription, &mut self.subscriptions),
            (&entry.payer_id, &mut self.payer_ids),
        ] {
            if let Some(id) = id {
                known.entry(id.clone()).or_default().insert(user);
            }
        }
    }

    /// Adds a payment, from which later transactions are recognised.
    pub(super) fn add(&mut self, user: UserIndex, entry: Entry) {
        self.learn(user, &entry);
        Rc::make_mut(&mut self.users[user]).push(entry);
    }

    /// Changes a payment, and learns from what it holds then.
    pub(super) fn change(
        &mut self,
        user: UserIndex,
        position: usize,
        change: impl FnOnce(&mut Entry),
    ) {
        let member = Rc::make_mut(&mut self.users[user]);
        member.kept.clear();
        change(&mut member.entries[position]);
        let member = Rc::clone(&self.users[user]);
        self.learn(user, &member.entries[position]);
    }

    /// Some users as they are now.
    pub(super) fn saved(&self, users: impl Iterator<Item = UserIndex>) -> Saved {
        let users: BTreeSet<UserIndex> = users.collect();
        let saved = users
            .into_iter()
            .map(|user| (user, Rc::clone(&self.users[user])));
        Saved(saved.collect())
    }

    /// Takes back what happened to these users since they were saved. What was learnt from their payments stays, and
    /// counts as long as there is such a payment.
    pub(super) fn restore(&mut self, saved: Saved) {
        for (user, member) in saved.0 {
            self.users[user] = member;
        }
    }

    /// Who has a payment of this subscription.
    pub(super) fn with_subscription(&self, id: &str) -> Vec<UserIndex> {
        let has = |entry: &Entry| entry.subscription.as_deref() == Some(id);
        self.still(self.subscriptions.get(id), has)
    }

    /// Who has a payment of this payer.
    pub(super) fn with_payer_id(&self, id: &str) -> Vec<UserIndex> {
        let has = |entry: &Entry| entry.payer_id.as_deref() == Some(id);
        self.still(self.payer_ids.get(id), has)
    }

    /// Those who still have such a payment, of all who had one in this run.
    fn still(
        &self,
        users: Option<&BTreeSet<UserIndex>>,
        has: impl Fn(&Entry) -> bool,
    ) -> Vec<UserIndex> {
        let users = users.into_iter().flatten().copied();
        let has_still = |user: &UserIndex| {
            let mut entries = self.users[*user].entries.iter();
            entries.any(|entry| !entry.is_gone && has(entry))
        };
        users.filter(has_still).collect()
    }

    /// The plan of this name.
    pub(super) fn plan(&self, handle: &Handle) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.handle == *handle)
    }

    /// The plan that the next payment of a user is for.
    pub(super) fn next_plan(&self, user: UserIndex) -> Option<&Plan> {
        let member = &self.users[user];
        let own = member.plan.as_ref().or_else(|| member.latest_plan());
        match own {
            Some(handle) => self.plan(handle),
            None => self.plans.iter().find(|plan| plan.is_default),
        }
    }

    /// The handle of a user.
    pub(super) fn handle(&self, user: UserIndex) -> &Handle {
        &self.users[user].handle
    }

    /// The user with this handle.
    pub(super) fn user(&self, handle: &Handle) -> Option<UserIndex> {
        self.users
            .binary_search_by(|member| member.handle.cmp(handle))
            .ok()
    }
}
