//! A large fleet with strange names: everything is recorded exactly as it was served.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::UTC;
use plexmgr::records::schema::{LibraryChoice, Records, UserRecord};
use plexmgr::records::{self};
use plexmgr::settings::RecordsSettings;
use plexmgr::vocabulary::{Handle, PlexId, Timestamp};

use crate::fake::{Account, FakePlex, Fleet, Server, Share, World};
use crate::sandbox::Sandbox;

fn fleet(people_per_account: usize) -> World {
    World::generate(Fleet {
        accounts: 5,
        servers_per_account: 2,
        people_per_account,
        seed: 20_261_122,
        strange_names: true,
        special_cases: true,
    })
}

fn load(sandbox: &Sandbox) -> Records {
    records::load(sandbox.path(), &RecordsSettings::default(), &[])
        .unwrap_or_else(|problems| panic!("{problems}"))
        .records
}

/// Who has to be recorded: everybody with an accepted share, except owners and Home members.
fn expected_people(world: &World) -> BTreeSet<u64> {
    let owners: BTreeSet<u64> = world.accounts.iter().map(|account| account.id).collect();
    let at_home: BTreeSet<u64> = world
        .accounts
        .iter()
        .flat_map(|account| {
            let members = account
                .home
                .iter()
                .flat_map(|home| home.members.iter().map(|m| m.person));
            members.chain(
                account
                    .friends
                    .iter()
                    .filter(|friend| friend.home)
                    .map(|f| f.person),
            )
        })
        .collect();
    accepted_shares(world)
        .map(|(_, share)| share.person)
        .filter(|person| !owners.contains(person) && !at_home.contains(person))
        .collect()
}

fn accepted_shares(world: &World) -> impl Iterator<Item = (&Server, &Share)> {
    world.accounts.iter().flat_map(Account::accepted_shares)
}

/// Server, libraries (`None`: all), invited and accepted.
type ShareFacts = (String, Option<BTreeSet<u64>>, String, String);

/// The shares of everybody, as served.
fn served(world: &World) -> BTreeMap<u64, BTreeSet<ShareFacts>> {
    let date = |seconds: u64| {
        let instant = Timestamp(i64::try_from(seconds).expect("a time"));
        instant.date_in(UTC).expect("a day").to_string()
    };
    let mut served: BTreeMap<u64, BTreeSet<ShareFacts>> = BTreeMap::new();
    for (server, share) in accepted_shares(world) {
        let libraries = share.libraries.iter().copied().collect();
        served.entry(share.person).or_default().insert((
            server.machine_id.clone(),
            (!share.all_libraries).then_some(libraries),
            date(share.invited_at),
            date(share.accepted_at.expect("accepted")),
        ));
    }
    served
}

/// The same as recorded.
fn recorded(records: &Records, user: &UserRecord) -> BTreeSet<ShareFacts> {
    user.plex
        .shares
        .iter()
        .map(|share| {
            let server = &records.servers[&share.server.value];
            let id = |library: &Handle| server.libraries[library].id.value.0;
            let libraries = match &share.libraries {
                LibraryChoice::All => None,
                LibraryChoice::Some(handles) => {
                    Some(handles.iter().map(|h| id(&h.value)).collect())
                }
            };
            let date = |date: &Option<plexmgr::vocabulary::Placed<plexmgr::vocabulary::Date>>| {
                date.as_ref().expect("a date").to_string()
            };
            let machine_id = server.machine_id.value.to_string();
            (
                machine_id,
                libraries,
                date(&share.invited),
                date(&share.accepted),
            )
        })
        .collect()
}

