//! Which units stand or fall together: half of a transaction must not be written.

use std::collections::{BTreeMap, BTreeSet};

use super::{Draft, LeftOut, Unit};
use crate::change::{Action, Change, Subject};

/// The units that belong to one that is left out and are not left out yet.
pub(super) fn left_out(changes: &[Change], draft: &Draft) -> LeftOut {
    let refused: BTreeMap<&Unit, &super::Refused> = draft
        .refused
        .iter()
        .map(|refused| (&refused.unit, refused))
        .collect();
    let mut more = LeftOut::new();
    if refused.is_empty() {
        return more;
    }
    for units in groups(changes) {
        let Some(cause) = units.iter().find_map(|unit| refused.get(unit)) else {
            continue;
        };
        for unit in units.iter().filter(|unit| !refused.contains_key(unit)) {
            let reason = match &cause.unit {
                Unit::User(user) => format!("it belongs together with `{user}`, who is left out"),
                _ => "it belongs together with a transaction that is left out".to_owned(),
            };
            let cause = (cause.place.clone(), reason);
            more.entry(unit.clone()).or_insert(cause);
        }
    }
    more
}

/// The units that share a transaction or a payment.
fn groups(changes: &[Change]) -> Vec<BTreeSet<Unit>> {
    let mut by_id: BTreeMap<&str, BTreeSet<Unit>> = BTreeMap::new();
    let mut moved = Vec::new();
    for change in changes {
        for id in transactions(change) {
            by_id.entry(id).or_default().insert(Unit::of(change));
        }
        if let Some(Action::MovePayment(moves)) = change.action()
            && let Some(user) = &moves.user
        {
            let units = [Unit::of(change), Unit::User(user.after.clone())];
            moved.push(units.into_iter().collect());
        }
    }
    by_id.into_values().chain(moved).collect()
}

/// The ids of the transactions that a change is about.
fn transactions(change: &Change) -> Vec<&str> {
    if let Subject::Inbox(key) = &change.subject {
        return vec![key.id.as_str()];
    }
    let id = match change.action() {
        Some(Action::AddPayment(payment) | Action::DropPayment(payment)) => {
            payment.transaction_id.as_ref()
        }
        Some(Action::LinkPayment(link)) => link.transaction_id.as_ref().map(|id| &id.after),
        Some(Action::RefundPayment(refund)) => refund.transaction_id.as_ref(),
        _ => None,
    };
    id.map(String::as_str).into_iter().collect()
}
