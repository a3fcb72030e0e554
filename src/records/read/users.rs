//! `users/<handle>.yaml`, one user, and `users.yaml`, handle to user.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Reader, ValueSubject};
use crate::problem::ProblemCode;
use crate::records::RecordPlace;
use crate::records::declared::Declared;
use crate::records::schema::{DiscordRecord, LibraryChoice, PlexRecord, ShareRecord, UserRecord};
use crate::vocabulary::{Class, DiscordId, Handle, Placed, PlexId, shown};
use crate::yaml::{Document, Node, NodeKind};

const USER_KEYS: [&str; 9] = [
    "class",
    "plex",
    "paypal_email",
    "pays_from",
    "covered_by",
    "discord",
    "plan",
    "payments",
    "notes",
];
const PLEX_KEYS: [&str; 8] = [
    "id",
    "username",
    "email",
    "title",
    "former_emails",
    "former_ids",
    "shares",
    "departed",
];
const DISCORD_KEYS: [&str; 2] = ["id", "username"];
const SHARE_KEYS: [&str; 4] = ["server", "libraries", "invited", "accepted"];
const CLASSES: [(&str, Class); 2] = [
    ("standard", Class::Standard),
    ("permanent", Class::Permanent),
];

/// A user whose file was read by itself, with nothing wrong in it, and the ids it takes.
pub(crate) struct UserAlone {
    user: UserRecord,
    declared: Declared,
}

/// What to do about an empty `users.yaml`.
const NO_USERS: &str = "remove the file, or write `{}` if there are no users yet";

/// What an empty file of a user lacks.
const NO_CLASS: &str = "a user has at least `class: standard` or `class: permanent`";

impl Reader {
    /// Reads a whole `users.yaml`; users that cannot be read are left out.
    pub(crate) fn users(&mut self, text: &str) -> Vec<(RecordPlace, Handle, UserRecord)> {
        let document = self.document(text, NO_USERS);
        document.map_or_else(Vec::new, |document| self.users_in(&document))
    }

    /// The same of a text that is parsed already.
    pub(super) fn users_of(
        &mut self,
        document: &Document,
    ) -> Vec<(RecordPlace, Handle, UserRecord)> {
        match self.is_filled(document, NO_USERS) {
            true => self.users_in(document),
            false => Vec::new(),
        }
    }

    fn users_in(&mut self, document: &Document) -> Vec<(RecordPlace, Handle, UserRecord)> {
        let mut users = Vec::new();
        let entries = document.root().and_then(|root| self.handles("users", root));
        for entry in entries.into_iter().flatten() {
            if !entry.repeated {
                self.check_user_handle(&entry.handle, &entry.place);
            }
            let user = self.user(entry.value);
            let home = RecordPlace {
                file: Arc::clone(&entry.place.file),
                key: Some(entry.handle.to_string()),
                place: entry.place,
            };
            users.extend(user.map(|user| (home, entry.handle, user)));
        }
        users
    }

    /// Reads a whole `users/<handle>.yaml`.
    pub(crate) fn user_file(&mut self, text: &str) -> Option<UserRecord> {
        let document = self.document(text, NO_CLASS)?;
        document.root().and_then(|root| self.user(root))
    }

    /// The same of a text that is parsed already.
    pub(super) fn user_of(&mut self, document: &Document) -> Option<UserRecord> {
        let is_filled = self.is_filled(document, NO_CLASS);
        let root = document.root().filter(|_| is_filled)?;
        self.user(root)
    }

