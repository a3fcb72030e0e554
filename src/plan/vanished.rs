//! Recorded libraries that their server no longer lists.

use std::collections::BTreeSet;

use super::Input;
use super::certainty::{Certainty, Wanted};
use super::decision::Remarks;
use super::notice::{Notice, NoticeKind};
use crate::change::{Action, Change, ChangeKind, Subject};
use crate::records::schema::LibraryChoice;
use crate::vocabulary::{Handle, LibraryId, MachineId};

/// A recorded library that its server no longer lists.
pub(super) struct VanishedLibrary {
    pub(super) server: Handle,
    pub(super) library: Handle,
    pub(super) machine: MachineId,
    pub(super) id: LibraryId,
    pub(super) title: Option<String>,
}

/// Removes the vanished libraries that no recorded share will refer to any more.
///
/// `settled` are the users and servers whose share is rewritten or removed by this plan.
pub(super) fn remove_libraries(
    input: &Input<'_>,
    certainty: &Certainty<'_>,
    vanished: Vec<VanishedLibrary>,
    settled: &BTreeSet<(Handle, Handle)>,
    changes: &mut Vec<Change>,
    remarks: &mut Remarks,
) {
    if vanished.is_empty() {
        return;
    }
    let still_shared = libraries_of_unsettled_shares(input, settled);
    for VanishedLibrary {
        server,
        library,
        machine,
        id,
        title,
    } in vanished
    {
        let subject = format!("{server}/{library}");
        let servers = [&machine];
        let wanted = Wanted::of_server(ChangeKind::RemoveLibrary, &subject, &servers);
        if certainty.holds(wanted, &mut remarks.held) {
            continue;
        }
        if still_shared.contains(&(server.clone(), library.clone())) {
            remarks.notices.push(Notice {
                kind: NoticeKind::LibraryKept,
                subject,
                message: "is no longer listed by its server, but an unchanged share refers to it"
                    .to_owned(),
                place: None,
            });
            continue;
        }
        let reason = format!("not on {server}");
        changes.push(Change::edit(
            Subject::Library { server, library },
            input.filing.servers_file.clone(),
            Action::RemoveLibrary { id, title },
            reason,
        ));
    }
}

fn libraries_of_unsettled_shares(
    input: &Input<'_>,
    settled: &BTreeSet<(Handle, Handle)>,
) -> BTreeSet<(Handle, Handle)> {
    let mut named = BTreeSet::new();
    for (user, record) in &input.records.users {
        for share in &record.plex.shares {
            let server = &share.server.value;
            if let LibraryChoice::Some(libraries) = &share.libraries
                && !settled.contains(&(user.clone(), server.clone()))
            {
                named.extend(libraries.iter().map(|l| (server.clone(), l.value.clone())));
            }
        }
    }
    named
}
