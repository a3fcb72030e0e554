//! Account-b: Cirrus, no Home, two people.

use super::super::model::{Account, ForeignServer, Friend, Library, Server, Share};
use super::{BOREALIS, OWNER_A, OWNER_B, friend};

const CIRRUS: &str = "d4b3ae043adfd1d8c3fa94e1222f760f0ffb6615";

/// The account, with all that is its own.
pub(super) fn account() -> Account {
    Account {
        id: OWNER_B,
        token: "token-b".to_owned(),
        withdrawn: false,
        joined_at: 1_519_625_151,
        container_id: "066175df4313cc1f1b2b7793f5a4835beaef7fb1".to_owned(),
        home: None,
        servers: vec![cirrus()],
        friends: vec![
            Friend {
                lends: vec![borealis()],
                ..friend(OWNER_A, true)
            },
            friend(301_000_002, false),
        ],
        sent: Vec::new(),
        received: Vec::new(),
    }
}

fn cirrus() -> Server {
    let (movies, shows) = (140_030_001, 140_030_002);
    Server {
        machine_id: CIRRUS.to_owned(),
        internal_id: 52_000_001,
        name: "Cirrus".to_owned(),
        version: "1.42.1.10060-4e8b05daf",
        created_at: 1_712_640_063,
        last_seen_at: 1_795_299_000,
        libraries: vec![
            Library {
                id: movies,
                key: 1,
                title: "Movies".to_owned(),
                kind: "movie",
            },
            Library {
                id: shows,
                key: 2,
                title: "Shows".to_owned(),
                kind: "show",
            },
        ],
        shares: vec![
            Share {
                id: 30_900_101,
                person: OWNER_A,
                all_libraries: true,
                libraries: vec![movies, shows],
                invited_at: 1_780_000_000,
                accepted_at: Some(1_780_003_600),
            },
            Share {
                id: 30_900_201,
                person: 301_000_002,
                all_libraries: false,
                libraries: vec![shows],
                invited_at: 1_781_000_000,
                accepted_at: Some(1_781_003_600),
            },
        ],
    }
}

/// The server of account-a that its owner may use.
fn borealis() -> ForeignServer {
    ForeignServer {
        share_id: 30_101_001,
        machine_id: BOREALIS.to_owned(),
        internal_id: 51_000_002,
        name: "Borealis — Loft".to_owned(),
        version: "1.43.3.10861-07dfddaeb",
        created_at: 1_612_640_063,
        last_seen_at: 1_795_210_000,
        library_count: 1,
        all_libraries: false,
    }
}
