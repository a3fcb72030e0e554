//! Transactions that wait for a decision, in changes.

use serde::{Deserialize, Serialize};

use super::action::Replaced;
use super::field::{Side, set};
use super::payment::Refund;
use crate::records::schema::InboxEntry;
use crate::vocabulary::{Handle, LocalTime, Placed, SignedMoney};

/// Declares [`Waiting`] and [`WaitingChange`] with the keys that may be missing.
macro_rules! waiting {
    ($($(#[doc = $doc:literal])+ $(#[serde($rename:meta)])? $key:ident: $kind:ty,)+) => {
        /// A transaction that waits: what its source says about it, and why it waits.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Waiting {
            /// When it began.
            #[serde(with = "set")]
            pub at: LocalTime,
            /// What moved; negative if it went out.
            #[serde(with = "set")]
            pub amount: SignedMoney,
            /// Why it waits.
            #[serde(with = "set")]
            pub why: String,
            $($(#[doc = $doc])+
            #[serde(with = "set", default, skip_serializing_if = "is_default")]
            $(#[serde($rename)])?
            pub $key: $kind,)+
        }

        /// What is another by now of a transaction that waits, each key if it changed.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct WaitingChange {
            /// When it began.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub at: Option<Replaced<LocalTime>>,
            /// What moved.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub amount: Option<Replaced<SignedMoney>>,
            /// Why it waits.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub why: Option<Replaced<String>>,
            $($(#[doc = $doc])+
            #[serde(default, skip_serializing_if = "Option::is_none")]
            $(#[serde($rename)])?
            pub $key: Option<Replaced<$kind>>,)+
        }

        impl WaitingChange {
            /// What makes `after` of `before`.
            #[must_use]
            pub fn between(before: &Waiting, after: &Waiting) -> Self {
                Self {
                    at: replaced(&before.at, &after.at),
                    amount: replaced(&before.amount, &after.amount),
                    why: replaced(&before.why, &after.why),
                    $($key: replaced(&before.$key, &after.$key),)+
                }
            }

            /// Makes the change.
            pub fn apply(&self, waiting: &mut Waiting) {
                put(&mut waiting.at, self.at.as_ref());
                put(&mut waiting.amount, self.amount.as_ref());
                put(&mut waiting.why, self.why.as_ref());
                $(put(&mut waiting.$key, self.$key.as_ref());)+
            }
        }
    };
}

waiting! {
    /// What it is, as the source names it.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// The e-mail address of the payer.
    payer: Option<String>,
    /// The id that the source gives the payer.
    payer_id: Option<String>,
    /// The name of the payer.
    name: Option<String>,
    /// The bank account of the payer.
    bank_account: Option<String>,
    /// The recurring payment it belongs to.
    subscription_id: Option<String>,
    /// The transaction that it refunds, reverses or belongs to.
    refers_to: Option<String>,
    /// What was written beside it.
    note: Option<String>,
    /// The users who may be meant.
    candidates: Vec<Handle>,
    /// What was given back of it in the meantime, in part.
    refunds: Vec<Refund>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn replaced<T: PartialEq + Clone + Side>(before: &T, after: &T) -> Option<Replaced<T>> {
    (before != after).then(|| Replaced {
        // A key that is missing has no value before.
        before: before.to_side().map(|_| before.clone()),
        after: after.clone(),
    })
}

fn put<T: Clone>(slot: &mut T, value: Option<&Replaced<T>>) {
    if let Some(Replaced { before: _, after }) = value {
        *slot = after.clone();
    }
}

impl Waiting {
    /// The same as an entry of the inbox.
    #[must_use]
    pub fn entry(&self) -> InboxEntry {
        let text = |text: &Option<String>| text.clone().map(Placed::made);
        InboxEntry {
            at: Placed::made(self.at),
            kind: text(&self.kind),
            amount: Placed::made(self.amount),
            payer: text(&self.payer),
            payer_id: text(&self.payer_id),
            name: text(&self.name),
            bank_account: text(&self.bank_account),
            subscription_id: text(&self.subscription_id),
            refers_to: text(&self.refers_to),
            note: text(&self.note),
            why: Placed::made(self.why.clone()),
            candidates: self.candidates.iter().cloned().map(Placed::made).collect(),
            refunds: self.refunds.iter().map(Refund::record).collect(),
        }
    }
}

impl From<&InboxEntry> for Waiting {
    fn from(entry: &InboxEntry) -> Self {
        let text = |text: &Option<Placed<String>>| text.as_ref().map(|text| text.value.clone());
        let candidates = entry.candidates.iter();
        Self {
            at: entry.at.value,
            amount: entry.amount.value,
            why: entry.why.value.clone(),
            kind: text(&entry.kind),
            payer: text(&entry.payer),
            payer_id: text(&entry.payer_id),
            name: text(&entry.name),
            bank_account: text(&entry.bank_account),
            subscription_id: text(&entry.subscription_id),
            refers_to: text(&entry.refers_to),
            note: text(&entry.note),
            candidates: candidates.map(|user| user.value.clone()).collect(),
            refunds: entry.refunds.iter().map(Refund::from).collect(),
        }
    }
}
