//! Reads one account: everything at once, what follows from it, and again what disagrees.

use std::collections::{BTreeMap, BTreeSet};
use std::future::pending;

use futures_util::FutureExt;
use futures_util::future::{OptionFuture, join, join_all, join3};

use super::asking::Later;
use super::client::{Client, Failure};
use super::consistency;
use super::documents::{Documents, ServerAnswers};
use super::parse::account::AccountDocument;
use super::parse::home::HomeMember;
use super::parse::resources::OwnServer;
use super::parse::server::ServerDocument;
use super::parse::shared_servers::ShareRow;
use super::parse::users::UserRow;
use super::read::Scope;
use super::request::Endpoint;
use super::{AccountFacts, Invitation, facts, parse};
use crate::vocabulary::{AccountName, MachineId, PlexId};

/// What was recorded of the account before.
pub(super) struct Known<'a> {
    /// Its servers, without the ignored ones: they are asked at once.
    pub(super) servers: BTreeSet<MachineId>,
    /// The account's name.
    pub(super) account: &'a AccountName,
    /// The people who share them.
    pub(super) sharing: &'a BTreeSet<PlexId>,
    /// All people for whom membership in the Home decides nothing.
    pub(super) people: Option<&'a BTreeSet<PlexId>>,
    /// Says who these people are instead, once the records were read.
    pub(super) later: Option<&'a Later>,
}

impl Known<'_> {
    /// What `decide` makes of the people who share the account's servers, and of all people known.
    async fn of_people<T>(
        &self,
        decide: impl FnOnce(&BTreeSet<PlexId>, Option<&BTreeSet<PlexId>>) -> T,
    ) -> T {
        let Some(later) = self.later else {
            return decide(self.sharing, self.people);
        };
        let mut later = later.clone();
        // If it will not be given any more, the reading ends.
        let Ok(recorded) = later.wait_for(Option::is_some).await else {
            return pending().await;
        };
        let sharing = recorded
            .as_ref()
            .and_then(|all| all.sharing.get(self.account));
        let people = recorded.as_ref().map(|recorded| &recorded.known_people);
        decide(sharing.unwrap_or(self.sharing), people)
    }
}

/// Both answers about one server, or why they did not come.
pub(super) type ServerReading = (
    MachineId,
    Result<ServerDocument, Failure>,
    Result<Vec<ShareRow>, Failure>,
);

/// Reads everything the account says, or every reason why it cannot be believed.
///
/// `known_servers` are asked about without waiting for the list of servers.
pub(super) async fn read(
    client: &Client<'_>,
    known: &Known<'_>,
    scope: &Scope,
) -> Result<AccountFacts, Vec<Failure>> {
    let mut documents = read_all(client, known, scope).await.all()?;
    let mut doubtful = consistency::disagreements(&documents);
    if consistency::home_may_explain(&documents, &doubtful) {
        read_again(client, &mut documents, [Endpoint::HomeUsers].into()).await?;
        doubtful = consistency::disagreements(&documents);
    }
    if !doubtful.is_empty() {
        let endpoints = consistency::worth_reading_again(&documents, &doubtful);
        read_again(client, &mut documents, endpoints).await?;
        let still = consistency::disagreements(&documents);
        if !still.is_empty() {
            return Err(still);
        }
    }
    Ok(facts::of(documents))
}

/// Every answer of the first wave and what followed from it, good or not.
pub(super) struct Answers {
    pub(super) account: Result<AccountDocument, Failure>,
    pub(super) own: Result<Vec<OwnServer>, Failure>,
    pub(super) users: Result<Vec<UserRow>, Failure>,
    pub(super) invitations: Result<Vec<Invitation>, Failure>,
    pub(super) home: Result<Option<Vec<HomeMember>>, Failure>,
    pub(super) servers: Vec<ServerReading>,
}

/// Sends the first wave, and each request that follows from an answer as soon as that is there.
async fn read_all(client: &Client<'_>, known: &Known<'_>, scope: &Scope) -> Answers {
    let own = own_servers(client, scope).boxed_local().shared();
    let people = async {
        let account = client.get(Endpoint::Account, parse::account::parse);
        let users = client.get(Endpoint::Users, parse::users::parse);
        let (account, users, own) = join3(account, users, own.clone()).await;
        let needs_home = match (&account, &users, &own) {
            (Ok(account), Ok(users), Ok(own)) if account.home => {
                let decide =
                    |sharing: &_, people: Option<&_>| needs_home(users, own, sharing, people);
                known.of_people(decide).await
            }
            _ => false,
        };
        let home = match needs_home {
            true => Some(home_members(client).await).transpose(),
            false => Ok(None),
        };
        (account, users, home)
    };
    let servers = async {
        let named = join_all(known.servers.iter().map(|m| read_server(client, m)));
        let new = own.clone().then(|own| async move {
            let own = own.unwrap_or_default();
            let unasked = own.iter().map(|server| &server.machine);
            let unasked = unasked.filter(|machine| !known.servers.contains(machine));
            join_all(unasked.map(|machine| read_server(client, machine))).await
        });
        let (mut named, new) = join(named, new).await;
        named.extend(new);
        named
    };
    let invitations = client.get(Endpoint::Invitations, parse::invitations::parse);
    let ((account, users, home), servers, invitations) = join3(people, servers, invitations).await;
    Answers {
        account,
        own: own.await,
        users,
        invitations,
        home,
        servers,
    }
}

