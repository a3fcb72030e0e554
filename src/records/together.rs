//! The rules about several users, asked once all of them are read.

use std::collections::BTreeMap;

use super::read::Reader;
use super::schema::{Decision, PaymentRecord, Records, Split};
use crate::problem::ProblemCode;
use crate::vocabulary::{Handle, MASK, Money, SourceName, TransactionKey, shown};

impl Reader {
    /// A user is covered by another one who is recorded and is not covered.
    pub(super) fn check_covers(&mut self, records: &Records) {
        for (handle, user) in &records.users {
            let Some(cover) = &user.covered_by else {
                continue;
            };
            self.check_user(cover);
            let other = records.users.get(&cover.value);
            let further = other.and_then(|other| other.covered_by.as_ref());
            let (message, help) = match further {
                _ if cover.value == *handle => {
                    let message = format!("user `{handle}` cannot be covered by themselves");
                    (message, "name the user who pays, or remove the key")
                }
                Some(_) => {
                    let message = format!("user `{}` is covered by another user too", cover.value);
                    (message, "name the user who pays for all of them")
                }
                None => continue,
            };
            let (code, place) = (ProblemCode::BadCover, cover.place.clone());
            self.wrong(code, place, message, help.to_owned());
        }
    }

    /// The parts of one transaction add up to it. Nothing is said while users could not be read.
    pub(super) fn check_parts(&mut self, records: &Records) {
        if !self.problems.is_empty() {
            return;
        }
        for ((source, id), parts) in &parts(records) {
            let (Some((first, whole)), Some(sum)) = (whole(parts), sum(parts)) else {
                continue;
            };
            let key = source.map(|account| TransactionKey {
                account: account.clone(),
                id: (*id).to_owned(),
            });
            let is_what_stays = key.is_some_and(|key| stays(records, &key, parts));
            let is_agreed = first.of.as_ref().is_some_and(|of| of.value == whole);
            if is_agreed && (sum == whole || is_what_stays) {
                continue;
            }
            let message = |id: &str| match is_agreed {
                true => format!("the parts of transaction `{id}` add up to {sum}, not to {whole}"),
                false => format!("another part of transaction `{id}` says that it was {whole}"),
            };
            let help =
                "correct `amount` of the parts, or `of`, in all users who share it".to_owned();
            let place = first.of.as_ref().map(|of| of.place.clone());
            let Some(place) = place else {
                continue;
            };
            let masked = Some(format!(
                "the parts of transaction `{MASK}` do not fit together"
            ));
            self.wrong_about_value("", ProblemCode::BadSplit, place, masked, || {
                (message(&shown(id)), Some(help))
            });
        }
    }
}

/// The parts of transactions, each with its user.
type Parts<'r> = BTreeMap<(Option<&'r SourceName>, &'r str), Vec<(&'r Handle, &'r PaymentRecord)>>;

fn parts(records: &Records) -> Parts<'_> {
    let mut parts = Parts::new();
    for (handle, user) in &records.users {
        for payment in user.payments.iter().filter(|payment| payment.of.is_some()) {
            if let Some(id) = &payment.transaction_id {
                let source = payment.source.as_ref().map(|source| &source.value);
                let key = (source, id.as_str());
                parts.entry(key).or_default().push((handle, payment));
            }
        }
    }
    parts
}

/// The first part and the whole that it names.
fn whole<'r>(parts: &[(&Handle, &'r PaymentRecord)]) -> Option<(&'r PaymentRecord, Money)> {
    let (_, first) = parts.first()?;
    let whole = first.of.as_ref()?.value;
    // The one that names another whole is the one to look at.
    let other = parts.iter().map(|(_, part)| part);
    let mut other = other.filter(|part| part.of.as_ref().is_some_and(|of| of.value != whole));
    Some((other.next().unwrap_or(first), whole))
}

/// The parts together; `None` if they cannot be added.
fn sum(parts: &[(&Handle, &PaymentRecord)]) -> Option<Money> {
    let mut amounts = parts
        .iter()
        .map(|(_, part)| part.amount.as_ref().map(|amount| amount.value));
    let first = amounts.next()??;
    amounts.try_fold(first, |sum, amount| sum.plus(&amount?))
}

/// Whether these parts are what a decision says is left of the transaction.
fn stays(records: &Records, key: &TransactionKey, parts: &[(&Handle, &PaymentRecord)]) -> bool {
    let decision = records.decisions.get(key).map(|decision| &decision.value);
    let Some(Decision::Split(Split::Amounts(decided))) = decision else {
        return false;
    };
    decided.len() == parts.len()
        && decided.iter().all(|decided| {
            parts.iter().any(|(user, part)| {
                let amount = part.amount.as_ref().map(|amount| amount.value);
                **user == decided.user.value && amount == Some(decided.amount.value)
            })
        })
}
