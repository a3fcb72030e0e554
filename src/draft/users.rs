//! The new texts of `users/<handle>.yaml` and `users.yaml`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::payments::{self, Part, PartsByHandle};
use super::{Draft, Edited, Unit, edited, expected_records, unfaithful, values, whole};
use crate::records::schema::{LibraryChoice, ServerRecord, UserRecord};
use crate::records::{
    Household, read_user_document, read_user_file, read_users_document, read_users_file,
};
use crate::vocabulary::Handle;
use crate::yaml::{self, Edit, PathStep, Value};

/// Users as they are intended, with what leads there.
type Intended<'c> = BTreeMap<&'c Handle, (UserRecord, &'c [Part<'c>])>;

/// Drafts one file; `servers` are what users may refer to.
pub(super) fn draft_file(
    household: &Household,
    path: &Arc<str>,
    by_user: &PartsByHandle<'_>,
    servers: &BTreeMap<Handle, ServerRecord>,
    draft: &mut Draft,
) {
    let mut users: Intended<'_> = BTreeMap::new();
    for (handle, parts) in by_user {
        let user = intended_user(household, handle, parts);
        match missing_reference(&user, servers) {
            None => drop(users.insert(*handle, (user, parts.as_slice()))),
            Some(missing) => {
                let reason =
                    format!("it needs `{missing}`, which cannot be written to the servers");
                draft.refuse(Unit::User((*handle).clone()), whole(path), reason);
            }
        }
    }
    if is_shared(household, path, &users) {
        shared_file(household, path, users, draft);
    } else {
        for (handle, (user, parts)) in users {
            own_file(household, path, handle, &user, parts, draft);
        }
    }
}

/// Whether a file holds many users, each under a key.
fn is_shared(household: &Household, path: &Arc<str>, users: &Intended<'_>) -> bool {
    users
        .keys()
        .any(|handle| match household.users.get(*handle) {
            Some(home) => home.key.is_some(),
            None => !path.ends_with(&format!("/users/{handle}.yaml")),
        })
}

fn intended_user(household: &Household, handle: &Handle, parts: &[Part<'_>]) -> UserRecord {
    let recorded = household.records.users.get(handle).cloned();
    let user = recorded.unwrap_or_else(expected_records::new_user);
    payments::amended(user, parts)
}

/// The first server or library the user names and the servers do not have.
fn missing_reference(
    user: &UserRecord,
    servers: &BTreeMap<Handle, ServerRecord>,
) -> Option<String> {
    user.plex.shares.iter().find_map(|share| {
        let server = &share.server.value;
        let Some(record) = servers.get(server) else {
            return Some(server.to_string());
        };
        let LibraryChoice::Some(libraries) = &share.libraries else {
            return None;
        };
        let missing = libraries
            .iter()
            .find(|library| !record.libraries.contains_key(&library.value));
        missing.map(|library| format!("{server}/{}", library.value))
    })
}

fn own_file(
    household: &Household,
    path: &Arc<str>,
    handle: &Handle,
    user: &UserRecord,
    parts: &[Part<'_>],
    draft: &mut Draft,
) {
    let (read, text, removed) = match (
        household.sources.get(path),
        household.records.users.get(handle),
    ) {
        (Some(source), Some(record)) => {
            let edits = payments::edits(&[], record, parts);
            let Edited {
                document,
                removed,
                refused,
            } = edited(path, &source.document(), &[edits]);
            if let Some((_, place, reason)) = refused.into_iter().next() {
                return draft.refuse(Unit::User(handle.clone()), place, reason);
            }
            let read = read_user_document(path, &document);
            (read, document.into_text(), removed)
        }
        _ => {
            let text = yaml::to_text(&values::new_user(user));
            (read_user_file(path, &text), text, Vec::new())
        }
    };
    match unfaithful(read, user) {
        None => {
            draft.note_removed(path, removed, |_| Some(Unit::User(handle.clone())));
            draft.add(household, path, Some(text));
        }
        Some(reason) => draft.refuse(Unit::User(handle.clone()), whole(path), reason),
    }
}

fn shared_file(household: &Household, path: &Arc<str>, users: Intended<'_>, draft: &mut Draft) {
    let handles: Vec<Handle> = users.keys().map(|handle| (*handle).clone()).collect();
    let (read, text, removed, refused) = match household.sources.get(path) {
        None => {
            let text = whole_file(&users);
            let read = read_users_file(path, &text);
            (read, text, Vec::new(), Vec::new())
        }
        Some(source) => {
            let groups: Vec<Vec<Edit>> = users
                .iter()
                .map(|(handle, (user, parts))| shared_file_edits(household, handle, user, parts))
                .collect();
            let edited = edited(path, &source.document(), &groups);
            let read = read_users_document(path, &edited.document);
            let text = edited.document.into_text();
            (read, text, edited.removed, edited.refused)
        }
    };
    let here = household
        .users
        .iter()
        .filter(|(_, home)| home.file == *path);
    let mut meant: BTreeMap<Handle, UserRecord> = here
        .filter_map(|(handle, _)| {
            Some((handle.clone(), household.records.users.get(handle)?.clone()))
        })
        .collect();
    for (group, (handle, (user, _))) in users.into_iter().enumerate() {
        if !refused.iter().any(|(refused, ..)| *refused == group) {
            meant.insert(handle.clone(), user);
        }
    }
    if let Some(reason) = unfaithful(read, &meant) {
        for handle in handles {
            draft.refuse(Unit::User(handle), whole(path), &reason);
        }
        return;
    }
    for (group, place, reason) in refused {
        draft.refuse(Unit::User(handles[group].clone()), place, reason);
    }
    draft.note_removed(path, removed, |key| {
        let named = |handle: &&Handle| key_of(household, handle) == key.unwrap_or_default();
        handles.iter().find(named).cloned().map(Unit::User)
    });
    draft.add(household, path, Some(text));
}

/// The key of a user in a file of many.
fn key_of(household: &Household, handle: &Handle) -> String {
    let home = household.users.get(handle);
    let key = home.and_then(|home| home.key.clone());
    key.unwrap_or_else(|| handle.to_string())
}

fn shared_file_edits(
    household: &Household,
    handle: &Handle,
    user: &UserRecord,
    parts: &[Part<'_>],
) -> Vec<Edit> {
    let record = household.records.users.get(handle);
    let root = [PathStep::Key(key_of(household, handle))];
    match record {
        Some(record) => payments::edits(&root, record, parts),
        None => vec![Edit::Set {
            path: root.to_vec(),
            value: values::new_user(user),
        }],
    }
}

fn whole_file(users: &Intended<'_>) -> String {
    let entries = users
        .iter()
        .map(|(handle, (user, _))| (handle.to_string(), values::new_user(user)));
    yaml::to_text(&Value::Mapping(entries.collect()))
}
