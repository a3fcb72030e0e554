//! `servers.yaml`: handle to server.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::Reader;
use super::mapping::Fields;
use crate::records::RecordPlace;
use crate::records::schema::{LibraryRecord, ServerRecord};
use crate::vocabulary::{Handle, LibraryId, Place};
use crate::yaml::Node;

const SERVER_KEYS: [&str; 5] = ["account", "machine_id", "name", "libraries", "notes"];
const LIBRARY_KEYS: [&str; 4] = ["id", "title", "type", "notes"];

impl Reader {
    /// Reads the whole file; servers that cannot be read are left out.
    pub(crate) fn servers(&mut self, text: &str) -> Vec<(RecordPlace, Handle, ServerRecord)> {
        let mut servers = Vec::new();
        let help = "remove the file, or write `{}` if there are no servers yet";
        let Some(document) = self.document(text, help) else {
            return servers;
        };
        let Some(entries) = document
            .root()
            .and_then(|root| self.handles("servers", root))
        else {
            return servers;
        };
        let mut known = BTreeMap::new();
        for entry in entries {
            let (server, libraries) = self.server(entry.value);
            known.insert(entry.handle.clone(), libraries);
            let home = RecordPlace {
                file: Arc::clone(&entry.place.file),
                key: Some(entry.handle.to_string()),
                place: entry.place,
            };
            servers.extend(server.map(|server| (home, entry.handle, server)));
        }
        self.declared.servers = Some(Arc::new(known));
        servers
    }

    /// A server, and the handles of its libraries if they are known.
    fn server(&mut self, node: Node<'_>) -> (Option<ServerRecord>, Option<BTreeSet<Handle>>) {
        let Some(fields) = self.fields("a server", node, &SERVER_KEYS) else {
            return (None, None);
        };
        let account = self.required(
            &fields,
            "account",
            "the name of an account in the settings",
            Self::parsed,
        );
        let machine_id = self.required(
            &fields,
            "machine_id",
            "the machine identifier that Plex shows for the server",
            Self::parsed,
        );
        if let Some(machine_id) = &machine_id {
            self.check_machine_id(machine_id);
        }
        let name = self.optional(&fields, "name", Self::text);
        let (libraries, handles) = self.libraries(&fields);
        let notes = self.optional(&fields, "notes", Self::text);
        let server = account
            .zip(machine_id)
            .map(|(account, machine_id)| ServerRecord {
                account,
                machine_id,
                name,
                libraries,
                notes,
            });
        (server, handles)
    }

    /// The libraries of a server, and all their handles, also of those that cannot be read.
    fn libraries(
        &mut self,
        fields: &Fields<'_>,
    ) -> (BTreeMap<Handle, LibraryRecord>, Option<BTreeSet<Handle>>) {
        let mut libraries = BTreeMap::new();
        let mut handles = Some(BTreeSet::new());
        self.optional(fields, "libraries", |reader, _, node| {
            let entries = reader.handles("libraries", node);
            handles = entries.as_ref().map(|entries| {
                let handles = entries.iter().map(|entry| entry.handle.clone());
                handles.collect()
            });
            let mut ids = HashMap::new();
            for entry in entries.into_iter().flatten() {
                if let Some(library) = reader.library(entry.value, &mut ids) {
                    libraries.insert(entry.handle, library);
                }
            }
            Some(())
        });
        (libraries, handles)
    }

    fn library(
        &mut self,
        node: Node<'_>,
        ids: &mut HashMap<LibraryId, Place>,
    ) -> Option<LibraryRecord> {
        let fields = self.fields("a library", node, &LIBRARY_KEYS)?;
        let id = self.required(&fields, "id", "as in `id: 201`", |reader, subject, node| {
            reader.number(subject, node, LibraryId)
        });
        if let Some(id) = &id {
            self.check_library_id(id, ids);
        }
        let title = self.optional(&fields, "title", Self::text);
        let kind = self.optional(&fields, "type", Self::text);
        let notes = self.optional(&fields, "notes", Self::text);
        Some(LibraryRecord {
            id: id?,
            title,
            kind,
            notes,
        })
    }
}
