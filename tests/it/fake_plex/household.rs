//! Generated households are whole, and two reads differ only where plex.tv's would.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::client::Client;
use crate::fake::{FakePlex, Fleet, Method, STRANGE_NAMES, World};

const FLEET: Fleet = Fleet {
    accounts: 5,
    servers_per_account: 2,
    people_per_account: 500,
    seed: 7,
    strange_names: true,
    special_cases: true,
};

/// The value of an attribute in each line that has `element`.
fn values(text: &str, element: &str, attribute: &str) -> Vec<String> {
    let mark = format!(" {attribute}=\"");
    let lines = text
        .lines()
        .filter(|line| line.trim_start().starts_with(element));
    lines
        .filter_map(|line| line.split_once(&mark)?.1.split_once('"'))
        .map(|(value, _)| value.to_owned())
        .collect()
}

#[test]
fn every_person_share_and_date_of_a_fleet_is_served() {
    let world = World::generate(FLEET);
    let plex = FakePlex::start(world.clone());
    let mut client = Client::to(&plex);
    assert_eq!(world.accounts.len(), 5);
    for account in &world.accounts {
        let users = client.get("/api/users", &account.token).text();
        let ids: BTreeSet<String> = values(&users, "<User ", "id").into_iter().collect();
        assert_eq!(ids.len(), 500);
        assert!(users.contains("totalSize=\"500\" size=\"500\""));
        assert!(
            account
                .friends
                .iter()
                .all(|friend| ids.contains(&friend.person.to_string()))
        );
        for server in &account.servers {
            let path = format!("/api/servers/{}/shared_servers", server.machine_id);
            let shares = client.get(&path, &account.token).text();
            let invited: Vec<String> = server
                .shares
                .iter()
                .map(|share| share.invited_at.to_string())
                .collect();
            assert_eq!(values(&shares, "<SharedServer ", "invitedAt"), invited);
            let all = shares.matches("<Section ").count();
            assert_eq!(all, server.shares.len() * server.libraries.len());
        }
    }
}

#[test]
fn strange_names_arrive_as_they_are() {
    let world = World::generate(Fleet {
        accounts: 1,
        special_cases: false,
        ..FLEET
    });
    let plex = FakePlex::start(world.clone());
    let text = Client::to(&plex)
        .get("/api/users", &world.accounts[0].token)
        .text();
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut names = BTreeSet::new();
    loop {
        match reader.read_event().expect("the users list is well-formed") {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(element) | quick_xml::events::Event::Empty(element) => {
                let username = element
                    .try_get_attribute("username")
                    .expect("attributes are fine");
                if let Some(username) = username {
                    let plain =
                        quick_xml::escape::unescape(&username.value).expect("known entities only");
                    names.insert(plain.into_owned());
                }
            }
            _ => {}
        }
    }
    let missing: Vec<&&str> = STRANGE_NAMES
        .iter()
        .filter(|name| !names.contains(**name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(names.iter().any(|name| name.chars().count() == 200));
}

#[test]
fn special_cases_are_all_there() {
    let world = World::generate(FLEET);
    let owners: BTreeSet<u64> = world.accounts.iter().map(|account| account.id).collect();
    let mut on_several = 0;
    for account in &world.accounts {
        let with_share: BTreeSet<u64> = account
            .accepted_shares()
            .map(|(_, share)| share.person)
            .collect();
        let without = account
            .friends
            .iter()
            .filter(|one| !with_share.contains(&one.person));
        assert!(without.count() >= 6);
        assert!(account.servers.iter().any(|server| {
            server
                .shares
                .iter()
                .any(|share| share.accepted_at.is_none())
        }));
        assert!(
            account
                .accepted_shares()
                .any(|(_, share)| share.libraries.is_empty())
        );
        assert!(with_share.iter().any(|person| owners.contains(person)));
        assert!(
            account
                .friends
                .iter()
                .any(|friend| !friend.lends.is_empty())
        );
        assert!(
            account
                .home
                .as_ref()
                .is_some_and(|home| home.members.len() == 5)
        );
        assert!(
            account
                .sent
                .iter()
                .any(|invitation| invitation.person.is_none())
        );
        let elsewhere = world.accounts.iter().filter(|other| other.id != account.id);
        on_several += elsewhere
            .flat_map(|other| &other.friends)
            .filter(|friend| with_share.contains(&friend.person))
            .count();
    }
    assert!(
        on_several > 20,
        "{on_several} people are on several accounts"
    );
}

#[test]
fn plain_fleet_gives_all_users_an_accepted_share() {
    let fleet = Fleet {
        people_per_account: 500,
        accounts: 2,
        ..Fleet::default()
    };
    let world = World::generate(fleet);
    for account in &world.accounts {
        let people: BTreeSet<u64> = account
            .accepted_shares()
            .map(|(_, share)| share.person)
            .collect();
        assert_eq!(people.len(), 500);
        assert_eq!(account.friends.len(), 500);
    }
}

#[test]
fn only_volatile_values_differ_between_two_reads() {
    let plex = FakePlex::start(World::from_fixtures());
    let mut client = Client::to(&plex);
    let first = client.get("/api/users", "token-a").text();
    let second = client.get("/api/users", "token-a").text();
    assert_ne!(first, second);
    let stable = |text: &str| {
        let parts = text
            .split('"')
            .map(|part| part.split("avatar?c=").next().unwrap_or_default());
        let mut values: Vec<String> = parts.map(str::to_owned).collect();
        for index in 1..values.len() {
            if values[index - 1].ends_with("lastSeenAt=") {
                values[index].clear();
            }
        }
        values
    };
    assert_eq!(stable(&first), stable(&second));
}

#[test]
fn shuffled_reads_hold_the_same_in_another_order() {
    let plex = FakePlex::start(World::from_fixtures());
    plex.freeze(true);
    let mut client = Client::to(&plex);
    let sorted = |text: &str| {
        let mut ids = values(text, "<", "id");
        ids.sort();
        ids
    };
    let path = "/api/servers/ece8f46bf734ca267a2b6e0f7c3b471a5c964428/shared_servers";
    let straight = client.get(path, "token-a").text();
    plex.set_shuffle(Some(3));
    let shuffled = client.get(path, "token-a").text();
    assert_ne!(straight, shuffled);
    assert_eq!(sorted(&straight), sorted(&shuffled));
}

#[test]
fn requests_are_logged_and_counted() {
    let plex = FakePlex::start(World::from_fixtures());
    plex.set_delay(Duration::from_millis(100));
    let ask = || Client::to(&plex).get("/api/users?x=1", "token-a").status;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("the thread asks and ends"), 200);
        }
    });
    assert_eq!((plex.seen().len(), plex.connection_count()), (4, 4));
    assert!(
        (2..=4).contains(&plex.peak_concurrency()),
        "{}",
        plex.peak_concurrency()
    );
    let seen = plex.seen().remove(0);
    assert_eq!(
        (seen.method, seen.path.as_str(), seen.query.as_str()),
        (Method::Get, "/api/users", "x=1")
    );
    assert_eq!(seen.token.as_deref(), Some("token-a"));
    assert_eq!(seen.client_identifier.as_deref(), Some("test"));
    assert!(seen.headers.iter().any(|(name, _)| name == "accept"));
    plex.forget_requests();
    assert!(plex.seen().is_empty());
}

