//! The one order of everything observed, so that the order of the answers is forgotten.

use super::{AccountFacts, FailureReport, Invitation, SharedLibraries};

/// Sorts every list by id; invitations, which may have none, by everything they say.
pub(super) fn sort(facts: &mut AccountFacts) {
    let AccountFacts {
        owner: _,
        servers,
        people,
        invitations,
        not_found,
        doubts,
    } = facts;
    doubts.sort_by(|a, b| place(a).cmp(&place(b)));
    not_found.sort();
    for server in servers.iter_mut() {
        server.libraries.sort_by_key(|library| library.id);
    }
    servers.sort_by(|a, b| a.machine_id.cmp(&b.machine_id));
    for person in people.iter_mut() {
        for share in &mut person.shares {
            if let SharedLibraries::Some(ids) = &mut share.libraries {
                ids.sort_unstable();
            }
        }
        person.shares.sort_by(|a, b| a.server.cmp(&b.server));
        person.unread.sort();
    }
    people.sort_by_key(|person| person.id);
    for invitation in invitations.iter_mut() {
        invitation.servers.sort();
    }
    invitations.sort_by(|a, b| parts(a).cmp(&parts(b)));
}

fn place(doubt: &FailureReport) -> impl Ord + '_ {
    (doubt.fact, &doubt.server, doubt.person, &doubt.reason)
}

fn parts(invitation: &Invitation) -> impl Ord + '_ {
    let Invitation {
        id,
        username,
        email,
        created,
        servers,
    } = invitation;
    (id, email, username, created, servers)
}
