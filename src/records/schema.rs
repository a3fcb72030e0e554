//! The records as data: what each YAML file means once it was read and found valid.
//!
//! Every leaf value is [`Placed`]: it knows the file, line and column it came from. Two values are
//! equal when they say the same, wherever they stand, so a record read back from an edited file can
//! be compared with the record that was intended.

use std::collections::BTreeMap;

use super::place::Placed;
use crate::vocabulary::{
    AccountName, Date, DiscordId, Email, Handle, LibraryId, MachineId, Money, PlanDuration, PlexId,
};

/// All records of a household.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    /// `plans.yaml`
    pub plans: BTreeMap<Handle, SubscriptionPlan>,
    /// `servers.yaml`
    pub servers: BTreeMap<Handle, ServerRecord>,
    /// `users/<handle>.yaml` and `users.yaml` together
    pub users: BTreeMap<Handle, UserRecord>,
}

/// A subscription plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionPlan {
    /// What people call it.
    pub name: Option<Placed<String>>,
    /// What a period costs.
    pub price: Option<Placed<Money>>,
    /// How long a period lasts.
    pub duration: Placed<PlanDuration>,
    /// Whether imported users start on it; true for exactly one plan.
    pub default: bool,
    /// The admins' own words.
    pub notes: Option<Placed<String>>,
}

/// A Plex server of one of the accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerRecord {
    /// The account that owns it.
    pub account: Placed<AccountName>,
    /// What it is at Plex.
    pub machine_id: Placed<MachineId>,
    /// What it is called at Plex.
    pub name: Option<Placed<String>>,
    /// Its libraries by handle.
    pub libraries: BTreeMap<Handle, LibraryRecord>,
    /// The admins' own words.
    pub notes: Option<Placed<String>>,
}

/// A library of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryRecord {
    /// Unique across plex.tv.
    pub id: Placed<LibraryId>,
    /// What it is called at Plex.
    pub title: Option<Placed<String>>,
    /// `type` in YAML: `movie`, `show`, `artist`, `photo`, …
    pub kind: Option<Placed<String>>,
    /// The admins' own words.
    pub notes: Option<Placed<String>>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRecord {
    /// Whether payments decide about them.
    pub class: Class,
    /// What Plex says about them; kept up to date by plexmgr.
    pub plex: PlexRecord,
    /// Where their payments come from.
    pub paypal_email: Option<Placed<Email>>,
    /// Who they are on Discord.
    pub discord: Option<DiscordRecord>,
    /// The periods they paid for, in the order written.
    pub payments: Vec<PaymentRecord>,
    /// The admins' own words.
    pub notes: Option<Placed<String>>,
}

/// Whether a user needs payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Active while covered by a payment.
    Standard,
    /// Always active.
    Permanent,
}

/// The part of a user record that plexmgr keeps up to date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlexRecord {
    /// The key at Plex; absent until linked.
    pub id: Option<Placed<PlexId>>,
    /// The user name.
    pub username: Option<Placed<String>>,
    /// The e-mail address, as Plex spells it.
    pub email: Option<Placed<String>>,
    /// The displayed name.
    pub title: Option<Placed<String>>,
    /// Addresses seen earlier; payments may still come under them.
    pub former_emails: Vec<Placed<String>>,
    /// What they are given.
    pub shares: Vec<ShareRecord>,
    /// Since when they share nothing any more.
    pub departed: Option<Placed<Date>>,
}

/// One server shared with the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareRecord {
    /// The server's handle.
    pub server: Placed<Handle>,
    /// Which libraries.
    pub libraries: LibraryChoice,
    /// When it was offered.
    pub invited: Option<Placed<Date>>,
    /// When it was accepted.
    pub accepted: Option<Placed<Date>>,
}

/// `all`, `[movies, tv-shows]` or `[]`: all, some and none are three values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LibraryChoice {
    /// Every library, those added later included.
    All,
    /// These, by handle, in the order written; possibly none.
    Some(Vec<Placed<Handle>>),
}

/// Who the user is on Discord.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscordRecord {
    /// The snowflake.
    pub id: Option<Placed<DiscordId>>,
    /// For eyes only.
    pub username: Option<Placed<String>>,
}

/// A paid period, both days included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRecord {
    /// The plan's handle.
    pub plan: Placed<Handle>,
    /// The first day paid for.
    pub start: Placed<Date>,
    /// The last day paid for.
    pub end: Placed<Date>,
    /// Where the payment comes from.
    pub origin: Option<Placed<Origin>>,
    /// The recurring payment it belongs to.
    pub subscription_id: Option<Placed<String>>,
    /// The transaction that paid it.
    pub transaction_id: Option<Placed<String>>,
    /// Which of the periods of one transaction this is, counted from 1.
    pub sequence: Option<Placed<u32>>,
    /// What was paid.
    pub amount: Option<Placed<Money>>,
}

/// Where a payment comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A guess made when the user was imported, until an admin confirms it.
    Import,
    /// Written by an admin.
    Manual,
    /// Read from PayPal.
    Paypal,
}
