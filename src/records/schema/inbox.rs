//! `inbox.yaml`: transactions that wait for a decision.

use schemars::JsonSchema;

use super::payments::RefundRecord;
use crate::vocabulary::json_schema::NotBlank;
use crate::vocabulary::{Handle, LocalTime, Placed, SignedMoney};

/// A transaction that waits: what its source says about it, and why it waits. plexmgr writes and removes these
/// entries.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct InboxEntry {
    /// When the transaction began, by the clock of the household.
    pub at: Placed<LocalTime>,
    /// What it is, as the source names it: an event code or a text.
    #[schemars(rename = "type", with = "Option<NotBlank>", example = &"T0006")]
    pub kind: Option<Placed<String>>,
    /// What moved; negative if it went out.
    pub amount: Placed<SignedMoney>,
    /// The e-mail address of the payer, as the source spells it.
    #[schemars(with = "Option<NotBlank>", example = &"marlow-pays@example.com")]
    pub payer: Option<Placed<String>>,
    /// The id that the source gives the payer.
    #[schemars(with = "Option<NotBlank>", example = &"PAYERID000007")]
    pub payer_id: Option<Placed<String>>,
    /// The name of the payer.
    #[schemars(with = "Option<NotBlank>", example = &"M. Marlow")]
    pub name: Option<Placed<String>>,
    /// The bank account of the payer.
    #[schemars(with = "Option<NotBlank>", example = &"DE02120300000000202051")]
    pub bank_account: Option<Placed<String>>,
    /// The recurring payment it belongs to, as the source numbers it.
    #[schemars(with = "Option<NotBlank>", example = &"I-BW452GLLEP1G")]
    pub subscription_id: Option<Placed<String>>,
    /// The id of the transaction that it refunds, reverses or belongs to.
    #[schemars(with = "Option<NotBlank>", example = &"5TY05013RG002845M")]
    pub refers_to: Option<Placed<String>>,
    /// What was written beside it.
    #[schemars(with = "Option<NotBlank>", example = &"Thanks!")]
    pub note: Option<Placed<String>>,
    /// Why it waits.
    #[schemars(example = &"no user has this address")]
    pub why: Placed<String>,
    /// The handles of users who may be meant.
    #[schemars(with = "Option<Vec<Handle>>")]
    pub candidates: Vec<Placed<Handle>>,
    /// What was given back of it in the meantime, in part.
    #[schemars(with = "Option<Vec<RefundRecord>>")]
    pub refunds: Vec<RefundRecord>,
}
