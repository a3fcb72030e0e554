//! The new text of `servers.yaml`.
//!
//! Users refer to servers and libraries. So the file is drafted twice: once with everything that is
//! added and changed, before the users, and once without what goes, after them. Whatever happens in
//! between, no user names something that is not there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    ChangesByHandle, Draft, Unit, edited, edits, expected_records, unfaithful, values, whole,
};
use crate::change::{Action, Change, Subject};
use crate::records::schema::ServerRecord;
use crate::records::{Household, read_servers_file};
use crate::vocabulary::Handle;
use crate::yaml::{self, RemovedComment, Value};

type Servers = BTreeMap<Handle, ServerRecord>;

/// Drafts what is added and changed; `servers` become what the file will mean.
pub(super) fn draft_file(
    household: &Household,
    path: &Arc<str>,
    by_server: &ChangesByHandle<'_>,
    servers: &mut Servers,
    draft: &mut Draft,
) {
    let stays = |change: &&Change| !is_removal(change);
    let by_server: ChangesByHandle<'_> = by_server
        .iter()
        .map(|(server, changes)| (*server, changes.iter().copied().filter(stays).collect()))
        .collect();
    let drafted = drafted(household, path, &by_server);
    for (server, place, reason) in drafted.refused {
        draft.refuse(Unit::Server(server), place, reason);
    }
    if let Some((text, meant)) = drafted.text {
        draft.note_removed(path, drafted.removed, server_of);
        draft.add(household, path, Some(text));
        *servers = meant;
    }
}

/// Drafts what goes, except what a user still names (`kept`, with that user), on top of
/// [`draft_file`].
pub(super) fn draft_removals(
    household: &Household,
    path: &Arc<str>,
    by_server: &ChangesByHandle<'_>,
    kept: &BTreeMap<(Handle, Handle), Handle>,
    draft: &mut Draft,
) {
    if !by_server
        .values()
        .flatten()
        .any(|change| is_removal(change))
    {
        return;
    }
    let refused: Vec<Handle> = draft
        .refused
        .iter()
        .filter_map(|refused| match &refused.unit {
            Unit::Server(server) => Some(server.clone()),
            Unit::Plan(_) | Unit::Library(..) | Unit::User(_) | Unit::Inbox(_) => None,
        })
        .collect();
    let mut going = by_server.clone();
    going.retain(|server, _| !refused.contains(server));
    for changes in going.values_mut() {
        changes.retain(|change| match removed(change) {
            None => true,
            Some(library) => match kept.get(&library) {
                None => true,
                Some(user) => {
                    let reason = format!("user `{user}` still refers to it and cannot be edited");
                    let (server, library) = library;
                    draft.refuse(Unit::Library(server, library), whole(path), reason);
                    false
                }
            },
        });
    }
    let drafted = drafted(household, path, &going);
    let file = draft.files.iter_mut().find(|file| file.path == *path);
    match (drafted.text, file) {
        (Some((text, _)), Some(file)) if drafted.refused.is_empty() => {
            file.meanwhile = file.after.replace(text);
            draft.note_removed(path, drafted.removed, server_of);
        }
        _ => {
            let reasons = drafted
                .refused
                .into_iter()
                .map(|(_, place, reason)| (place, reason));
            let (place, reason) = reasons
                .last()
                .unwrap_or_else(|| (whole(path), "the servers cannot be edited".to_owned()));
            for (server, library) in going
                .values()
                .flatten()
                .filter_map(|change| removed(change))
            {
                draft.refuse(Unit::Library(server, library), place.clone(), &reason);
            }
        }
    }
}

/// The server whose entry has this key.
fn server_of(key: Option<&str>) -> Option<Unit> {
    key?.parse().ok().map(Unit::Server)
}

fn is_removal(change: &Change) -> bool {
    removed(change).is_some()
}

/// The library that a change removes, with its server.
fn removed(change: &Change) -> Option<(Handle, Handle)> {
    match (change.action(), &change.subject) {
        (Some(Action::RemoveLibrary { .. }), Subject::Library { server, library }) => {
            Some((server.clone(), library.clone()))
        }
        _ => None,
    }
}

/// A text and what it means, if it is good for anything, and the servers left out of it.
struct Drafted {
    text: Option<(String, Servers)>,
    removed: Vec<RemovedComment>,
    refused: Vec<(Handle, crate::vocabulary::Place, String)>,
}

fn drafted(household: &Household, path: &Arc<str>, by_server: &ChangesByHandle<'_>) -> Drafted {
    let before = &household.records.servers;
    let wanted = amended(before, by_server.values().flatten().copied());
    let (text, removed, refused) = match household.sources.get(path) {
        None => (whole_file(&wanted), Vec::new(), Vec::new()),
        Some(source) => {
            let groups: Vec<_> = by_server
                .values()
                .map(|changes| edits::server_edits(before, &wanted, changes))
                .collect();
            let edited = edited(path, &source.document(), &groups);
            let text = edited.document.into_text();
            (text, edited.removed, edited.refused)
        }
    };
    let handles: Vec<&Handle> = by_server.keys().copied().collect();
    let is_refused = |handle: &Handle| refused.iter().any(|(group, ..)| handles[*group] == handle);
    let accepted = by_server.iter().filter(|(handle, _)| !is_refused(handle));
    let meant = amended(before, accepted.flat_map(|(_, changes)| changes).copied());
    match unfaithful(read_servers_file(path, &text), &meant) {
        None => Drafted {
            text: Some((text, meant)),
            removed,
            refused: refused
                .into_iter()
                .map(|(group, place, reason)| (handles[group].clone(), place, reason))
                .collect(),
        },
        Some(reason) => Drafted {
            text: None,
            removed: Vec::new(),
            refused: handles
                .into_iter()
                .map(|handle| (handle.clone(), whole(path), reason.clone()))
                .collect(),
        },
    }
}

fn amended<'a>(before: &Servers, changes: impl Iterator<Item = &'a Change>) -> Servers {
    let mut servers = before.clone();
    for change in changes {
        expected_records::amend_servers(&mut servers, change);
    }
    servers
}

fn whole_file(servers: &Servers) -> String {
    let entries = servers
        .iter()
        .map(|(handle, server)| (handle.to_string(), values::server(server)));
    yaml::to_text(&Value::Mapping(entries.collect()))
}
