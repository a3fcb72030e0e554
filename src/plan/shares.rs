//! What one user shares, compared with what Plex lists.

use std::collections::{BTreeMap, BTreeSet};

use super::certainty::{Certainty, HeldBack, Wanted};
use super::people::ObservedPerson;
use super::reasons;
use super::servers::{PlannedServer, PlannedServers};
use crate::change::{ChangeKind, Libraries, Replaced, Share};
use crate::records::schema::{LibraryChoice, PlexRecord, ShareRecord};
use crate::sources::plex::{ObservedShare, SharedLibraries};
use crate::vocabulary::{Date, Handle, MachineId, PlexId};

/// The differences between the recorded shares of one user and the listed ones.
#[derive(Debug, Default)]
pub(super) struct ShareDifferences {
    pub(super) added: Vec<Share>,
    pub(super) updated: Vec<ShareUpdate>,
    /// Each with its server.
    pub(super) removed: Vec<(MachineId, Share)>,
    /// How many recorded shares stay, changed or not.
    pub(super) kept: usize,
    /// Servers whose share names a library that is not on the server's list.
    pub(super) unreadable: Vec<Handle>,
    /// The servers of shares that would be added.
    pub(super) added_on: Vec<MachineId>,
    /// Whether a share would be added if everything about it were known.
    pub(super) any_held: bool,
}

/// Whose shares are compared, and what may not be concluded.
pub(super) struct Comparing<'c> {
    pub(super) servers: &'c PlannedServers,
    pub(super) certainty: &'c Certainty<'c>,
    pub(super) held: &'c mut HeldBack,
    /// What a share that would be added is to the person: one more, or the reason to record them.
    pub(super) adds: ChangeKind,
    /// How the person is called.
    pub(super) called: &'c str,
    pub(super) person: PlexId,
    /// What they are offered by invitation, by server.
    pub(super) offers: &'c BTreeMap<MachineId, ObservedShare>,
    pub(super) zone: chrono_tz::Tz,
}

impl Comparing<'_> {
    /// Whether a change of a share on `machine` rests on something in doubt, or on what changes of the kind `like`
    /// rest on.
    fn holds(
        &mut self,
        kind: ChangeKind,
        like: ChangeKind,
        machine: &MachineId,
        server: &str,
    ) -> bool {
        let share = format!("{}/{server}", self.called);
        let subject = match kind {
            ChangeKind::AddUser => self.called,
            _ => &share,
        };
        let servers = [machine];
        let wanted = Wanted::of_person(kind, subject, self.person, &servers).like(like);
        self.certainty.holds(wanted, self.held)
    }

    /// Notes what may be shared and is not read: servers whose shares are in doubt, or which are not recorded yet.
    fn note_unread(&mut self, seen: &ObservedPerson<'_>, recorded: &BTreeSet<Handle>) -> bool {
        let held = seen.shares.iter().filter(|(machine, share)| {
            share.accepted.is_some() && self.servers.held.contains(**machine)
        });
        let unread: BTreeSet<&MachineId> = held
            .map(|(machine, _)| *machine)
            .chain(seen.unread.iter().copied())
            .collect();
        let mut any = false;
        for machine in unread {
            let (like, server) = match self.servers.by_machine.get(machine) {
                Some(server) if recorded.contains(&server.handle) => continue,
                Some(server) => (ChangeKind::AddShare, server.handle.to_string()),
                None => (ChangeKind::AddServer, machine.to_string()),
            };
            any |= self.holds(self.adds, like, machine, &server);
        }
        any
    }
}

/// What changed about one share.
#[derive(Debug)]
pub(super) struct ShareUpdate {
    pub(super) server: Handle,
    pub(super) libraries: Option<Replaced<Libraries>>,
    pub(super) invited: Option<Replaced<Date>>,
    pub(super) accepted: Option<Replaced<Option<Date>>>,
    /// Why, as a clause.
    pub(super) reason: &'static str,
}

