//! What changes of payments mean for the users they concern.
//!
//! Payments are numbered as they stand in the record now, whatever else changes: so those that go are taken out
//! last, and a payment that moves is taken as it is after all other changes of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::edits::{index_of, joined, key, replacement, set_values};
use super::{expected_payments, expected_records, values};
use crate::change::{
    Action, Change, Dispute, DisputeChange, Link, Move, Replaced, Subject, UserKey,
};
use crate::records::Household;
use crate::records::schema::{PaymentRecord, UserRecord};
use crate::vocabulary::{Handle, Money};
use crate::yaml::{Edit, PathStep, Value};

/// What happens to one user.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part<'c> {
    /// A change of the user.
    Own(&'c Change),
    /// A payment that another user had.
    Receives(Box<PaymentRecord>),
}

/// What happens to each user of one file.
pub(super) type PartsByHandle<'c> = BTreeMap<&'c Handle, Vec<Part<'c>>>;

/// What happens to the users, by file.
pub(super) fn by_file<'c>(
    household: &'c Household,
    changes: &[&'c Change],
) -> BTreeMap<Arc<str>, PartsByHandle<'c>> {
    let mut files: BTreeMap<Arc<str>, PartsByHandle<'c>> = BTreeMap::new();
    for change in changes {
        let (Some(edit), Some(who)) = (change.as_edit(), change.who()) else {
            continue;
        };
        let by_user = files.entry(Arc::clone(&edit.file)).or_default();
        by_user
            .entry(&who.user)
            .or_default()
            .push(Part::Own(change));
    }
    for change in changes {
        let Some((user, payment)) = received(household, changes, change) else {
            continue;
        };
        if let Some(file) = file_of(household, changes, user) {
            let by_user = files.entry(file).or_default();
            by_user
                .entry(user)
                .or_default()
                .push(Part::Receives(Box::new(payment)));
        }
    }
    files
}

/// The file of a user who is recorded or is going to be.
fn file_of(household: &Household, changes: &[&Change], user: &Handle) -> Option<Arc<str>> {
    let recorded = household.users.get(user).map(|home| Arc::clone(&home.file));
    recorded.or_else(|| {
        let mut own = changes.iter().filter(|change| match &change.subject {
            Subject::User(who) => who.user == *user,
            _ => false,
        });
        own.find_map(|change| Some(Arc::clone(&change.as_edit()?.file)))
    })
}

/// The user who receives a payment by this change, and the payment after all changes of it.
fn received<'c>(
    household: &Household,
    changes: &[&Change],
    change: &'c Change,
) -> Option<(&'c Handle, PaymentRecord)> {
    let (Subject::Payment { who, number }, Some(Action::MovePayment(moves))) =
        (&change.subject, change.action())
    else {
        return None;
    };
    let user = &moves.user.as_ref()?.after;
    let record = household.records.users.get(&who.user)?;
    let mut payment = record.payments.get(index_of(*number))?.clone();
    for other in changes
        .iter()
        .filter(|other| other.subject == change.subject)
    {
        if let Some(action) = other.action() {
            expected_payments::amend_payment(&mut payment, action);
        }
    }
    Some((user, payment))
}

/// The number of the payment that a change takes away from its user.
fn taken_away(change: &Change) -> Option<u32> {
    let is_gone = match change.action()? {
        Action::DropPayment(_) => true,
        Action::MovePayment(moves) => moves.user.is_some(),
        _ => false,
    };
    change.subject.payment().filter(|_| is_gone)
}

