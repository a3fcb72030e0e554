//! Servers and libraries: matched by machine identifier and library id, never by name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Input;
use super::accounts::{Accounts, TrustedAccount};
use super::certainty::{Certainty, Wanted};
use super::decision::Remarks;
use super::handles::HandlePool;
use super::notice::{Notice, NoticeKind};
use super::reasons;
use super::vanished::VanishedLibrary;
use crate::change::{Action, Change, ChangeKind, Replaced, Subject};
use crate::records::schema::{LibraryRecord, ServerRecord};
use crate::sources::plex::{FactName, ObservedLibrary, ObservedServer};
use crate::vocabulary::{Handle, LibraryId, MachineId};

/// A server as it stands after this plan.
pub(super) struct PlannedServer {
    pub(super) handle: Handle,
    /// Its libraries' handles.
    pub(super) libraries: BTreeMap<LibraryId, Handle>,
    /// Whether a share that was not listed may be concluded to be gone.
    pub(super) absence_counts: bool,
    /// False while the server lists no library although some are recorded: an empty list is not a proof,
    /// neither for libraries nor for shares of them.
    pub(super) libraries_known: bool,
}

/// Every server a believed account listed, by machine identifier, and the libraries that vanished.
pub(super) struct PlannedServers {
    pub(super) by_machine: BTreeMap<MachineId, PlannedServer>,
    pub(super) vanished_libraries: Vec<VanishedLibrary>,
    /// Servers that would be recorded if everything about them were known.
    pub(super) held: BTreeSet<MachineId>,
}

/// Plans servers and libraries, removals of libraries excepted (see [`vanished`](super::vanished)).
pub(super) fn plan_servers(
    input: &Input<'_>,
    accounts: &Accounts<'_>,
    certainty: &Certainty<'_>,
    changes: &mut Vec<Change>,
    remarks: &mut Remarks,
) -> PlannedServers {
    let recorded: BTreeMap<&MachineId, (&Handle, &ServerRecord)> = input
        .records
        .servers
        .iter()
        .map(|(handle, server)| (&server.machine_id.value, (handle, server)))
        .collect();
    let mut pool = HandlePool::of(input.records.servers.keys());
    let mut planned = PlannedServers {
        by_machine: BTreeMap::new(),
        vanished_libraries: Vec::new(),
        held: BTreeSet::new(),
    };
    for (server, account) in listed(input, accounts) {
        let mut draft = Drafting {
            file: input.filing.servers_file.clone(),
            certainty,
            machine: &server.machine_id,
            changes,
            remarks,
        };
        let (handle, record) = match recorded.get(&server.machine_id) {
            Some(&(handle, record)) => {
                draft.update_server(handle, record, server, account);
                (handle.clone(), Some(record))
            }
            None if draft.is_held(ChangeKind::AddServer, &server.name) => {
                planned.held.insert(server.machine_id.clone());
                continue;
            }
            None => (draft.add_server(&mut pool, server, account), None),
        };
        let libraries = draft.libraries(&handle, record, server, account, &mut planned);
        let some_recorded = record.is_some_and(|record| !record.libraries.is_empty());
        planned.by_machine.insert(
            server.machine_id.clone(),
            PlannedServer {
                handle,
                libraries,
                absence_counts: account.absence_counts,
                libraries_known: !(server.libraries.is_empty() && some_recorded),
            },
        );
    }
    missing_servers(input, accounts, &planned, &mut remarks.notices);
    planned
}

