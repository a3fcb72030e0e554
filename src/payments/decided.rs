//! What the admins decided about single transactions: carried out, changed, and refused where it cannot be.

use super::accept::{Share, Terms, Time, pays_for_no_time, record};
use super::book::{Entry, UserIndex};
use super::fate::{Fate, Question};
use super::rules;
use super::work::Work;
use super::{Remark, RemarkKind};
use crate::records::schema::{DecidedTime, Decision, Split, SplitPart};
use crate::sources::Settlement;
use crate::vocabulary::{Money, Placed};

/// Carries out a decision about a transaction that is not recorded.
pub(super) fn carry_out(work: &mut Work<'_>, number: usize, decision: &Placed<Decision>) -> Fate {
    let amount = work.items[number].transaction.amount.magnitude();
    match shares(work, &decision.value, amount) {
        Ok(shares) => {
            let fate = record(work, number, shares, &terms(decision));
            if let Fate::Open(question) = &fate {
                let message = question.why.clone();
                refuse(work, number, decision, &message);
            }
            fate
        }
        Err(why) => {
            refuse(work, number, decision, &why);
            Fate::Open(Question::new(why, Vec::new()))
        }
    }
}

/// Says why a decision cannot be carried out.
pub(super) fn refuse(work: &mut Work<'_>, number: usize, decision: &Placed<Decision>, why: &str) {
    work.refused.insert(number);
    work.remarks.push(Remark {
        kind: RemarkKind::DecisionUnclear,
        subject: work.items[number].transaction.key.to_string(),
        message: format!(
            "the decision at {} cannot be carried out: {why}",
            decision.place
        ),
    });
}

/// What each user has by a decision; none if it is ignored.
fn shares(work: &Work<'_>, decision: &Decision, amount: Money) -> Result<Vec<Share>, String> {
    match decision {
        Decision::Ignore(_) => Ok(Vec::new()),
        Decision::Split(split) => rules::shares(&work.book, split, amount),
        Decision::Give(assignment) => {
            let handle = &assignment.user.value;
            let user = work.book.user(handle);
            let user = user.ok_or_else(|| format!("`{handle}` is not recorded"))?;
            Ok(vec![Share::whole(user, amount)])
        }
    }
}

fn terms(decision: &Placed<Decision>) -> Terms {
    let how = format!("as decided at {}", decision.place);
    let (plan, time, teaches, words) = match &decision.value {
        Decision::Give(assignment) => (
            assignment.plan.as_ref().map(|plan| plan.value.clone()),
            time(&assignment.time),
            !assignment.is_once,
            assignment.user.value.to_string(),
        ),
        Decision::Split(split) => (None, Time::ByAmount, false, rules::split_words(split)),
        Decision::Ignore(_) => (None, Time::None, false, "ignore".to_owned()),
    };
    Terms {
        how,
        plan,
        time,
        teaches,
        is_decided: true,
        decision: Some(words),
    }
}

const fn time(time: &DecidedTime) -> Time {
    match time {
        DecidedTime::ByAmount => Time::ByAmount,
        DecidedTime::Periods(count) => Time::Periods(count.value),
        DecidedTime::Days { start, end } => Time::Days(start.value, end.value),
        DecidedTime::Donation => Time::None,
    }
}

/// Compares a recorded transaction with the decision about it, which may have changed.
pub(super) fn reconsider(
    work: &mut Work<'_>,
    number: usize,
    recorded: &[(UserIndex, usize)],
) -> Fate {
    let users: Vec<UserIndex> = recorded.iter().map(|(user, _)| *user).collect();
    let items = work.items;
    let transaction = &items[number].transaction;
    let Some(decision) = work.input.records.decisions.get(&transaction.key) else {
        return Fate::Recorded(users);
    };
    if let Decision::Ignore(reason) = &decision.value {
        take_away(
            work,
            recorded,
            &format!("decided to ignore at {}", decision.place),
        );
        return Fate::Decided(reason.value.clone());
    }
    if is_what_stays(work, recorded, &decision.value) {
        return Fate::Recorded(users);
    }
    let amount = transaction.amount.magnitude();
    let wanted = match shares(work, &decision.value, amount) {
        Ok(wanted) => wanted,
        Err(why) => {
            refuse(work, number, decision, &why);
            return Fate::Recorded(users);
        }
    };
    if stands_as_decided(work, number, recorded, (&wanted, &terms(decision))) {
        return Fate::Recorded(users);
    }
    move_to(work, number, recorded, wanted, decision)
}

