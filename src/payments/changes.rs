//! What the book holds at the end and did not at the beginning, as changes of records.

use std::sync::Arc;

use super::book::{Access, Book, Dispute, Entry, Period, Refund, UserIndex};
use super::fate::Fate;
use super::work::Work;
use super::{Person, Reconciled, Remark, RemarkKind};
use crate::change::{self, Action, Change, DisputeChange, Link, Move, Replaced, Subject};
use crate::vocabulary::{Date, PlanDuration};

/// A last paid day that moves by more than so many periods looks like an accident.
const MOST_PERIODS: u32 = 2;

/// Adds the changes of all users, and what is worth saying about them.
pub(super) fn add(work: &Work<'_>, base: &Book, reconciled: &mut Reconciled) {
    let entries = work.book.users.iter().flat_map(|member| &member.entries);
    let new = entries.filter(|entry| entry.number.is_none()).count();
    reconciled.changes.reserve(new);
    for (user, person) in work.input.users.iter().enumerate() {
        let compared = Compared {
            work,
            base,
            user,
            person,
        };
        compared.add(reconciled);
    }
    for (number, item) in work.items.iter().enumerate() {
        match (&work.fates[number], work.assigned.get(&number)) {
            (Some(Fate::Forgotten), _) => {
                reconciled.remarks.push(forgotten(work, &item.transaction));
            }
            // Whose money waits needs no guess either.
            (Some(Fate::Open(_)), Some((user, _))) if work.input.users[*user].record.is_none() => {
                let payer = work.input.users[*user].who.user.clone();
                reconciled.paying.insert(payer);
            }
            _ => {}
        }
    }
}

fn forgotten(work: &Work<'_>, transaction: &crate::sources::Transaction) -> Remark {
    let key = &transaction.key;
    Remark {
        kind: RemarkKind::PaymentForgotten,
        subject: key.to_string(),
        message: format!(
            "{} of {} was recorded once and is not any more; write `{key}: USER` or `{key}: {{ignore: REASON}}` into a \
             file in the folder `decisions`",
            transaction.amount.magnitude(),
            work.day(transaction)
        ),
    }
}

/// A user before and after.
struct Compared<'a> {
    work: &'a Work<'a>,
    base: &'a Book,
    user: UserIndex,
    person: &'a Person<'a>,
}

