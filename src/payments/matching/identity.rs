//! The bank account and the payer id, where no user has the address.

use super::{Addresses, Found, handles, of};
use crate::payments::book::{Book, UserIndex};
use crate::payments::trail::Trail;
use crate::sources::Transaction;
use crate::vocabulary::identity;

const STEP: &str = "bank account and payer id";

pub(super) fn find(
    book: &Book,
    addresses: &Addresses,
    transaction: &Transaction,
    trail: &mut Trail,
) -> Option<Found> {
    let payer = &transaction.payer;
    if payer
        .email
        .as_deref()
        .is_some_and(|email| addresses.knows(email))
    {
        trail.note(STEP, || "not tried: a user has the address".to_owned());
        return None;
    }
    let written = |id: &Option<String>| -> Vec<UserIndex> {
        let users = id
            .as_deref()
            .and_then(|id| addresses.identities.get(&identity(id)));
        users.cloned().unwrap_or_default()
    };
    let mut in_records = [written(&payer.bank_account), written(&payer.id)].concat();
    in_records.sort_unstable();
    in_records.dedup();
    let earlier = payer
        .id
        .as_deref()
        .map(|id| book.with_payer_id(id))
        .unwrap_or_default();
    trail.note(STEP, || match (in_records.is_empty(), earlier.is_empty()) {
        _ if payer.id.is_none() && payer.bank_account.is_none() => {
            "the transaction names none".to_owned()
        }
        (true, true) => "no user pays from them, and no payment has the payer id".to_owned(),
        (false, _) => format!("{} pay from them", handles(book, &in_records)),
        (true, false) => format!("payments of {} have the payer id", handles(book, &earlier)),
    });
    let by_record = || match payer.bank_account.is_some() {
        true => "matched by the bank account".to_owned(),
        false => "matched by the payer id".to_owned(),
    };
    of(in_records, by_record, || {
        "several users pay from this account".to_owned()
    })
    .or_else(|| {
        let several = || "several users have payments of this payer".to_owned();
        of(
            earlier,
            || "matched by the payer id of an earlier payment".to_owned(),
            several,
        )
    })
}