/// Whether a decision names just the parts that are recorded, which are less than the transaction: a user who had another
/// part was removed.
fn is_what_stays(work: &Work<'_>, recorded: &[(UserIndex, usize)], decision: &Decision) -> bool {
    let Decision::Split(Split::Amounts(parts)) = decision else {
        return false;
    };
    let is_recorded = |part: &SplitPart| {
        recorded.iter().any(|(user, position)| {
            let entry = &work.book.users[*user].entries[*position];
            let has_amount = entry.amount == Some(part.amount.value) && entry.of.is_some();
            has_amount && *work.book.handle(*user) == part.user.value
        })
    };
    parts.len() == recorded.len() && parts.iter().all(is_recorded)
}

/// Whether the payments say what was decided.
fn stands_as_decided(
    work: &Work<'_>,
    number: usize,
    recorded: &[(UserIndex, usize)],
    (wanted, terms): (&[Share], &Terms),
) -> bool {
    let transaction = &work.items[number].transaction;
    let entry = |(user, position): &(UserIndex, usize)| &work.book.users[*user].entries[*position];
    let mut has: Vec<(UserIndex, Option<Money>)> = recorded
        .iter()
        .map(|place| (place.0, entry(place).amount))
        .collect();
    let mut wants: Vec<(UserIndex, Option<Money>)> = wanted
        .iter()
        .map(|share| (share.user, Some(share.amount)))
        .collect();
    let by_user = |(user, _): &(UserIndex, Option<Money>)| *user;
    has.sort_by_key(by_user);
    wants.sort_by_key(by_user);
    let same_users = has.len() == wants.len()
        && has.iter().zip(&wants).all(|(has, wants)| {
            has.0 == wants.0 && (recorded.len() == 1 || has.1.is_none() || has.1 == wants.1)
        });
    let fits = |place: &(UserIndex, usize)| {
        let gives_time = transaction.state != Settlement::Reversed
            && pays_for_no_time(work, place.0, transaction, terms.say_when()).is_none();
        terms.fit(&work.book, entry(place), gives_time)
    };
    same_users && recorded.iter().all(fits)
}

/// Takes payments away; their places stay, so that others keep their numbers.
fn take_away(work: &mut Work<'_>, recorded: &[(UserIndex, usize)], reason: &str) {
    for (user, position) in recorded {
        work.book.change(*user, *position, |entry| {
            entry.is_gone = true;
            reason.clone_into(&mut entry.reason);
        });
    }
}

/// Takes payments from where they are and records them as decided; nothing moves if that cannot be done.
fn move_to(
    work: &mut Work<'_>,
    number: usize,
    recorded: &[(UserIndex, usize)],
    wanted: Vec<Share>,
    decision: &Placed<Decision>,
) -> Fate {
    let concerned = recorded.iter().map(|(user, _)| *user);
    let before = work
        .book
        .saved(concerned.chain(wanted.iter().map(|it| it.user)));
    take_away(work, recorded, &format!("decided at {}", decision.place));
    let from = match recorded {
        [(user, position)] => work.book.users[*user].entries[*position]
            .number
            .map(|number| (*user, number)),
        _ => None,
    };
    match record(work, number, wanted, &terms(decision)) {
        Fate::Recorded(users) => {
            if let ([user], Some(from)) = (users.as_slice(), from) {
                work.moved(number, *user, from);
            }
            Fate::Recorded(users)
        }
        other => {
            work.book.restore(before);
            if let Fate::Open(question) = other {
                refuse(work, number, decision, &question.why);
            }
            Fate::Recorded(recorded.iter().map(|(user, _)| *user).collect())
        }
    }
}

impl Work<'_> {
    /// Notes that the payment of an item came from another place, with what became of it there.
    fn moved(&mut self, number: usize, user: UserIndex, from: (UserIndex, u32)) {
        let key = &self.items[number].transaction.key;
        let Some((_, position)) = self
            .recorded(key)
            .into_iter()
            .find(|(owner, _)| *owner == user)
        else {
            return;
        };
        let mut old = self.book.users[from.0].entries.iter();
        let old = old.find(|entry| entry.number == Some(from.1)).cloned();
        if self.book.users[user].entries[position].number.is_some() {
            return; // It is a payment that the other user's admin wrote.
        }
        self.book.change(user, position, |entry| {
            if let Some(old) = old {
                *entry = Entry {
                    number: None,
                    period: entry.period.take(),
                    is_gone: false,
                    reason: std::mem::take(&mut entry.reason),
                    ..old
                };
            }
            entry.moved_from = Some(from);
        });
    }
}
