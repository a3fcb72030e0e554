//! Reading accounts over HTTP, from a server on loopback.

mod asking;
mod clock;
mod fleet;
mod loopback;
mod refusals;
mod understood;
mod whole;

use std::collections::BTreeSet;

use plexmgr::sources::plex::{
    AccountAccess, AccountFacts, AccountOutcome, Answered, ClientOptions, FactName, FailureReport,
    Observed, Person, Scope, Silent, Url, read_blocking,
};
use plexmgr::vocabulary::{AccountName, MachineId, PlexId};
use secrecy::SecretString;

use loopback::{Reply, Request, Server};

const ATLAS: &str = "ece8f46bf734ca267a2b6e0f7c3b471a5c964428";
const BOREALIS: &str = "60acaaf93c2601275a440bfff2ed9f680b883858";

/// One reading under test: which accounts, what is known of them, how patiently.
struct Reading {
    accounts: Vec<(&'static str, &'static str)>,
    known_servers: Vec<&'static str>,
    scope: Scope,
    timeout_seconds: u64,
    retries: u32,
}

impl Reading {
    /// The first sample account, of which nothing is known.
    fn new() -> Self {
        Self {
            accounts: vec![("main", "token-a")],
            known_servers: Vec::new(),
            scope: Scope::default(),
            timeout_seconds: 10,
            retries: 0,
        }
    }

    fn of(self, server: &Server) -> Observed {
        self.answered_by(server).observed
    }

    fn answered_by(self, server: &Server) -> Answered {
        let accounts = self.accounts.iter().map(|(name, token)| AccountAccess {
            name: AccountName::new(*name),
            token: SecretString::from(*token),
            known_servers: self.known_servers.iter().map(|m| machine(m)).collect(),
            sharing: BTreeSet::new(),
        });
        let options = ClientOptions {
            url: Url::parse(&server.url).expect("the server's own address"),
            client_id: "5d0c7f6e-0000-4000-8000-000000000001".into(),
            concurrency: 8,
            timeout_seconds: self.timeout_seconds,
            retries: self.retries,
        };
        read_blocking(accounts.collect(), &self.scope, &options, &Silent)
            .expect("the system grants a runtime")
    }
}

fn machine(text: &str) -> MachineId {
    text.parse().expect("a literal machine identifier")
}

/// The facts of the account at `index`.
fn facts(observed: &Observed, index: usize) -> &AccountFacts {
    match &observed.accounts[index].outcome {
        AccountOutcome::Read(facts) => facts,
        AccountOutcome::Unknown(doubts) => panic!("unknown: {doubts:#?}"),
    }
}

/// The doubts about the account at `index`.
fn doubts(observed: &Observed, index: usize) -> &[FailureReport] {
    match &observed.accounts[index].outcome {
        AccountOutcome::Read(facts) => &facts.doubts,
        AccountOutcome::Unknown(doubts) => doubts,
    }
}

/// Whether a share need not be read: it or something that it is read from is in doubt.
fn may_be_missing(facts: &AccountFacts, person: PlexId, server: &MachineId) -> bool {
    let is_unread = |one: &Person| one.id == person && one.unread.contains(server);
    facts.people.iter().any(is_unread)
        || facts.doubts.iter().any(|doubt| match doubt.fact {
            FactName::Servers => true,
            _ if doubt.person.is_some() => doubt.person == Some(person),
            FactName::Shares => doubt.server.as_ref() == Some(server),
            _ => false,
        })
}

/// Reads from a server that answers `path` with `reply` and everything else with the samples.
fn read_with(
    path: &'static str,
    reading: Reading,
    reply: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static,
) -> (Observed, Server) {
    let server = Server::start(move |request, earlier| {
        if request.path == path {
            reply(request, earlier)
        } else {
            loopback::sample(request)
        }
    });
    (reading.of(&server), server)
}

fn ids(people: &[u64]) -> Option<BTreeSet<PlexId>> {
    Some(people.iter().copied().map(PlexId).collect())
}
