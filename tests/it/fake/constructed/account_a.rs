//! Account-a: Atlas and Borealis, a Home, twelve people.

use super::super::model::{
    Account, ForeignServer, Friend, Home, HomeMember, Invitation, InvitedServer, Library,
    Permissions, Purpose, Server, Share,
};
use super::{BOREALIS, OWNER_A, OWNER_B, friend};

const ATLAS: &str = "ece8f46bf734ca267a2b6e0f7c3b471a5c964428";
const ATLAS_SECTIONS: u64 = 118_181_361;

/// The account, with all that is its own.
pub(super) fn account() -> Account {
    Account {
        id: OWNER_A,
        token: "token-a".to_owned(),
        withdrawn: false,
        joined_at: 1_419_625_151,
        container_id: "27e0fd2bf6237ffc326845cb9b1d0b83b36a24b8".to_owned(),
        home: Some(Home {
            id: 700_001,
            members: vec![
                HomeMember {
                    person: 301_000_006,
                    restriction_profile: None,
                    has_password: true,
                },
                HomeMember {
                    person: 301_000_007,
                    restriction_profile: Some("little_kid"),
                    has_password: false,
                },
                HomeMember {
                    person: 301_000_008,
                    restriction_profile: None,
                    has_password: false,
                },
            ],
            guest: Some(301_000_099),
        }),
        servers: vec![atlas(), borealis()],
        friends: friends_a(),
        sent: sent_a(),
        received: vec![received_a()],
    }
}

fn atlas() -> Server {
    let titles = [
        "Movies",
        "TV Shows",
        "Music",
        "Kids & Family \"HD\"",
        "Photos",
    ]
    .map(str::to_owned);
    let kinds = ["movie", "show", "artist", "movie", "photo"];
    let facts = (ATLAS_SECTIONS..)
        .zip([1, 2, 3, 5, 7])
        .zip(titles)
        .zip(kinds);
    let libraries = facts.map(|(((id, key), title), kind)| Library {
        id,
        key,
        title,
        kind,
    });
    Server {
        machine_id: ATLAS.to_owned(),
        internal_id: 51_000_001,
        name: "Atlas".to_owned(),
        version: "1.43.3.10861-07dfddaeb",
        created_at: 1_422_640_063,
        last_seen_at: 1_795_300_000,
        libraries: libraries.collect(),
        shares: vec![
            share(
                30_100_101,
                301_000_001,
                None,
                1_442_189_117,
                Some(1_442_189_137),
            ),
            share(
                30_100_201,
                301_000_002,
                Some(&[0, 3]),
                1_740_000_000,
                Some(1_740_003_600),
            ),
            share(
                30_100_501,
                301_000_005,
                Some(&[0]),
                1_760_000_000,
                Some(1_760_000_123),
            ),
            share(
                30_100_601,
                301_000_006,
                None,
                1_500_000_000,
                Some(1_500_000_000),
            ),
            share(
                30_100_701,
                301_000_007,
                Some(&[3]),
                1_569_601_183,
                Some(1_569_601_183),
            ),
            share(30_100_901, 301_000_009, Some(&[0, 1]), 1_794_000_000, None),
            share(
                30_101_201,
                301_000_012,
                Some(&[]),
                1_772_000_000,
                Some(1_772_003_600),
            ),
        ],
    }
}

/// A share on Atlas; `positions` are those of the shared libraries, `None` means all.
fn share(
    id: u64,
    person: u64,
    positions: Option<&[u64]>,
    invited_at: u64,
    accepted_at: Option<u64>,
) -> Share {
    let positions_given = positions.unwrap_or(&[0, 1, 2, 3, 4]);
    let libraries = positions_given
        .iter()
        .map(|position| ATLAS_SECTIONS + position)
        .collect();
    Share {
        id,
        person,
        all_libraries: positions.is_none(),
        libraries,
        invited_at,
        accepted_at,
    }
}

fn borealis() -> Server {
    let (movies, anime) = (130_020_011, 130_020_012);
    let row = |id, person, libraries: &[u64], invited_at, accepted_at| Share {
        id,
        person,
        all_libraries: libraries.len() == 2,
        libraries: libraries.to_vec(),
        invited_at,
        accepted_at: Some(accepted_at),
    };
    Server {
        machine_id: BOREALIS.to_owned(),
        internal_id: 51_000_002,
        name: "Borealis — Loft".to_owned(),
        version: "1.43.3.10861-07dfddaeb",
        created_at: 1_612_640_063,
        last_seen_at: 1_795_210_000,
        libraries: vec![
            Library {
                id: movies,
                key: 1,
                title: "Movies".to_owned(),
                kind: "movie",
            },
            Library {
                id: anime,
                key: 4,
                title: "Anime (日本語)".to_owned(),
                kind: "show",
            },
        ],
        shares: vec![
            row(
                30_100_202,
                301_000_002,
                &[movies, anime],
                1_750_000_000,
                1_750_086_400,
            ),
            row(30_101_001, OWNER_B, &[movies], 1_770_000_000, 1_770_003_600),
            row(
                30_101_101,
                301_000_011,
                &[anime],
                1_771_000_000,
                1_771_003_600,
            ),
        ],
    }
}

