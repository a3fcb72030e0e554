//! The documents of one account, side by side, before anything is concluded from them.

use std::collections::BTreeMap;

use super::Invitation;
use super::parse::account::AccountDocument;
use super::parse::home::HomeMember;
use super::parse::resources::OwnServer;
use super::parse::server::ServerDocument;
use super::parse::shared_servers::ShareRow;
use super::parse::users::UserRow;
use crate::vocabulary::MachineId;

/// Everything one account answered.
#[derive(Debug, Clone)]
pub(super) struct Documents {
    pub(super) account: AccountDocument,
    /// Without the ignored ones.
    pub(super) own: Vec<OwnServer>,
    pub(super) users: Vec<UserRow>,
    pub(super) invitations: Vec<Invitation>,
    /// `None` when there was no need to ask.
    pub(super) home: Option<Vec<HomeMember>>,
    /// The answers about every server in `own`.
    pub(super) servers: BTreeMap<MachineId, ServerAnswers>,
    /// Servers that answer as the account's own although they are not in its list.
    pub(super) unlisted: Vec<MachineId>,
}

/// What is said about one server.
#[derive(Debug, Clone)]
pub(super) struct ServerAnswers {
    pub(super) catalogue: ServerDocument,
    pub(super) shares: Vec<ShareRow>,
}
