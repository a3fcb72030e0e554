//! Money that goes back: refunds, reversals, disputes.
//!
//! What is given back in full pays for nothing; the dates of other payments stay. A dispute pays until it is lost.

use super::book::{Dispute, Entry, Refund, UserIndex};
use super::fate::{Fate, Question};
use super::work::Work;
use super::{Input, Remark, RemarkKind};
use crate::records::schema::{Decision, RefundRecord};
use crate::sources::{Nature, NoPayment, Settlement};
use crate::vocabulary::{DisputeOutcome, Money, TransactionKey, shown};

/// What a transaction refers to.
enum Target {
    /// Recorded payments.
    Payments(Vec<(UserIndex, usize)>),
    /// A transaction of this run that is not recorded.
    Item(usize),
    /// Nothing that is known.
    Nothing,
}

fn target(work: &Work<'_>, number: usize) -> Target {
    let transaction = &work.items[number].transaction;
    let Some(id) = &transaction.refers_to else {
        return Target::Nothing;
    };
    let key = TransactionKey {
        account: transaction.key.account.clone(),
        id: id.clone(),
    };
    let recorded = work.recorded(&key);
    match work.numbers.get(&key) {
        _ if !recorded.is_empty() => Target::Payments(recorded),
        Some(number) => Target::Item(*number),
        None => Target::Nothing,
    }
}

/// A refund: noted on what it gives back.
pub(super) fn refund(work: &mut Work<'_>, number: usize) -> Fate {
    let amount = work.items[number].transaction.amount.magnitude();
    let of = match target(work, number) {
        Target::Payments(of) => of,
        Target::Item(of) => return of_item(work, number, of),
        Target::Nothing => return of_nothing(work, number, "gives back"),
    };
    let users: Vec<UserIndex> = of.iter().map(|(user, _)| *user).collect();
    let id = &work.items[number].transaction.key.id;
    let is_noted = |(user, position): &(UserIndex, usize)| {
        let entry = &work.book.users[*user].entries[*position];
        let mut refunds = entry.refunds.iter();
        // One without an id was noted when its source called the payment reversed.
        let is_it = |refund: &Refund| match &refund.transaction {
            Some(known) => known == id,
            None => refund.amount == amount,
        };
        refunds.any(is_it)
    };
    if of.iter().any(is_noted) {
        return Fate::Recorded(users);
    }
    let first = &work.book.users[of[0].0].entries[of[0].1];
    let whole = first.of.or(first.amount);
    if whole.is_some_and(|whole| whole.currency() != amount.currency()) {
        let why = "gives money back in another currency than it was paid in";
        return Fate::Open(Question::new(why, users));
    }
    let parts = match (of.as_slice(), first.of) {
        ([one], None) => vec![(*one, amount)],
        (of, Some(whole)) if whole == amount => {
            let part = |place: &(UserIndex, usize)| {
                let entry = &work.book.users[place.0].entries[place.1];
                (*place, entry.amount.unwrap_or(amount))
            };
            of.iter().map(part).collect()
        }
        (of, _) => match decided_part(work, number, of) {
            Some(place) => vec![(place, amount)],
            None => {
                let why = "a part of a payment for several users was given back: decide whose";
                return Fate::Open(Question::new(why, users));
            }
        },
    };
    for (place, amount) in parts {
        note_refund(work, number, place, amount);
    }
    Fate::Recorded(users)
}

/// The part that the admins decided a refund to be of.
fn decided_part(
    work: &Work<'_>,
    number: usize,
    of: &[(UserIndex, usize)],
) -> Option<(UserIndex, usize)> {
    let decisions = &work.input.records.decisions;
    let decision = decisions.get(&work.items[number].transaction.key)?;
    let Decision::Give(assignment) = &decision.value else {
        return None;
    };
    let user = work.book.user(&assignment.user.value)?;
    of.iter().find(|(owner, _)| *owner == user).copied()
}

