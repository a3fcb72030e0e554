//! The two accounts of the constructed samples in `tests/fixtures/plex/constructed`.
//!
//! Served from facts like any other household, and compared with the sample documents by the tests.

mod account_a;
mod account_b;
mod people;

use std::collections::BTreeMap;

use super::model::{Friend, PendingRows, Permissions, Person, World};

const BOREALIS: &str = "60acaaf93c2601275a440bfff2ed9f680b883858";

/// Id of the owner of account-a.
const OWNER_A: u64 = 10_234_567;
/// Id of the owner of account-b, who is a user of account-a.
const OWNER_B: u64 = 20_345_678;

impl World {
    /// Account-a (token `token-a`, two servers, twelve people) and account-b (`token-b`, one server, two
    /// people).
    pub(crate) fn from_fixtures() -> Self {
        let people: BTreeMap<u64, Person> = people::all()
            .into_iter()
            .map(|person| (person.id, person))
            .collect();
        let accounts = vec![account_a::account(), account_b::account()];
        Self {
            now: 1_795_300_000,
            people,
            accounts,
            pending_rows: PendingRows::Zero,
        }
    }
}

fn friend(person: u64, allow_sync: bool) -> Friend {
    let permissions = Permissions {
        allow_sync,
        ..Permissions::default()
    };
    Friend {
        person,
        home: false,
        permissions,
        lends: Vec::new(),
    }
}
