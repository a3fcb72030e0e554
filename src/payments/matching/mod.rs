//! Who a transaction is from: step by step, the first that finds exactly one user decides.
//!
//! A step that finds several users ends the search, so that a later one never picks among them. Names, amounts,
//! notes and look-alike addresses are only [`candidates`].

mod address;
pub(super) mod candidates;
mod identity;
mod subscription;

use super::book::{Book, UserIndex};
use super::trail::Trail;
use crate::sources::Transaction;

pub(super) use address::Addresses;

/// What was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// One user, and what matched, as a clause.
    One(UserIndex, String),
    /// Several users, or none that is certain: why, as a clause, and who may be meant.
    Several(String, Vec<UserIndex>),
}

/// Who a transaction is from; `None` if no step finds a user.
pub(super) fn find(
    book: &Book,
    addresses: &Addresses,
    transaction: &Transaction,
    trail: &mut Trail,
) -> Option<Found> {
    subscription::find(book, addresses, transaction, trail)
        .or_else(|| address::find(book, addresses, transaction, trail))
        .or_else(|| identity::find(book, addresses, transaction, trail))
}

/// One user, several or none.
fn of(
    users: Vec<UserIndex>,
    one: impl FnOnce() -> String,
    several: impl FnOnce() -> String,
) -> Option<Found> {
    match users.as_slice() {
        [] => None,
        [user] => Some(Found::One(*user, one())),
        _ => Some(Found::Several(several(), users)),
    }
}

/// The handles of users, as in `badger, cub`.
pub(super) fn handles(book: &Book, users: &[UserIndex]) -> String {
    let handles = users.iter().map(|user| book.handle(*user).as_str());
    handles.collect::<Vec<_>>().join(", ")
}
