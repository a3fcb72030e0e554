//! Good answers: what is concluded from them, and how little is asked.

use plexmgr::sources::plex::{ObservedShare, ServerName, SharedLibraries, snapshot};
use plexmgr::vocabulary::{LibraryId, Timestamp};
use serde_json::{Value, json};

use super::*;

const SHARED_BY_ATLAS: &str =
    "/api/servers/ece8f46bf734ca267a2b6e0f7c3b471a5c964428/shared_servers";

fn samples() -> Server {
    Server::start(|request, _| loopback::sample(request))
}

/// Everybody with an accepted share on a server of the first account who is not in its Home.
pub(super) const KNOWN: [u64; 6] = [
    301_000_001,
    301_000_002,
    301_000_005,
    20_345_678,
    301_000_011,
    301_000_012,
];

#[test]
fn an_unchanged_household_costs_one_round_trip_of_eight_requests() {
    let server = samples();
    let mut reading = Reading::new();
    reading.known_servers = vec![ATLAS, BOREALIS];
    reading.scope.known_people = ids(&KNOWN);
    assert_eq!(facts(&reading.of(&server), 0).people.len(), 12);
    let atlas = format!("/api/servers/{ATLAS}");
    let borealis = format!("/api/servers/{BOREALIS}");
    assert_eq!(
        server.paths(),
        [
            "/api/invites/requested",
            &borealis,
            &format!("{borealis}/shared_servers"),
            &atlas,
            &format!("{atlas}/shared_servers"),
            "/api/users",
            "/api/v2/resources",
            "/api/v2/user",
        ]
    );
}

#[test]
fn a_first_reading_asks_for_the_home_as_well() {
    let server = samples();
    Reading::new().of(&server);
    let paths = server.paths();
    assert_eq!(paths.len(), 9, "{paths:?}");
    assert!(paths.contains(&"/api/home/users".to_owned()));
}

#[test]
fn every_request_carries_token_identity_and_format() {
    let server = samples();
    Reading::new().of(&server);
    for request in server.requests() {
        assert_eq!(request.header("x-plex-token"), "token-a");
        assert_eq!(request.header("x-plex-product"), "plexmgr");
        assert_eq!(request.header("accept-encoding"), "gzip");
        assert!(
            request
                .header("x-plex-client-identifier")
                .starts_with("5d0c")
        );
        let newer = request.path.starts_with("/api/v2/");
        let format = if newer {
            "application/json"
        } else {
            "application/xml"
        };
        assert_eq!(request.header("accept"), format, "{}", request.path);
    }
}

#[test]
fn people_are_joined_with_their_shares() {
    let observed = Reading::new().of(&samples());
    let facts = facts(&observed, 0);
    assert_eq!(facts.owner.id, PlexId(10_234_567));
    let servers: Vec<_> = facts.servers.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(servers, ["Borealis — Loft", "Atlas"]);
    assert_eq!(facts.invitations.len(), 5);

    let person = |id: u64| {
        let mut people = facts.people.iter();
        people
            .find(|person| person.id == PlexId(id))
            .expect("listed")
    };
    let some = |ids: &[u64]| SharedLibraries::Some(ids.iter().copied().map(LibraryId).collect());
    assert_eq!(
        person(301_000_002).shares,
        [
            ObservedShare {
                server: machine(BOREALIS),
                libraries: SharedLibraries::All,
                invited: Some(Timestamp(1_750_000_000)),
                accepted: Some(Timestamp(1_750_086_400)),
            },
            ObservedShare {
                server: machine(ATLAS),
                libraries: some(&[118_181_361, 118_181_364]),
                invited: Some(Timestamp(1_740_000_000)),
                accepted: Some(Timestamp(1_740_003_600)),
            },
        ]
    );
    assert_eq!(person(301_000_003).shares, []);
    assert_eq!(person(301_000_004).shares, [], "he shares his, not ours");
    assert_eq!(person(301_000_005).shares.len(), 1);
    assert_eq!(person(301_000_009).shares[0].accepted, None);
    assert_eq!(person(301_000_012).shares[0].libraries, some(&[]));
    let home = facts.people.iter().filter(|person| person.home);
    let home: Vec<_> = home.map(|person| (person.id.0, person.managed)).collect();
    assert_eq!(
        home,
        [
            (301_000_006, false),
            (301_000_007, true),
            (301_000_008, true)
        ]
    );
}

