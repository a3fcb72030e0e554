//! Joins the documents of one account, once they agree, into the facts of the account.
//!
//! Pure. Start at [`of`].

use std::collections::{BTreeMap, BTreeSet};

use super::documents::{Documents, ServerAnswers};
use super::parse::ShareId;
use super::parse::home::HomeMember;
use super::parse::resources::OwnServer;
use super::parse::shared_servers::ShareRow;
use super::parse::users::UserRow;
use super::{
    AccountFacts, Invitation, ObservedServer, ObservedShare, Person, SharedLibraries, order,
};
use crate::vocabulary::{MachineId, PlexId, folded};

/// What the documents say together.
pub(super) fn of(documents: Documents) -> AccountFacts {
    let Documents {
        account,
        own,
        users,
        invitations,
        home,
        servers,
        unlisted: _,
    } = documents;
    let given = shares_by_person(&servers);
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
            person(user, member.as_ref(), &given, &servers)
        })
        .collect();
    let guests = members.into_values();
    people.extend(guests.filter_map(|member| guest(member, &given)));
    people.extend(invited_only(&people, account.owner.id, &given));
    date_offers(&mut people, &invitations);
    let mut invitations = invitations;
    for own in &own {
        if let Some(answers) = servers.get(&own.machine) {
            let name = server(own, answers).name;
            invitations.extend(to_addresses(&name, answers, &invitations));
        }
    }
    let servers = own
        .into_iter()
        .filter_map(|own| Some(server(&own, servers.get(&own.machine)?)))
        .collect();
    let mut facts = AccountFacts {
        owner: account.owner,
        servers,
        people,
        invitations,
    };
    order::sort(&mut facts);
    facts
}

fn server(own: &OwnServer, answers: &ServerAnswers) -> ObservedServer {
    let name = answers.catalogue.name.as_ref().or(own.name.as_ref());
    ObservedServer {
        machine_id: own.machine.clone(),
        name: name.cloned().unwrap_or_default(),
        libraries: answers.catalogue.libraries.clone(),
    }
}

/// Per person, the rows of each server.
type Given<'d> = BTreeMap<PlexId, BTreeMap<&'d MachineId, Vec<&'d ShareRow>>>;

fn shares_by_person(servers: &BTreeMap<MachineId, ServerAnswers>) -> Given<'_> {
    let mut given = Given::new();
    for (machine, answers) in servers {
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
) -> Person {
    let rows = given.get(&user.id);
    let mut shares: Vec<_> = rows
        .into_iter()
        .flatten()
        .filter_map(|(machine, rows)| share(machine, rows, Some(&user)))
        .collect();
    shares.extend(offers(&user, own, rows));
    Person {
        id: user.id,
        username: user.username,
        title: user.title,
        email: user.email,
        home: user.home || member.is_some(),
        managed: user.restricted || member.is_some_and(|member| member.restricted),
        shares,
    }
}

/// Pending shares that only the list of users knows: nothing is given yet.
fn offers(
    user: &UserRow,
    own: &BTreeMap<MachineId, ServerAnswers>,
    rows: Option<&BTreeMap<&MachineId, Vec<&ShareRow>>>,
) -> Vec<ObservedShare> {
    let machines = user.servers.iter().map(|server| &server.machine);
    let offered: BTreeSet<&MachineId> = machines
        .filter(|machine| own.contains_key(*machine))
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
    })
}

