//! Reads one account: everything at once, what follows from it, and again what disagrees.

use std::collections::BTreeSet;
use std::future::pending;

use futures_util::FutureExt;
use futures_util::future::{OptionFuture, join, join_all, join3};

use super::background_read::Later;
use super::client::PlexClient;
use super::consistency;
use super::documents::Documents;
use super::fact_kind::FactKind;
use super::parse::home::HomeMember;
use super::parse::resources::OwnServer;
use super::parse::users::UserRow;
use super::read::Scope;
use super::reading::{Reading, ServerFacts};
use super::request::Endpoint;
use super::{AccountFacts, Fact, Invitation, facts, parse};
use crate::vocabulary::{AccountName, MachineId, PlexId};

/// What was recorded of the account before.
pub(super) struct RecordedAccount<'a> {
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

impl RecordedAccount<'_> {
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

/// Reads everything the account says, or every reason why it is not known whose it is.
///
/// `known_servers` are asked about without waiting for the list of servers.
pub(super) async fn read(
    client: &PlexClient<'_>,
    known: &RecordedAccount<'_>,
    scope: &Scope,
) -> Result<AccountFacts, Box<Reading>> {
    let reading = read_all(client, known, scope).await;
    let mut documents = reading.documents()?;
    let mut found = consistency::disagreements(&documents);
    if consistency::home_may_explain(&documents, &found) {
        let again = [FactKind::Home].into();
        documents = read_again(client, known.account, documents, again).await?;
        found = consistency::disagreements(&documents);
    }
    if !found.is_empty() {
        let again = consistency::worth_reading_again(&documents, &found);
        documents = read_again(client, known.account, documents, again).await?;
        found = consistency::disagreements(&documents);
    }
    Ok(facts::of(documents, found, known.account))
}

/// Sends the first wave, and each request that follows from an answer as soon as that is there.
async fn read_all(client: &PlexClient<'_>, known: &RecordedAccount<'_>, scope: &Scope) -> Reading {
    let own = own_servers(client, scope).boxed_local().shared();
    let people = async {
        let account = client.fact(FactKind::Owner, parse::account::parse);
        let users = client.fact(FactKind::People, parse::users::parse);
        let (account, users, own) = join3(account, users, own.clone()).await;
        let needs_home = match (&account, &users) {
            (Fact::Known(account), Fact::Known(users)) if account.home => {
                let listed = own.known().into_iter().flatten();
                let listed = listed.map(|server| server.machine.clone());
                let own: BTreeSet<MachineId> = match own.doubt() {
                    None => listed.collect(),
                    Some(_) => known.servers.clone(),
                };
                let decide =
                    |sharing: &_, people: Option<&_>| needs_home(users, &own, sharing, people);
                known.of_people(decide).await
            }
            _ => false,
        };
        let home = match needs_home {
            true => home_members(client).await.map(Some),
            false => Fact::Known(None),
        };
        (account, users, home)
    };
    let servers = async {
        let named = join_all(
            known
                .servers
                .iter()
                .map(|m| read_server(client, known.account, m)),
        );
        let new = own.clone().then(|own| async move {
            let unasked = own
                .known()
                .into_iter()
                .flatten()
                .map(|server| &server.machine);
            let unasked = unasked.filter(|machine| !known.servers.contains(machine));
            join_all(unasked.map(|machine| read_server(client, known.account, machine))).await
        });
        let (mut named, new) = join(named, new).await;
        named.extend(new);
        named
    };
    let invitations = invitations(client, known.account);
    let ((owner, people, home), servers, invitations) = join3(people, servers, invitations).await;
    let mut reading = Reading {
        owner,
        servers: own.await,
        people,
        invitations,
        home,
        of_servers: servers.into_iter().collect(),
        unlisted: Vec::new(),
        not_found: Vec::new(),
    };
    reading.sort_out();
    reading.pass_over_not_found(&known.servers, &scope.ignored_servers, known.account);
    let unlisted = reading.shared_unlisted(&known.servers, &scope.ignored_servers);
    let asked = unlisted
        .iter()
        .map(|m| read_server(client, known.account, m));
    reading.note_unlisted(join_all(asked).await);
    reading
}

/// Reads once more what may have changed between two answers.
async fn read_again(
    client: &PlexClient<'_>,
    account: &AccountName,
    documents: Documents,
    again: BTreeSet<FactKind>,
) -> Result<Documents, Box<Reading>> {
    let people = again
        .contains(&FactKind::People)
        .then(|| client.fact(FactKind::People, parse::users::parse));
    let home = again
        .contains(&FactKind::Home)
        .then(|| home_members(client));
    let machines: BTreeSet<&MachineId> = again.iter().filter_map(FactKind::server).collect();
    let servers = join_all(
        machines
            .into_iter()
            .map(|m| read_server(client, account, m)),
    );
    let (people, home, servers) = join3(
        OptionFuture::from(people),
        OptionFuture::from(home),
        servers,
    )
    .await;

    let mut reading = Reading::of(documents);
    if let Some(people) = people {
        reading.people = people;
    }
    if let Some(home) = home {
        reading.home = home.map(Some);
    }
    reading.of_servers.extend(servers);
    reading.documents()
}

/// The invitations. If plex.tv refuses the list or does not send it in time, the shares that are offered, which are less: without the day, and
/// without friends who are offered no server.
async fn invitations(client: &PlexClient<'_>, account: &AccountName) -> Fact<Vec<Invitation>> {
    let endpoint = Endpoint::Fact(FactKind::Invitations);
    let error = match client.get(endpoint, parse::invitations::parse).await {
        Ok(invitations) => return Fact::Known(invitations),
        Err(failure) => failure.error,
    };
    let doubt = error.doubt(FactKind::Invitations, account);
    if !error.has_reached_plex() {
        return Fact::Unknown(doubt);
    }
    let shares = client.get(Endpoint::PendingShares, parse::pending_shares::parse);
    shares.await.map_or(Fact::Unknown(doubt), Fact::Known)
}

async fn own_servers(client: &PlexClient<'_>, scope: &Scope) -> Fact<Vec<OwnServer>> {
    let own = client
        .fact(FactKind::Servers, parse::resources::parse)
        .await;
    let wanted = |server: &OwnServer| !scope.ignored_servers.contains(&server.machine);
    own.map(|own| own.into_iter().filter(wanted).collect())
}

async fn home_members(client: &PlexClient<'_>) -> Fact<Vec<HomeMember>> {
    client.fact(FactKind::Home, parse::home::parse).await
}

async fn read_server(
    client: &PlexClient<'_>,
    account: &AccountName,
    machine: &MachineId,
) -> (MachineId, ServerFacts) {
    let catalogue = client.fact(FactKind::Catalogue(machine.clone()), parse::server::parse);
    let shares = client.fact(
        FactKind::Shares(machine.clone()),
        parse::shared_servers::parse,
    );
    let (catalogue, shares) = join(catalogue, shares).await;
    let facts = ServerFacts::of(machine, catalogue, shares, account);
    (machine.clone(), facts)
}

/// Whether it matters who is in the Home, if there is one: only a new person, or one who used to share a server
/// and does not any more, could turn out to be a member that no account lists yet.
fn needs_home(
    users: &[UserRow],
    own: &BTreeSet<MachineId>,
    sharing: &BTreeSet<PlexId>,
    people: Option<&BTreeSet<PlexId>>,
) -> bool {
    let is_own = |machine: &MachineId| own.contains(machine);
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
