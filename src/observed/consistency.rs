//! Compares the documents of one account with each other and finds what cannot be true together.
//!
//! Each document may be whole and well-formed and yet stem from another moment, another account or a
//! half-filled cache. Pure. Start at [`disagreements`].

use std::collections::{BTreeMap, BTreeSet};

use super::client::Failure;
use super::documents::{Documents, ServerAnswers};
use super::error::ReadError;
use super::request::Endpoint;
use crate::vocabulary::{LibraryId, MachineId, PlexId};

/// Two documents of one account that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Disagreement {
    #[error(
        "`/api/users` has {count} accepted {} on this server that {} missing here, as of user {example}",
        plural(*.count, "share", "shares"), plural(*.count, "is", "are")
    )]
    ShareMissing { count: usize, example: PlexId },
    #[error(
        "{count} accepted {} {} missing from `/api/users`, as of user {example}",
        plural(*.count, "share", "shares"), plural(*.count, "is", "are")
    )]
    UserMissing { count: usize, example: PlexId },
    #[error(
        "`/api/users` has {count} accepted {} on this server that {} not accepted here, as of user {example}",
        plural(*.count, "share", "shares"), plural(*.count, "is", "are")
    )]
    NotAccepted { count: usize, example: PlexId },
    #[error(
        "shares of this server show {count} {} that {} missing here, as library {example}",
        plural(*.count, "library", "libraries"), plural(*.count, "is", "are")
    )]
    LibraryMissing { count: usize, example: LibraryId },
    #[error("the account itself is in the list of its users")]
    OwnerListed,
    #[error("a server is missing from the list that still answers as the account's own")]
    ServerMissing,
}

fn plural(count: usize, one: &'static str, more: &'static str) -> &'static str {
    if count == 1 { one } else { more }
}

/// Every contradiction, in a fixed order.
pub(super) fn disagreements(documents: &Documents) -> Vec<Failure> {
    let mut found = Vec::new();
    let mut report = |endpoint: Endpoint, disagreement: Disagreement| {
        let error = ReadError::Disagreement(disagreement);
        found.push(Failure { endpoint, error });
    };
    if !documents.unlisted.is_empty() {
        report(Endpoint::Resources, Disagreement::ServerMissing);
    }
    let owner = documents.account.owner.id;
    if documents.users.iter().any(|user| user.id == owner) {
        report(Endpoint::Users, Disagreement::OwnerListed);
    }
    let listed = accepted_shares(documents);
    let home = home_members(documents);
    for (machine, answers) in &documents.servers {
        if let Some(disagreement) = missing_libraries(answers) {
            report(Endpoint::Server(machine.clone()), disagreement);
        }
        let listed = listed.get(machine);
        for disagreement in compared(listed, answers, &home) {
            report(Endpoint::SharedServers(machine.clone()), disagreement);
        }
    }
    found
}

/// The endpoints whose documents may only have been read at an unlucky moment.
pub(super) fn worth_reading_again(
    documents: &Documents,
    doubtful: &[Failure],
) -> BTreeSet<Endpoint> {
    let mut endpoints = BTreeSet::new();
    for failure in doubtful {
        endpoints.insert(failure.endpoint.clone());
        match &failure.endpoint {
            Endpoint::Server(machine) => {
                endpoints.insert(Endpoint::SharedServers(machine.clone()));
            }
            Endpoint::SharedServers(_) => {
                endpoints.insert(Endpoint::Users);
                // A member of the Home may have a share without being in the list of users.
                if documents.account.home && documents.home.is_none() {
                    endpoints.insert(Endpoint::HomeUsers);
                }
            }
            _ => {}
        }
    }
    endpoints
}

/// Per server and user, whether the list of users calls the share accepted in so many words.
type Listed = BTreeMap<PlexId, Acceptance>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Acceptance {
    Pending,
    Unsaid,
    Accepted,
}

fn accepted_shares(documents: &Documents) -> BTreeMap<&MachineId, Listed> {
    let mut listed: BTreeMap<&MachineId, Listed> = BTreeMap::new();
    for user in &documents.users {
        for server in &user.servers {
            let acceptance = match server.pending {
                Some(true) => Acceptance::Pending,
                Some(false) => Acceptance::Accepted,
                None => Acceptance::Unsaid,
            };
            let of_server = listed.entry(&server.machine).or_default();
            let entry = of_server.entry(user.id).or_insert(acceptance);
            *entry = acceptance.max(*entry);
        }
    }
    listed
}

/// Members of the Home need no share to see a server, nor to accept one.
fn home_members(documents: &Documents) -> BTreeSet<PlexId> {
    let users = documents.users.iter().filter(|user| user.home);
    let members = documents.home.iter().flatten();
    users
        .map(|user| user.id)
        .chain(members.map(|member| member.id))
        .collect()
}

fn compared(
    listed: Option<&Listed>,
    answers: &ServerAnswers,
    home: &BTreeSet<PlexId>,
) -> Vec<Disagreement> {
    let mut rows: BTreeMap<PlexId, bool> = BTreeMap::new();
    for row in &answers.shares {
        if let Some(user) = row.user {
            *rows.entry(user).or_default() |= row.accepted.is_some();
        }
    }
    let (mut without_row, mut not_accepted) = (Vec::new(), Vec::new());
    for (user, acceptance) in listed.into_iter().flatten() {
        match (acceptance, rows.get(user)) {
            (Acceptance::Accepted | Acceptance::Unsaid, None) => without_row.push(*user),
            (Acceptance::Accepted, Some(false)) if !home.contains(user) => not_accepted.push(*user),
            _ => {}
        }
    }
    let is_listed = |user: &PlexId| listed.is_some_and(|listed| listed.contains_key(user));
    let unlisted: Vec<PlexId> = rows
        .iter()
        .filter(|(user, accepted)| **accepted && !is_listed(user) && !home.contains(*user))
        .map(|(user, _)| *user)
        .collect();
    let counted = |users: Vec<PlexId>| users.first().map(|first| (users.len(), *first));
    [
        counted(without_row).map(|(count, example)| Disagreement::ShareMissing { count, example }),
        counted(unlisted).map(|(count, example)| Disagreement::UserMissing { count, example }),
        counted(not_accepted).map(|(count, example)| Disagreement::NotAccepted { count, example }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn missing_libraries(answers: &ServerAnswers) -> Option<Disagreement> {
    let there: BTreeSet<LibraryId> = answers.catalogue.libraries.iter().map(|l| l.id).collect();
    let sections = answers.shares.iter().flat_map(|row| &row.sections);
    let missing: BTreeSet<LibraryId> = sections
        .map(|section| section.id)
        .filter(|id| !there.contains(id))
        .collect();
    missing.first().map(|example| Disagreement::LibraryMissing {
        count: missing.len(),
        example: *example,
    })
}
