//! What the client makes of each bad answer.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use plexmgr::sources::plex::{
    AccountAccess, AccountFacts, AccountOutcome, ClientOptions, FailureReport, Observed, Scope,
    SharedLibraries, Silent, Url, read_blocking,
};
use plexmgr::vocabulary::{AccountName, Timestamp};
use secrecy::SecretString;

use super::table::{self, BadAnswer};
use crate::fake::{FakePlex, Fault, Fleet, Rule, World};

/// The longest one exchange may take; a busy machine still gives good answers within it.
const TIMEOUT_SECONDS: u64 = 4;

/// How many people each account has.
const PEOPLE: usize = 12;

/// Two accounts; faults are for the first one only.
fn world() -> World {
    World::generate(Fleet {
        accounts: 2,
        people_per_account: PEOPLE,
        ..Fleet::default()
    })
}

fn read(world: &World, url: &str) -> Observed {
    let accounts = (0..)
        .zip(&world.accounts)
        .map(|(number, account)| AccountAccess {
            name: AccountName::new(format!("account{number}")),
            token: SecretString::from(account.token.clone()),
            known_servers: Vec::new(),
            sharing: BTreeSet::new(),
        });
    let options = ClientOptions {
        url: Url::parse(url).expect("the fake's own address"),
        client_id: "5d0c7f6e-0000-4000-8000-000000000001".into(),
        concurrency: 8,
        timeout_seconds: TIMEOUT_SECONDS,
        retries: 0,
    };
    read_blocking(accounts.collect(), &Scope::default(), &options, &Silent)
        .expect("the system grants a runtime")
        .observed
}

/// What comes of reading when the first account is answered badly.
fn read_with(row: &BadAnswer) -> (World, Observed) {
    let world = world();
    let plex = FakePlex::start(world.clone());
    plex.inject(Rule::new(row.path, row.fault.clone()).of(world.accounts[0].id));
    if row.path == table::INVITES {
        plex.inject(Rule::new(table::PENDING, Fault::Status(500)).of(world.accounts[0].id));
    }
    let observed = read(&world, &plex.url());
    (world, observed)
}

fn facts(observed: &Observed, account: usize) -> Option<&AccountFacts> {
    match &observed.accounts[account].outcome {
        AccountOutcome::Read(facts) => Some(facts),
        AccountOutcome::Unknown(_) => None,
    }
}

/// The doubts about the first account.
fn doubted(observed: &Observed) -> &[FailureReport] {
    match &observed.accounts[0].outcome {
        AccountOutcome::Read(facts) => &facts.doubts,
        AccountOutcome::Unknown(doubts) => doubts,
    }
}

/// Doubts that keep the table's promises: they name an endpoint, give a reason and tell no secret.
fn doubts<'a>(row: &BadAnswer, world: &World, observed: &'a Observed) -> &'a [FailureReport] {
    let doubts = doubted(observed);
    let told = format!("{doubts:?}");
    for secret in world.secrets() {
        assert!(
            !told.contains(&secret),
            "{row:?} gives a secret away: {told}"
        );
    }
    assert!(!doubts.is_empty(), "{row:?} was believed");
    for doubt in doubts {
        assert!(
            doubt.endpoint.starts_with('/') && !doubt.reason.is_empty(),
            "{row:?}: {told}"
        );
    }
    doubts
}

/// Feeds every row of a table, `at_once` at a time, and checks that the first account is unknown and the
/// second one is not affected.
fn check_unknown(rows: &[BadAnswer], at_once: usize) {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
            let before = Instant::now();
            let (world, observed) = read_with(row);
            let limit = Duration::from_secs(TIMEOUT_SECONDS * 2 + 20);
            assert!(
                before.elapsed() < limit,
                "{row:?} took {:?}",
                before.elapsed()
            );
            doubts(row, &world, &observed);
            let other = facts(&observed, 1).map(|facts| facts.people.len());
            assert_eq!(other, Some(PEOPLE), "{row:?} reaches the other account");
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(work);
        }
    });
}