fn note_refund(
    work: &mut Work<'_>,
    number: usize,
    (user, position): (UserIndex, usize),
    amount: Money,
) {
    let transaction = &work.items[number].transaction;
    let day = work.day(transaction);
    let id = transaction.key.id.clone();
    work.book.change(user, position, |entry| {
        let refund = Refund {
            on: day,
            amount,
            transaction: Some(id),
        };
        entry.refunds.push(refund);
        entry.reason = match entry.is_given_back() {
            true => format!("given back on {day}, so it pays for no time"),
            false => format!("{amount} of it was given back on {day}"),
        };
    });
}

/// A refund of a transaction that is not recorded: noted until all were seen.
fn of_item(work: &mut Work<'_>, number: usize, of: usize) -> Fate {
    match &work.fates[of] {
        Some(Fate::Open(_)) => {
            let noted = work.noted.entry(of).or_default();
            if !noted.contains(&number) {
                noted.push(number);
            }
            Fate::NoPayment(NoPayment::GivenBack)
        }
        Some(Fate::Decided(reason)) => Fate::Decided(reason.clone()),
        _ => Fate::NoPayment(NoPayment::OfNothing),
    }
}

fn of_nothing(work: &mut Work<'_>, number: usize, does: &str) -> Fate {
    let transaction = &work.items[number].transaction;
    let of = match &transaction.refers_to {
        Some(id) => format!("transaction `{}`, which is not known", shown(id)),
        None => "a transaction that it does not name".to_owned(),
    };
    work.remarks.push(Remark {
        kind: RemarkKind::RefundUnknown,
        subject: transaction.key.to_string(),
        message: format!(
            "{does} {} on {} of {of}",
            transaction.amount.magnitude(),
            work.day(transaction)
        ),
    });
    Fate::NoPayment(NoPayment::OfNothing)
}

/// A dispute: opened, won or lost.
pub(super) fn dispute(work: &mut Work<'_>, number: usize) -> Fate {
    let transaction = &work.items[number].transaction;
    let (day, nature) = (work.day(transaction), transaction.nature);
    let of = match target(work, number) {
        Target::Payments(of) => of,
        Target::Item(of) => return of_item_dispute(work, of),
        Target::Nothing => return of_nothing(work, number, "disputes"),
    };
    for (user, position) in &of {
        let now = work.book.users[*user].entries[*position].dispute;
        let becomes = match (nature, now) {
            (Nature::Chargeback, None) => Some((day, DisputeOutcome::Open)),
            // The payer disputes again what was won.
            (Nature::Chargeback, Some(now))
                if now.outcome == DisputeOutcome::Won && now.opened < day =>
            {
                Some((day, DisputeOutcome::Open))
            }
            (Nature::ChargebackLost, None) => Some((day, DisputeOutcome::Lost)),
            (Nature::ChargebackLost, Some(now)) => Some((now.opened, DisputeOutcome::Lost)),
            // One that was won earlier is another one.
            (Nature::ChargebackOver, Some(now))
                if now.outcome == DisputeOutcome::Open && now.opened <= day =>
            {
                Some((now.opened, DisputeOutcome::Won))
            }
            _ => None,
        };
        let becomes = becomes.map(|(opened, outcome)| Dispute { opened, outcome });
        if let Some(dispute) = becomes.filter(|becomes| now != Some(*becomes)) {
            work.book.change(*user, *position, |entry| {
                entry.dispute = Some(dispute);
                entry.reason = match dispute.outcome {
                    DisputeOutcome::Open => {
                        format!("disputed since {day}; it pays until that is decided")
                    }
                    DisputeOutcome::Won => format!("the dispute was won on {day}"),
                    DisputeOutcome::Lost => {
                        format!("the dispute was lost on {day}, so it pays for no time")
                    }
                };
            });
        }
    }
    Fate::Recorded(of.into_iter().map(|(user, _)| user).collect())
}

