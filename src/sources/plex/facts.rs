//! Joins the documents of one account into the facts of the account, and lists what is in doubt.
//!
//! Pure. Start at [`of`].

mod offers;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::consistency::Contradiction;
use super::documents::{Documents, ServerAnswers};
use super::error::ReadError;
use super::fact_kind::{FactKind, FactName};
use super::parse::home::HomeMember;
use super::parse::resources::OwnServer;
use super::parse::shared_servers::ShareRow;
use super::parse::users::{UserRow, UserServer};
use super::parse::{ParseError, ShareId};
use super::{
    AccountFacts, FailureReport, ObservedServer, ObservedShare, Person, ServerName,
    SharedLibraries, order, reading,
};
use crate::vocabulary::{AccountName, MachineId, PlexId};

/// What the documents say together; `contradictions` are in doubt besides what could not be read.
pub(super) fn of(
    documents: Documents,
    contradictions: Vec<Contradiction>,
    name: &AccountName,
) -> AccountFacts {
    let doubts = doubts(&documents, contradictions, name);
    let unread = Unread::new(&doubts);
    let Documents {
        account,
        own,
        users,
        invitations,
        home,
        servers,
        unlisted: _,
        not_found,
        doubts: _,
    } = documents;
    let given = shares_by_person(&servers, &unread);
    let mut members: BTreeMap<PlexId, HomeMember> = home
        .into_iter()
        .flatten()
        .filter(|member| member.id != account.owner.id)
        .map(|member| (member.id, member))
        .collect();
    let mut people: Vec<Person> = users
        .into_iter()
        .map(|user| {
            let member = members.remove(&user.id);
            person(user, member.as_ref(), &given, &servers, &unread)
        })
        .collect();
    let guests = members.into_values();
    people.extend(guests.filter_map(|member| guest(member, &given)));
    // Where the account itself is listed, the list is in doubt.
    people.retain(|person| person.id != account.owner.id);
    people.extend(offers::of_unlisted(&people, account.owner.id, &given));
    offers::give_dates(&mut people, &invitations);
    let mut invitations = invitations;
    for own in &own {
        if let Some(answers) = servers.get(&own.machine) {
            let name = server(own, answers, &unread).name;
            invitations.extend(offers::to_addresses(&name, answers, &invitations));
        }
    }
    let servers = own
        .into_iter()
        .filter_map(|own| Some(server(&own, servers.get(&own.machine)?, &unread)))
        .collect();
    let mut facts = AccountFacts {
        owner: account.owner,
        servers,
        people,
        invitations,
        not_found: not_found.into_iter().map(named).collect(),
        doubts,
    };
    order::sort(&mut facts);
    facts
}

/// Everything that is in doubt: what could not be read, what contradicts other documents, and single entries.
fn doubts(
    documents: &Documents,
    contradictions: Vec<Contradiction>,
    account: &AccountName,
) -> Vec<FailureReport> {
    let mut doubts = documents.doubts.clone();
    let contradictions = contradictions.into_iter();
    doubts.extend(contradictions.map(|contradiction| contradiction.doubt(account)));
    let mut odd = |odd: &[(PlexId, ParseError)], fact: FactKind| {
        let about = |(person, error): &(PlexId, ParseError)| {
            ReadError::from(error.clone()).doubt_about(*person, fact.clone(), account)
        };
        doubts.extend(odd.iter().map(about));
    };
    odd(&documents.users.odd, FactKind::People);
    for (machine, answers) in &documents.servers {
        odd(&answers.shares.odd, FactKind::Shares(machine.clone()));
    }
    reading::each_once(doubts.iter())
}

/// What could not be read, as far as other documents have to stand in for it.
struct Unread {
    /// The servers whose shares are in doubt.
    shares: BTreeSet<MachineId>,
    /// Whether the list of servers is in doubt.
    servers: bool,
}

impl Unread {
    fn new(doubts: &[FailureReport]) -> Self {
        let shares = doubts.iter().filter(|doubt| doubt.person.is_none());
        let shares = shares.filter(|doubt| doubt.fact == FactName::Shares);
        let mut doubts = doubts.iter();
        Self {
            shares: shares.filter_map(|doubt| doubt.server.clone()).collect(),
            servers: doubts.any(|doubt| doubt.fact == FactName::Servers),
        }
    }

    /// The servers that a person may share, as far as nothing else says so.
    fn of(&self, user: &UserRow, own: &BTreeMap<MachineId, ServerAnswers>) -> Vec<MachineId> {
        let may_be_own = |server: &&UserServer| {
            self.servers && !server.is_foreign && !own.contains_key(&server.machine)
        };
        let servers = user.servers.iter();
        let unread = servers.filter(|s| self.shares.contains(&s.machine) || may_be_own(s));
        let unread: BTreeSet<MachineId> = unread.map(|s| s.machine.clone()).collect();
        unread.into_iter().collect()
    }
}

