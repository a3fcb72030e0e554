//! Invitations that are not accepted yet: for recorded users they are shares that are offered again, otherwise they
//! only lead to notices.

use std::collections::{BTreeMap, BTreeSet};

use super::decision::{NotImported, PersonVerdict, Remarks};
use super::notice::{Notice, NoticeKind};
use super::people::ObservedPerson;
use super::users::UserRules;
use crate::records::schema::PlexRecord;
use crate::sources::plex::{Invitation, ObservedShare, SharedLibraries};
use crate::vocabulary::{Email, Handle, MachineId, PlexId, folded};

/// What was offered to a recorded user by invitation.
#[derive(Debug, Default)]
pub(super) struct Invited {
    /// The shares, by server: of what they give nothing is known.
    pub(super) offers: BTreeMap<MachineId, ObservedShare>,
    /// Whether they, or an address of theirs, were invited at all.
    pub(super) any: bool,
}

/// What the believed accounts offer to a recorded user. Invitations name servers; of two with one name, both may be
/// meant.
pub(super) fn to_recorded(rules: &UserRules<'_, '_>, record: &PlexRecord, id: PlexId) -> Invited {
    let mut invited = Invited::default();
    for account in &rules.accounts.trusted {
        let facts = account.facts;
        let to_them = facts.invitations.iter().filter(|it| is_to(it, record, id));
        for invitation in to_them {
            invited.any = true;
            let is_named = |name: &str| invitation.servers.iter().any(|server| server == name);
            // Another account with their address is not them.
            let is_theirs = invitation.id.is_none_or(|own| own == id);
            let named = facts
                .servers
                .iter()
                .filter(|server| is_theirs && is_named(&server.name));
            for server in named {
                let offer = invited.offers.entry(server.machine_id.clone());
                let offer = offer.or_insert_with(|| offer_of(&server.machine_id));
                offer.invited = offer.invited.max(invitation.created);
            }
        }
    }
    invited
}

fn offer_of(machine: &MachineId) -> ObservedShare {
    ObservedShare {
        server: machine.clone(),
        libraries: SharedLibraries::Some(Vec::new()),
        invited: None,
        accepted: None,
    }
}

/// Whether an invitation is to a recorded user, or to an address they have or had.
fn is_to(invitation: &Invitation, record: &PlexRecord, id: PlexId) -> bool {
    let address = invitation.email.as_deref().map(folded);
    let former = record.former_emails.iter().map(|email| &email.value);
    let mut own = record.email.iter().map(|email| &**email).chain(former);
    invitation.id == Some(id)
        || address.is_some_and(|address| own.any(|email| folded(email) == address))
}

/// That a departed user is invited again, which the list of users or the shares of a server show.
pub(super) fn to_departed(
    rules: &UserRules<'_, '_>,
    handle: &Handle,
    seen: &ObservedPerson<'_>,
) -> Notice {
    let invited = seen.shares.values().filter_map(|share| share.invited).max();
    let since = invited.and_then(|at| at.date_in(rules.input.rules.timezone));
    let since = since.map(|day| format!(" on {day}")).unwrap_or_default();
    Notice {
        kind: NoticeKind::PendingInvitation,
        subject: handle.to_string(),
        message: format!("departed, was invited again{since} and has not accepted yet"),
        place: rules.input.filing.users.get(handle).cloned(),
    }
}

/// Says who was invited and is not in any list of users yet.
pub(super) fn mention_invitations(rules: &UserRules<'_, '_>, remarks: &mut Remarks) {
    let known: BTreeSet<String> = rules
        .people
        .values()
        .filter(|seen| !seen.shares.is_empty())
        .filter_map(|seen| seen.names.email.as_deref().map(folded))
        .collect();
    for account in &rules.accounts.trusted {
        for invitation in &account.facts.invitations {
            if is_offered_again(rules, invitation) {
                continue;
            }
            let by_id = invitation.id.and_then(|id| rules.people.get(&id));
            let by_email = invitation.email.as_deref().map(folded);
            if by_id.is_some_and(|seen| !seen.shares.is_empty())
                || by_email.is_some_and(|email| known.contains(&email))
            {
                continue;
            }
            // What does not look like an address could not be masked where strangers read along.
            let email = invitation.email.clone();
            let email = email.filter(|email| email.parse::<Email>().is_ok());
            let called = invitation.username.clone().or(email);
            let subject = called.or_else(|| invitation.id.map(|id| id.to_string()));
            let since = invitation
                .created
                .and_then(|at| at.date_in(rules.input.rules.timezone));
            let subject = subject.unwrap_or_else(|| "a person without a name".to_owned());
            let verdict = PersonVerdict::NotImported(NotImported::Invited(since));
            remarks.about_new(subject.clone(), invitation.id, verdict);
            let since = since.map(|date| format!(" on {date}")).unwrap_or_default();
            let to = match invitation.servers.as_slice() {
                [] => "as a friend or Home member".to_owned(),
                servers => format!("to {}", servers.join(" and ")),
            };
            remarks.notices.push(Notice {
                kind: NoticeKind::PendingInvitation,
                subject,
                message: format!("was invited {to}{since} and has not accepted yet"),
                place: None,
            });
        }
    }
}

/// Whether an invitation is to a recorded user who shares something: then the share shows it.
fn is_offered_again(rules: &UserRules<'_, '_>, invitation: &Invitation) -> bool {
    let mut recorded = rules.matches.by_id.iter();
    recorded.any(|(id, handle)| {
        let record = &rules.input.records.users[handle].plex;
        !record.shares.is_empty() && is_to(invitation, record, *id)
    })
}
