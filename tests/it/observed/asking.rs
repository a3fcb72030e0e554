//! Asking while it is not yet known whom the records name.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use plexmgr::sources::plex::{Asking, Recorded};

use super::whole::KNOWN;
use super::*;

/// Longer than any test takes.
const HOUR: Duration = Duration::from_secs(3600);

/// The first sample account, asked at `server`.
fn asking(server: &Server) -> Asking {
    let access = AccountAccess {
        name: AccountName::new("main"),
        token: SecretString::from("token-a"),
        known_servers: vec![machine(ATLAS), machine(BOREALIS)],
        sharing: BTreeSet::new(),
    };
    let options = ClientOptions {
        url: Url::parse(&server.url).unwrap(),
        client_id: "5d0c7f6e-0000-4000-8000-000000000001".into(),
        concurrency: 8,
        timeout_seconds: 3600,
        retries: 0,
    };
    let scope = Scope::default();
    Asking::begin(HOUR, vec![access], scope, options, Box::new(Silent)).unwrap()
}

/// Waits until that many requests have arrived.
fn wait_for(server: &Server, requests: usize) {
    let begun = Instant::now();
    while server.paths().len() < requests {
        assert!(begun.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// How often the Home was asked for, when the records know `people` and say that `sharing` share something.
fn asked_for_home(people: &[u64], sharing: &[u64]) -> usize {
    let server = Server::start(|request, _| loopback::sample(request));
    let asking = asking(&server);
    // Everything leaves that the servers alone decide.
    wait_for(&server, 8);
    let sharing = ids(sharing).unwrap();
    let recorded = Recorded {
        known_people: ids(people).unwrap(),
        sharing: BTreeMap::from([(AccountName::new("main"), sharing)]),
    };
    let observed = asking.answered(recorded).unwrap().observed;
    assert_eq!(facts(&observed, 0).people.len(), 12);
    let paths = server.paths();
    let home = |path: &&String| *path == "/api/home/users";
    paths.iter().filter(home).count()
}

#[test]
fn plex_is_asked_before_it_is_known_whom_the_records_name() {
    assert_eq!(asked_for_home(&KNOWN, &[]), 0);
    assert_eq!(asked_for_home(&KNOWN, &KNOWN), 0);
    assert_eq!(asked_for_home(&KNOWN[1..], &[]), 1, "somebody is new");
    assert_eq!(asked_for_home(&KNOWN, &[42]), 1, "somebody shares nothing");
}

#[test]
fn a_reading_that_is_given_up_waits_for_nothing() {
    let never = |_: &Request, _: usize| Reply::endless("", b" ", HOUR);
    for server in [
        Server::start(never),
        // Everything is there but whom the records name.
        Server::start(|request, _| loopback::sample(request)),
    ] {
        let asking = asking(&server);
        wait_for(&server, 8);
        let begun = Instant::now();
        drop(asking);
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
}
