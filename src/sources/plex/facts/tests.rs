//! What documents say together, shape by shape.

use super::*;
use crate::sources::plex::Invitation;
use crate::sources::plex::documents::samples;
use crate::vocabulary::Timestamp;

/// What documents say together that do not contradict each other.
fn joined(documents: Documents) -> AccountFacts {
    of(documents, Vec::new(), &AccountName::new("main"))
}

const ATLAS: &str = samples::ATLAS;

/// The one share of `user` on the first server after `change`.
fn changed(user: u64, change: impl FnOnce(&mut Documents)) -> ObservedShare {
    let mut documents = samples::account_a();
    change(&mut documents);
    let mut people = joined(documents).people.into_iter();
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
    let people = joined(documents).people.into_iter();
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
    let invitations = joined(documents).invitations;
    assert_eq!(invitations.len(), before + 1);
    let new = |i: &&Invitation| i.email.as_deref() == Some("New@Example.com");
    assert_eq!(invitations.iter().filter(new).count(), 1);
    let mut documents = samples::account_a();
    let listed = documents.invitations[0].clone();
    let mut row = samples::row(&mut documents, ATLAS, 301_000_001).clone();
    row.id = ShareId(9);
    (row.user, row.accepted, row.email) = (None, None, listed.email.map(|e| e.to_uppercase()));
    samples::server(&mut documents, ATLAS).shares.push(row);
    assert_eq!(joined(documents).invitations.len(), before);
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
    let facts = joined(documents);
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
    let people = joined(documents).people;
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
        for row in answers.shares.iter_mut() {
            row.sections.reverse();
        }
    }
    assert_eq!(joined(turned), joined(samples::account_a()));
}