/// Compares the shares of one user. `seen` is `None` if no believed account lists the person. What is removed is not
/// looked at for doubt: what follows from it decides.
pub(super) fn compare(
    record: &PlexRecord,
    seen: Option<&ObservedPerson<'_>>,
    mut comparing: Comparing<'_>,
) -> ShareDifferences {
    let (servers, zone, adds) = (comparing.servers, comparing.zone, comparing.adds);
    let mut differences = ShareDifferences::default();
    let recorded: BTreeMap<&Handle, &ShareRecord> = record
        .shares
        .iter()
        .map(|share| (&share.server.value, share))
        .collect();
    let mut compared = BTreeSet::new();
    for (machine_id, server) in &servers.by_machine {
        compared.insert(&server.handle);
        let before = recorded.get(&server.handle).copied();
        let listed = seen.and_then(|seen| seen.shares.get(machine_id).copied());
        let is_unread = seen.is_some_and(|seen| seen.unread.contains(machine_id));
        let may_remove = server.absence_counts && !seen.is_some_and(|seen| seen.home);
        let offered = comparing.offers.get(machine_id);
        let offered = offered.filter(|_| before.is_some() && may_remove && !is_unread);
        let observed = listed.or(offered);
        match (before, observed) {
            (None, Some(share)) if share.accepted.is_some() => {
                let name = server.handle.as_str();
                match readable(share, server, zone) {
                    Some(_) if comparing.holds(adds, ChangeKind::AddShare, machine_id, name) => {
                        differences.any_held = true;
                    }
                    Some(share) => {
                        differences.added.push(share);
                        differences.added_on.push(machine_id.clone());
                    }
                    None if comparing.holds(adds, ChangeKind::AddLibrary, machine_id, name) => {
                        differences.any_held = true;
                    }
                    None => differences.unreadable.extend(server.inconsistent()),
                }
            }
            (Some(before), Some(share)) if share.accepted.is_some() => {
                differences.kept += 1;
                let updates = ChangeKind::UpdateShare;
                let name = server.handle.as_str();
                let may_lose = server.absence_counts;
                match readable(share, server, zone).map(|after| update(before, &after, may_lose)) {
                    Some(Some(_)) if comparing.holds(updates, updates, machine_id, name) => {}
                    Some(updated) => differences.updated.extend(updated),
                    None if comparing.holds(updates, ChangeKind::AddLibrary, machine_id, name) => {}
                    None => differences.unreadable.extend(server.inconsistent()),
                }
            }
            (Some(before), Some(share)) => {
                differences.kept += 1;
                let updates = ChangeKind::UpdateShare;
                let updated = offered_again(before, share, zone);
                let updated = updated.filter(|_| server.absence_counts);
                let name = server.handle.as_str();
                if updated.is_some() && !comparing.holds(updates, updates, machine_id, name) {
                    differences.updated.extend(updated);
                }
            }
            (Some(_), None) if is_unread => differences.kept += 1,
            (Some(before), None) if may_remove => {
                let removed = (machine_id.clone(), recorded_share(before));
                differences.removed.push(removed);
            }
            // What cannot be judged counts as present.
            (Some(_), None) => differences.kept += 1,
            // An offer, unless what is in doubt is whether it was accepted.
            (None, Some(_)) => {
                let name = server.handle.as_str();
                differences.any_held |=
                    comparing.holds(adds, ChangeKind::AddShare, machine_id, name);
            }
            (None, None) => {}
        }
    }
    differences.kept += recorded
        .keys()
        .filter(|handle| !compared.contains(**handle))
        .count();
    if let Some(seen) = seen {
        let recorded = recorded.keys().map(|handle| (*handle).clone()).collect();
        differences.any_held |= comparing.note_unread(seen, &recorded);
    }
    differences.added.sort_by(|a, b| a.server.cmp(&b.server));
    differences
}

impl PlannedServer {
    /// The handle, if a share that cannot be read contradicts the list of libraries. While that
    /// list is empty for a moment nothing is known, and the server says so once.
    fn inconsistent(&self) -> Option<Handle> {
        self.libraries_known.then(|| self.handle.clone())
    }
}