fn check_records(world: &World, sandbox: &Sandbox) {
    let records = load(sandbox);
    let by_id: BTreeMap<PlexId, &UserRecord> = records
        .users
        .values()
        .map(|user| (user.plex.id.as_ref().expect("an id").value, user))
        .collect();
    let expected = expected_people(world);
    assert_eq!(
        by_id.keys().map(|id| id.0).collect::<BTreeSet<_>>(),
        expected
    );
    assert_eq!(
        records.servers.len(),
        world
            .accounts
            .iter()
            .map(|a| a.servers.len())
            .sum::<usize>()
    );
    let served = served(world);
    for person in expected {
        let (truth, user) = (world.person(person), by_id[&PlexId(person)]);
        let told = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        assert_eq!(
            user.plex.username.as_deref().cloned(),
            told(&truth.username)
        );
        assert_eq!(user.plex.email.as_deref().cloned(), told(&truth.email));
        assert_eq!(
            user.plex.title.as_deref().cloned(),
            told(&Some(truth.title.clone()))
        );
        assert_eq!(recorded(&records, user), served[&person], "{truth:?}");
        let [payment] = user.payments.as_slice() else {
            panic!("{truth:?}: {:?}", user.payments)
        };
        assert_eq!(
            payment.period.as_ref().unwrap().start.to_string(),
            "2026-11-22"
        );
        assert_eq!(
            payment.period.as_ref().unwrap().end.to_string(),
            "2026-12-22"
        );
    }
}

#[test]
fn a_large_fleet_is_recorded_exactly_and_only_once() {
    let world = fleet(200);
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());

    let run = sandbox.run(&["apply", "--yes", "--brief"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    check_records(&world, &sandbox);
    let everything = sandbox.files().into_values().collect::<String>() + &run.stdout + &run.stderr;
    for account in &world.accounts {
        assert!(
            !everything.contains(&account.token),
            "the token of {} got out",
            account.id
        );
    }

    plex.forget_requests();
    let before = sandbox.fingerprint();
    let run = sandbox.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.ends_with("\nNo changes.\n"), "{}", run.stdout);
    for account in &world.accounts {
        let asked = plex
            .seen()
            .iter()
            .filter(|seen| seen.token.as_ref() == Some(&account.token))
            .count();
        assert!(asked <= 5 + 2 * account.servers.len(), "{asked} requests");
        let at_once = plex.peak_concurrency_of(&account.token);
        assert!(at_once <= 8, "{at_once} at once");
    }

    let run = sandbox.run(&["apply", "--yes"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(
        sandbox.fingerprint(),
        before,
        "a second apply wrote something"
    );
}

#[test]
fn shuffled_answers_give_the_same_bytes() {
    let world = fleet(60);
    let plex = FakePlex::start(world.clone());
    let mut outcomes = BTreeSet::new();
    for seed in [None, Some(1), Some(2)] {
        plex.set_shuffle(seed);
        let sandbox = Sandbox::household(&world, &plex.url());
        let plan = sandbox.run(&["plan", "--format", "json"]);
        assert_eq!(plan.code, 0, "{}", plan.stderr);
        let applied = sandbox.run(&["apply", "--yes"]);
        assert_eq!(applied.code, 0, "{}", applied.stderr);
        outcomes.insert((plan.stdout, applied.stdout, sandbox.records()));
    }
    assert_eq!(
        outcomes.len(),
        1,
        "the order of the answers changed the outcome"
    );
}

#[test]
fn both_layouts_record_the_same() {
    let world = fleet(30);
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    let settings = sandbox.read("plexmgr.toml").replace(
        "\n[plex]",
        "\n[records]\nlayout = \"single-file\"\n\n[plex]",
    );
    sandbox.write("plexmgr.toml", &settings);
    let run = sandbox.run(&["apply", "--yes", "--brief"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    check_records(&world, &sandbox);
    let run = sandbox.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(
        sandbox.records().keys().collect::<Vec<_>>(),
        ["plans.yaml", "servers.yaml", "users.yaml"]
    );
}

/// Prints a measure for `docs/performance.md`; it fails on no machine because that is slow.
#[test]
#[ignore = "measures, and is of use only in an optimised build"]
fn the_time_of_a_warm_plan_of_five_accounts() {
    let world = World::generate(Fleet {
        accounts: 5,
        servers_per_account: 2,
        people_per_account: 100,
        seed: 20_261_122,
        strange_names: false,
        special_cases: false,
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    let run = sandbox.run(&["apply", "--yes", "--brief"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    plex.set_delay(std::time::Duration::from_millis(50));
    let mut times: Vec<_> = (0..11)
        .map(|_| {
            let begun = std::time::Instant::now();
            let run = sandbox.run(&["plan", "--detailed-exitcode"]);
            assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!(
        "warm plan of five accounts, 50 ms per answer: median {} ms, at most {} ms",
        times[5].as_millis(),
        times[10].as_millis()
    );
}
