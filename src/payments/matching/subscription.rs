//! The subscription id of a transaction, exactly, against those on payments.

use super::{Addresses, Found, handles, of};
use crate::payments::book::Book;
use crate::payments::trail::Trail;
use crate::sources::Transaction;
use crate::vocabulary::shown;

const STEP: &str = "subscription id";

pub(super) fn find(
    book: &Book,
    addresses: &Addresses,
    transaction: &Transaction,
    trail: &mut Trail,
) -> Option<Found> {
    let Some(id) = transaction.subscription.as_deref() else {
        trail.note(STEP, || "the transaction names none".to_owned());
        return None;
    };
    let users = book.with_subscription(id);
    trail.note(STEP, || match users.as_slice() {
        [] => format!("no payment has `{}`", shown(id)),
        users => format!("payments of {} have `{}`", handles(book, users), shown(id)),
    });
    let by_address = || {
        let email = transaction.payer.email.as_deref()?;
        let others = addresses.users_of(email);
        let others: Vec<_> = others
            .into_iter()
            .filter(|user| !users.contains(user))
            .collect();
        (!others.is_empty()).then(|| handles(book, &others))
    };
    let one = || match by_address() {
        Some(others) => format!(
            "matched by subscription `{}`, though the address belongs to {others}",
            shown(id)
        ),
        None => format!("matched by subscription `{}`", shown(id)),
    };
    of(users.clone(), one, || {
        "several users have this subscription".to_owned()
    })
}