#[test]
fn unbelievable_answers_make_the_account_unknown() {
    check_unknown(&table::unbelievable_everywhere(), 2);
}

#[test]
fn contradictory_answers_make_the_account_unknown() {
    check_unknown(&table::contradictory(), 2);
}

#[test]
fn exhausting_answers_make_the_account_unknown_in_time() {
    check_unknown(&table::exhausting(), 3);
}

#[test]
fn answers_of_another_account_are_not_believed() {
    for path in [table::USERS, table::SHARES, table::LIBRARIES] {
        let other = world().accounts[1].id;
        let row = BadAnswer {
            path,
            fault: Fault::OtherAccount(other),
        };
        check_unknown(&[row], 1);
    }
}

#[test]
fn redirects_are_not_followed_with_the_token() {
    for status in [301, 302, 303, 307, 308] {
        for path in [table::USERS, table::ACCOUNT] {
            let elsewhere = FakePlex::start(world());
            let row = BadAnswer {
                path,
                fault: Fault::Redirect {
                    status,
                    to: elsewhere.url(),
                },
            };
            check_unknown(&[row], 1);
            assert_eq!(elsewhere.connection_count(), 0, "{status} at {path}");
        }
    }
}

#[test]
fn refused_connections_make_every_account_unknown() {
    let world = world();
    let observed = read(&world, &FakePlex::refused_url());
    assert!((0..2).all(|account| facts(&observed, account).is_none()));
}

#[test]
fn harmless_oddities_change_nothing() {
    let plain = FakePlex::start(world());
    let expected = read(&world(), &plain.url());
    assert!(facts(&expected, 0).is_some());
    for row in table::harmless() {
        let (_, observed) = read_with(&row);
        assert_eq!(facts(&observed, 0), facts(&expected, 0), "{row:?}");
    }
}

#[test]
fn shuffled_answers_are_read_alike() {
    let world = World::generate(Fleet {
        people_per_account: 200,
        strange_names: true,
        special_cases: true,
        accounts: 3,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let straight = read(&world, &plex.url());
    assert!((0..3).all(|account| facts(&straight, account).is_some()));
    for seed in 0..5 {
        plex.set_shuffle(Some(seed));
        assert_eq!(read(&world, &plex.url()), straight);
    }
}

#[test]
fn every_accepted_share_of_a_fleet_is_read_with_its_dates() {
    let world = World::generate(Fleet {
        people_per_account: 200,
        strange_names: true,
        special_cases: true,
        accounts: 3,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let observed = read(&world, &plex.url());
    for (number, account) in world.accounts.iter().enumerate() {
        let facts = facts(&observed, number).expect("every answer is good");
        assert_eq!(facts.people.len(), 200);
        for (server, share) in account.accepted_shares() {
            let known = world.person(share.person);
            let person = facts
                .people
                .iter()
                .find(|person| person.id.0 == share.person)
                .expect("everybody with a share is read");
            assert_eq!(person.title.as_deref().unwrap_or_default(), known.title);
            let read = person
                .shares
                .iter()
                .find(|read| read.server.as_str() == server.machine_id)
                .expect("every share is read");
            let epoch = |time: Option<Timestamp>| time.and_then(|time| u64::try_from(time.0).ok());
            assert_eq!(epoch(read.invited), Some(share.invited_at));
            assert_eq!(epoch(read.accepted), share.accepted_at);
            if let SharedLibraries::Some(libraries) = &read.libraries {
                let ids: BTreeSet<u64> = libraries.iter().map(|library| library.0).collect();
                assert_eq!(ids, share.libraries.iter().copied().collect());
            }
            assert_eq!(read.libraries == SharedLibraries::All, share.all_libraries);
        }
    }
    assert!(plex.seen().len() <= 3 * (5 + 2 * 2));
}

#[test]
fn plausible_answers_are_read_without_the_missing_people() {
    for (row, left) in table::plausible().iter().zip([0, PEOPLE / 2]) {
        let (_, observed) = read_with(row);
        assert_eq!(
            facts(&observed, 0).map(|facts| facts.people.len()),
            Some(left),
            "{row:?}"
        );
    }
}
