//! Users: imported, linked, kept up to date, departed and returned.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Input;
use super::accounts::Accounts;
use super::change::{Action, Change, Names, Replaced, Who};
use super::matching::Matches;
use super::notice::{Notice, NoticeKind};
use super::people::Seen;
use super::servers::PlannedServers;
use super::shares::{self, ShareDifferences};
use crate::records::schema::{PlexRecord, UserRecord};
use crate::vocabulary::{Date, Handle, PlexId, folded};

/// Everything the rules about users read.
pub(super) struct UserRules<'r, 'a> {
    pub(super) input: &'r Input<'a>,
    pub(super) accounts: &'r Accounts<'a>,
    pub(super) everybody: &'r BTreeMap<PlexId, Seen<'a>>,
    pub(super) servers: &'r PlannedServers,
    pub(super) matches: &'r Matches,
}

/// Plans the changes of everybody who is recorded, linked users included.
///
/// Returns the users and servers whose libraries are rewritten or whose share is removed.
pub(super) fn plan_recorded(
    rules: &UserRules<'_, '_>,
    changes: &mut Vec<Change>,
    notices: &mut Vec<Notice>,
) -> BTreeSet<(Handle, Handle)> {
    let mut settled = BTreeSet::new();
    for (id, handle) in &rules.matches.by_id {
        let record = &rules.input.records.users[handle];
        if rules.input.rules.ignore_users.contains(id) {
            continue;
        }
        let mut user = PlannedUser::recorded(rules.input, handle, *id);
        if let Some(link) = rules.matches.linked.get(handle) {
            let who = user.who.clone();
            user.change(Action::LinkUser { who }, link.reason());
        }
        let seen = rules.everybody.get(id);
        if let Some(seen) = seen {
            user.update_names(&record.plex, &seen.names);
        }
        let differences = shares::compare(
            &record.plex,
            seen,
            rules.servers,
            rules.input.rules.timezone,
        );
        user.presence(rules, record, seen, differences, notices);
        settled.extend(user.settled_shares());
        changes.append(&mut user.changes);
    }
    settled
}

/// Plans the imports of everybody who is new and shares a recorded server.
pub(super) fn plan_imports(
    rules: &UserRules<'_, '_>,
    changes: &mut Vec<Change>,
    notices: &mut Vec<Notice>,
) {
    let input = rules.input;
    let mut pool = super::handles::HandlePool::of(input.records.users.keys());
    let mut ignored = 0_usize;
    for (id, seen) in rules.everybody {
        if rules.matches.by_id.contains_key(id) || rules.matches.conflicting.contains(id) {
            continue;
        }
        if input.rules.ignore_users.contains(id) {
            ignored += 1;
            continue;
        }
        if let Some(notice) = not_imported(rules, *id, seen) {
            notices.extend(notice);
            continue;
        }
        let Names {
            username,
            email,
            title,
        } = &seen.names;
        let local = email.as_deref().and_then(|email| email.split('@').next());
        let names = [username.as_deref(), local, title.as_deref()];
        let handle = pool.take(&names, &format!("user-{id}"));
        let mut user = PlannedUser::imported(input, handle, *id);
        user.import(rules, seen, notices);
        changes.append(&mut user.changes);
    }
    if ignored > 0 {
        let people = if ignored == 1 {
            "person is"
        } else {
            "people are"
        };
        notices.push(Notice {
            kind: NoticeKind::IgnoredPeople,
            subject: ignored.to_string(),
            message: format!("{people} ignored as the settings say"),
            place: None,
        });
    }
}

/// Why a new person is not imported: `Some` and the notice, if it is worth one.
fn not_imported(rules: &UserRules<'_, '_>, id: PlexId, seen: &Seen<'_>) -> Option<Option<Notice>> {
    let notice = |kind, message: String| {
        Some(Some(Notice {
            kind,
            subject: seen.called(id),
            message,
            place: None,
        }))
    };
    if rules.accounts.owners.contains(&id) {
        if seen.shares.is_empty() {
            return Some(None);
        }
        let message = "owns a configured account and is not imported".to_owned();
        return notice(NoticeKind::OwnerNotImported, message);
    }
    if seen.home && rules.input.rules.home_users.is_none() {
        let message = "is a member of a Plex Home; `home_users` in the settings decides about them";
        return notice(NoticeKind::HomeMemberNotImported, message.to_owned());
    }
    if seen.has_accepted() {
        return None;
    }
    if seen.shares.is_empty() {
        let message = "is a friend without a share on a recorded server".to_owned();
        return notice(NoticeKind::FriendWithoutShare, message);
    }
    notice(NoticeKind::PendingInvitation, pending_message(rules, seen))
}

fn pending_message(rules: &UserRules<'_, '_>, seen: &Seen<'_>) -> String {
    let offers: Vec<String> = seen
        .shares
        .values()
        .filter_map(|share| {
            let server = rules.servers.by_machine.get(&share.server)?;
            let day = share
                .invited
                .and_then(|at| at.date_in(rules.input.rules.timezone));
            let day = day.map(|date| format!(" on {date}")).unwrap_or_default();
            Some(format!("{}{day}", server.handle))
        })
        .collect();
    format!(
        "was invited to {} and has not accepted yet",
        offers.join(" and to ")
    )
}

