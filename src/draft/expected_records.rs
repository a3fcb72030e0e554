//! What the records shall mean after the changes, as data: the measure every new text is held to.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::edits::index_of;
use super::expected_payments::{amend_payment, replace};
use super::removed;
use crate::change::{
    Action, Change, FieldChange, Libraries, Names, Replaced, Share, Subject, UserKey, Waiting, Who,
};
use crate::records::schema::{
    Decision, DiscordRecord, InboxEntry, LibraryChoice, LibraryRecord, PlexRecord, Records,
    ServerRecord, ShareRecord, UserRecord,
};
use crate::vocabulary::{Class, Handle, Placed, TransactionKey};

/// All records after one change of any kind.
pub(super) fn amend(records: &mut Records, change: &Change) {
    match (&change.subject, change.action()) {
        (Subject::Plan(plan), Some(Action::RenamePlan { handle })) => {
            rename(&mut records.plans, plan, &handle.after);
            for user in records.users.values_mut() {
                let payments = user.payments.iter_mut();
                let payments =
                    payments.filter_map(|payment| Some(&mut payment.period.as_mut()?.plan));
                let plans = payments.chain(user.plan.as_mut());
                renamed(plans, plan, &handle.after);
            }
            for decision in records.decisions.values_mut() {
                if let Decision::Give(assignment) = &mut decision.value {
                    renamed(assignment.plan.iter_mut(), plan, &handle.after);
                }
            }
        }
        (Subject::Plan(plan), Some(Action::RemovePlan {})) => {
            records.plans.remove(plan);
            for user in records.users.values_mut() {
                user.plan = user.plan.take().filter(|own| own.value != *plan);
            }
        }
        (Subject::Server(server), Some(Action::RenameServer { handle })) => {
            rename(&mut records.servers, server, &handle.after);
            let users = records.users.values_mut();
            let shares = users.flat_map(|user| &mut user.plex.shares);
            renamed(shares.map(|share| &mut share.server), server, &handle.after);
        }
        (Subject::Server(server), Some(Action::RemoveServer { .. })) => {
            records.servers.remove(server);
        }
        (Subject::Library { server, library }, Some(Action::RenameLibrary { handle })) => {
            if let Some(record) = records.servers.get_mut(server) {
                rename(&mut record.libraries, library, &handle.after);
            }
            let users = records.users.values_mut();
            let shares = users.flat_map(|user| &mut user.plex.shares);
            for share in shares.filter(|share| share.server.value == *server) {
                if let LibraryChoice::Some(libraries) = &mut share.libraries {
                    renamed(libraries.iter_mut(), library, &handle.after);
                }
            }
        }
        (Subject::User(who), Some(Action::RenameUser { handle })) => {
            rename(&mut records.users, &who.user, &handle.after);
            renamed(named_users(records), &who.user, &handle.after);
        }
        (Subject::User(who), Some(Action::RemoveUser(_))) => {
            let decisions = removed::decisions_after(records, &who.user);
            let decisions = decisions.into_iter();
            records
                .decisions
                .extend(decisions.map(|(key, decision)| (key, Placed::made(decision))));
            for entry in records.inbox.values_mut() {
                let candidates = &mut entry.value.candidates;
                candidates.retain(|candidate| candidate.value != who.user);
            }
            records.users.remove(&who.user);
        }
        (Subject::Plan(_) | Subject::Server(_) | Subject::Library { .. }, _) => {
            amend_servers(&mut records.servers, change);
        }
        (Subject::Inbox(_), _) => amend_inbox(&mut records.inbox, change),
        (Subject::User(who) | Subject::Payment { who, .. } | Subject::Share { who, .. }, _) => {
            if let Some(user) = records.users.get_mut(&who.user) {
                amend_user(user, change);
            }
        }
    }
}

/// Wherever users, decisions, rules and the inbox name a user.
fn named_users(records: &mut Records) -> impl Iterator<Item = &mut Placed<Handle>> {
    let users = records.users.values_mut();
    let covers = users.filter_map(|user| user.covered_by.as_mut());
    let decisions = records.decisions.values_mut();
    let decisions = decisions.flat_map(|decision| decision.value.users_mut());
    let rules = records.matching.iter_mut();
    let rules = rules.flat_map(|rule| rule.value.then.users_mut());
    let inbox = records.inbox.values_mut();
    let inbox = inbox.flat_map(|entry| entry.value.candidates.iter_mut());
    covers.chain(decisions).chain(rules).chain(inbox)
}