#[test]
fn accounts_are_read_side_by_side_and_fail_alone() {
    let mut reading = Reading::new();
    reading.accounts = vec![("main", "token-a"), ("lost", "gone"), ("attic", "token-b")];
    let observed = reading.of(&samples());
    assert_eq!(facts(&observed, 0).people.len(), 12);
    let doubts = doubts(&observed, 1);
    assert_eq!(doubts.len(), 1, "one report is enough: {doubts:?}");
    assert_eq!(doubts[0].reason, "status 401 Unauthorized");
    assert!(
        doubts[0]
            .hint
            .as_deref()
            .is_some_and(|hint| hint.contains("`lost`"))
    );
    assert_eq!(facts(&observed, 2).owner.id, PlexId(20_345_678));
}

#[test]
fn ignored_servers_are_neither_asked_about_nor_reported() {
    let server = samples();
    let mut reading = Reading::new();
    reading.known_servers = vec![ATLAS];
    reading.scope.ignored_servers.insert(machine(ATLAS));
    let observed = reading.of(&server);
    assert_eq!(facts(&observed, 0).servers.len(), 1);
    assert!(!server.paths().iter().any(|path| path.contains(ATLAS)));
}

#[test]
fn a_known_server_that_is_gone_is_simply_gone() {
    let mut reading = Reading::new();
    reading.known_servers = vec!["3efe14159f4121a5dfd3f5f9dcc46e9280cd64d6", ATLAS];
    let observed = reading.of(&samples());
    assert_eq!(facts(&observed, 0).servers.len(), 2);
}

#[test]
fn the_order_of_the_answers_is_forgotten() {
    let plain = Reading::new().of(&samples());
    let (turned, _server) = read_with("/api/users", Reading::new(), |_, _| {
        Reply::ok(&turned_round("account-a/users.xml", "User"))
    });
    assert_eq!(plain, turned);
    let (turned, _server) = read_with(SHARED_BY_ATLAS, Reading::new(), |_, _| {
        let name = format!("account-a/servers/{ATLAS}/shared_servers.xml");
        Reply::ok(&turned_round(&name, "SharedServer"))
    });
    assert_eq!(
        snapshot::to_json(&plain, None, None),
        snapshot::to_json(&turned, None, None)
    );
}

/// A sample whose entries stand in the opposite order.
fn turned_round(name: &str, entry: &str) -> Vec<u8> {
    let text = String::from_utf8(loopback::fixture(name).expect("it exists")).expect("text");
    let opening = format!("  <{entry} ");
    let mut parts = text.trim_end().split(&opening);
    let head = parts.next().expect("there is a head").to_owned();
    let tail = "</MediaContainer>";
    let mut entries: Vec<_> = parts.map(|part| part.trim_end_matches(tail)).collect();
    entries.reverse();
    format!("{head}{opening}{}{tail}", entries.join(&opening)).into_bytes()
}

#[test]
fn a_share_accepted_between_two_answers_is_read_again() {
    let mut reading = Reading::new();
    reading.known_servers = vec![ATLAS, BOREALIS];
    let (observed, server) = read_with(SHARED_BY_ATLAS, reading, |request, earlier| {
        if earlier == 0 {
            let empty = loopback::fixture("hazards/shared_servers_empty.xml");
            Reply::ok(&empty.expect("it exists"))
        } else {
            loopback::sample(request)
        }
    });
    assert_eq!(facts(&observed, 0).people.len(), 12);
    let count = |path: &str| server.paths().iter().filter(|p| *p == path).count();
    assert_eq!(count(SHARED_BY_ATLAS), 2);
    assert_eq!(count("/api/users"), 2);
    assert_eq!(count("/api/v2/user"), 1);
}

/// A device that is gone, beside the account's servers.
const GONE: &str = "b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2";

