//! The whole way from the bytes of an account's answers to its facts, without a network.

use super::error::ReadError;
use super::fact_kind::FactKind;
use super::parse::ParseError;
use super::reading::{Reading, ServerFacts};
use super::{AccountOutcome, Fact, consistency, facts, parse};
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
pub fn understand(account: &AccountName, bodies: &Bodies<'_>) -> AccountOutcome {
    match reading(account, bodies).documents() {
        Ok(documents) => {
            let found = consistency::disagreements(&documents);
            AccountOutcome::Read(facts::of(documents, found, account))
        }
        Err(reading) => AccountOutcome::Unknown(reading.reports()),
    }
}

fn reading(account: &AccountName, bodies: &Bodies<'_>) -> Reading {
    let servers = bodies.servers.iter().map(|server| {
        let machine = &server.machine;
        let catalogue = parse::server::parse(server.catalogue);
        let catalogue = at(account, FactKind::Catalogue(machine.clone()), catalogue);
        let shares = parse::shared_servers::parse(server.shares);
        let shares = at(account, FactKind::Shares(machine.clone()), shares);
        let facts = ServerFacts::of(machine, catalogue, shares, account);
        (machine.clone(), facts)
    });
    let home = bodies.home.map(parse::home::parse).transpose();
    let people = parse::users::parse(bodies.users);
    let invitations = parse::invitations::parse(bodies.invitations);
    let own = parse::resources::parse(bodies.resources);
    let owner = parse::account::parse(bodies.account);
    let mut reading = Reading {
        owner: at(account, FactKind::Owner, owner),
        servers: at(account, FactKind::Servers, own),
        people: at(account, FactKind::People, people),
        invitations: at(account, FactKind::Invitations, invitations),
        home: at(account, FactKind::Home, home),
        of_servers: servers.collect(),
        unlisted: Vec::new(),
        not_found: Vec::new(),
    };
    reading.sort_out();
    reading
}

fn at<T>(account: &AccountName, fact: FactKind, result: Result<T, ParseError>) -> Fact<T> {
    match result {
        Ok(value) => Fact::Known(value),
        Err(error) => Fact::Unknown(ReadError::from(error).doubt(fact, account)),
    }
}