fn named(server: OwnServer) -> ServerName {
    ServerName {
        machine_id: server.machine,
        name: server.name.unwrap_or_default(),
    }
}

fn server(own: &OwnServer, answers: &ServerAnswers, unread: &Unread) -> ObservedServer {
    // Rows that are in doubt prove no library.
    let uncatalogued = match unread.shares.contains(&own.machine) {
        true => Vec::new(),
        false => answers.uncatalogued(),
    };
    let name = answers.catalogue.name.as_ref().or(own.name.as_ref());
    ObservedServer {
        machine_id: own.machine.clone(),
        name: name.cloned().unwrap_or_default(),
        libraries: [&*answers.catalogue.libraries, &uncatalogued].concat(),
    }
}

/// Per person, the rows of each server.
type Given<'d> = BTreeMap<PlexId, BTreeMap<&'d MachineId, Vec<&'d ShareRow>>>;

fn shares_by_person<'d>(
    servers: &'d BTreeMap<MachineId, ServerAnswers>,
    unread: &Unread,
) -> Given<'d> {
    let mut given = Given::new();
    let read = servers
        .iter()
        .filter(|(machine, _)| !unread.shares.contains(machine));
    for (machine, answers) in read {
        for row in &answers.shares {
            if let Some(user) = row.user {
                let of_person = given.entry(user).or_default();
                of_person.entry(machine).or_default().push(row);
            }
        }
    }
    given
}

fn person(
    user: UserRow,
    member: Option<&HomeMember>,
    given: &Given<'_>,
    own: &BTreeMap<MachineId, ServerAnswers>,
    unread: &Unread,
) -> Person {
    let rows = given.get(&user.id);
    let mut shares: Vec<_> = rows
        .into_iter()
        .flatten()
        .filter_map(|(machine, rows)| share(machine, rows, Some(&user)))
        .collect();
    let is_read =
        |machine: &MachineId| own.contains_key(machine) && !unread.shares.contains(machine);
    shares.extend(offers::of_user(&user, is_read, rows));
    let unread = unread.of(&user, own);
    Person {
        id: user.id,
        username: user.username,
        title: user.title,
        email: user.email,
        home: user.home || member.is_some(),
        managed: user.restricted || member.is_some_and(|member| member.restricted),
        shares,
        unread,
    }
}

/// The guest of the Home, who need not be in the list of users; of interest only with a share.
fn guest(member: HomeMember, given: &Given<'_>) -> Option<Person> {
    let of_person = given.get(&member.id)?;
    Some(Person {
        id: member.id,
        username: member.username,
        title: member.title,
        email: member.email,
        home: true,
        managed: member.restricted,
        shares: of_person
            .iter()
            .filter_map(|(machine, rows)| share(machine, rows, None))
            .collect(),
        unread: Vec::new(),
    })
}

/// The share that counts among the rows of one person on one server: an accepted one before a
/// pending one, then the one the list of users names, then the oldest.
fn share(machine: &MachineId, rows: &[&ShareRow], user: Option<&UserRow>) -> Option<ObservedShare> {
    let on_server = || {
        let servers = user.into_iter().flat_map(|user| &user.servers);
        servers.filter(|server| server.machine == *machine)
    };
    let named: BTreeSet<ShareId> = on_server().map(|server| server.share).collect();
    let row = rows
        .iter()
        .min_by_key(|row| (row.accepted.is_none(), !named.contains(&row.id), row.id))?;
    let pending = on_server().next().is_some() && on_server().all(|s| s.pending == Some(true));
    let accepted = row.accepted.filter(|_| !pending);
    let in_home = user.is_none_or(|user| user.home);
    Some(ObservedShare {
        server: machine.clone(),
        libraries: libraries(row, in_home && accepted.is_some()),
        invited: row.invited,
        accepted,
    })
}

/// Which libraries a row gives. A member of the Home for whom none is ticked sees all of them.
///
/// Only what the list of users says about the Home decides here: the list of members is not asked
/// on every run, and the answer must not depend on it.
fn libraries(row: &ShareRow, home: bool) -> SharedLibraries {
    let shared = row.sections.iter().filter(|section| section.shared);
    let ids: Vec<_> = shared.map(|section| section.id).collect();
    if row.all_libraries || (home && ids.is_empty()) {
        SharedLibraries::All
    } else {
        SharedLibraries::Some(ids)
    }
}
