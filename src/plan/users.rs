//! Recorded users: linked, kept up to date, departed and returned.

use std::collections::{BTreeMap, BTreeSet};

use super::Input;
use super::accounts::Accounts;
use super::certainty::{Certainty, HeldBack, Wanted};
use super::decision::{Decision, PersonVerdict, Recognised, Remarks, Uncertain};
use super::invitations;
use super::matches::{Linked, Matches};
use super::notice::{Notice, NoticeKind};
use super::people::ObservedPerson;
use super::planned_user::PlannedUser;
use super::reasons;
use super::servers::PlannedServers;
use super::shares::{self, Comparing, ShareDifferences};
use crate::change::{Action, Change, ChangeKind, Names, Replaced, Share};
use crate::records::schema::{PlexRecord, UserRecord};
use crate::sources::plex::ObservedShare;
use crate::vocabulary::{Handle, MachineId, PlexId, folded};

/// Everything the rules about users read.
pub(super) struct UserRules<'r, 'a> {
    pub(super) input: &'r Input<'a>,
    pub(super) accounts: &'r Accounts<'a>,
    pub(super) certainty: &'r Certainty<'a>,
    pub(super) people: &'r BTreeMap<PlexId, ObservedPerson<'a>>,
    pub(super) servers: &'r PlannedServers,
    pub(super) matches: &'r Matches,
}

impl UserRules<'_, '_> {
    /// What it takes to compare the shares of a person.
    pub(super) fn comparing<'c>(
        &'c self,
        adds: ChangeKind,
        called: &'c str,
        person: PlexId,
        offers: &'c BTreeMap<MachineId, ObservedShare>,
        held: &'c mut HeldBack,
    ) -> Comparing<'c> {
        Comparing {
            servers: self.servers,
            certainty: self.certainty,
            held,
            adds,
            called,
            person,
            offers,
            zone: self.input.rules.timezone,
        }
    }
}

/// Plans the changes of all recorded users, including linked ones.
///
/// Returns the users and servers whose libraries are rewritten or whose share is removed.
pub(super) fn plan_recorded(
    rules: &UserRules<'_, '_>,
    changes: &mut Vec<Change>,
    remarks: &mut Remarks,
) -> BTreeSet<(Handle, Handle)> {
    let mut settled = BTreeSet::new();
    for (id, handle) in &rules.matches.by_id {
        let record = &rules.input.records.users[handle];
        let seen = rules.people.get(id);
        let recognised = rules.matches.recognised(handle, &record.plex);
        let recognised = recognised.unwrap_or(match seen {
            Some(_) => Recognised::ById,
            None => Recognised::NotListed,
        });
        let decided = |verdict| Decision {
            subject: handle.to_string(),
            plex_id: Some(*id),
            recognised,
            verdict,
        };
        if rules.input.rules.ignore_users.contains(id) {
            remarks.decisions.push(decided(PersonVerdict::Ignored));
            continue;
        }
        if rules.matches.doubtful.contains(handle) {
            // In a conflict a user keeps what they have.
            remarks.decisions.push(decided(PersonVerdict::Conflict));
            continue;
        }
        let mut user = PlannedUser::recorded(rules.input, handle, *id);
        if let Some(Linked { by, action }) = rules.matches.linked.get(handle) {
            user.change(action.clone(), by.reason());
        }
        if let Some(seen) = seen {
            user.update_names(rules, &record.plex, &seen.names, remarks);
        }
        let invited = invitations::to_recorded(rules, &record.plex, *id);
        let comparing = rules.comparing(
            ChangeKind::AddShare,
            handle.as_str(),
            *id,
            &invited.offers,
            &mut remarks.held,
        );
        let differences = shares::compare(&record.plex, seen, comparing);
        if let Some(seen) = seen.filter(|seen| record.plex.departed.is_some() && seen.is_invited())
        {
            remarks
                .notices
                .push(invitations::to_departed(rules, handle, seen));
        }
        let is_invited = invited.any || seen.is_some_and(|seen| !seen.shares.is_empty());
        let uncertain = user.presence(rules, record, (seen, is_invited), differences, remarks);
        remarks.decisions.push(decided(user.verdict(uncertain)));
        settled.extend(user.settled_shares());
        changes.append(&mut user.changes);
    }
    settled
}

impl PlannedUser {
    /// Takes over the names from Plex; a name that Plex does not send stays unchanged.
    fn update_names(
        &mut self,
        rules: &UserRules<'_, '_>,
        record: &PlexRecord,
        observed: &Names,
        remarks: &mut Remarks,
    ) {
        let Names {
            username,
            email,
            title,
        } = observed;
        let username = renamed(record.username.as_deref(), username.as_ref());
        let title = renamed(record.title.as_deref(), title.as_ref());
        let email = renamed(record.email.as_deref(), email.as_ref());
        let former_emails = email
            .as_ref()
            .and_then(|email| former_emails(record, email));
        let differs = username.is_some() || email.is_some() || title.is_some();
        if differs && !self.is_held(rules, ChangeKind::UpdateUser, &[], remarks) {
            let action = Action::UpdateUser {
                username,
                email,
                title,
                former_emails,
            };
            self.change(action, reasons::DIFFERS);
        }
    }