    /// Reads a whole `users/<handle>.yaml` by itself, for which plans and servers have to be known; `None` if
    /// anything at all is wrong with it, which is noted only when it is read in its turn.
    pub(crate) fn user_alone(&self, path: &Arc<str>, bytes: &[u8]) -> Option<UserAlone> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut reader = Self::of(path);
        reader.declared = self.declared.declared();
        let user = reader.user_file(text)?;
        let declared = reader.declared;
        reader
            .problems
            .is_empty()
            .then_some(UserAlone { user, declared })
    }

    /// Reads a whole `users/<handle>.yaml`, unless it was read by itself and shares no id with another file.
    pub(crate) fn user_in_turn(
        &mut self,
        text: &str,
        alone: Option<UserAlone>,
    ) -> Option<UserRecord> {
        if let Some(UserAlone { user, declared }) = alone
            && self.declared.absorb(declared)
        {
            return Some(user);
        }
        self.user_file(text)
    }

    fn user(&mut self, node: Node<'_>) -> Option<UserRecord> {
        let fields = self.fields("a user", node, &USER_KEYS)?;
        let class = self.required(
            &fields,
            "class",
            "`class: standard` or `class: permanent`",
            |reader, subject, node| reader.choice(subject, node, &CLASSES),
        );
        let plex = self.optional(&fields, "plex", |reader, _, node| reader.plex(node));
        let paypal_email = self.optional(&fields, "paypal_email", Self::parsed);
        let pays_from = self.list(&fields, "pays_from", Self::id_text);
        let covered_by = self.optional(&fields, "covered_by", Self::parsed);
        let discord = self.optional(&fields, "discord", |reader, _, node| reader.discord(node));
        let plan: Option<Placed<Handle>> = self.optional(&fields, "plan", Self::parsed);
        if let Some(plan) = &plan {
            self.check_plan(plan);
        }
        let payments = self.list(&fields, "payments", |reader, _, node| reader.payment(node));
        let notes = self.optional(&fields, "notes", Self::text);
        Some(UserRecord {
            class: class?,
            plex: plex.unwrap_or_default(),
            paypal_email,
            pays_from,
            covered_by,
            discord,
            plan,
            payments,
            notes,
        })
    }

    fn plex(&mut self, node: Node<'_>) -> Option<PlexRecord> {
        let fields = self.fields("`plex`", node, &PLEX_KEYS)?;
        let id = self.optional(&fields, "id", |reader, subject, node| {
            reader.number(subject, node, PlexId)
        });
        if let Some(id) = &id {
            self.check_plex_id(id);
        }
        let username = self.optional(&fields, "username", Self::text);
        let email = self.optional(&fields, "email", Self::text);
        let title = self.optional(&fields, "title", Self::text);
        let former_emails = self.list(&fields, "former_emails", Self::text);
        let former_ids = self.list(&fields, "former_ids", |reader, subject, node| {
            reader.number(subject, node, PlexId)
        });
        let mut servers = BTreeMap::new();
        let shares = self.list(&fields, "shares", |reader, _, node| {
            reader.share(node, &mut servers)
        });
        let departed = self.optional(&fields, "departed", Self::shaped);
        Some(PlexRecord {
            id,
            username,
            email,
            title,
            former_emails,
            former_ids,
            shares,
            departed,
        })
    }

    /// A share; `servers` are those of the user's shares before it, with their lines.
    fn share(
        &mut self,
        node: Node<'_>,
        servers: &mut BTreeMap<Handle, u32>,
    ) -> Option<ShareRecord> {
        let fields = self.fields("a share", node, &SHARE_KEYS)?;
        let server = self.required(&fields, "server", "as in `server: atlas`", Self::parsed);
        let libraries = self.required(
            &fields,
            "libraries",
            "`libraries: all`, a list of them, or `[]` for none",
            |reader, subject, node| reader.library_choice(subject, node),
        );
        if let Some(server) = &server {
            self.check_share(server, libraries.as_ref());
            match servers.get(&server.value) {
                Some(line) => {
                    let message = format!(
                        "server `{}` already has a share, on line {line}",
                        server.value
                    );
                    let help = "a user has one share per server; merge their libraries".to_owned();
                    let place = server.place.clone();
                    self.wrong(ProblemCode::DuplicateShare, place, message, help);
                }
                None => {
                    servers.insert(server.value.clone(), server.place.line);
                }
            }
        }
        let invited = self.optional(&fields, "invited", Self::shaped);
        let accepted = self.optional(&fields, "accepted", Self::shaped);
        Some(ShareRecord {
            server: server?,
            libraries: libraries?,
            invited,
            accepted,
        })
    }

    fn library_choice(
        &mut self,
        subject: ValueSubject<'_>,
        node: Node<'_>,
    ) -> Option<LibraryChoice> {
        match self.kind(node)? {
            NodeKind::Text("all") => Some(LibraryChoice::All),
            NodeKind::Sequence => {
                let mut libraries: Vec<Placed<Handle>> = Vec::new();
                for item in node.items() {
                    let library = self.parsed(ValueSubject::ItemOf("libraries"), item);
                    libraries.extend(library);
                }
                Some(LibraryChoice::Some(libraries))
            }
            NodeKind::Text(text) if text.parse::<Handle>().is_ok() => {
                let help = format!("a single library is a list, too: `[{}]`", shown(text));
                self.wrong_type(subject, node, "`all` or a list", help);
                None
            }
            _ => {
                self.wrong_type(subject, node, "`all` or a list", None);
                None
            }
        }
    }

    fn discord(&mut self, node: Node<'_>) -> Option<DiscordRecord> {
        let fields = self.fields("`discord`", node, &DISCORD_KEYS)?;
        let id: Option<Placed<DiscordId>> = self.optional(&fields, "id", Self::parsed);
        if let Some(id) = &id {
            self.check_discord_id(id);
        }
        let username = self.optional(&fields, "username", Self::text);
        Some(DiscordRecord { id, username })
    }
}
