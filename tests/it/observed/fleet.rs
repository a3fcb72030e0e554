//! Generated households on a faithful fake: all of it is read, and no fault takes anybody away.

use std::time::Duration;

use plexmgr::sources::plex::SharedLibraries;
use plexmgr::vocabulary::{LibraryId, Timestamp};

use super::*;
use crate::fake::{
    Echo, ErrorPage, FakePlex, Fault, Fleet, HostileDocument, PendingRows, Rule, Spoiled, View,
    Wire, World,
};

/// What a person gets on a server: machine identifier, libraries, invited, accepted.
type Given = (PlexId, String, SharedLibraries, u64, u64);

fn world(accounts: usize, people: usize, strange_names: bool) -> World {
    World::generate(Fleet {
        accounts,
        people_per_account: people,
        strange_names,
        special_cases: true,
        ..Fleet::default()
    })
}

fn accounts(world: &World) -> Vec<AccountAccess> {
    let accounts = world.accounts.iter();
    accounts
        .map(|account| AccountAccess {
            name: AccountName::new(account.id.to_string()),
            token: SecretString::from(account.token.as_str()),
            known_servers: Vec::new(),
            sharing: BTreeSet::new(),
        })
        .collect()
}

fn read(plex: &FakePlex) -> Observed {
    read_knowing(plex, accounts(&plex.world()), &Scope::default())
}

fn read_knowing(plex: &FakePlex, accounts: Vec<AccountAccess>, scope: &Scope) -> Observed {
    let options = ClientOptions {
        url: Url::parse(&plex.url()).expect("the fake's own address"),
        client_id: "5d0c7f6e-0000-4000-8000-000000000001".into(),
        concurrency: 8,
        timeout_seconds: 20,
        retries: 0,
    };
    let answered = read_blocking(accounts, scope, &options, &Silent);
    answered.expect("the system grants a runtime").observed
}

/// Every accepted share of an account, as the world has it.
fn truth(world: &World, index: usize) -> Vec<Given> {
    let servers = world.accounts[index].servers.iter();
    let mut given: Vec<Given> = servers
        .flat_map(|server| {
            server.shares.iter().filter_map(|share| {
                let mut libraries: Vec<_> =
                    share.libraries.iter().copied().map(LibraryId).collect();
                libraries.sort();
                let libraries = match share.all_libraries {
                    true => SharedLibraries::All,
                    false => SharedLibraries::Some(libraries),
                };
                let machine = server.machine_id.clone();
                let accepted = share.accepted_at?;
                Some((
                    PlexId(share.person),
                    machine,
                    libraries,
                    share.invited_at,
                    accepted,
                ))
            })
        })
        .collect();
    given.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    given
}

/// Every accepted share of an account, as it was read.
fn given(people: &[Person]) -> Vec<Given> {
    let seconds = |time: Option<Timestamp>| time.map_or(0, |time| time.0.unsigned_abs());
    let shares = people.iter().flat_map(|person| {
        let shares = person
            .shares
            .iter()
            .filter(|share| share.accepted.is_some());
        shares.map(|share| {
            let machine = share.server.to_string();
            let (invited, accepted) = (seconds(share.invited), seconds(share.accepted));
            (
                person.id,
                machine,
                share.libraries.clone(),
                invited,
                accepted,
            )
        })
    });
    shares.collect()
}

#[test]
fn every_share_is_read_as_it_is_served_in_any_order() {
    let plex = FakePlex::start(world(3, 120, true));
    let world = plex.world();
    let observed = read(&plex);
    for (index, account) in world.accounts.iter().enumerate() {
        let facts = facts(&observed, index);
        assert_eq!(given(&facts.people), truth(&world, index));
        assert_eq!(facts.people.len(), account.friends.len());
        for person in &facts.people {
            let there = world.person(person.id.0);
            assert_eq!(person.title.as_deref().unwrap_or_default(), there.title);
        }
        let asked = plex
            .seen()
            .iter()
            .filter(|seen| seen.token.as_deref() == Some(account.token.as_str()))
            .count();
        assert!(asked <= 5 + 2 * account.servers.len(), "{asked}");
    }
    for account in &world.accounts {
        assert!(plex.peak_concurrency_of(&account.token) <= 8);
    }
    for seed in 1..4 {
        plex.set_shuffle(Some(seed));
        assert_eq!(read(&plex), observed);
    }
}

#[test]
fn a_known_household_is_asked_everything_at_once() {
    let plex = FakePlex::start(world(1, 20, false));
    let world = plex.world();
    let mut accounts = accounts(&world);
    let servers = world.accounts[0].servers.iter();
    accounts[0].known_servers = servers.map(|server| machine(&server.machine_id)).collect();
    let scope = Scope {
        known_people: Some(world.people.keys().copied().map(PlexId).collect()),
        ..Scope::default()
    };
    plex.set_delay(Duration::from_millis(200));
    let observed = read_knowing(&plex, accounts, &scope);
    assert_eq!(given(&facts(&observed, 0).people), truth(&world, 0));
    assert_eq!((plex.seen().len(), plex.peak_concurrency()), (8, 8));
}

#[test]
fn every_account_has_all_of_its_requests_under_way_at_once() {
    let plex = FakePlex::start(world(5, 20, false));
    let world = plex.world();
    let mut accounts = accounts(&world);
    for (access, account) in accounts.iter_mut().zip(&world.accounts) {
        let servers = account.servers.iter();
        access.known_servers = servers.map(|server| machine(&server.machine_id)).collect();
    }
    let scope = Scope {
        known_people: Some(world.people.keys().copied().map(PlexId).collect()),
        ..Scope::default()
    };
    plex.set_delay(Duration::from_millis(500));
    read_knowing(&plex, accounts, &scope);
    // Each answer takes so long that all requests of a wave are under way before the first one is answered.
    for account in &world.accounts {
        assert_eq!(plex.peak_concurrency_of(&account.token), 8);
    }
    assert_eq!((plex.seen().len(), plex.peak_concurrency()), (40, 40));
}

