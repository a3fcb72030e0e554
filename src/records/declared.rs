//! What the files read so far declare and take, for the rules that look beyond one value.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::vocabulary::{DiscordId, Handle, MachineId, Place, Placed, PlexId};

/// What the files read so far declare and take.
#[derive(Default)]
pub(super) struct Declared {
    /// All plans; `None` while they are unknown, and no reference to one can be checked.
    pub(super) plans: Option<Arc<BTreeSet<Handle>>>,
    /// All servers with all their libraries, each `None` likewise.
    pub(super) servers: Option<Arc<BTreeMap<Handle, Option<BTreeSet<Handle>>>>>,
    /// By [`Handle::key`].
    pub(super) users: HashMap<String, Placed<Handle>>,
    pub(super) machine_ids: HashMap<MachineId, Place>,
    pub(super) plex_ids: HashMap<PlexId, Place>,
    pub(super) discord_ids: HashMap<DiscordId, Place>,
    /// By id and sequence.
    pub(super) transactions: HashMap<(String, u32), Place>,
}

impl Declared {
    /// The same plans and servers, with nothing taken yet.
    pub(super) fn declared(&self) -> Self {
        Self {
            plans: self.plans.clone(),
            servers: self.servers.clone(),
            ..Self::default()
        }
    }

    /// Takes everything that `file`, which holds one user, takes; nothing, if any of it is taken.
    pub(super) fn absorb(&mut self, file: Self) -> bool {
        let Self {
            plans: _,
            servers: _,
            users: _,
            machine_ids: _,
            plex_ids,
            discord_ids,
            transactions,
        } = file;
        let is_free = plex_ids.keys().all(|id| !self.plex_ids.contains_key(id))
            && discord_ids
                .keys()
                .all(|id| !self.discord_ids.contains_key(id))
            && transactions
                .keys()
                .all(|id| !self.transactions.contains_key(id));
        if is_free {
            self.plex_ids.extend(plex_ids);
            self.discord_ids.extend(discord_ids);
            self.transactions.extend(transactions);
        }
        is_free
    }
}