    /// What the changes so far mean for the user, whose departure may be `uncertain`.
    fn verdict(&self, uncertain: Option<Uncertain>) -> PersonVerdict {
        let kinds: Vec<_> = self.changes.iter().map(Change::kind).collect();
        match (uncertain, kinds.as_slice()) {
            (Some(why), _) => PersonVerdict::Stays(why),
            (None, []) => PersonVerdict::Unchanged,
            (None, kinds) if kinds.contains(&ChangeKind::DepartUser) => PersonVerdict::Departs,
            (None, _) => PersonVerdict::Changes(kinds),
        }
    }

    /// Plans shares, departure and return; says why a departure is not certain.
    fn presence(
        &mut self,
        rules: &UserRules<'_, '_>,
        record: &UserRecord,
        (seen, is_invited): (Option<&ObservedPerson<'_>>, bool),
        mut differences: ShareDifferences,
        remarks: &mut Remarks,
    ) -> Option<Uncertain> {
        let mut uncertain = None;
        let record = &record.plex;
        let loses_last = differences.kept == 0
            && differences.added.is_empty()
            && !differences.removed.is_empty();
        if loses_last && is_invited {
            uncertain = Some(Uncertain::Invited);
        } else {
            let before = differences.removed.len();
            differences
                .removed
                .retain(|(machine, share)| !self.removal_is_held(rules, machine, share, remarks));
            let departs = loses_last
                && !rules.accounts.owners.contains(&self.id)
                && record.departed.is_none();
            let departure = ChangeKind::DepartUser;
            if departs && self.is_held(rules, departure, &[], remarks) {
                uncertain = Some(Uncertain::InDoubt);
            } else if loses_last && !rules.accounts.everything_known {
                uncertain = Some(Uncertain::AccountsUnknown);
            } else if departs && differences.removed.len() == before {
                let action = Action::DepartUser {
                    departed: rules.input.rules.today,
                };
                self.change(action, reasons::SHARES_NONE);
            }
        }
        if let Some(why) = uncertain {
            remarks.notices.push(self.undecided(rules, why));
            differences.removed.clear();
        }
        let is_held = differences.any_held && differences.added.is_empty();
        let server = first_accepted(rules, seen).filter(|_| !is_held);
        if let (Some(departed), Some(server)) = (&record.departed, server) {
            let action = Action::ReturnUser {
                departed: departed.value,
            };
            self.change(action, format!("shares {server}"));
        }
        self.share_changes(rules, differences, &mut remarks.notices);
        uncertain
    }

    fn removal_is_held(
        &self,
        rules: &UserRules<'_, '_>,
        machine: &MachineId,
        share: &Share,
        remarks: &mut Remarks,
    ) -> bool {
        let subject = format!("{}/{}", self.who.user, share.server);
        let servers = [machine];
        let removal = ChangeKind::RemoveShare;
        let wanted = Wanted::of_person(removal, &subject, self.id, &servers);
        rules.certainty.holds(wanted, &mut remarks.held)
    }

    /// Whether a change of the user as such rests on something in doubt.
    fn is_held(
        &self,
        rules: &UserRules<'_, '_>,
        kind: ChangeKind,
        servers: &[&MachineId],
        remarks: &mut Remarks,
    ) -> bool {
        let wanted = Wanted::of_person(kind, self.who.user.as_str(), self.id, servers);
        rules.certainty.holds(wanted, &mut remarks.held)
    }

    fn undecided(&self, rules: &UserRules<'_, '_>, why: Uncertain) -> Notice {
        let why = match why {
            Uncertain::Invited => "there is a pending invitation",
            Uncertain::AccountsUnknown => "not every account could be asked",
            Uncertain::InDoubt => "not everything is known that it rests on",
        };
        Notice {
            kind: NoticeKind::DepartureUndecided,
            subject: self.who.user.to_string(),
            message: format!("is no longer listed, but {why}; the shares stay unchanged"),
            place: rules.input.filing.users.get(&self.who.user).cloned(),
        }
    }
}

/// The first server, by handle, on which the person accepted a share.
fn first_accepted<'r>(
    rules: &'r UserRules<'_, '_>,
    seen: Option<&ObservedPerson<'_>>,
) -> Option<&'r Handle> {
    let accepted = seen?
        .shares
        .values()
        .filter(|share| share.accepted.is_some());
    accepted
        .filter_map(|share| rules.servers.by_machine.get(&share.server))
        .map(|server| &server.handle)
        .min()
}

fn renamed(recorded: Option<&String>, observed: Option<&String>) -> Option<Replaced<String>> {
    // A blank may be a name at Plex, but it must not replace a recorded name.
    let observed = observed.filter(|observed| !observed.trim().is_empty())?;
    let differs = recorded != Some(observed);
    differs.then(|| Replaced {
        before: recorded.cloned(),
        after: observed.clone(),
    })
}

/// The addresses seen earlier, if the one that goes now has to join them.
fn former_emails(record: &PlexRecord, email: &Replaced<String>) -> Option<Replaced<Vec<String>>> {
    let gone = email.before.as_ref()?;
    let former: Vec<String> = record
        .former_emails
        .iter()
        .map(|email| email.value.clone())
        .collect();
    let known = |text: &String| folded(text) == folded(gone);
    if folded(gone) == folded(&email.after) || gone.trim().is_empty() || former.iter().any(known) {
        return None;
    }
    let after = former.iter().cloned().chain([gone.clone()]).collect();
    Some(Replaced {
        before: Some(former),
        after,
    })
}