/// The numbers of the payments that go, the last one first.
fn all_taken_away(parts: &[Part<'_>]) -> Vec<u32> {
    let own = parts.iter().filter_map(|part| match part {
        Part::Own(change) => taken_away(change),
        Part::Receives(_) => None,
    });
    let mut numbers: Vec<u32> = own.collect();
    numbers.sort_unstable_by(|one, other| other.cmp(one));
    numbers.dedup();
    numbers
}

/// The user after everything that happens to them.
pub(super) fn amended(mut user: UserRecord, parts: &[Part<'_>]) -> UserRecord {
    for part in parts {
        match part {
            Part::Own(change) => expected_records::amend_user(&mut user, change),
            Part::Receives(payment) => user.payments.push((**payment).clone()),
        }
    }
    for number in all_taken_away(parts) {
        let index = index_of(number);
        if index < user.payments.len() {
            user.payments.remove(index);
        }
    }
    user
}

/// The edits of one recorded user; `root` leads to the user inside the file.
pub(super) fn edits(root: &[PathStep], record: &UserRecord, parts: &[Part<'_>]) -> Vec<Edit> {
    let gone = all_taken_away(parts);
    let is_gone = |change: &Change| {
        let number = change.subject.payment();
        number.is_some_and(|number| gone.contains(&number))
    };
    let mut edits = Vec::new();
    for part in parts {
        match part {
            Part::Own(change) if is_gone(change) => {}
            Part::Own(change) => edits.extend(super::edits::user_edits(root, record, change)),
            Part::Receives(payment) => edits.push(Edit::Append {
                path: joined(root, [key("payments")]),
                value: values::payment(payment),
            }),
        }
    }
    if discord_goes(record, parts) {
        let discord = joined(root, [key("discord")]);
        edits.retain(|edit| !edit.path().starts_with(&discord));
        edits.push(Edit::Remove { path: discord });
    }
    edits.extend(gone.iter().map(|number| Edit::Remove {
        path: joined(root, [key("payments"), PathStep::Index(index_of(*number))]),
    }));
    edits
}

/// Whether the last key below `discord` goes, and so the mapping itself.
fn discord_goes(record: &UserRecord, parts: &[Part<'_>]) -> bool {
    let Some(discord) = &record.discord else {
        return false;
    };
    let mut left = [discord.id.is_some(), discord.username.is_some()];
    for part in parts {
        if let Part::Own(change) = part
            && let Some(Action::SetField(field)) = change.action()
        {
            match field.key {
                UserKey::DiscordId => left[0] = field.after.is_some(),
                UserKey::DiscordUsername => left[1] = field.after.is_some(),
                _ => {}
            }
        }
    }
    left == [false, false]
}

/// The edits of a payment that stays; `path` leads to it.
pub(super) fn edits_of_payment(
    path: &[PathStep],
    record: Option<&PaymentRecord>,
    action: &Action,
) -> Vec<Edit> {
    match action {
        Action::LinkPayment(link) => linked(path, link),
        Action::RefundPayment(refund) => vec![Edit::Append {
            path: joined(path, [key("refunds")]),
            value: values::refund(&refund.record()),
        }],
        Action::DisputePayment(dispute) => {
            let recorded = record.and_then(|record| record.dispute.as_ref());
            disputed(path, recorded.map(Dispute::from), dispute)
        }
        Action::MovePayment(moves) => moved(path, moves),
        _ => Vec::new(),
    }
}

fn linked(path: &[PathStep], link: &Link) -> Vec<Edit> {
    let Link {
        source,
        subscription_id,
        transaction_id,
        payer_id,
        paid_on,
        amount,
        of,
        sequence,
    } = link;
    let money = |money: &Option<Replaced<Money>>| {
        let money = money.as_ref();
        money.map(|money| Value::Plain(money.after.to_string()))
    };
    let source = source.as_ref().map(|source| source.after.to_string());
    let values = [
        ("source", source.map(Value::Text)),
        (
            "subscription_id",
            replacement(subscription_id).map(Value::Text),
        ),
        (
            "transaction_id",
            replacement(transaction_id).map(Value::Text),
        ),
        ("payer_id", replacement(payer_id).map(Value::Text)),
        (
            "paid_on",
            paid_on.as_ref().map(|day| values::date(day.after)),
        ),
        ("amount", money(amount)),
        ("of", money(of)),
        (
            "sequence",
            sequence
                .as_ref()
                .map(|number| Value::Int(number.after.into())),
        ),
    ];
    set_values(path, values)
}

fn disputed(path: &[PathStep], recorded: Option<Dispute>, change: &DisputeChange) -> Vec<Edit> {
    let DisputeChange { opened, outcome } = change;
    if recorded.is_none() {
        let dispute = opened.as_ref().map(|opened| Dispute {
            opened: opened.after,
            outcome: outcome.after,
        });
        let value = dispute.map(|dispute| values::dispute(&dispute.record()));
        return set_values(path, [("dispute", value)]);
    }
    let values = [
        ("opened", opened.as_ref().map(|day| values::date(day.after))),
        (
            "outcome",
            Some(Value::Plain(outcome.after.word().to_owned())),
        ),
    ];
    set_values(&joined(path, [key("dispute")]), values)
}

/// Other days for a payment that stays with its user.
fn moved(path: &[PathStep], moves: &Move) -> Vec<Edit> {
    let Move {
        user: _,
        plan,
        start,
        end,
    } = moves;
    let plan = plan.as_ref().map(|plan| {
        plan.after
            .as_ref()
            .map(|plan| Value::Text(plan.to_string()))
    });
    let start = start.as_ref().map(|start| start.after.map(values::date));
    let end = end.as_ref().map(|end| end.after.map(values::date));
    let values = [("plan", plan), ("start", start), ("end", end)];
    let edits = values.into_iter().filter_map(|(name, value)| {
        let path = joined(path, [key(name)]);
        Some(match value? {
            Some(value) => Edit::Set { path, value },
            None => Edit::Remove { path },
        })
    });
    edits.collect()
}