impl Compared<'_> {
    fn add(&self, reconciled: &mut Reconciled) {
        let before = &self.base.users[self.user];
        let now = &self.work.book.users[self.user];
        let unchanged = before.entries == now.entries;
        if unchanged {
            return;
        }
        for entry in &now.entries {
            match entry.number.and_then(|number| before.recorded(number)) {
                Some(earlier) => self.add_changes_of(earlier, entry, reconciled),
                None => self.add_new(entry, reconciled),
            }
        }
        reconciled.remarks.extend(self.without_access());
        self.add_ended_guesses(reconciled);
        self.count_far_move(reconciled);
        // A guess that real payments do not reach still counts.
        let reaches_today = |end: Date| {
            let end = end.plus_days(u64::from(self.work.input.rules.grace_days));
            end.is_none_or(|end| end >= self.work.input.rules.today)
        };
        let mut paid = now.entries.iter().filter_map(Entry::pays);
        if self.person.record.is_none() && paid.any(|period| reaches_today(period.end)) {
            reconciled.paying.insert(self.person.who.user.clone());
        }
    }

    fn change_of(&self, number: u32, action: Action, entry: &Entry) -> Change {
        let who = self.person.who.clone();
        let file = Arc::clone(&self.person.file);
        Change::edit(
            Subject::Payment { who, number },
            file,
            action,
            entry.reason.clone(),
        )
    }

    /// A payment that was not there: new, or moved here.
    fn add_new(&self, entry: &Entry, reconciled: &mut Reconciled) {
        if entry.is_gone {
            return;
        }
        let change = match entry.moved_from {
            Some((from, number)) => {
                self.owner(from).add_returns(number, entry, reconciled);
                self.moved(entry, from, number)
            }
            None => {
                let subject = Subject::User(self.person.who.clone());
                let file = Arc::clone(&self.person.file);
                let action = Action::AddPayment(payment(entry));
                Change::edit(subject, file, action, entry.reason.clone())
            }
        };
        reconciled.changes.push(change);
    }

    /// The user who has a payment before it moves.
    fn owner(&self, user: UserIndex) -> Self {
        Self {
            work: self.work,
            base: self.base,
            user,
            person: &self.work.input.users[user],
        }
    }

    fn moved(&self, entry: &Entry, from: UserIndex, number: u32) -> Change {
        let owner = &self.work.input.users[from];
        let earlier = self.base.users[from].recorded(number);
        let before = earlier.and_then(|entry| entry.period.as_ref()).map(period);
        let user = (from != self.user).then(|| Replaced {
            before: Some(owner.who.user.clone()),
            after: self.person.who.user.clone(),
        });
        let after = entry.period.as_ref().map(period);
        let action = Action::MovePayment(Move::of(user, before.as_ref(), after.as_ref()));
        let who = owner.who.clone();
        let file = Arc::clone(&owner.file);
        Change::edit(
            Subject::Payment { who, number },
            file,
            action,
            entry.reason.clone(),
        )
    }

    /// The changes of a payment that was there.
    fn add_changes_of(&self, earlier: &Entry, entry: &Entry, reconciled: &mut Reconciled) {
        let Some(number) = entry.number else {
            return;
        };
        if entry.is_gone {
            if !self.moves_on(number) {
                let action = Action::DropPayment(payment(earlier));
                reconciled
                    .changes
                    .push(self.change_of(number, action, entry));
            }
            return;
        }
        if let Some(link) = link(earlier, entry) {
            let action = Action::LinkPayment(Box::new(link));
            reconciled
                .changes
                .push(self.change_of(number, action, entry));
        }
        self.add_returns(number, entry, reconciled);
    }

    /// What was given back or disputed of a payment that is this user's before this run, wherever it is after it.
    fn add_returns(&self, number: u32, entry: &Entry, reconciled: &mut Reconciled) {
        let Some(earlier) = self.base.users[self.user].recorded(number) else {
            return;
        };
        for new in entry.refunds.iter().skip(earlier.refunds.len()) {
            let action = Action::RefundPayment(refund(new));
            reconciled
                .changes
                .push(self.change_of(number, action, entry));
            reconciled.refunded.insert(self.person.who.user.clone());
        }
        if let Some(action) = disputed(earlier.dispute, entry.dispute) {
            reconciled
                .changes
                .push(self.change_of(number, action, entry));
        }
    }

    /// Whether a payment that is taken away here is moved to somewhere else.
    fn moves_on(&self, number: u32) -> bool {
        let users = self.work.book.users.iter();
        let mut entries = users.flat_map(|member| &member.entries);
        entries.any(|entry| entry.moved_from == Some((self.user, number)))
    }

    /// Says of the money of a user who cannot watch what it would restore.
    fn without_access(&self) -> Option<Remark> {
        let member = &self.work.book.users[self.user];
        let before = &self.base.users[self.user];
        let what = match (before.is_new, before.access) {
            (true, _) => "is imported now",
            (_, Access::Departed) => "shares nothing any more",
            (_, Access::Expired) => "is expired",
            (_, Access::Active) => return None,
        };
        let new = |entry: &&Entry| {
            let is_new = entry.number.is_none() && !entry.is_gone;
            is_new && (entry.pays().is_some() || !self.is_before_opening(entry))
        };
        let count = member.entries.iter().filter(new).count();
        let last = member.entries.iter().filter(new);
        let last = last.max_by_key(|entry| entry.paid_on)?;
        let longest = member.entries.iter().filter(new).filter_map(Entry::pays);
        let them = if count > 1 { "them" } else { "it" };
        let paid = match longest.max_by_key(|period| period.end) {
            Some(period) if period.end >= self.work.input.rules.today => {
                format!(
                    "is paid until {} by {them}",
                    member.last_paid_day(0).unwrap_or(period.end)
                )
            }
            Some(period) => format!("was paid until {} by {them}", period.end),
            None => format!("is given no time by {them}"),
        };
        let day = last.paid_on.unwrap_or(self.work.input.rules.today);
        let amount = last.amount.map(|amount| amount.to_string());
        let amount = amount.unwrap_or_default();
        let came = match count {
            1 => format!("{amount} came on {day}"),
            _ => format!("{count} payments came, the last of {amount} on {day}"),
        };
        Some(Remark {
            kind: RemarkKind::MoneyWithoutAccess,
            subject: self.person.who.user.to_string(),
            message: format!("{what}: {came}, and the user {paid}"),
        })
    }

    /// Whether the money came before its account was opened, so that it restores nothing.
    fn is_before_opening(&self, entry: &Entry) -> bool {
        let account = entry.account.as_ref();
        let opening = account.and_then(|account| self.work.input.rules.opening(account));
        opening.is_some_and(|opening| entry.paid_on.is_some_and(|day| day < opening))
    }

    /// Says which guesses of imports count for nothing from now on.
    fn add_ended_guesses(&self, reconciled: &mut Reconciled) {
        let grace = self.work.input.rules.grace_days;
        let (before, now) = (
            &self.base.users[self.user],
            &self.work.book.users[self.user],
        );
        let ended = now.entries.iter().filter(|entry| {
            entry.is_guess && before.guess_counts(entry, grace) && !now.guess_counts(entry, grace)
        });
        for period in ended.filter_map(|entry| entry.period.as_ref()) {
            reconciled.remarks.push(Remark {
                kind: RemarkKind::GuessEnded,
                subject: self.person.who.user.to_string(),
                message: format!(
                    "has real payments now: the guess of the import, {} to {}, counts for nothing",
                    period.start, period.end
                ),
            });
        }
    }

    /// Counts the user if their last paid day moves further than a mistake should. A user without one has none that
    /// moves: what is read first of a source may be as old as the household.
    fn count_far_move(&self, reconciled: &mut Reconciled) {
        let grace = self.work.input.rules.grace_days;
        let now = &self.work.book.users[self.user];
        let Some(before) = self.base.users[self.user].last_paid_day(grace) else {
            return;
        };
        let after = now.last_paid_day(grace).unwrap_or(before);
        let duration = self
            .work
            .book
            .next_plan(self.user)
            .map(|plan| plan.duration);
        let is_far = duration.is_some_and(|duration| is_beyond(before, after, duration));
        if is_far {
            reconciled.moved_far.insert(self.person.who.user.clone());
        }
    }
}