impl Answers {
    /// The documents, if every one of them came.
    pub(super) fn all(self) -> Result<Documents, Vec<Failure>> {
        let mut failures = Vec::new();
        let account = kept(self.account, &mut failures);
        let own = kept(self.own, &mut failures);
        let users = kept(self.users, &mut failures);
        let invitations = kept(self.invitations, &mut failures);
        let home = kept(self.home, &mut failures);
        let listed = own.iter().flatten();
        let listed = listed.map(|server| server.machine.clone()).collect();
        let (servers, unlisted) = sorted_out(self.servers, &listed, &mut failures);
        match (account, own, users, invitations, home) {
            (Some(account), Some(own), Some(users), Some(invitations), Some(home))
                if failures.is_empty() =>
            {
                Ok(Documents {
                    account,
                    own,
                    users,
                    invitations,
                    home,
                    servers,
                    unlisted,
                })
            }
            _ => Err(failures),
        }
    }
}

/// Takes the answers about the account's own servers; what a server that is no longer listed answered is
/// only divided into "gone, too" and "still there".
fn sorted_out(
    readings: Vec<ServerReading>,
    listed: &BTreeSet<MachineId>,
    failures: &mut Vec<Failure>,
) -> (BTreeMap<MachineId, ServerAnswers>, Vec<MachineId>) {
    let mut servers = BTreeMap::new();
    let mut unlisted = Vec::new();
    for (machine, catalogue, shares) in readings {
        if !listed.contains(&machine) {
            if catalogue.is_ok() {
                unlisted.push(machine);
            }
            continue;
        }
        let both = (kept(catalogue, failures), kept(shares, failures));
        if let (Some(catalogue), Some(shares)) = both {
            servers.insert(machine, ServerAnswers { catalogue, shares });
        }
    }
    (servers, unlisted)
}

/// Reads once more what may have changed between two answers.
async fn read_again(
    client: &Client<'_>,
    documents: &mut Documents,
    endpoints: BTreeSet<Endpoint>,
) -> Result<(), Vec<Failure>> {
    let users = endpoints
        .contains(&Endpoint::Users)
        .then(|| client.get(Endpoint::Users, parse::users::parse));
    let home = endpoints
        .contains(&Endpoint::HomeUsers)
        .then(|| home_members(client));
    let machines: BTreeSet<&MachineId> = endpoints.iter().filter_map(Endpoint::server).collect();
    let servers = join_all(machines.into_iter().map(|m| read_server(client, m)));
    let (users, home, servers) =
        join3(OptionFuture::from(users), OptionFuture::from(home), servers).await;

    let mut failures = Vec::new();
    if let Some(users) = users.and_then(|users| kept(users, &mut failures)) {
        documents.users = users;
    }
    if let Some(home) = home.and_then(|home| kept(home, &mut failures)) {
        documents.home = Some(home);
    }
    let listed = documents.servers.keys().cloned().collect();
    let (servers, _) = sorted_out(servers, &listed, &mut failures);
    documents.servers.extend(servers);
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures)
    }
}

async fn own_servers(client: &Client<'_>, scope: &Scope) -> Result<Vec<OwnServer>, Failure> {
    let own = client
        .get(Endpoint::Resources, parse::resources::parse)
        .await?;
    let wanted = |server: &OwnServer| !scope.ignored_servers.contains(&server.machine);
    Ok(own.into_iter().filter(wanted).collect())
}

async fn home_members(client: &Client<'_>) -> Result<Vec<HomeMember>, Failure> {
    client.get(Endpoint::HomeUsers, parse::home::parse).await
}

async fn read_server(client: &Client<'_>, machine: &MachineId) -> ServerReading {
    let catalogue = async {
        let endpoint = Endpoint::Server(machine.clone());
        let document = client.get(endpoint.clone(), parse::server::parse).await?;
        ServerAnswers::about(machine, document).map_err(|error| Failure { endpoint, error })
    };
    let shares = client.get(
        Endpoint::SharedServers(machine.clone()),
        parse::shared_servers::parse,
    );
    let (catalogue, shares) = join(catalogue, shares).await;
    (machine.clone(), catalogue, shares)
}

/// Whether it matters who is in the Home, if there is one: only a new person, or one who used to share a server
/// and does not any more, could turn out to be a member that no account lists yet.
fn needs_home(
    users: &[UserRow],
    own: &[OwnServer],
    sharing: &BTreeSet<PlexId>,
    people: Option<&BTreeSet<PlexId>>,
) -> bool {
    let is_own = |machine: &MachineId| own.iter().any(|server| server.machine == *machine);
    let is_new = |user: &UserRow| !people.is_some_and(|known| known.contains(&user.id));
    let has_share = |user: &UserRow| {
        let accepted = user.servers.iter().filter(|s| s.pending != Some(true));
        accepted.map(|server| &server.machine).any(is_own)
    };
    let newcomer = |user: &UserRow| !user.home && is_new(user) && has_share(user);
    let settled = users.iter().filter(|user| user.home || has_share(user));
    let settled: BTreeSet<PlexId> = settled.map(|user| user.id).collect();
    users.iter().any(newcomer) || !sharing.is_subset(&settled)
}

/// The document, or nothing and one failure more.
fn kept<T>(answer: Result<T, Failure>, failures: &mut Vec<Failure>) -> Option<T> {
    answer.map_err(|failure| failures.push(failure)).ok()
}
