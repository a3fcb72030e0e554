//! The payer's e-mail address against those that users pay from, then against those they have at Plex.

use foldhash::HashMap;

use super::{Found, handles, of};
use crate::payments::book::{Book, UserIndex};
use crate::payments::trail::Trail;
use crate::sources::Transaction;
use crate::vocabulary::folded;

const STEP: &str = "e-mail address";

/// Who has which address, payer id and bank account, as the records say.
#[derive(Debug, Clone, Default)]
pub(in crate::payments) struct Addresses {
    pays_from: HashMap<String, Vec<UserIndex>>,
    plex: HashMap<String, Vec<UserIndex>>,
    pub(super) identities: HashMap<String, Vec<UserIndex>>,
}

impl Addresses {
    /// What the users of a book have.
    pub(in crate::payments) fn of(book: &Book) -> Self {
        let mut addresses = Self::default();
        for (user, member) in book.users.iter().enumerate() {
            for (texts, known) in [
                (&member.pays_from, &mut addresses.pays_from),
                (&member.plex_addresses, &mut addresses.plex),
                (&member.identities, &mut addresses.identities),
            ] {
                for text in texts {
                    let users = known.entry(text.clone()).or_default();
                    if !users.contains(&user) {
                        users.push(user);
                    }
                }
            }
        }
        addresses
    }

    fn paying(&self, email: &str) -> Vec<UserIndex> {
        self.pays_from.get(email).cloned().unwrap_or_default()
    }

    fn at_plex(&self, email: &str) -> Vec<UserIndex> {
        self.plex.get(email).cloned().unwrap_or_default()
    }

    /// All users who pay from an address, else all who have it at Plex.
    pub(super) fn users_of(&self, email: &str) -> Vec<UserIndex> {
        let email = folded(email);
        let paying = self.paying(&email);
        match paying.is_empty() {
            true => self.at_plex(&email),
            false => paying,
        }
    }

    /// Whether any user has this address.
    pub(super) fn knows(&self, email: &str) -> bool {
        !self.users_of(email).is_empty()
    }
}

pub(super) fn find(
    book: &Book,
    addresses: &Addresses,
    transaction: &Transaction,
    trail: &mut Trail,
) -> Option<Found> {
    let Some(email) = transaction.payer.email.as_deref().map(folded) else {
        trail.note(STEP, || "the transaction names none".to_owned());
        return None;
    };
    let (paying, at_plex) = (addresses.paying(&email), addresses.at_plex(&email));
    let pay = match paying.len() {
        1 => "pays",
        _ => "pay",
    };
    let have = match at_plex.len() {
        1 => "has",
        _ => "have",
    };
    trail.note(STEP, || match (paying.is_empty(), at_plex.is_empty()) {
        (true, true) => "no user pays from it or has it at Plex".to_owned(),
        (false, true) => format!("{} {pay} from it", handles(book, &paying)),
        (true, false) => format!("{} {have} it at Plex", handles(book, &at_plex)),
        (false, false) => format!(
            "{} {pay} from it, {} {have} it at Plex",
            handles(book, &paying),
            handles(book, &at_plex)
        ),
    });
    if let [user] = paying.as_slice()
        && at_plex.iter().any(|other| other != user)
    {
        let mut users = [paying.as_slice(), at_plex.as_slice()].concat();
        users.sort_unstable();
        users.dedup();
        let why = "one user pays from this address, and another has it at Plex";
        return Some(Found::Several(why.to_owned(), users));
    }
    let several = || "several users have this address".to_owned();
    of(
        paying,
        || "matched by the address it is paid from".to_owned(),
        several,
    )
    .or_else(|| {
        of(
            at_plex,
            || "matched by the address at Plex".to_owned(),
            several,
        )
    })
}