#[test]
fn answers_carry_a_date_and_are_packed_on_request() {
    let plex = FakePlex::start(World::from_fixtures());
    let headers = [("X-Plex-Token", "token-a"), ("Accept-Encoding", "gzip, br")];
    let mut client = Client::to(&plex);
    let answer = client
        .send("GET", "/api/users", &headers)
        .expect("the fake answers");
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert_eq!(answer.header("date"), Some("Sat, 21 Nov 2026 22:26:40 GMT"));
    assert!(answer.text().ends_with("</MediaContainer>\n"));
    assert_eq!(
        client
            .get("/api/users", "token-a")
            .header("content-encoding"),
        None
    );
    assert_eq!(plex.connection_count(), 1);
}

#[test]
fn fake_ends_at_once_with_connections_open() {
    let plex = FakePlex::start(World::from_fixtures());
    let idle = Client::to(&plex);
    let mut waiting = Client::to(&plex);
    plex.set_delay(Duration::from_secs(60));
    waiting
        .ask("GET", "/api/users", &[("X-Plex-Token", "token-a")])
        .expect("the fake listens");
    let before = Instant::now();
    drop(plex);
    assert!(before.elapsed() < Duration::from_secs(2));
    drop(idle);
}

#[test]
fn secrets_of_a_world_are_what_its_documents_hold() {
    let world = World::from_fixtures();
    let plex = FakePlex::start(world.clone());
    let mut client = Client::to(&plex);
    let secrets: BTreeSet<String> = world.secrets().into_iter().collect();
    for account in &world.accounts {
        let resources = client.get("/api/v2/resources", &account.token).json();
        let resources = resources.as_array().cloned().unwrap_or_default();
        let mut tokens: Vec<String> = resources
            .iter()
            .filter_map(|resource| resource["accessToken"].as_str().map(str::to_owned))
            .collect();
        for server in &account.servers {
            let path = format!("/api/servers/{}/shared_servers", server.machine_id);
            tokens.extend(values(
                &client.get(&path, &account.token).text(),
                "<SharedServer ",
                "accessToken",
            ));
        }
        assert!(tokens.len() > 3);
        assert!(tokens.iter().all(|token| secrets.contains(token)));
        assert!(secrets.contains(&account.token));
    }
}
