//! Shares that are offered and not accepted yet, in each of the shapes in which plex.tv shows them: in the list of
//! users, among the shares of a server only, and as an invitation.

use std::collections::{BTreeMap, BTreeSet};

use super::super::documents::ServerAnswers;
use super::super::parse::shared_servers::ShareRow;
use super::super::parse::users::UserRow;
use super::super::{Invitation, ObservedShare, Person, SharedLibraries};
use super::{Given, share};
use crate::vocabulary::{MachineId, PlexId, folded};

/// Pending shares that only the list of users knows: nothing is given yet.
pub(super) fn of_user(
    user: &UserRow,
    is_read: impl Fn(&MachineId) -> bool,
    rows: Option<&BTreeMap<&MachineId, Vec<&ShareRow>>>,
) -> Vec<ObservedShare> {
    let machines = user.servers.iter().map(|server| &server.machine);
    let offered: BTreeSet<&MachineId> = machines
        .filter(|machine| is_read(machine))
        .filter(|machine| rows.is_none_or(|rows| !rows.contains_key(machine)))
        .collect();
    let offer = |machine: &MachineId| ObservedShare {
        server: machine.clone(),
        libraries: SharedLibraries::Some(Vec::new()),
        invited: None,
        accepted: None,
    };
    offered.into_iter().map(offer).collect()
}

/// Shares of a server that are offered to addresses without an account and are not among the invitations.
pub(super) fn to_addresses(
    name: &str,
    answers: &ServerAnswers,
    known: &[Invitation],
) -> Vec<Invitation> {
    let address = |invitation: &Invitation| invitation.email.as_deref().map(folded);
    let known: BTreeSet<String> = known.iter().filter_map(address).collect();
    let offers = answers
        .shares
        .iter()
        .filter(|row| row.user.is_none() && row.accepted.is_none());
    let new = offers.filter(|row| {
        let address = row.email.as_deref().map(folded);
        address.is_some_and(|address| !known.contains(&address))
    });
    let invitation = |row: &ShareRow| Invitation {
        id: None,
        username: row.username.clone(),
        email: row.email.clone(),
        created: row.invited,
        servers: vec![name.to_owned()],
    };
    new.map(invitation).collect()
}

/// People whom only shares know: who have not accepted yet, or whom the list of people lacks.
pub(super) fn of_unlisted(people: &[Person], owner: PlexId, given: &Given<'_>) -> Vec<Person> {
    let listed: BTreeSet<PlexId> = people.iter().map(|person| person.id).collect();
    let unlisted = given
        .iter()
        .filter(|(id, _)| **id != owner && !listed.contains(id));
    let unlisted = unlisted.map(|(id, of_person)| {
        let rows = of_person.values().flatten();
        let of_each = of_person.iter();
        let (unread, read): (Vec<_>, Vec<_>) = of_each.partition(|(_, rows)| is_ambiguous(rows));
        let read = read.into_iter();
        let unread = unread.into_iter();
        let name =
            |of: fn(&ShareRow) -> &Option<String>| rows.clone().find_map(|row| of(row).clone());
        Person {
            id: *id,
            username: name(|row| &row.username),
            title: None,
            email: name(|row| &row.email),
            home: false,
            managed: false,
            unread: unread.map(|(machine, _)| (*machine).clone()).collect(),
            shares: read
                .filter_map(|(machine, rows)| share(machine, rows, None))
                .collect(),
        }
    });
    unlisted.collect()
}

/// Gives shares that are offered, and of which no row says when, the day of the invitation.
pub(super) fn give_dates(people: &mut [Person], invitations: &[Invitation]) {
    for person in people {
        let mut offers = person
            .shares
            .iter_mut()
            .filter(|share| share.accepted.is_none() && share.invited.is_none())
            .peekable();
        if offers.peek().is_none() {
            continue;
        }
        let is_theirs = |invitation: &&Invitation| invitation.id == Some(person.id);
        let created = invitations
            .iter()
            .filter(is_theirs)
            .filter_map(|i| i.created);
        let created = created.max();
        offers.for_each(|share| share.invited = created);
    }
}

/// Whether rows give nothing, or everything to a member of the Home, which only the list of people says.
fn is_ambiguous(rows: &[&ShareRow]) -> bool {
    let gives_nothing =
        |row: &ShareRow| !row.all_libraries && row.sections.iter().all(|section| !section.shared);
    let mut accepted = rows.iter().filter(|row| row.accepted.is_some());
    accepted.any(|row| gives_nothing(row))
}