fn friends_a() -> Vec<Friend> {
    let kids = "contentRating=G%2CTV-Y%2CTV-G%2Cgb%2FU%2Cde%2F0".to_owned();
    let mut list: Vec<Friend> = (301_000_001..=301_000_009)
        .chain([OWNER_B, 301_000_011, 301_000_012])
        .map(|person| friend(person, true))
        .collect();
    for friend in &mut list {
        let permissions = &mut friend.permissions;
        match friend.person {
            301_000_002 => permissions.allow_sync = false,
            301_000_004 => friend.lends.push(cabin()),
            301_000_005 => {
                permissions.filter_movies = "label!=private,wip|contentRating=PG-13".to_owned();
                friend.lends.push(swap_shed());
            }
            301_000_006 => {
                friend.home = true;
                friend.permissions = Permissions {
                    allow_sync: true,
                    allow_camera_upload: true,
                    allow_channels: true,
                    allow_subtitle_admin: true,
                    allow_tuners: 2,
                    ..Permissions::default()
                };
            }
            301_000_007 => {
                friend.home = true;
                permissions.allow_sync = false;
                permissions.filter_movies.clone_from(&kids);
                permissions.filter_television.clone_from(&kids);
            }
            301_000_008 => {
                friend.home = true;
                permissions.allow_sync = false;
            }
            _ => {}
        }
    }
    list
}

fn cabin() -> ForeignServer {
    ForeignServer {
        share_id: 40_200_001,
        machine_id: "3efe14159f4121a5dfd3f5f9dcc46e9280cd64d6".to_owned(),
        internal_id: 53_000_001,
        name: "Cabin".to_owned(),
        version: "1.41.9.9961-46083195d",
        created_at: 1_512_640_063,
        last_seen_at: 1_795_000_000,
        library_count: 7,
        all_libraries: true,
    }
}

fn swap_shed() -> ForeignServer {
    ForeignServer {
        share_id: 40_200_002,
        machine_id: "988893fe99c9a9bb3ec8cd7a023fcc454c1319b0".to_owned(),
        internal_id: 53_000_002,
        name: "Swap Shed".to_owned(),
        library_count: 3,
        all_libraries: false,
        ..cabin()
    }
}

fn sent_a() -> Vec<Invitation> {
    let purpose = |friend, home, server| {
        Some(Purpose {
            friend,
            home,
            server,
        })
    };
    let known = |id, name: &str, email: &str, uuid: &str| Invitation {
        person: Some(id),
        username: name.to_owned(),
        uuid: uuid.to_owned(),
        ..by_mail(email)
    };
    let mut tagged_server = on_atlas(&[130_020_011], None);
    tagged_server.name = "Borealis — Loft".to_owned();
    tagged_server.machine_id = BOREALIS.to_owned();
    vec![
        Invitation {
            created_at: 1_794_100_000,
            purpose: purpose(true, false, true),
            servers: vec![on_atlas(
                &[118_181_361, 118_181_362, 118_181_363],
                Some(30_199_901),
            )],
            ..by_mail("newcomer@example.com")
        },
        Invitation {
            created_at: 1_794_000_000,
            purpose: purpose(false, false, true),
            servers: vec![on_atlas(&[118_181_361, 118_181_362], None)],
            ..known(
                301_000_009,
                "late.responder",
                "late@example.com",
                "d07c69e647227ac0",
            )
        },
        Invitation {
            created_at: 1_794_200_000,
            purpose: purpose(false, true, false),
            ..known(
                301_000_013,
                "new-home-user",
                "homey@example.com",
                "9d9bc87194c67f3a",
            )
        },
        Invitation {
            created_at: 1_794_300_000,
            purpose: purpose(true, false, false),
            ..known(
                301_000_014,
                "just.a.friend",
                "jaf@example.com",
                "e38998ab8f173bdb",
            )
        },
        Invitation {
            created_at: 1_794_400_000,
            servers: vec![tagged_server],
            ..by_mail("mailing+tag@example.com")
        },
    ]
}

fn by_mail(email: &str) -> Invitation {
    Invitation {
        person: None,
        username: String::new(),
        email: email.to_owned(),
        uuid: String::new(),
        created_at: 0,
        purpose: None,
        servers: Vec::new(),
    }
}

fn on_atlas(libraries: &[u64], pending_share: Option<u64>) -> InvitedServer {
    InvitedServer {
        name: "Atlas".to_owned(),
        machine_id: ATLAS.to_owned(),
        libraries: libraries.to_vec(),
        pending_share,
    }
}

fn received_a() -> Invitation {
    Invitation {
        person: Some(301_000_021),
        username: "someone.else".to_owned(),
        uuid: "3406a23060897035".to_owned(),
        created_at: 1_794_500_000,
        purpose: Some(Purpose {
            friend: true,
            home: false,
            server: true,
        }),
        servers: vec![InvitedServer {
            name: "Elsewhere".to_owned(),
            machine_id: String::new(),
            libraries: vec![1, 2, 3, 4],
            pending_share: None,
        }],
        ..by_mail("se@example.com")
    }
}