#[test]
fn pending_shares_are_never_accepted_in_any_spelling() {
    let plex = FakePlex::start(world(1, 40, false));
    for rows in [
        PendingRows::Zero,
        PendingRows::Empty,
        PendingRows::Absent,
        PendingRows::Missing,
    ] {
        plex.change(|world| world.pending_rows = rows);
        let observed = read(&plex);
        let people = &facts(&observed, 0).people;
        assert_eq!(given(people), truth(&plex.world(), 0), "{rows:?}");
        assert!(people.iter().any(|person| {
            let mut shares = person.shares.iter();
            shares.any(|share| share.accepted.is_none())
        }));
    }
}

/// The faults the fake knows, apart from more of the same status and from those that take a second
/// of waiting or flooding each.
fn faults() -> Vec<Fault> {
    let pages = [
        ErrorPage::InvalidToken,
        ErrorPage::NotFoundV1,
        ErrorPage::Retired,
        ErrorPage::Unavailable,
    ];
    let views = [
        View::Nobody,
        View::Half,
        View::NoShares,
        View::NoLibraries,
        View::OneLibrary,
    ];
    let spoiled = [
        Spoiled::Size(1),
        Spoiled::Size(-1),
        Spoiled::TotalSize(-1),
        Spoiled::CutText,
        Spoiled::WrongRoot,
        Spoiled::ContentType("text/html"),
        Spoiled::DuplicateWithOtherContent,
        Spoiled::DuplicateIdentical,
        Spoiled::BareEntry,
        Spoiled::NoId,
        Spoiled::UnknownParts,
        Spoiled::UnknownMachine,
    ];
    let echoes = [
        Echo::CutJson,
        Echo::CutXml,
        Echo::RootName,
        Echo::Id,
        Echo::ErrorMessage(400),
        Echo::Text,
        Echo::RetryAfter,
    ];
    let hostile = [
        HostileDocument::HtmlAt200,
        HostileDocument::EntityBomb,
        HostileDocument::ExternalEntity,
        HostileDocument::Nested(100_000),
        HostileDocument::Empty,
    ];
    let echoes = echoes.map(HostileDocument::TokenEcho);
    let wire = [
        Wire::CutBody,
        Wire::CutChunks,
        Wire::EndlessHeaders,
        Wire::Reset,
        Wire::Close,
    ];
    let redirect = Fault::Redirect {
        status: 307,
        to: "http://127.0.0.1:9".into(),
    };
    pages
        .map(Fault::Page)
        .into_iter()
        .chain(views.map(Fault::View))
        .chain(spoiled.map(Fault::Spoiled))
        .chain(hostile.map(Fault::Hostile))
        .chain(echoes.map(Fault::Hostile))
        .chain(wire.map(Fault::Wire))
        .chain([redirect])
        .collect()
}

/// Damage that leaves a document whose every share is still there.
fn is_harmless(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Spoiled(Spoiled::DuplicateIdentical | Spoiled::UnknownParts)
    )
}

/// No fault of the answers at `path` takes a share away, shows the token or touches the other account.
fn check_faults_at(path: &str) {
    let plex = FakePlex::start(world(2, 16, false));
    let good = read(&plex);
    let world = plex.world();
    let account = &world.accounts[1];
    for fault in faults() {
        plex.inject(Rule::new(path, fault.clone()).of(account.id));
        let observed = read(&plex);
        plex.heal();
        let shown = format!("{observed:?}");
        assert!(!shown.contains(&account.token), "{fault:?}");
        assert_eq!(observed.accounts[0], good.accounts[0], "{fault:?}");
        match &observed.accounts[1].outcome {
            AccountOutcome::Read(facts) => {
                let is_certain =
                    |given: &Given| !may_be_missing(facts, given.0, &machine(&given.1));
                let (mut truth, mut read) = (truth(&world, 1), given(&facts.people));
                truth.retain(is_certain);
                read.retain(is_certain);
                assert_eq!(read, truth, "{fault:?}");
                let doubts = &facts.doubts;
                assert!(
                    !is_harmless(&fault) || doubts.is_empty(),
                    "{fault:?} {doubts:?}"
                );
            }
            AccountOutcome::Unknown(doubts) => {
                assert!(!is_harmless(&fault), "{fault:?} {doubts:?}");
            }
        }
    }
}

#[test]
fn no_fault_of_the_account_takes_a_share_away() {
    check_faults_at("/api/v2/user");
}

#[test]
fn no_fault_of_the_resources_takes_a_share_away() {
    check_faults_at("/api/v2/resources");
}

#[test]
fn no_fault_of_the_users_takes_a_share_away() {
    check_faults_at("/api/users");
}

#[test]
fn no_fault_of_the_invitations_takes_a_share_away() {
    check_faults_at("/api/invites/requested");
}

#[test]
fn no_fault_of_the_home_takes_a_share_away() {
    check_faults_at("/api/home/users");
}

#[test]
fn no_fault_of_a_server_takes_a_share_away() {
    check_faults_at("/api/servers/*");
}

#[test]
fn no_fault_of_the_shares_takes_a_share_away() {
    check_faults_at("/api/servers/*/shared_servers");
}
