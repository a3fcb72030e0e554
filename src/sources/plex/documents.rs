//! The documents of one account, side by side, before anything is concluded from them. One that is in doubt is empty.

use std::collections::BTreeMap;

use super::fact_kind::FactKind;
use super::parse::Listed;
use super::parse::account::AccountAnswer;
use super::parse::home::HomeMember;
use super::parse::resources::OwnServer;
use super::parse::server::ServerCatalogue;
use super::parse::shared_servers::{ShareRow, SharedSection};
use super::parse::users::UserRow;
use super::{Doubt, Invitation, ObservedLibrary};
use crate::vocabulary::{LibraryId, MachineId};

/// Everything one account answered.
#[derive(Debug, Clone)]
pub(super) struct Documents {
    pub(super) account: AccountAnswer,
    /// Without the ignored ones. If the list is in doubt, the recorded servers that were asked about.
    pub(super) own: Vec<OwnServer>,
    pub(super) users: Listed<UserRow>,
    pub(super) invitations: Vec<Invitation>,
    /// `None` when there was no need to ask.
    pub(super) home: Option<Vec<HomeMember>>,
    /// The answers about every server in `own`.
    pub(super) servers: BTreeMap<MachineId, ServerAnswers>,
    /// Servers that answer as the account's own although they are not in its list.
    pub(super) unlisted: Vec<MachineId>,
    /// Servers in its list that plex.tv does not find.
    pub(super) not_found: Vec<OwnServer>,
    /// Why facts are not known.
    pub(super) doubts: Vec<Doubt>,
}

impl Documents {
    /// Whether the document with this fact was read and believed.
    pub(super) fn know(&self, fact: &FactKind) -> bool {
        let is_it = |doubt: &Doubt| doubt.fact == *fact && doubt.person.is_none();
        !self.doubts.iter().any(is_it)
    }
}

/// What is said about one server.
#[derive(Debug, Clone)]
pub(super) struct ServerAnswers {
    pub(super) catalogue: ServerCatalogue,
    pub(super) shares: Listed<ShareRow>,
}

impl ServerAnswers {
    /// The libraries that every share row lists and the catalogue lacks: they are there all the same.
    pub(super) fn uncatalogued(&self) -> Vec<ObservedLibrary> {
        let Some((first, others)) = self.shares.split_first() else {
            return Vec::new();
        };
        let is_catalogued = |id: LibraryId| self.catalogue.libraries.iter().any(|l| l.id == id);
        let is_in_each = |id: LibraryId| {
            others
                .iter()
                .all(|row| row.sections.iter().any(|s| s.id == id))
        };
        let missing = first.sections.iter();
        let missing =
            missing.filter(|section| !is_catalogued(section.id) && is_in_each(section.id));
        let library = |section: &SharedSection| ObservedLibrary {
            id: section.id,
            title: section.title.clone(),
            kind: section.kind.clone(),
        };
        missing.map(library).collect()
    }
}

/// The documents of the first constructed account, and ways to change them.
#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::sources::plex::parse;
    use crate::vocabulary::PlexId;

    pub(crate) const ATLAS: &str = "ece8f46bf734ca267a2b6e0f7c3b471a5c964428";
    pub(crate) const BOREALIS: &str = "60acaaf93c2601275a440bfff2ed9f680b883858";

    macro_rules! sample {
        ($reader:ident, $file:literal) => {
            parse::$reader::parse(include_bytes!(concat!(
                "../../../tests/fixtures/plex/constructed/account-a/",
                $file
            )))
            .expect("the sample is good")
        };
    }

    pub(crate) fn account_a() -> Documents {
        let atlas = ServerAnswers {
            catalogue: sample!(
                server,
                "servers/ece8f46bf734ca267a2b6e0f7c3b471a5c964428/server.xml"
            ),
            shares: sample!(
                shared_servers,
                "servers/ece8f46bf734ca267a2b6e0f7c3b471a5c964428/shared_servers.xml"
            ),
        };
        let borealis = ServerAnswers {
            catalogue: sample!(
                server,
                "servers/60acaaf93c2601275a440bfff2ed9f680b883858/server.xml"
            ),
            shares: sample!(
                shared_servers,
                "servers/60acaaf93c2601275a440bfff2ed9f680b883858/shared_servers.xml"
            ),
        };
        Documents {
            account: sample!(account, "v2_user.json"),
            own: sample!(resources, "v2_resources.json"),
            users: sample!(users, "users.xml"),
            invitations: sample!(invitations, "invites_requested.xml"),
            home: Some(sample!(home, "home_users.xml")),
            servers: [atlas, borealis]
                .map(|answers| (answers.catalogue.machine.clone(), answers))
                .into(),
            unlisted: Vec::new(),
            not_found: Vec::new(),
            doubts: Vec::new(),
        }
    }

    pub(crate) fn server<'d>(documents: &'d mut Documents, machine: &str) -> &'d mut ServerAnswers {
        let mut servers = documents.servers.iter_mut();
        let found = servers.find(|(id, _)| id.as_str() == machine);
        found.expect("the account has this server").1
    }

    pub(crate) fn row<'d>(
        documents: &'d mut Documents,
        machine: &str,
        user: u64,
    ) -> &'d mut ShareRow {
        let mut rows = server(documents, machine).shares.iter_mut();
        rows.find(|row| row.user == Some(PlexId(user)))
            .expect("the server is shared with this person")
    }

    pub(crate) fn user(documents: &mut Documents, id: u64) -> &mut UserRow {
        let mut users = documents.users.iter_mut();
        users.find(|user| user.id == PlexId(id)).expect("listed")
    }
}
