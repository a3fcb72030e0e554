//! What the rules of the admins, in `matching.yaml`, say of a transaction: the first that fits decides.

use super::accept::{Share, Terms, Time};
use super::book::{Book, UserIndex};
use super::trail::Trail;
use super::work::Work;
use crate::records::schema::{Conditions, RuleOutcome, Split};
use crate::sources::Transaction;
use crate::vocabulary::{Handle, Money, Placed, SourceName, TextPattern, shown};

const STEP: &str = "rules in matching.yaml";

/// What a rule decides.
pub(super) enum Ruled {
    /// It is not about the household.
    Ignored(String),
    /// It is money of these users.
    Shared(Vec<Share>, Terms),
    /// It is a donation of the user who matches.
    Donates,
    /// The rule fits and cannot be carried out, for this reason.
    Unclear(String),
}

/// What the first rule that fits says.
pub(super) fn ruled(work: &mut Work<'_>, number: usize, trail: &mut Trail) -> Option<Ruled> {
    let items = work.items;
    let item = &items[number];
    let rules = &work.input.records.matching;
    if rules.is_empty() {
        trail.note(STEP, || "there are none".to_owned());
    }
    for (position, rule) in rules.iter().enumerate() {
        let failing = failing(&rule.value.when, &item.transaction, &item.sources);
        trail.note(STEP, || match failing {
            Some(condition) => format!("the rule at {} does not fit: `{condition}`", rule.place),
            None => format!("the rule at {} fits", rule.place),
        });
        if failing.is_none() {
            work.rules_used[position] += 1;
            let amount = item.transaction.amount.magnitude();
            let how = format!("by the rule at {}", rule.place);
            return Some(outcome(&work.book, &rule.value.then, amount, how));
        }
    }
    None
}

fn outcome(book: &Book, then: &RuleOutcome, amount: Money, how: String) -> Ruled {
    let give = |user: &Placed<Handle>, donates: bool| match book.user(&user.value) {
        Some(found) => {
            let shares = vec![Share::whole(found, amount)];
            Ruled::Shared(shares, Terms::matched(how.clone(), donates))
        }
        None => Ruled::Unclear(format!(
            "the rule names `{}`, who is not recorded",
            user.value
        )),
    };
    match then {
        RuleOutcome::Ignore(reason) => Ruled::Ignored(reason.value.clone()),
        RuleOutcome::Give(user) => give(user, false),
        RuleOutcome::Donation(Some(user)) => give(user, true),
        RuleOutcome::Donation(None) => Ruled::Donates,
        RuleOutcome::Split(split) => match shares(book, split, amount) {
            Ok(shares) => {
                // What several pay together says nothing about one of them.
                let terms = Terms {
                    teaches: false,
                    time: Time::ByAmount,
                    ..Terms::matched(how, false)
                };
                Ruled::Shared(shares, terms)
            }
            Err(why) => Ruled::Unclear(why),
        },
    }
}

/// The parts of a split, which add up to the amount; else why they do not, as a clause.
pub(super) fn shares(book: &Book, split: &Split, amount: Money) -> Result<Vec<Share>, String> {
    let parts: Vec<(&Handle, Money)> = match split {
        Split::Equally(users) => {
            let count = u32::try_from(users.len()).unwrap_or(u32::MAX);
            let part = amount.divided(count);
            let part = part.ok_or_else(|| format!("{amount} has no {count} equal parts"))?;
            users.iter().map(|user| (&user.value, part)).collect()
        }
        Split::Amounts(parts) => {
            let parts = parts.iter();
            parts
                .map(|part| (&part.user.value, part.amount.value))
                .collect()
        }
    };
    let mut amounts = parts.iter().map(|(_, amount)| *amount);
    let first = amounts.next();
    let sum = first.and_then(|first| amounts.try_fold(first, |sum, part| sum.plus(&part)));
    if sum != Some(amount) {
        let sum = sum.map_or_else(|| "no sum".to_owned(), |sum| sum.to_string());
        return Err(format!("the parts come to {sum}, not to {amount}"));
    }
    let share = |(sequence, (handle, amount)): (u32, &(&Handle, Money))| {
        let user = book.user(handle);
        let user: UserIndex = user.ok_or_else(|| format!("`{handle}` is not recorded"))?;
        Ok(Share {
            user,
            amount: *amount,
            sequence: Some(sequence),
        })
    };
    (1..).zip(&parts).map(share).collect()
}

/// The condition that does not fit, by its key; `None` if all do.
pub(super) fn failing(
    when: &Conditions,
    transaction: &Transaction,
    sources: &[&SourceName],
) -> Option<&'static str> {
    let Conditions {
        source,
        kind,
        payer,
        payer_id,
        name,
        note,
        amount,
        currency,
        subscription,
    } = when;
    let from = &transaction.payer;
    let text = |pattern: &Option<Placed<TextPattern>>, texts: &[Option<&str>]| {
        let is_met = |pattern: &Placed<TextPattern>| {
            let mut texts = texts.iter().flatten();
            texts.any(|text| pattern.value.fits(text))
        };
        pattern.as_ref().is_none_or(is_met)
    };
    let is_source = |wanted: &Placed<SourceName>| {
        wanted.value == transaction.key.account || sources.contains(&&wanted.value)
    };
    let money = transaction.amount.magnitude();
    let conditions = [
        ("source", source.as_ref().is_none_or(is_source)),
        ("type", text(kind, &[Some(&transaction.type_text)])),
        ("payer", text(payer, &[from.email.as_deref()])),
        (
            "payer_id",
            text(
                payer_id,
                &[from.id.as_deref(), from.bank_account.as_deref()],
            ),
        ),
        ("name", text(name, &[from.name.as_deref()])),
        ("note", text(note, &[transaction.note.as_deref()])),
        (
            "amount",
            amount.as_ref().is_none_or(|amount| amount.value == money),
        ),
        (
            "currency",
            currency
                .as_ref()
                .is_none_or(|it| it.value == money.currency()),
        ),
        (
            "subscription",
            text(subscription, &[transaction.subscription.as_deref()]),
        ),
    ];
    let failing = conditions.into_iter().find(|(_, is_met)| !is_met);
    failing.map(|(key, _)| key)
}

/// How a decision for several users reads, as in `{split: [badger, cub]}`.
pub(super) fn split_words(split: &Split) -> String {
    let words: Vec<String> = match split {
        Split::Equally(users) => {
            let users = users.iter().map(|user| user.value.to_string());
            return format!("{{split: [{}]}}", users.collect::<Vec<_>>().join(", "));
        }
        Split::Amounts(parts) => {
            let part = parts
                .iter()
                .map(|part| format!("{}: {}", part.user.value, part.amount.value));
            part.collect()
        }
    };
    shown(&format!("{{split: {{{}}}}}", words.join(", ")))
}