/// Lists the device as well, and answers 404 to everything about these servers.
fn without(gone: &'static [&'static str]) -> Server {
    Server::start(move |request, _| {
        if gone.iter().any(|server| request.path.contains(server)) {
            return Reply::status("404 Not Found", "", b"");
        }
        match request.path.as_str() {
            "/api/v2/resources" => Reply::ok(&resources_with(GONE)),
            _ => loopback::sample(request),
        }
    })
}

fn resources_with(machine: &str) -> Vec<u8> {
    let resources = loopback::fixture("account-a/v2_resources.json").expect("it exists");
    let mut resources: Value = serde_json::from_slice(&resources).expect("it is JSON");
    let device = json!({"name": "Cloud Sync", "provides": "server", "owned": true,
        "clientIdentifier": machine});
    resources.as_array_mut().expect("a list").push(device);
    resources.to_string().into_bytes()
}

#[test]
fn a_server_that_was_never_recorded_and_is_not_found_is_passed_over() {
    let server = without(&[GONE]);
    let mut reading = Reading::new();
    reading.known_servers = vec![ATLAS, BOREALIS];
    let observed = reading.of(&server);
    let facts = facts(&observed, 0);
    let expected = ServerName {
        machine_id: machine(GONE),
        name: "Cloud Sync".to_owned(),
    };
    assert_eq!(facts.not_found, [expected]);
    assert_eq!((facts.servers.len(), facts.people.len()), (2, 12));
    let saved = snapshot::to_json(&observed, None, None);
    let read = snapshot::from_json(saved.as_bytes());
    assert_eq!(read.map(|read| read.observed), Ok(observed));
}

#[test]
fn a_server_is_not_passed_over_if_that_could_lose_something() {
    let unknown = |recorded: &[&'static str], gone| {
        let mut reading = Reading::new();
        reading.known_servers = recorded.to_vec();
        doubts(&reading.of(&without(gone)), 0).len()
    };
    // It is recorded; users share it; and if no server is found, plex.tv may have moved the endpoint.
    assert_eq!(unknown(&[ATLAS, BOREALIS, GONE], &[GONE]), 2);
    assert_eq!(unknown(&[ATLAS], &[BOREALIS, GONE]), 4);
    assert_eq!(unknown(&[], &[ATLAS, BOREALIS, GONE]), 6);
}

#[test]
fn a_library_that_only_the_catalogue_lacks_is_taken_from_the_shares() {
    let path = "/api/servers/ece8f46bf734ca267a2b6e0f7c3b471a5c964428";
    let whole = Reading::new().of(&samples());
    let (partial, _server) = read_with(path, Reading::new(), |_, _| {
        let partial = loopback::fixture("hazards/server_partial_sections.xml");
        Reply::ok(&partial.expect("it exists"))
    });
    assert_eq!(partial, whole);
}

#[test]
fn a_busy_server_is_asked_again() {
    let mut reading = Reading::new();
    reading.retries = 3;
    let (observed, server) = read_with("/api/users", reading, |request, earlier| match earlier {
        0 => Reply::status("429 Too Many Requests", "retry-after: 0\r\n", b""),
        1 | 2 => Reply::status("503 Service Unavailable", "retry-after: 0\r\n", b""),
        _ => loopback::sample(request),
    });
    assert_eq!(facts(&observed, 0).people.len(), 12);
    let asked = server.paths().iter().filter(|p| *p == "/api/users").count();
    assert_eq!(asked, 4);
}

#[test]
fn gzip_is_understood() {
    use std::io::Write as _;
    let (observed, _server) = read_with("/api/users", Reading::new(), |_, _| {
        let plain = loopback::fixture("account-a/users.xml").expect("it exists");
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&plain).expect("a vector takes any bytes");
        let body = encoder.finish().expect("a vector takes any bytes");
        Reply::status("200 OK", "content-encoding: GZIP\r\n", &body)
    });
    assert_eq!(facts(&observed, 0).people.len(), 12);
}

#[test]
fn no_token_is_in_a_snapshot() {
    let mut reading = Reading::new();
    reading.accounts = vec![("main", "token-a"), ("attic", "token-b")];
    let text = snapshot::to_json(&reading.of(&samples()), None, None);
    for secret in ["token-", "shr-", "srv-"] {
        assert!(!text.contains(secret), "{secret}");
    }
}