/// Shares of a server that are offered to addresses without an account and are not among the invitations.
fn to_addresses(name: &str, answers: &ServerAnswers, known: &[Invitation]) -> Vec<Invitation> {
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

/// People whom only shares know, none of which is accepted yet.
fn invited_only(people: &[Person], owner: PlexId, given: &Given<'_>) -> Vec<Person> {
    let listed: BTreeSet<PlexId> = people.iter().map(|person| person.id).collect();
    let unlisted = given
        .iter()
        .filter(|(id, _)| **id != owner && !listed.contains(id));
    let invited = unlisted.filter_map(|(id, of_person)| {
        let rows = of_person.values().flatten();
        if rows.clone().any(|row| row.accepted.is_some()) {
            return None;
        }
        let name =
            |of: fn(&ShareRow) -> &Option<String>| rows.clone().find_map(|row| of(row).clone());
        Some(Person {
            id: *id,
            username: name(|row| &row.username),
            title: None,
            email: name(|row| &row.email),
            home: false,
            managed: false,
            shares: of_person
                .iter()
                .filter_map(|(machine, rows)| share(machine, rows, None))
                .collect(),
        })
    });
    invited.collect()
}

/// Gives shares that are offered, and of which no row says when, the day of the invitation.
fn date_offers(people: &mut [Person], invitations: &[Invitation]) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::plex::documents::samples;
    use crate::vocabulary::Timestamp;

    const ATLAS: &str = samples::ATLAS;

    /// The one share of `user` on the first server after `change`.
    fn changed(user: u64, change: impl FnOnce(&mut Documents)) -> ObservedShare {
        let mut documents = samples::account_a();
        change(&mut documents);
        let mut people = of(documents).people.into_iter();
        let person = people.find(|person| person.id == PlexId(user));
        let mut shares = person.expect("listed").shares.into_iter();
        let share = shares.find(|share| share.server.as_str() == ATLAS);
        share.expect("the server is shared with this person")
    }

    #[test]
    fn a_share_that_the_list_of_users_calls_pending_is_not_accepted() {
        let share = changed(301_000_001, |documents| {
            samples::user(documents, 301_000_001).servers[0].pending = Some(true);
        });
        assert_eq!(share.accepted, None);
        assert_eq!(share.invited, Some(Timestamp(1_442_189_117)));
    }

    /// The people whom plex.tv shows with a share of the first server that is offered and not accepted.
    fn offered(documents: Documents) -> Vec<(PlexId, Option<Timestamp>)> {
        let people = of(documents).people.into_iter();
        let offers = people.flat_map(|person| {
            let id = person.id;
            let offers = person.shares.into_iter().filter(|s| s.accepted.is_none());
            offers.map(move |share| (id, share.invited))
        });
        offers.collect()
    }

    #[test]
    fn a_share_that_is_offered_again_is_the_same_in_each_of_its_shapes() {
        const MARLOW: u64 = 301_000_001;
        let again = Timestamp(1_785_000_000);
        let invitation = Invitation {
            id: Some(PlexId(MARLOW)),
            username: None,
            email: None,
            created: Some(again),
            servers: Vec::new(),
        };
        let pending_row = |documents: &mut Documents| {
            let row = samples::row(documents, ATLAS, MARLOW);
            (row.accepted, row.invited) = (None, Some(again));
        };
        let shapes: [&dyn Fn(&mut Documents); 3] = [
            &|documents| {
                pending_row(documents);
                samples::user(documents, MARLOW).servers[0].pending = Some(true);
            },
            &|documents| {
                pending_row(documents);
                documents.users.retain(|user| user.id != PlexId(MARLOW));
                documents.invitations.push(invitation.clone());
            },
            &|documents| {
                let shares = &mut samples::server(documents, ATLAS).shares;
                shares.retain(|row| row.user != Some(PlexId(MARLOW)));
                samples::user(documents, MARLOW).servers[0].pending = Some(true);
                documents.invitations.push(invitation.clone());
            },
        ];
        for shape in shapes {
            let mut documents = samples::account_a();
            shape(&mut documents);
            let offers = offered(documents);
            let theirs: Vec<_> = offers.iter().filter(|(id, _)| id.0 == MARLOW).collect();
            assert_eq!(theirs, [&(PlexId(MARLOW), Some(again))]);
        }
    }

    #[test]
    fn a_share_offered_to_an_address_is_an_invitation_unless_it_is_listed() {
        let mut documents = samples::account_a();
        let mut row = samples::row(&mut documents, ATLAS, 301_000_001).clone();
        row.id = ShareId(9);
        (row.user, row.accepted, row.email) = (None, None, Some("New@Example.com".to_owned()));
        samples::server(&mut documents, ATLAS).shares.push(row);
        let before = documents.invitations.len();
        let invitations = of(documents).invitations;
        assert_eq!(invitations.len(), before + 1);
        let new = |i: &&Invitation| i.email.as_deref() == Some("New@Example.com");
        assert_eq!(invitations.iter().filter(new).count(), 1);
        let mut documents = samples::account_a();
        let listed = documents.invitations[0].clone();
        let mut row = samples::row(&mut documents, ATLAS, 301_000_001).clone();
        row.id = ShareId(9);
        (row.user, row.accepted, row.email) = (None, None, listed.email.map(|e| e.to_uppercase()));
        samples::server(&mut documents, ATLAS).shares.push(row);
        assert_eq!(of(documents).invitations.len(), before);
    }

    #[test]
    fn a_pending_share_without_a_row_is_an_offer() {
        let offer = changed(301_000_009, |documents| {
            let shares = &mut samples::server(documents, ATLAS).shares;
            shares.retain(|row| row.user != Some(PlexId(301_000_009)));
        });
        assert_eq!(offer.accepted, None);
        assert_eq!(offer.invited, Some(Timestamp(1_794_000_000)));
        assert_eq!(offer.libraries, SharedLibraries::Some(Vec::new()));
    }

    #[test]
    fn of_several_rows_accepted_beats_named_beats_oldest() {
        /// The sample's row 30100101 again under another id, invited at that moment.
        fn copy(documents: &mut Documents, id: u64, accepted: Option<i64>) {
            let mut row = samples::row(documents, ATLAS, 301_000_001).clone();
            row.id = ShareId(id);
            row.invited = Some(Timestamp(id.cast_signed()));
            row.accepted = accepted.map(Timestamp);
            samples::server(documents, ATLAS).shares.push(row);
        }
        let accepted = changed(301_000_001, |documents| {
            samples::row(documents, ATLAS, 301_000_001).accepted = None;
            copy(documents, 9, Some(5));
            copy(documents, 7, None);
        });
        assert_eq!(accepted.invited, Some(Timestamp(9)));
        let named = changed(301_000_001, |documents| copy(documents, 7, Some(5)));
        assert_eq!(named.invited, Some(Timestamp(1_442_189_117)));
        let oldest = changed(301_000_001, |documents| {
            samples::user(documents, 301_000_001).servers[0].share = ShareId(1);
            copy(documents, 9, Some(5));
            copy(documents, 7, Some(5));
        });
        assert_eq!(oldest.invited, Some(Timestamp(7)));
    }

    #[test]
    fn a_member_of_the_home_without_a_ticked_library_sees_all() {
        let untick = |documents: &mut Documents, user: u64| {
            for section in &mut samples::row(documents, ATLAS, user).sections {
                section.shared = false;
            }
        };
        let kiddo = changed(301_000_007, |documents| untick(documents, 301_000_007));
        assert_eq!(kiddo.libraries, SharedLibraries::All);
        let stranger = changed(301_000_005, |documents| untick(documents, 301_000_005));
        assert_eq!(stranger.libraries, SharedLibraries::Some(Vec::new()));
    }

    #[test]
    fn members_are_known_from_either_list() {
        let mut documents = samples::account_a();
        samples::user(&mut documents, 301_000_006).home = false;
        samples::user(&mut documents, 301_000_007).restricted = false;
        let facts = of(documents);
        let flags = |id: u64| {
            let mut people = facts.people.iter();
            let person = people.find(|person| person.id == PlexId(id));
            person.map(|person| (person.home, person.managed))
        };
        assert_eq!(flags(301_000_006), Some((true, false)));
        assert_eq!(flags(301_000_007), Some((true, true)));
        assert_eq!(flags(301_000_001), Some((false, false)));
        assert_eq!(flags(301_000_099), None, "the guest has no share");
    }

    #[test]
    fn the_guest_with_a_share_is_a_person() {
        let mut documents = samples::account_a();
        samples::row(&mut documents, ATLAS, 301_000_007).user = Some(PlexId(301_000_099));
        let people = of(documents).people;
        let mut people = people.iter();
        let guest = people.find(|person| person.id == PlexId(301_000_099));
        let guest = guest.expect("the guest has a share");
        assert!(guest.home && guest.managed);
        assert_eq!(guest.shares.len(), 1);
    }

    #[test]
    fn the_order_of_the_documents_is_forgotten() {
        let mut turned = samples::account_a();
        turned.users.reverse();
        turned.own.reverse();
        turned.invitations.reverse();
        for answers in turned.servers.values_mut() {
            answers.shares.reverse();
            answers.catalogue.libraries.reverse();
            for row in &mut answers.shares {
                row.sections.reverse();
            }
        }
        assert_eq!(of(turned), of(samples::account_a()));
    }
}
