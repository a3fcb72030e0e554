//! The records as data: what each YAML file means once it was read and found valid.
//!
//! Every leaf value is [`Placed`]: it knows the file, line and column it came from. Two values are
//! equal when they say the same, wherever they stand, so a record read back from an edited file can
//! be compared with the record that was intended.
//!
//! The JSON Schemas of the files are made of these types. What stands above a field is what an editor shows
//! to the author of the file, so it describes the file and not of the code.

mod decisions;
mod inbox;
mod matching;
mod payments;
mod plans;

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::vocabulary::json_schema::{ByHandle, NotBlank, WholeNumber};
use crate::vocabulary::{
    AccountName, Class, Date, DiscordId, Email, Handle, LibraryId, MachineId, Placed, PlexId,
    TransactionKey,
};

pub use decisions::{Assignment, DecidedTime, Decision, Split, SplitPart};
pub use inbox::InboxEntry;
pub use matching::{Conditions, MatchingRule, RuleOutcome};
pub use payments::{DisputeRecord, Paid, PaidPeriod, PaymentRecord, RefundRecord, counted, paid};
pub use plans::{PriceRecord, SubscriptionPlan};

/// All records of a household.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    /// `plans.yaml`
    pub plans: BTreeMap<Handle, SubscriptionPlan>,
    /// `servers.yaml`
    pub servers: BTreeMap<Handle, ServerRecord>,
    /// `users/<handle>.yaml` and `users.yaml` together
    pub users: BTreeMap<Handle, UserRecord>,
    /// `matching.yaml`, in the order written
    pub matching: Vec<Placed<MatchingRule>>,
    /// `decisions/*.yaml` together, each with the place of its key
    pub decisions: BTreeMap<TransactionKey, Placed<Decision>>,
    /// `inbox.yaml`, each entry with the place of its key
    pub inbox: BTreeMap<TransactionKey, Placed<InboxEntry>>,
}

impl Records {
    /// The user who pays for `user`, if they are covered.
    #[must_use]
    pub fn payer(&self, user: &UserRecord) -> Option<&UserRecord> {
        self.users.get(&user.covered_by.as_ref()?.value)
    }

    /// The plan that `user` is on: their own, else that of the latest payment, else that of the user who covers them,
    /// else the default one. Users who do not pay, permanent or departed ones, are not on the default one.
    #[must_use]
    pub fn plan_of<'r>(&'r self, user: &'r UserRecord) -> Option<&'r Handle> {
        let pays = user.class == Class::Standard && user.plex.departed.is_none();
        let default = || self.default_plan().filter(|_| pays);
        let of_payer = || self.payer(user)?.recorded_plan();
        user.recorded_plan().or_else(of_payer).or_else(default)
    }

    /// The plan on which imported users start.
    #[must_use]
    pub fn default_plan(&self) -> Option<&Handle> {
        let mut plans = self.plans.iter();
        plans
            .find(|(_, plan)| plan.default)
            .map(|(handle, _)| handle)
    }

    /// The users whom `handle` covers, by handle.
    pub fn covered<'r>(&'r self, handle: &'r Handle) -> impl Iterator<Item = &'r Handle> {
        let users = self.users.iter().filter(move |(_, user)| {
            let cover = user.covered_by.as_ref();
            cover.is_some_and(|cover| cover.value == *handle)
        });
        users.map(|(covered, _)| covered)
    }
}

impl UserRecord {
    /// The plan of the next payment, as far as the record says it: the user's own, else that of the latest payment.
    #[must_use]
    pub fn recorded_plan(&self) -> Option<&Handle> {
        let own = self.plan.as_ref().map(|plan| &plan.value);
        own.or_else(|| payments::latest_plan(&self.payments))
    }
}

/// A Plex server of one of the accounts. plexmgr writes and updates these records; `notes` are the
/// admins' own.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ServerRecord {
    /// The account that owns the server, by its name in the settings.
    pub account: Placed<AccountName>,
    /// What the server is at Plex, whatever its name.
    pub machine_id: Placed<MachineId>,
    /// What the server is called at Plex; plexmgr keeps it up to date.
    #[schemars(example = &"Atlas")]
    pub name: Option<Placed<String>>,
    /// The libraries of the server by their handles, which shares refer to.
    #[schemars(with = "Option<ByHandle<LibraryRecord>>")]
    pub libraries: BTreeMap<Handle, LibraryRecord>,
    /// Whatever the admins want to remember. No plan changes it.
    pub notes: Option<Placed<String>>,
}