/// Says who was invited and is not in any list of users yet.
pub(super) fn mention_invitations(rules: &UserRules<'_, '_>, notices: &mut Vec<Notice>) {
    let known: BTreeSet<String> = rules
        .everybody
        .values()
        .filter(|seen| !seen.shares.is_empty())
        .filter_map(|seen| seen.names.email.as_deref().map(folded))
        .collect();
    for account in &rules.accounts.believed {
        for invitation in &account.facts.invitations {
            let by_id = invitation.id.and_then(|id| rules.everybody.get(&id));
            let by_email = invitation.email.as_deref().map(folded);
            if by_id.is_some_and(|seen| !seen.shares.is_empty())
                || by_email.is_some_and(|email| known.contains(&email))
            {
                continue;
            }
            let called = invitation
                .username
                .clone()
                .or_else(|| invitation.email.clone());
            let subject = called.or_else(|| invitation.id.map(|id| id.to_string()));
            let since = invitation
                .created
                .and_then(|at| at.date_in(rules.input.rules.timezone));
            let since = since.map(|date| format!(" on {date}")).unwrap_or_default();
            let to = match invitation.servers.as_slice() {
                [] => "as a friend or Home member".to_owned(),
                servers => format!("to {}", servers.join(" and ")),
            };
            notices.push(Notice {
                kind: NoticeKind::PendingInvitation,
                subject: subject.unwrap_or_else(|| "somebody".to_owned()),
                message: format!("was invited {to}{since} and has not accepted yet"),
                place: None,
            });
        }
    }
}

/// The changes of one user while they are collected.
struct PlannedUser {
    who: Who,
    file: Arc<str>,
    changes: Vec<Change>,
}

impl PlannedUser {
    fn recorded(input: &Input<'_>, handle: &Handle, plex_id: PlexId) -> Self {
        let file = match input.filing.users.get(handle) {
            Some(place) => place.file.clone(),
            None => input.filing.file_of_new(handle),
        };
        Self {
            who: Who {
                user: handle.clone(),
                plex_id,
            },
            file,
            changes: Vec::new(),
        }
    }

    fn imported(input: &Input<'_>, handle: Handle, plex_id: PlexId) -> Self {
        let file = input.filing.file_of_new(&handle);
        Self {
            who: Who {
                user: handle,
                plex_id,
            },
            file,
            changes: Vec::new(),
        }
    }

    fn change(&mut self, action: Action, reason: impl Into<String>) {
        self.changes.push(Change {
            file: self.file.clone(),
            action,
            reason: reason.into(),
        });
    }

    /// The servers of this user whose libraries are rewritten or whose share goes.
    fn settled_shares(&self) -> impl Iterator<Item = (Handle, Handle)> {
        self.changes
            .iter()
            .filter_map(|change| match &change.action {
                Action::UpdateShare {
                    who,
                    server,
                    libraries: Some(_),
                    ..
                } => Some((who.user.clone(), server.clone())),
                Action::RemoveShare { who, share } => {
                    Some((who.user.clone(), share.server.clone()))
                }
                _ => None,
            })
    }

    /// Takes over the names Plex tells; a name Plex does not tell stays as it is recorded.
    fn update_names(&mut self, record: &PlexRecord, told: &Names) {
        let Names {
            username,
            email,
            title,
        } = told;
        let username = renamed(record.username.as_deref(), username.as_ref());
        let title = renamed(record.title.as_deref(), title.as_ref());
        let email = renamed(record.email.as_deref(), email.as_ref());
        let former_emails = email
            .as_ref()
            .and_then(|email| former_emails(record, email));
        if username.is_some() || email.is_some() || title.is_some() {
            let who = self.who.clone();
            let action = Action::UpdateUser {
                who,
                username,
                email,
                title,
                former_emails,
            };
            self.change(action, "changed at Plex");
        }
    }

    /// Plans shares, departure and return.
    fn presence(
        &mut self,
        rules: &UserRules<'_, '_>,
        record: &UserRecord,
        seen: Option<&Seen<'_>>,
        mut differences: ShareDifferences,
        notices: &mut Vec<Notice>,
    ) {
        let record = &record.plex;
        let loses_last = differences.kept == 0
            && differences.added.is_empty()
            && !differences.removed.is_empty();
        if loses_last {
            let pending = seen.is_some_and(|seen| !seen.shares.is_empty());
            if pending || !rules.accounts.everything_known {
                notices.push(self.undecided(rules, pending));
                differences.removed.clear();
            } else if !rules.accounts.owners.contains(&self.who.plex_id)
                && record.departed.is_none()
            {
                let action = Action::DepartUser {
                    who: self.who.clone(),
                    departed: rules.input.rules.today,
                };
                self.change(action, "shares no recorded server any more");
            }
        }
        if let (Some(departed), Some(server)) = (&record.departed, first_accepted(rules, seen)) {
            let action = Action::ReturnUser {
                who: self.who.clone(),
                departed: departed.value,
            };
            self.change(action, format!("shares {server} again"));
        }
        self.share_changes(rules, differences, notices);
    }

