//! The whole way from the bytes of an account's answers to its facts, without a network.

use super::account::Answers;
use super::client::Failure;
use super::documents::ServerAnswers;
use super::error::ReadError;
use super::read::doubts;
use super::request::Endpoint;
use super::{Outcome, consistency, facts, parse};
use crate::vocabulary::{AccountName, MachineId};

/// The decoded bodies of every answer of one account.
#[derive(Debug, Clone, Copy)]
pub struct Bodies<'b> {
    /// `/api/v2/user`
    pub account: &'b [u8],
    /// `/api/v2/resources`
    pub resources: &'b [u8],
    /// `/api/users`
    pub users: &'b [u8],
    /// `/api/invites/requested`
    pub invitations: &'b [u8],
    /// `/api/home/users`, if it was asked for.
    pub home: Option<&'b [u8]>,
    /// The answers about each own server.
    pub servers: &'b [ServerBodies<'b>],
}

/// The decoded bodies of both answers about one server.
#[derive(Debug, Clone)]
pub struct ServerBodies<'b> {
    /// Which server was asked about.
    pub machine: MachineId,
    /// `/api/servers/{machine}`
    pub catalogue: &'b [u8],
    /// `/api/servers/{machine}/shared_servers`
    pub shares: &'b [u8],
}

/// What [`read()`](super::read()) would make of these answers, if it got them twice.
#[must_use]
pub fn understand(account: &AccountName, bodies: &Bodies<'_>) -> Outcome {
    let agreed = answers(bodies).all().and_then(|documents| {
        let found = consistency::disagreements(&documents);
        if found.is_empty() {
            Ok(documents)
        } else {
            Err(found)
        }
    });
    match agreed {
        Ok(documents) => Outcome::Read(facts::of(documents)),
        Err(failures) => Outcome::Unknown(doubts(failures, account)),
    }
}

fn answers(bodies: &Bodies<'_>) -> Answers {
    let servers = bodies.servers.iter().map(|server| {
        let machine = &server.machine;
        let catalogue = parse::server::parse(server.catalogue)
            .map_err(ReadError::from)
            .and_then(|document| ServerAnswers::about(machine, document));
        let shares = parse::shared_servers::parse(server.shares);
        (
            machine.clone(),
            at(Endpoint::Server(machine.clone()), catalogue),
            at(Endpoint::SharedServers(machine.clone()), shares),
        )
    });
    Answers {
        account: at(Endpoint::Account, parse::account::parse(bodies.account)),
        own: at(
            Endpoint::Resources,
            parse::resources::parse(bodies.resources),
        ),
        users: at(Endpoint::Users, parse::users::parse(bodies.users)),
        invitations: at(
            Endpoint::Invitations,
            parse::invitations::parse(bodies.invitations),
        ),
        home: bodies
            .home
            .map(|body| at(Endpoint::HomeUsers, parse::home::parse(body)))
            .transpose(),
        servers: servers.collect(),
    }
}

fn at<T>(endpoint: Endpoint, result: Result<T, impl Into<ReadError>>) -> Result<T, Failure> {
    result.map_err(|error| Failure {
        endpoint,
        error: error.into(),
    })
}