/// A library of a server.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LibraryRecord {
    /// The id of the library at plex.tv, a whole number without quotes; no other library of the server
    /// has it.
    #[schemars(with = "WholeNumber", example = 201)]
    pub id: Placed<LibraryId>,
    /// What the library is called at Plex; plexmgr keeps it up to date.
    #[schemars(example = &"Movies")]
    pub title: Option<Placed<String>>,
    /// What the library holds, as Plex calls it: `movie`, `show`, `artist`, `photo`, or what Plex adds
    /// next.
    #[schemars(rename = "type", example = &"movie")]
    pub kind: Option<Placed<String>>,
    /// Whatever the admins want to remember. No plan changes it.
    pub notes: Option<Placed<String>>,
}

/// A person. plexmgr keeps the values under `plex` up to date; everything else belongs to the admins and is
/// never changed.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct UserRecord {
    /// Whether payments decide about the person.
    pub class: Class,
    /// What Plex says about the person; kept up to date by plexmgr.
    #[schemars(with = "Option<PlexRecord>")]
    pub plex: PlexRecord,
    /// The address the person pays from at PayPal, if it is known. Imported transactions are matched
    /// by it.
    pub paypal_email: Option<Placed<Email>>,
    /// What else the person pays from: other addresses, payer ids of PayPal, bank accounts.
    #[schemars(with = "Option<Vec<NotBlank>>", example = ["marlow.old@example.com"])]
    pub pays_from: Vec<Placed<String>>,
    /// The handle of the user whose payments pay for this person too. Such a person pays nothing, and has time
    /// for as long as the other one has.
    pub covered_by: Option<Placed<Handle>>,
    /// Who the person is on Discord.
    pub discord: Option<DiscordRecord>,
    /// The handle of the plan in `plans.yaml` that the next payment is for; without it, that of the latest
    /// payment. `plexmgr switch` writes it.
    pub plan: Option<Placed<Handle>>,
    /// The periods the person paid for, in any order. plexmgr adds the default payment of a user it
    /// imports, and only changes one that an admin confirms.
    #[schemars(with = "Option<Vec<PaymentRecord>>")]
    pub payments: Vec<PaymentRecord>,
    /// Whatever the admins want to remember. No plan changes it.
    pub notes: Option<Placed<String>>,
}

/// What Plex says about a person; kept up to date by plexmgr.
#[derive(Debug, Clone, Default, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PlexRecord {
    /// The numeric account id at plex.tv, without quotes: what identifies the person, whatever their
    /// names. It may be left out of a record that is typed in by hand; plexmgr then finds the person by
    /// `email` or `username` and adds it.
    #[schemars(with = "Option<WholeNumber>", example = 301_000_001)]
    pub id: Option<Placed<PlexId>>,
    /// The user name at Plex.
    #[schemars(example = &"marlow")]
    pub username: Option<Placed<String>>,
    /// The e-mail address, as Plex spells it.
    #[schemars(example = &"marlow@example.com")]
    pub email: Option<Placed<String>>,
    /// The displayed name at Plex.
    #[schemars(example = &"Marlow")]
    pub title: Option<Placed<String>>,
    /// Addresses the person had at Plex earlier; payments may still come under them.
    #[schemars(with = "Option<Vec<String>>")]
    pub former_emails: Vec<Placed<String>>,
    /// Ids of accounts the person had at Plex earlier. An account listed here is not imported as a new user.
    #[schemars(with = "Option<Vec<WholeNumber>>")]
    pub former_ids: Vec<Placed<PlexId>>,
    /// The servers the person is given, each once.
    #[schemars(with = "Option<Vec<ShareRecord>>")]
    pub shares: Vec<ShareRecord>,
    /// The day since which the person shares nothing any more. It goes when they come back.
    pub departed: Option<Placed<Date>>,
}

/// One server shared with the user.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ShareRecord {
    /// The handle of the server in `servers.yaml`.
    pub server: Placed<Handle>,
    /// Which libraries of the server.
    pub libraries: LibraryChoice,
    /// The day the share was offered.
    pub invited: Option<Placed<Date>>,
    /// The day the share was accepted; missing while the invitation is pending.
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

impl JsonSchema for LibraryChoice {
    fn schema_name() -> Cow<'static, str> {
        "LibraryChoice".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "`all`, a list of handles such as `[movies, tv-shows]`, or `[]` for none.",
            "anyOf": [
                {
                    "description": "Every library of the server, those added later included.",
                    "const": "all",
                },
                {
                    "description": "These libraries, by their handles in `servers.yaml`; `[]` is none.",
                    "type": "array",
                    "items": generator.subschema_for::<Handle>(),
                    "uniqueItems": true,
                },
            ],
            "examples": ["all", ["movies", "tv-shows"], []],
        })
    }
}

/// Who the user is on Discord.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DiscordRecord {
    /// The number Discord gives the person, in quotes; no other user has it.
    pub id: Option<Placed<DiscordId>>,
    /// The name on Discord, for people to read; the id decides.
    #[schemars(example = &"marlow")]
    pub username: Option<Placed<String>>,
}
