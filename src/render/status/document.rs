//! The document of `plexmgr status --format json`.
//!
//! Its shape is part of the contract with programs: new optional keys raise the minor part of
//! [`FORMAT_VERSION`], anything else the major. Ids are texts, days are written `YYYY-MM-DD`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::status::{Counts, Due, Lack, StandingKind};
use crate::vocabulary::{
    Class, Currency, Date, DiscordId, Handle, Money, PaymentOrigin, PlanDuration, PlexId,
    SourceName,
};

/// The version of the document.
pub const FORMAT_VERSION: &str = "1.2";

/// The standing of all users on one day.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StatusDocument<'r> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &FORMAT_VERSION)]
    pub format_version: &'static str,
    /// The day that is looked at.
    pub today: Date,
    /// Users who are paid for at most that many days count as expiring.
    pub expiring_within_days: u32,
    /// How many days of grace a user has; absent without `--due`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grace_days: Option<u32>,
    /// The selection; all data below is about the selected users only.
    pub selection: SelectionDocument<'r>,
    /// How many users are recorded, selected or not.
    pub recorded: usize,
    /// How many people there are of each kind.
    pub counts: Counts,
    /// The people, users who need attention first.
    pub users: Vec<UserDocument<'r>>,
    /// Every recorded server, by handle.
    pub servers: Vec<ServerDocument<'r>>,
    /// Every subscription plan, by handle.
    pub plans: Vec<SubscriptionPlanDocument<'r>>,
    /// The people without any payment, who are therefore on no plan.
    pub without_plan: Counts,
    /// What came in during the last twelve months, of all users; absent if no payment of these months has an amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub income: Option<IncomeDocument<'r>>,
}

/// Who was asked for.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Selection")]
pub struct SelectionDocument<'r> {
    /// The standings and lacks that were asked for, as `standing` and `lacks` name them.
    pub only: Vec<&'static str>,
    /// The server, if exactly one was asked for; otherwise null.
    pub server: Option<&'r str>,
    /// The plan, if exactly one was asked for; otherwise null.
    pub plan: Option<&'r str>,
    /// Every filter; a user matches all of them.
    #[serde(rename = "where")]
    pub filters: Vec<FilterDocument<'r>>,
}

/// A filter; a user matches one of its values.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FilterDocument<'r> {
    /// `plan`, `server`, `standing`, `class` or `lacks`.
    pub key: &'static str,
    /// Handles or words, at least one.
    pub values: Vec<&'r str>,
}

/// One person.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UserDocument<'r> {
    /// The handle of the record.
    #[schemars(with = "Handle")]
    pub user: &'r str,
    /// Whether payments decide about the person.
    #[schemars(with = "Class")]
    pub class: &'static str,
    /// How the person stands on the day.
    #[schemars(with = "StandingKind")]
    pub standing: &'static str,
    /// How urgently the person has to pay; absent without `--due`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Due")]
    pub due: Option<&'static str>,
    /// The last day that is paid for without a gap after today, else the last one before today.
    pub paid_until: Option<Date>,
    /// How many days are left after today until `paid_until`; below zero when it has passed.
    pub days_left: Option<i64>,
    /// The first day that is paid for again after today, if a gap lies before it.
    pub starts: Option<Date>,
    /// Since when nothing is shared any more, if that day has come.
    pub departed: Option<Date>,
    /// The payment in force, else the last that ended, else the first to come.
    pub payment: Option<PaymentDocument<'r>>,
    /// What an admin still has to fill in.
    #[schemars(with = "Vec<Lack>")]
    pub lacks: Vec<&'static str>,
    /// The account id at Plex.
    #[schemars(with = "Option<PlexId>")]
    pub plex_id: Option<String>,
    /// The user name at Plex.
    pub username: Option<&'r str>,
    /// The displayed name at Plex.
    pub title: Option<&'r str>,
    /// The e-mail address at Plex.
    pub email: Option<&'r str>,
    /// Where payments come from.
    pub paypal_email: Option<&'r str>,
    /// The Discord id.
    #[schemars(with = "Option<DiscordId>")]
    pub discord_id: Option<String>,
    /// The name on Discord.
    pub discord_username: Option<&'r str>,
    /// The servers they share.
    pub shares: Vec<ShareDocument<'r>>,
}

/// A paid period.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PaymentDocument<'r> {
    /// The plan's handle.
    #[schemars(with = "Handle")]
    pub plan: &'r str,
    /// The first day paid for.
    pub start: Date,
    /// The last day paid for.
    pub end: Date,
    /// Where the payment comes from.
    #[schemars(with = "Option<PaymentOrigin>")]
    pub origin: Option<&'static str>,
}

/// One server shared with one person.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ShareDocument<'r> {
    /// The server's handle.
    #[schemars(with = "Handle")]
    pub server: &'r str,
    /// `"all"`, or a list of library handles.
    pub libraries: LibrariesDocument<'r>,
    /// When it was offered.
    pub invited: Option<Date>,
    /// When it was accepted.
    pub accepted: Option<Date>,
}

/// Which libraries are shared.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum LibrariesDocument<'r> {
    /// Every library: the word `all`.
    All(&'static str),
    /// These, by handle.
    Some(Vec<&'r str>),
}

/// One server and those who share it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ServerDocument<'r> {
    /// The handle of the record.
    #[schemars(with = "Handle")]
    pub server: &'r str,
    /// The name at Plex.
    pub name: Option<&'r str>,
    /// Those who share it.
    pub counts: Counts,
    /// How many of them share all libraries.
    pub all_libraries: usize,
    /// How many of them share no library yet.
    pub no_libraries: usize,
    /// Its libraries, by handle.
    pub libraries: Vec<LibraryDocument<'r>>,
}

/// One library and those who share it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LibraryDocument<'r> {
    /// The handle of the record.
    #[schemars(with = "Handle")]
    pub library: &'r str,
    /// The title at Plex.
    pub title: Option<&'r str>,
    /// How many people share it.
    pub users: usize,
}

/// One subscription plan and those who are on it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SubscriptionPlanDocument<'r> {
    /// The handle of the record.
    #[schemars(with = "Handle")]
    pub plan: &'r str,
    /// What people call it.
    pub name: Option<&'r str>,
    /// What a period costs, as in `5.00 EUR`.
    #[schemars(with = "Option<Money>")]
    pub price: Option<String>,
    /// How long a period lasts, as in `1 month`.
    #[schemars(with = "PlanDuration")]
    pub duration: String,
    /// Whether imported users start on it.
    pub default: bool,
    /// Those who are on it.
    pub counts: Counts,
}

/// What came in, and by which source.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IncomeDocument<'r> {
    /// Each month and currency with money, the earliest first. Money that was given back later is part of it.
    pub months: Vec<IncomeMonthDocument>,
    /// How many users paid through each account, by their latest payment in these months.
    pub payers: Vec<PayersDocument<'r>>,
}

/// What came in during one month, in one currency.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IncomeMonthDocument {
    /// The month, as in `2026-11`.
    #[schemars(regex(pattern = "^[0-9]{4}-[0-9]{2}$"))]
    pub month: String,
    /// The currency.
    #[schemars(with = "Currency")]
    pub currency: String,
    /// How many payments.
    pub count: usize,
    /// What they come to, without the currency.
    pub sum: String,
}

/// Users who pay through one account.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PayersDocument<'r> {
    /// The account of the source; null for payments that admins wrote.
    #[schemars(with = "Option<SourceName>")]
    pub account: Option<&'r str>,
    /// How many users.
    pub users: usize,
}