fn of_item_dispute(work: &Work<'_>, of: usize) -> Fate {
    match &work.fates[of] {
        Some(Fate::Decided(reason)) => Fate::Decided(reason.clone()),
        _ => Fate::NoPayment(NoPayment::OfNothing),
    }
}

/// Money that goes out, of a kind that is not known: a question if it refers to a payment.
pub(super) fn unknown_outgoing(work: &Work<'_>, number: usize) -> Fate {
    let transaction = &work.items[number].transaction;
    let users = match target(work, number) {
        Target::Payments(of) => of.into_iter().map(|(user, _)| user).collect(),
        Target::Item(_) => Vec::new(),
        Target::Nothing => return Fate::NoPayment(NoPayment::Outgoing),
    };
    let kind = shown(&transaction.type_text);
    let of = shown(transaction.refers_to.as_deref().unwrap_or_default());
    let why = format!("takes money of `{of}` away, and the type `{kind}` is not known");
    Fate::Open(Question::new(why, users))
}

/// Marks what its source calls reversed and no refund gave back; whether there was any.
pub(super) fn close_reversed(work: &mut Work<'_>) -> bool {
    let mut is_changed = false;
    for item in work.items {
        let transaction = &item.transaction;
        if transaction.state != Settlement::Reversed {
            continue;
        }
        let day = work.day(transaction);
        for (user, position) in work.recorded(&transaction.key) {
            let entry = &work.book.users[user].entries[position];
            let Some(amount) = entry.remains().filter(|_| entry.dispute.is_none()) else {
                continue;
            };
            work.book.change(user, position, |entry| {
                entry.refunds.push(Refund {
                    on: day,
                    amount,
                    transaction: None,
                });
                entry.reason = "its source calls it reversed, so it pays for no time".to_owned();
            });
            is_changed = true;
        }
    }
    is_changed
}

/// Closes what waits and was given back in full.
pub(super) fn close_open(work: &mut Work<'_>) {
    let reversed = |number: &usize| work.items[*number].transaction.state == Settlement::Reversed;
    let open: Vec<usize> = (0..work.items.len())
        .filter(|number| matches!(work.fates[*number], Some(Fate::Open(_))))
        .filter(|number| reversed(number) || is_given_back(work, *number))
        .collect();
    for number in open {
        work.fates[number] = Some(Fate::NoPayment(NoPayment::GivenBack));
    }
}

/// What was given back of a transaction that waits, as far as it is known: noted in this run, or in the inbox before.
pub(super) fn given_back(work: &Work<'_>, number: usize) -> Vec<Refund> {
    let key = &work.items[number].transaction.key;
    let mut refunds = noted_before(work.input, key);
    for refund in work.noted.get(&number).into_iter().flatten() {
        let transaction = &work.items[*refund].transaction;
        let id = Some(transaction.key.id.clone());
        if refunds.iter().all(|known| known.transaction != id) {
            refunds.push(Refund {
                on: work.day(transaction),
                amount: transaction.amount.magnitude(),
                transaction: id,
            });
        }
    }
    refunds
}

/// What the inbox says was given back of a transaction.
pub(super) fn noted_before(input: &Input<'_>, key: &TransactionKey) -> Vec<Refund> {
    let entry = input.records.inbox.get(key);
    let refunds = entry.into_iter().flat_map(|entry| &entry.value.refunds);
    let refund = |refund: &RefundRecord| Refund {
        on: refund.on.value,
        amount: refund.amount.value,
        transaction: refund.transaction_id.as_ref().map(|id| id.value.clone()),
    };
    refunds.map(refund).collect()
}

fn is_given_back(work: &Work<'_>, number: usize) -> bool {
    let entry = Entry {
        amount: Some(work.items[number].transaction.amount.magnitude()),
        refunds: given_back(work, number),
        ..Entry::default()
    };
    entry.is_given_back()
}
