//! What the files read so far declare and take, for the rules that look beyond one value.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::vocabulary::{
    DiscordId, Handle, MachineId, Place, Placed, PlexId, SourceName, TransactionKey,
};

/// The source of a payment, if it has one, and where the payment stands.
type Payment = (Option<SourceName>, Place);

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
    /// Where each transaction is decided.
    pub(super) decisions: HashMap<TransactionKey, Place>,
    /// By id and sequence; an id without a source is known to every source.
    pub(super) transactions: HashMap<(String, u32), Vec<Payment>>,
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
            decisions: _,
            transactions,
        } = file;
        let is_free = plex_ids.keys().all(|id| !self.plex_ids.contains_key(id))
            && discord_ids
                .keys()
                .all(|id| !self.discord_ids.contains_key(id))
            && transactions.iter().all(|(id, payments)| {
                let mut sources = payments.iter().map(|(source, _)| source.as_ref());
                sources.all(|source| self.first_payment(id, source).is_none())
            });
        if is_free {
            self.plex_ids.extend(plex_ids);
            self.discord_ids.extend(discord_ids);
            for (id, payments) in transactions {
                self.transactions.entry(id).or_default().extend(payments);
            }
        }
        is_free
    }

    /// Where a payment of this transaction stands, by its id and sequence.
    pub(super) fn first_payment(
        &self,
        id: &(String, u32),
        source: Option<&SourceName>,
    ) -> Option<&Place> {
        let mut payments = self.transactions.get(id)?.iter();
        let is_same = |other: Option<&SourceName>| match (source, other) {
            (Some(source), Some(other)) => source == other,
            _ => true,
        };
        let first = payments.find(|(other, _)| is_same(other.as_ref()));
        first.map(|(_, place)| place)
    }
}