/// The listed servers by machine identifier; one that two accounts claim stays with the recorded
/// account, else with the first.
fn listed<'a>(
    input: &Input<'_>,
    accounts: &'a Accounts<'a>,
) -> impl Iterator<Item = (&'a ObservedServer, &'a TrustedAccount<'a>)> {
    let owner: BTreeMap<_, _> = input
        .records
        .servers
        .values()
        .map(|server| {
            (
                server.machine_id.value.clone(),
                server.account.value.clone(),
            )
        })
        .collect();
    let mut listed: BTreeMap<&MachineId, (&ObservedServer, &TrustedAccount<'_>)> = BTreeMap::new();
    for account in &accounts.trusted {
        for server in &account.facts.servers {
            let machine_id = &server.machine_id;
            let is_recorded_owner = owner.get(machine_id) == Some(account.name);
            if is_recorded_owner || !listed.contains_key(machine_id) {
                listed.insert(machine_id, (server, account));
            }
        }
    }
    listed.into_values()
}

/// Says which recorded servers a believed account no longer lists; nothing is taken away for that.
fn missing_servers(
    input: &Input<'_>,
    accounts: &Accounts<'_>,
    planned: &PlannedServers,
    notices: &mut Vec<Notice>,
) {
    let listing = accounts.trusted.iter();
    let trusted: BTreeSet<_> = listing
        .filter(|account| account.facts.knows(FactName::Servers, None))
        .map(|account| account.name)
        .collect();
    for (handle, server) in &input.records.servers {
        let machine_id = &server.machine_id.value;
        let ignored = input.rules.ignore_servers.contains(machine_id);
        if trusted.contains(&server.account.value)
            && !ignored
            && !planned.by_machine.contains_key(machine_id)
        {
            notices.push(Notice {
                kind: NoticeKind::ServerMissing,
                subject: handle.to_string(),
                message: format!(
                    "is no longer listed by account `{}`, so its shares stay unchanged; if it is gone for good, \
                     `plexmgr remove server {handle} --anyway` takes it and its shares out of the records",
                    server.account.value
                ),
                place: Some(server.machine_id.place.clone()),
            });
        }
    }
}

/// Where the changes of one server go.
struct Drafting<'c> {
    file: Arc<str>,
    certainty: &'c Certainty<'c>,
    machine: &'c MachineId,
    changes: &'c mut Vec<Change>,
    remarks: &'c mut Remarks,
}