fn rename<T>(entries: &mut BTreeMap<Handle, T>, old: &Handle, new: &Handle) {
    if let Some(entry) = entries.remove(old) {
        entries.insert(new.clone(), entry);
    }
}

/// Gives every reference to `old` the new handle.
fn renamed<'r>(
    references: impl Iterator<Item = &'r mut Placed<Handle>>,
    old: &Handle,
    new: &Handle,
) {
    for reference in references.filter(|reference| reference.value == *old) {
        *reference = Placed::made(new.clone());
    }
}

/// The servers after one change; a change of a user leaves them as they are.
pub(super) fn amend_servers(servers: &mut BTreeMap<Handle, ServerRecord>, change: &Change) {
    match (&change.subject, change.action()) {
        (Subject::Server(server), Some(action)) => amend_server(servers, server, action),
        (Subject::Library { server, library }, Some(action)) => {
            if let Some(record) = servers.get_mut(server) {
                amend_library(&mut record.libraries, library, action);
            }
        }
        _ => {}
    }
}

fn amend_server(servers: &mut BTreeMap<Handle, ServerRecord>, server: &Handle, action: &Action) {
    match action {
        Action::AddServer {
            account,
            machine_id,
            name,
        } => {
            let record = ServerRecord {
                account: Placed::made(account.clone()),
                machine_id: Placed::made(machine_id.clone()),
                name: Some(Placed::made(name.clone())),
                libraries: BTreeMap::new(),
                notes: None,
            };
            servers.insert(server.clone(), record);
        }
        Action::UpdateServer { account, name } => {
            if let Some(record) = servers.get_mut(server) {
                if let Some(Replaced { before: _, after }) = account {
                    record.account = Placed::made(after.clone());
                }
                replace(&mut record.name, name.as_ref());
            }
        }
        _ => {}
    }
}

fn amend_library(
    libraries: &mut BTreeMap<Handle, LibraryRecord>,
    library: &Handle,
    action: &Action,
) {
    match action {
        Action::AddLibrary { id, title, kind } => {
            let record = LibraryRecord {
                id: Placed::made(*id),
                title: Some(Placed::made(title.clone())),
                kind: Some(Placed::made(kind.clone())),
                notes: None,
            };
            libraries.insert(library.clone(), record);
        }
        Action::UpdateLibrary { title, kind } => {
            if let Some(record) = libraries.get_mut(library) {
                replace(&mut record.title, title.as_ref());
                replace(&mut record.kind, kind.as_ref());
            }
        }
        Action::RemoveLibrary { .. } => drop(libraries.remove(library)),
        _ => {}
    }
}

/// A user who is not recorded yet, before the changes that follow [`Action::AddUser`].
pub(super) fn new_user() -> UserRecord {
    UserRecord {
        class: Class::Standard,
        plex: PlexRecord::default(),
        paypal_email: None,
        pays_from: Vec::new(),
        covered_by: None,
        discord: None,
        plan: None,
        payments: Vec::new(),
        notes: None,
    }
}

/// The user after one change; a change of a server leaves it as it is.
pub(super) fn amend_user(user: &mut UserRecord, change: &Change) {
    match (&change.subject, change.action()) {
        (Subject::User(who), Some(action)) => amend_person(user, who, action),
        (Subject::Payment { number, .. }, Some(action)) => {
            if let Some(payment) = user.payments.get_mut(index_of(*number)) {
                amend_payment(payment, action);
            }
        }
        (Subject::Share { server, .. }, Some(action)) => {
            amend_shares(&mut user.plex.shares, server, action);
        }
        _ => {}
    }
}

