//! Decisions that decide nothing: their transaction pays for nothing, or there is none with such a key.

use std::collections::BTreeMap;

use super::fate::Fate;
use super::work::Work;
use super::{Remark, RemarkKind};
use crate::records::schema::Decision;
use crate::vocabulary::{Placed, SourceName, TransactionKey, shown};

/// Says which decisions do nothing, and why. One that precedes its transaction is not among them.
pub(super) fn add(work: &Work<'_>, remarks: &mut Vec<Remark>) {
    let known = Known::of(work);
    for (key, decision) in &work.input.records.decisions {
        let Some(why) = of_no_payment(work, key, &decision.value).or_else(|| known.mistyped(key))
        else {
            continue;
        };
        remarks.push(remark(key, decision, &why));
    }
}

fn remark(key: &TransactionKey, decision: &Placed<Decision>, why: &str) -> Remark {
    Remark {
        kind: RemarkKind::DecisionUnclear,
        subject: key.to_string(),
        message: format!("the decision at {} does nothing: {why}", decision.place),
    }
}

/// Why a transaction that a user is to have pays for nothing.
fn of_no_payment(work: &Work<'_>, key: &TransactionKey, decision: &Decision) -> Option<String> {
    let fate = work.fates[*work.numbers.get(key)?].as_ref()?;
    match (decision, fate) {
        (Decision::Ignore(_), _) => None,
        (_, Fate::NoPayment(kind)) => Some(format!("the transaction is not a payment: {kind}")),
        _ => None,
    }
}

/// The transactions and accounts that there are.
struct Known<'a> {
    work: &'a Work<'a>,
    /// Keys in small letters, and as they are.
    keys: BTreeMap<String, &'a TransactionKey>,
}

impl<'a> Known<'a> {
    fn of(work: &'a Work<'a>) -> Self {
        let listed = work.numbers.keys().copied();
        let keys = listed.chain(work.input.recorded_before);
        let keys = match work.input.records.decisions.is_empty() {
            true => BTreeMap::new(),
            false => keys
                .map(|key| (key.to_string().to_lowercase(), key))
                .collect(),
        };
        Self { work, keys }
    }

    /// What is wrong with a key that no transaction has, if that is certain.
    fn mistyped(&self, key: &TransactionKey) -> Option<String> {
        let input = self.work.input;
        let is_there = self.work.numbers.contains_key(key) || input.recorded_before.contains(key);
        if is_there || !self.work.recorded(key).is_empty() {
            return None;
        }
        if let Some(other) = self.keys.get(&key.to_string().to_lowercase()) {
            let (own, other) = (shown(&key.id), shown(&other.to_string()));
            return Some(format!(
                "no transaction is written `{own}`, but one is `{other}`"
            ));
        }
        let accounts = &input.rules.accounts;
        if accounts.is_empty() || accounts.contains(&key.account) {
            return None;
        }
        let named: Vec<&str> = accounts.iter().map(SourceName::as_str).collect();
        let near = crate::problem::nearest(key.account.as_str(), named);
        Some(match near {
            Some(near) => format!(
                "no source has the account `{}`; write `{near}/{}`",
                key.account, key.id
            ),
            None => format!("no source has the account `{}`", key.account),
        })
    }
}