    fn undecided(&self, rules: &UserRules<'_, '_>, pending: bool) -> Notice {
        let why = if pending {
            "there is a pending invitation"
        } else {
            "not every account could be asked"
        };
        Notice {
            kind: NoticeKind::DepartureUndecided,
            subject: self.who.user.to_string(),
            message: format!("is no longer listed, but {why}; the shares are kept as they are"),
            place: rules.input.filing.users.get(&self.who.user).cloned(),
        }
    }

    fn share_changes(
        &mut self,
        rules: &UserRules<'_, '_>,
        differences: ShareDifferences,
        notices: &mut Vec<Notice>,
    ) {
        let ShareDifferences {
            added,
            updated,
            removed,
            kept: _,
            unreadable,
        } = differences;
        for share in added {
            let reason = share.accepted.map_or_else(
                || "accepted".to_owned(),
                |date| format!("accepted on {date}"),
            );
            self.change(
                Action::AddShare {
                    who: self.who.clone(),
                    share,
                },
                reason,
            );
        }
        for update in updated {
            let shares::ShareUpdate {
                server,
                libraries,
                invited,
                accepted,
            } = update;
            let who = self.who.clone();
            let action = Action::UpdateShare {
                who,
                server,
                libraries,
                invited,
                accepted,
            };
            self.change(action, "changed at Plex");
        }
        for share in removed {
            self.change(
                Action::RemoveShare {
                    who: self.who.clone(),
                    share,
                },
                "no longer shared at Plex",
            );
        }
        for server in unreadable {
            notices.push(Notice {
                kind: NoticeKind::ShareKept,
                subject: self.who.user.to_string(),
                message: format!(
                    "the share on {server} names a library that {server} does not list"
                ),
                place: rules.input.filing.users.get(&self.who.user).cloned(),
            });
        }
    }

    fn import(&mut self, rules: &UserRules<'_, '_>, seen: &Seen<'_>, notices: &mut Vec<Notice>) {
        let nothing = PlexRecord::default();
        let zone = rules.input.rules.timezone;
        let differences = shares::compare(&nothing, Some(seen), rules.servers, zone);
        let class = match rules.input.rules.home_users {
            Some(class) if seen.home => class,
            _ => rules.input.rules.class,
        };
        let add = Action::AddUser {
            who: self.who.clone(),
            class,
            names: seen.names.clone(),
        };
        self.change(add, import_reason(&differences));
        self.default_payment(rules, notices);
        self.share_changes(rules, differences, notices);
    }

    fn default_payment(&mut self, rules: &UserRules<'_, '_>, notices: &mut Vec<Notice>) {
        if rules.input.remembered.people.contains(&self.who.plex_id) {
            notices.push(Notice {
                kind: NoticeKind::ImportedBefore,
                subject: self.who.user.to_string(),
                message: "was recorded before and gets no second default payment".to_owned(),
                place: None,
            });
            return;
        }
        let today = rules.input.rules.today;
        if let Some((plan, end)) = super::payments::default_payment(rules.input.records, today) {
            let who = self.who.clone();
            let action = Action::AddPayment {
                who,
                plan,
                start: today,
                end,
            };
            self.change(action, "default payment of an imported user");
        }
    }
}

/// The first server, by handle, on which the person accepted a share.
fn first_accepted<'r>(rules: &'r UserRules<'_, '_>, seen: Option<&Seen<'_>>) -> Option<&'r Handle> {
    let accepted = seen?
        .shares
        .values()
        .filter(|share| share.accepted.is_some());
    accepted
        .filter_map(|share| rules.servers.by_machine.get(&share.server))
        .map(|server| &server.handle)
        .min()
}

/// `shares atlas since 2015-09-14`: the share accepted first.
fn import_reason(differences: &ShareDifferences) -> String {
    let key = |share: &&super::change::Share| {
        (share.accepted.unwrap_or(Date::LAST), share.server.clone())
    };
    let Some(first) = differences.added.iter().min_by_key(key) else {
        return "shares a server".to_owned();
    };
    let since = first
        .accepted
        .map(|date| format!(" since {date}"))
        .unwrap_or_default();
    let more = match differences.added.len() {
        0 | 1 => String::new(),
        2 => " and 1 more server".to_owned(),
        n => format!(" and {} more servers", n - 1),
    };
    format!("shares {}{since}{more}", first.server)
}

fn renamed(recorded: Option<&String>, told: Option<&String>) -> Option<Replaced<String>> {
    let told = told?;
    let differs = recorded != Some(told);
    differs.then(|| Replaced {
        before: recorded.cloned(),
        after: told.clone(),
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
