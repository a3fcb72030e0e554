//! `inbox.yaml`: transaction to what waits for a decision.

use std::collections::BTreeMap;

use super::Reader;
use crate::records::schema::InboxEntry;
use crate::vocabulary::{Placed, TransactionKey};
use crate::yaml::{Document, Node};

const KEYS: [&str; 13] = [
    "at",
    "type",
    "amount",
    "payer",
    "payer_id",
    "name",
    "bank_account",
    "subscription_id",
    "refers_to",
    "note",
    "why",
    "candidates",
    "refunds",
];

impl Reader {
    /// Reads the whole file, which may be empty; entries that cannot be read are left out. Git can put an entry that
    /// both sides of a merge have into it twice, without a conflict: the last one counts.
    pub(crate) fn inbox(&mut self, text: &str) -> BTreeMap<TransactionKey, Placed<InboxEntry>> {
        let document = self.document_or_nothing(text);
        let root = document.as_ref().and_then(Document::root);
        let entries = self.transactions_as_written("the inbox", root);
        let read = entries.into_iter().filter_map(|(key, node)| {
            let entry = self.inbox_entry(node)?;
            Some((key.value, Placed::new(entry, key.place)))
        });
        read.collect()
    }

    fn inbox_entry(&mut self, node: Node<'_>) -> Option<InboxEntry> {
        let fields = self.fields("an entry of the inbox", node, &KEYS)?;
        let when = "the time, as in `2026-11-22T10:00:00+01:00`";
        let at = self.required(&fields, "at", when, Self::parsed);
        let kind = self.optional(&fields, "type", Self::id_text);
        let amount = self.required(&fields, "amount", "as in `5.00 EUR`", Self::shaped);
        let payer = self.optional(&fields, "payer", Self::id_text);
        let payer_id = self.optional(&fields, "payer_id", Self::id_text);
        let name = self.optional(&fields, "name", Self::id_text);
        let bank_account = self.optional(&fields, "bank_account", Self::id_text);
        let subscription_id = self.optional(&fields, "subscription_id", Self::id_text);
        let refers_to = self.optional(&fields, "refers_to", Self::id_text);
        let note = self.optional(&fields, "note", Self::id_text);
        let why = self.required(&fields, "why", "why the transaction waits", Self::text);
        let candidates = self.list(&fields, "candidates", Self::parsed);
        let refunds = self.list(&fields, "refunds", |reader, _, node| reader.refund(node));
        Some(InboxEntry {
            at: at?,
            kind,
            amount: amount?,
            payer,
            payer_id,
            name,
            bank_account,
            subscription_id,
            refers_to,
            note,
            why: why?,
            candidates,
            refunds,
        })
    }
}
