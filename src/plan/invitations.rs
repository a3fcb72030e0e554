//! Invitations that are not accepted yet: they only lead to notices.

use std::collections::BTreeSet;

use super::decision::{NotImported, PersonVerdict, Remarks};
use super::notice::{Notice, NoticeKind};
use super::users::UserRules;
use crate::vocabulary::{Email, folded};

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