/// The share with the records' handles; `None` if it names an unknown library, or if libraries
/// are not known for the moment.
fn readable(share: &ObservedShare, server: &PlannedServer, zone: chrono_tz::Tz) -> Option<Share> {
    let ObservedShare {
        server: _,
        libraries,
        invited,
        accepted,
    } = share;
    let libraries = match libraries {
        SharedLibraries::All => Libraries::All,
        SharedLibraries::Some(_) if !server.libraries_known => return None,
        SharedLibraries::Some(ids) => {
            let handles: Option<BTreeSet<_>> =
                ids.iter().map(|id| server.libraries.get(id)).collect();
            Libraries::Some(handles?.into_iter().cloned().collect())
        }
    };
    Some(Share {
        server: server.handle.clone(),
        libraries,
        invited: invited.and_then(|instant| instant.date_in(zone)),
        accepted: accepted.and_then(|instant| instant.date_in(zone)),
    })
}

/// A recorded share as a change shows it.
fn recorded_share(record: &ShareRecord) -> Share {
    let ShareRecord {
        server,
        libraries,
        invited,
        accepted,
    } = record;
    Share {
        server: server.value.clone(),
        libraries: recorded_libraries(libraries),
        invited: invited.as_ref().map(|date| date.value),
        accepted: accepted.as_ref().map(|date| date.value),
    }
}

fn recorded_libraries(choice: &LibraryChoice) -> Libraries {
    match choice {
        LibraryChoice::All => Libraries::All,
        LibraryChoice::Some(handles) => {
            Libraries::Some(handles.iter().map(|handle| handle.value.clone()).collect())
        }
    }
}

/// What differs; the order of the libraries does not. Unless the share `may_lose` libraries, a choice without one of
/// those that are recorded is not taken over.
fn update(before: &ShareRecord, after: &Share, may_lose: bool) -> Option<ShareUpdate> {
    let before = recorded_share(before);
    let wanted = in_recorded_order(&before.libraries, &after.libraries);
    let differs = before.libraries != wanted;
    let counts = may_lose || !loses(&before.libraries, &wanted);
    let libraries = (differs && counts).then(|| Replaced {
        before: Some(before.libraries.clone()),
        after: wanted,
    });
    let invited = moved(before.invited, after.invited);
    let accepted = moved(before.accepted, after.accepted);
    let accepted = accepted.map(|Replaced { before, after }| Replaced {
        before: before.map(Some),
        after: Some(after),
    });
    let any = libraries.is_some() || invited.is_some() || accepted.is_some();
    any.then_some(ShareUpdate {
        server: before.server,
        libraries,
        invited,
        accepted,
        reason: reasons::DIFFERS,
    })
}

/// Whether a library is given now and not by the other choice.
fn loses(now: &Libraries, other: &Libraries) -> bool {
    match (now, other) {
        (_, Libraries::All) => false,
        (Libraries::All, Libraries::Some(_)) => true,
        (Libraries::Some(now), Libraries::Some(other)) => {
            now.iter().any(|library| !other.contains(library))
        }
    }
}

/// A recorded share that waits to be accepted: what it gives is not known before that.
fn offered_again(
    before: &ShareRecord,
    offer: &ObservedShare,
    zone: chrono_tz::Tz,
) -> Option<ShareUpdate> {
    let before = recorded_share(before);
    let invited = offer.invited.and_then(|instant| instant.date_in(zone));
    let invited = moved(before.invited, invited);
    let accepted = before.accepted.map(|day| Replaced {
        before: Some(Some(day)),
        after: None,
    });
    let any = invited.is_some() || accepted.is_some();
    any.then_some(ShareUpdate {
        server: before.server,
        libraries: None,
        invited,
        accepted,
        reason: "offered again and not accepted yet",
    })
}

/// The wanted libraries, those recorded already first and as they stand, so that a review shows
/// nothing but the difference.
fn in_recorded_order(recorded: &Libraries, wanted: &Libraries) -> Libraries {
    match (recorded, wanted) {
        (Libraries::Some(recorded), Libraries::Some(wanted)) => {
            let stay = recorded.iter().filter(|handle| wanted.contains(handle));
            let come = wanted.iter().filter(|handle| !recorded.contains(handle));
            Libraries::Some(stay.chain(come).cloned().collect())
        }
        (_, wanted) => wanted.clone(),
    }
}

/// The replacement of a date, if Plex sends one and it differs.
fn moved(before: Option<Date>, after: Option<Date>) -> Option<Replaced<Date>> {
    let after = after?;
    (before != Some(after)).then_some(Replaced { before, after })
}