/// Whether two days lie more than two periods apart.
fn is_beyond(one: Date, other: Date, duration: PlanDuration) -> bool {
    let (earlier, later) = (one.min(other), one.max(other));
    duration
        .nth_end_from(earlier, MOST_PERIODS)
        .is_some_and(|end| later > end)
}

fn period(period: &Period) -> change::Period {
    change::Period {
        plan: period.plan.clone(),
        start: period.start,
        end: period.end,
    }
}

fn refund(refund: &Refund) -> change::Refund {
    change::Refund {
        on: refund.on,
        amount: refund.amount,
        transaction_id: refund.transaction.clone(),
    }
}

/// A payment with everything that is known of it.
fn payment(entry: &Entry) -> change::Payment {
    change::Payment {
        period: entry.period.as_ref().map(period),
        origin: entry.origin,
        source: entry.account.clone(),
        subscription_id: entry.subscription.clone(),
        transaction_id: entry.transaction.clone(),
        payer_id: entry.payer_id.clone(),
        sequence: entry.sequence,
        paid_on: entry.paid_on,
        amount: entry.amount,
        of: entry.of,
        refunds: entry.refunds.iter().map(refund).collect(),
        dispute: entry.dispute.map(|dispute| change::Dispute {
            opened: dispute.opened,
            outcome: dispute.outcome,
        }),
    }
}

/// What a transaction says about a payment, key by key; `None` if nothing changes.
fn link(earlier: &Entry, entry: &Entry) -> Option<Link> {
    fn replaced<T: Clone + PartialEq>(
        before: &Option<T>,
        after: &Option<T>,
    ) -> Option<Replaced<T>> {
        let after = after.clone().filter(|_| before != after)?;
        let before = before.clone();
        Some(Replaced { before, after })
    }
    let link = Link {
        source: replaced(&earlier.account, &entry.account),
        subscription_id: replaced(&earlier.subscription, &entry.subscription),
        transaction_id: replaced(&earlier.transaction, &entry.transaction),
        payer_id: replaced(&earlier.payer_id, &entry.payer_id),
        paid_on: replaced(&earlier.paid_on, &entry.paid_on),
        amount: replaced(&earlier.amount, &entry.amount),
        of: replaced(&earlier.of, &entry.of),
        sequence: replaced(&earlier.sequence, &entry.sequence),
    };
    (link != Link::default()).then_some(link)
}

fn disputed(before: Option<Dispute>, after: Option<Dispute>) -> Option<Action> {
    let dispute = after.filter(|_| before != after)?;
    let opened = before.is_none_or(|before| before.opened != dispute.opened);
    Some(Action::DisputePayment(DisputeChange {
        opened: opened.then(|| Replaced {
            before: before.map(|before| before.opened),
            after: dispute.opened,
        }),
        outcome: Replaced {
            before: before.map(|before| before.outcome),
            after: dispute.outcome,
        },
    }))
}
