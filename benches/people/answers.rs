//! The answers of plex.tv about one account, fetched once from the fake.

use std::io::{Read, Write};
use std::net::TcpStream;

use plexmgr::sources::plex::{
    AccountOutcome, AccountReading, Bodies, Observed, ServerBodies, understand,
};
use plexmgr::vocabulary::{AccountName, MachineId};

use super::ACCOUNT;
use super::fake::{FakePlex, Fleet, World};

/// The decoded body of every answer.
pub(crate) struct Answers {
    account: Vec<u8>,
    resources: Vec<u8>,
    users: Vec<u8>,
    invitations: Vec<u8>,
    /// Per server its catalogue and its shares.
    servers: Vec<(MachineId, Vec<u8>, Vec<u8>)>,
}

/// One account with two servers, and `people` people who share them.
pub(crate) fn world(people: usize) -> World {
    World::generate(Fleet {
        people_per_account: people,
        ..Fleet::default()
    })
}

impl Answers {
    pub(crate) fn of(people: usize) -> Self {
        let world = world(people);
        let [account] = world.accounts.as_slice() else {
            panic!("there is one account");
        };
        let plex = FakePlex::start(world.clone());
        let get = |path: &str| fetch(&plex, path, &account.token);
        let servers = account.servers.iter().map(|server| {
            let id = &server.machine_id;
            (
                id.parse().expect("a machine identifier"),
                get(&format!("/api/servers/{id}")),
                get(&format!("/api/servers/{id}/shared_servers")),
            )
        });
        Self {
            account: get("/api/v2/user"),
            resources: get("/api/v2/resources"),
            users: get("/api/users"),
            invitations: get("/api/invites/requested"),
            servers: servers.collect(),
        }
    }

    /// What the bodies mean.
    pub(crate) fn understood(&self) -> AccountOutcome {
        let servers: Vec<_> = self
            .servers
            .iter()
            .map(|(machine, catalogue, shares)| ServerBodies {
                machine: machine.clone(),
                catalogue,
                shares,
            })
            .collect();
        let bodies = Bodies {
            account: &self.account,
            resources: &self.resources,
            users: &self.users,
            invitations: &self.invitations,
            home: None,
            servers: &servers,
        };
        understand(&AccountName::new(ACCOUNT), &bodies)
    }

    pub(crate) fn observed(&self) -> Observed {
        let outcome = self.understood();
        assert!(matches!(outcome, AccountOutcome::Read(_)), "{outcome:?}");
        Observed {
            accounts: vec![AccountReading {
                account: AccountName::new(ACCOUNT),
                outcome,
            }],
        }
    }
}

/// The body of one answer, neither packed nor chunked: nothing else was asked for.
fn fetch(plex: &FakePlex, path: &str, token: &str) -> Vec<u8> {
    let mut answer = answer(plex, path, token, "");
    let head = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
    answer.split_off(head.expect("an answer has a head") + 4)
}

/// One answer, head and body, to a request with `more` headers.
pub(crate) fn answer(plex: &FakePlex, path: &str, token: &str, more: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(plex.address()).expect("the fake listens");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: plex.tv\r\nConnection: close\r\nAccept: application/json\r\n\
         X-Plex-Client-Identifier: bench\r\nX-Plex-Token: {token}\r\n{more}\r\n"
    );
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("answered");
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}");
    answer
}