impl Drafting<'_> {
    /// Whether a change of the server or one of its libraries rests on something in doubt.
    fn is_held(&mut self, kind: ChangeKind, subject: &str) -> bool {
        let servers = [self.machine];
        let wanted = Wanted::of_server(kind, subject, &servers);
        self.certainty.holds(wanted, &mut self.remarks.held)
    }

    fn change(&mut self, subject: Subject, action: Action, reason: impl Into<String>) {
        let file = self.file.clone();
        self.changes
            .push(Change::edit(subject, file, action, reason));
    }

    fn add_server(
        &mut self,
        pool: &mut HandlePool,
        server: &ObservedServer,
        account: &TrustedAccount<'_>,
    ) -> Handle {
        let machine_id = server.machine_id.clone();
        let start: String = machine_id.as_str().chars().take(8).collect();
        let fallback =
            Handle::fold(&format!("server-{start}")).unwrap_or_else(|| "server".to_owned());
        let handle = pool.take(&[Some(&server.name)], &fallback);
        let action = Action::AddServer {
            account: account.name.clone(),
            machine_id,
            name: server.name.clone(),
        };
        let subject = Subject::Server(handle.clone());
        self.change(
            subject,
            action,
            format!("owned by account {}", account.name),
        );
        handle
    }

    fn update_server(
        &mut self,
        handle: &Handle,
        record: &ServerRecord,
        server: &ObservedServer,
        account: &TrustedAccount<'_>,
    ) {
        let moved = (record.account.value != *account.name).then(|| Replaced {
            before: Some(record.account.value.clone()),
            after: account.name.clone(),
        });
        let name = renamed(record.name.as_deref(), &server.name);
        let differs = moved.is_some() || name.is_some();
        if !differs || self.is_held(ChangeKind::UpdateServer, handle.as_str()) {
            return;
        }
        let action = Action::UpdateServer {
            account: moved,
            name,
        };
        self.change(Subject::Server(handle.clone()), action, reasons::DIFFERS);
    }

    /// Plans the libraries of one server and returns their handles by id.
    fn libraries(
        &mut self,
        handle: &Handle,
        record: Option<&ServerRecord>,
        server: &ObservedServer,
        account: &TrustedAccount<'_>,
        planned: &mut PlannedServers,
    ) -> BTreeMap<LibraryId, Handle> {
        let nothing = BTreeMap::new();
        let recorded = record.map_or(&nothing, |record| &record.libraries);
        let mut pool = HandlePool::of(recorded.keys());
        let mut handles: BTreeMap<LibraryId, Handle> = recorded
            .iter()
            .map(|(handle, library)| (library.id.value, handle.clone()))
            .collect();
        for library in &server.libraries {
            match handles
                .get(&library.id)
                .and_then(|known| recorded.get_key_value(known))
            {
                Some((known, record)) => self.update_library(handle, known, record, library),
                None => {
                    let subject = format!("{handle}/{}", library.title);
                    if !self.is_held(ChangeKind::AddLibrary, &subject) {
                        let added = self.add_library(handle, &mut pool, library);
                        handles.insert(library.id, added);
                    }
                }
            }
        }
        let listed: BTreeSet<LibraryId> = server.libraries.iter().map(|l| l.id).collect();
        let vanished = recorded
            .iter()
            .filter(|(_, library)| !listed.contains(&library.id.value));
        if listed.is_empty() {
            let is_known = account
                .facts
                .knows(FactName::Catalogue, Some(&server.machine_id));
            self.keep_libraries(handle, if is_known { vanished.count() } else { 0 });
        } else if account.absence_counts {
            planned
                .vanished_libraries
                .extend(vanished.map(|(library, record)| VanishedLibrary {
                    server: handle.clone(),
                    library: library.clone(),
                    machine: server.machine_id.clone(),
                    id: record.id.value,
                    title: record.title.as_ref().map(|title| title.value.clone()),
                }));
        }
        handles
    }

    fn add_library(
        &mut self,
        server: &Handle,
        pool: &mut HandlePool,
        library: &ObservedLibrary,
    ) -> Handle {
        let ObservedLibrary { id, title, kind } = library;
        let handle = pool.take(&[Some(title)], &format!("library-{id}"));
        let subject = Subject::Library {
            server: server.clone(),
            library: handle.clone(),
        };
        let action = Action::AddLibrary {
            id: *id,
            title: title.clone(),
            kind: kind.clone(),
        };
        self.change(subject, action, format!("new on {server}"));
        handle
    }

    fn update_library(
        &mut self,
        server: &Handle,
        handle: &Handle,
        record: &LibraryRecord,
        library: &ObservedLibrary,
    ) {
        let title = renamed(record.title.as_deref(), &library.title);
        let kind = renamed(record.kind.as_deref(), &library.kind);
        if title.is_some() || kind.is_some() {
            let subject = Subject::Library {
                server: server.clone(),
                library: handle.clone(),
            };
            if self.is_held(ChangeKind::UpdateLibrary, &subject.to_string()) {
                return;
            }
            self.change(
                subject,
                Action::UpdateLibrary { title, kind },
                reasons::DIFFERS,
            );
        }
    }

    fn keep_libraries(&mut self, server: &Handle, vanished: usize) {
        if vanished > 0 {
            self.remarks.notices.push(Notice {
                kind: NoticeKind::LibraryKept,
                subject: server.to_string(),
                message:
                    "lists no libraries at the moment; its libraries and shares stay unchanged"
                        .to_owned(),
                place: None,
            });
        }
    }
}

/// The replacement of a text by what Plex says, if Plex says anything and it differs.
fn renamed(recorded: Option<&String>, observed: &str) -> Option<Replaced<String>> {
    let differs = !observed.is_empty() && recorded.is_none_or(|recorded| recorded != observed);
    differs.then(|| Replaced {
        before: recorded.cloned(),
        after: observed.to_owned(),
    })
}
