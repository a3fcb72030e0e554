//! What the records shall mean after the changes, as data: the measure every new text is held to.

use std::collections::BTreeMap;

use crate::plan::{Action, Libraries, Names, Replaced, Share};
use crate::records::Placed;
use crate::records::schema::{
    Class, LibraryChoice, LibraryRecord, Origin, PaymentRecord, PlexRecord, ServerRecord,
    ShareRecord, UserRecord,
};
use crate::vocabulary::{Date, Handle};

/// The servers after one change.
pub(super) fn amend_servers(servers: &mut BTreeMap<Handle, ServerRecord>, action: &Action) {
    match action {
        Action::AddServer {
            server,
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
        Action::UpdateServer {
            server,
            account,
            name,
        } => {
            if let Some(record) = servers.get_mut(server) {
                if let Some(Replaced { before: _, after }) = account {
                    record.account = Placed::made(after.clone());
                }
                replace(&mut record.name, name.as_ref());
            }
        }
        Action::AddLibrary {
            server,
            library,
            id,
            title,
            kind,
        } => {
            let record = LibraryRecord {
                id: Placed::made(*id),
                title: Some(Placed::made(title.clone())),
                kind: Some(Placed::made(kind.clone())),
                notes: None,
            };
            if let Some(server) = servers.get_mut(server) {
                server.libraries.insert(library.clone(), record);
            }
        }
        Action::UpdateLibrary {
            server,
            library,
            title,
            kind,
        } => {
            let libraries = servers.get_mut(server).map(|server| &mut server.libraries);
            if let Some(record) = libraries.and_then(|libraries| libraries.get_mut(library)) {
                replace(&mut record.title, title.as_ref());
                replace(&mut record.kind, kind.as_ref());
            }
        }
        Action::RemoveLibrary {
            server,
            library,
            id: _,
            title: _,
        } => {
            if let Some(server) = servers.get_mut(server) {
                server.libraries.remove(library);
            }
        }
        Action::AddUser { .. }
        | Action::LinkUser { .. }
        | Action::UpdateUser { .. }
        | Action::ReturnUser { .. }
        | Action::DepartUser { .. }
        | Action::AddPayment { .. }
        | Action::AddShare { .. }
        | Action::UpdateShare { .. }
        | Action::RemoveShare { .. } => {}
    }
}

/// A user nobody recorded yet, before the changes that follow [`Action::AddUser`].
pub(super) fn new_user() -> UserRecord {
    UserRecord {
        class: Class::Standard,
        plex: PlexRecord::default(),
        paypal_email: None,
        discord: None,
        payments: Vec::new(),
        notes: None,
    }
}

/// The user after one change.
pub(super) fn amend_user(user: &mut UserRecord, action: &Action) {
    match action {
        Action::AddServer { .. }
        | Action::UpdateServer { .. }
        | Action::AddLibrary { .. }
        | Action::UpdateLibrary { .. }
        | Action::RemoveLibrary { .. } => {}
        Action::AddUser { who, class, names } => {
            let Names {
                username,
                email,
                title,
            } = names;
            user.class = *class;
            user.plex.id = Some(Placed::made(who.plex_id));
            user.plex.username = username.clone().map(Placed::made);
            user.plex.email = email.clone().map(Placed::made);
            user.plex.title = title.clone().map(Placed::made);
        }
        Action::LinkUser { who } => user.plex.id = Some(Placed::made(who.plex_id)),
        Action::UpdateUser {
            who: _,
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
        Action::ReturnUser {
            who: _,
            departed: _,
        } => user.plex.departed = None,
        Action::DepartUser { who: _, departed } => {
            user.plex.departed = Some(Placed::made(*departed));
        }
        Action::AddPayment {
            who: _,
            plan,
            start,
            end,
        } => {
            user.payments.push(import_payment(plan, *start, *end));
        }
        Action::AddShare { who: _, share } => user.plex.shares.push(share_record(share)),
        Action::UpdateShare {
            who: _,
            server,
            libraries,
            invited,
            accepted,
        } => {
            let share = user
                .plex
                .shares
                .iter_mut()
                .find(|share| share.server.value == *server);
            if let Some(share) = share {
                if let Some(Replaced { before: _, after }) = libraries {
                    share.libraries = library_choice(after);
                }
                replace(&mut share.invited, invited.as_ref());
                replace(&mut share.accepted, accepted.as_ref());
            }
        }
        Action::RemoveShare { who: _, share } => {
            user.plex
                .shares
                .retain(|recorded| recorded.server.value != share.server);
        }
    }
}

fn replace<T: Clone>(slot: &mut Option<Placed<T>>, value: Option<&Replaced<T>>) {
    if let Some(Replaced { before: _, after }) = value {
        *slot = Some(Placed::made(after.clone()));
    }
}

fn import_payment(plan: &Handle, start: Date, end: Date) -> PaymentRecord {
    PaymentRecord {
        plan: Placed::made(plan.clone()),
        start: Placed::made(start),
        end: Placed::made(end),
        origin: Some(Placed::made(Origin::Import)),
        subscription_id: None,
        transaction_id: None,
        sequence: None,
        amount: None,
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