fn amend_person(user: &mut UserRecord, who: &Who, action: &Action) {
    match action {
        Action::AddUser { class, names } => {
            let Names {
                username,
                email,
                title,
            } = names;
            user.class = *class;
            user.plex.id = who.plex_id.map(Placed::made);
            user.plex.username = username.clone().map(Placed::made);
            user.plex.email = email.clone().map(Placed::made);
            user.plex.title = title.clone().map(Placed::made);
        }
        Action::LinkUser { id } => user.plex.id = Some(Placed::made(*id)),
        Action::UpdateUser {
            username,
            email,
            title,
            former_emails,
        } => {
            replace(&mut user.plex.username, username.as_ref());
            replace(&mut user.plex.email, email.as_ref());
            replace(&mut user.plex.title, title.as_ref());
            if let Some(Replaced { before: _, after }) = former_emails {
                user.plex.former_emails = after.iter().cloned().map(Placed::made).collect();
            }
        }
        Action::RelinkUser { id, former_ids } => {
            user.plex.id = Some(Placed::made(id.after));
            user.plex.former_ids = former_ids.after.iter().copied().map(Placed::made).collect();
        }
        Action::ReturnUser { departed: _ } => user.plex.departed = None,
        Action::DepartUser { departed } => user.plex.departed = Some(Placed::made(*departed)),
        Action::AddPayment(payment) => user.payments.push(payment.record()),
        Action::SetField(field) => set_field(user, field),
        Action::SwitchPlan { plan } => user.plan = Some(Placed::made(plan.after.clone())),
        _ => {}
    }
}

fn amend_shares(shares: &mut Vec<ShareRecord>, server: &Handle, action: &Action) {
    match action {
        Action::AddShare(share) => shares.push(share_record(share)),
        Action::UpdateShare {
            libraries,
            invited,
            accepted,
        } => {
            let mut shares = shares.iter_mut();
            if let Some(share) = shares.find(|share| share.server.value == *server) {
                if let Some(Replaced { before: _, after }) = libraries {
                    share.libraries = library_choice(after);
                }
                replace(&mut share.invited, invited.as_ref());
                if let Some(Replaced { before: _, after }) = accepted {
                    share.accepted = after.map(Placed::made);
                }
            }
        }
        Action::RemoveShare(_) => shares.retain(|recorded| recorded.server.value != *server),
        _ => {}
    }
}

/// The inbox after one change.
pub(super) fn amend_inbox(
    inbox: &mut BTreeMap<TransactionKey, Placed<InboxEntry>>,
    change: &Change,
) {
    let (Subject::Inbox(key), Some(action)) = (&change.subject, change.action()) else {
        return;
    };
    match action {
        Action::AddInbox(waiting) => {
            inbox.insert(key.clone(), Placed::made(waiting.entry()));
        }
        Action::UpdateInbox(change) => {
            if let Some(entry) = inbox.get_mut(key) {
                let mut waiting = Waiting::from(&entry.value);
                change.apply(&mut waiting);
                *entry = Placed::made(waiting.entry());
            }
        }
        Action::RemoveInbox(_) => drop(inbox.remove(key)),
        _ => {}
    }
}

/// Sets a key to a value that was validated when the change was made.
fn set_field(user: &mut UserRecord, field: &FieldChange) {
    fn parsed<T: FromStr>(text: Option<&String>) -> Option<Placed<T>> {
        text.and_then(|text| text.parse().ok()).map(Placed::made)
    }
    let (key, after) = (field.key, field.text());
    let mut discord = user.discord.clone().unwrap_or(DiscordRecord {
        id: None,
        username: None,
    });
    match key {
        UserKey::Class => {
            let class = after.and_then(|text| text.parse().ok());
            user.class = class.unwrap_or(user.class);
        }
        UserKey::PaypalEmail => user.paypal_email = parsed(after),
        UserKey::PaysFrom => {
            let (_, items) = field.lists();
            user.pays_from = items.iter().cloned().map(Placed::made).collect();
        }
        UserKey::CoveredBy => user.covered_by = parsed(after),
        UserKey::DiscordId => discord.id = parsed(after),
        UserKey::DiscordUsername => discord.username = parsed(after),
        UserKey::Notes => user.notes = parsed(after),
    }
    if matches!(key, UserKey::DiscordId | UserKey::DiscordUsername) {
        let is_left = discord.id.is_some() || discord.username.is_some();
        user.discord = is_left.then_some(discord);
    }
}

fn share_record(share: &Share) -> ShareRecord {
    let Share {
        server,
        libraries,
        invited,
        accepted,
    } = share;
    ShareRecord {
        server: Placed::made(server.clone()),
        libraries: library_choice(libraries),
        invited: invited.map(Placed::made),
        accepted: accepted.map(Placed::made),
    }
}

fn library_choice(libraries: &Libraries) -> LibraryChoice {
    match libraries {
        Libraries::All => LibraryChoice::All,
        Libraries::Some(handles) => {
            LibraryChoice::Some(handles.iter().cloned().map(Placed::made).collect())
        }
    }
}
