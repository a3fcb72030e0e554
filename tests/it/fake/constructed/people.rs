//! The people of both accounts.

use super::super::model::Person;
use super::{OWNER_A, OWNER_B};

/// Everybody, owners and the Home guest included.
pub(super) fn all() -> Vec<Person> {
    let ada = Person {
        friendly_name: "Ada Admin".to_owned(),
        ..named(
            OWNER_A,
            "7a8634a38ed228e6",
            "atlas-admin",
            "admin@example.com",
        )
    };
    let title = "O'Hara & \"Sons\" <tv>".to_owned();
    let ohara = named(
        301_000_005,
        "3b1e7eee36261be3",
        "ohara.sons",
        "swap@example.com",
    );
    let partner = named(
        301_000_006,
        "ed21889e47ac0fe5",
        "partner",
        "partner@example.com",
    );
    let dup = named(
        301_000_011,
        "533367c3750d437d",
        "dup.name",
        "dup1@example.com",
    );
    let teen = managed(301_000_008, "f0d5765b50512358", "Teen");
    vec![
        ada,
        named(
            OWNER_B,
            "2d00c80a6d1609d3",
            "Owner.B@Example.ORG",
            "Owner.B@Example.ORG",
        ),
        named(
            301_000_001,
            "b6b4cbf108cbb9ce",
            "marlow",
            "marlow@example.com",
        ),
        named(
            301_000_002,
            "6f2e473be39db74c",
            "zoë_ångström",
            "zoe@example.net",
        ),
        named(
            301_000_003,
            "6bc3e114e2d8b961",
            "quiet.friend",
            "quiet@example.com",
        ),
        named(
            301_000_004,
            "48b83b3352f8cf7d",
            "cabin-owner",
            "cabin@example.com",
        ),
        Person { title, ..ohara },
        Person {
            protected: true,
            ..partner
        },
        managed(301_000_007, "6f3b3c13744f9787", "Kiddo 🦖"),
        Person {
            username: None,
            email: None,
            ..teen
        },
        named(
            301_000_009,
            "d07c69e647227ac0",
            "late.responder",
            "late@example.com",
        ),
        Person {
            has_avatar: false,
            ..dup
        },
        named(
            301_000_012,
            "e89390cc52d12b7a",
            "Dup.Name",
            "dup2@example.com",
        ),
        managed(301_000_099, "4e48fe96be674cf6", "Guest"),
    ]
}

fn named(id: u64, uuid: &str, username: &str, email: &str) -> Person {
    Person {
        id,
        uuid: uuid.to_owned(),
        username: Some(username.to_owned()),
        title: username.to_owned(),
        email: Some(email.to_owned()),
        has_avatar: true,
        ..Person::default()
    }
}

fn managed(id: u64, uuid: &str, title: &str) -> Person {
    Person {
        title: title.to_owned(),
        restricted: true,
        ..named(id, uuid, "", "")
    }
}
