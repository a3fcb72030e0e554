//! The new text of `servers.yaml`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ByHandle, Draft, Edited, Subject, edited, edits, intended, unfaithful, values, whole};
use crate::records::schema::ServerRecord;
use crate::records::{Household, read_servers_file};
use crate::vocabulary::Handle;
use crate::yaml::{self, Value};

type Servers = BTreeMap<Handle, ServerRecord>;

/// Drafts the file; `servers` become what the file will mean.
pub(super) fn draft_file(
    household: &Household,
    path: &Arc<str>,
    by_server: &ByHandle<'_>,
    servers: &mut Servers,
    draft: &mut Draft,
) {
    let before = servers.clone();
    let wanted = amended(&before, by_server.values().flatten().copied());
    let (text, refused) = match household.sources.get(path) {
        None => (whole_file(&wanted), Vec::new()),
        Some(source) => {
            let groups: Vec<_> = by_server
                .values()
                .map(|actions| edits::server_edits(&before, &wanted, actions))
                .collect();
            let Edited { text, refused } = edited(path, &source.document(), &groups);
            (text, refused)
        }
    };
    let handles: Vec<&Handle> = by_server.keys().copied().collect();
    let is_refused = |handle: &Handle| refused.iter().any(|(group, ..)| handles[*group] == handle);
    let accepted = by_server.iter().filter(|(handle, _)| !is_refused(handle));
    let meant = amended(&before, accepted.flat_map(|(_, actions)| actions).copied());
    if let Some(reason) = unfaithful(read_servers_file(path, &text), &meant) {
        for handle in handles {
            draft.refuse(Subject::Server(handle.clone()), whole(path), &reason);
        }
        return;
    }
    for (group, place, reason) in &refused {
        draft.refuse(
            Subject::Server(handles[*group].clone()),
            place.clone(),
            reason,
        );
    }
    draft.add(household, path, text);
    *servers = meant;
}

fn amended<'a>(
    before: &Servers,
    actions: impl Iterator<Item = &'a crate::plan::Action>,
) -> Servers {
    let mut servers = before.clone();
    for action in actions {
        intended::amend_servers(&mut servers, action);
    }
    servers
}

fn whole_file(servers: &Servers) -> String {
    let entries = servers
        .iter()
        .map(|(handle, server)| (handle.to_string(), values::server(server)));
    yaml::to_text(&Value::Mapping(entries.collect()))
}
