//! The document of `plexmgr payments month --format json`.

use schemars::JsonSchema;
use serde::Serialize;

use super::list_document::AmountsDocument;
use crate::records::schema::UserRecord;
use crate::status::{DuePayment, FeeSums, MonthView, PlanMonth};
use crate::vocabulary::{Currency, Date, Handle, Money};

/// The version of the document: the minor part grows with new optional keys, the major with anything else.
const FORMAT_VERSION: &str = "1.1";

/// A month, compared with what was due in it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MonthDocument<'r> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &FORMAT_VERSION)]
    format_version: &'static str,
    /// The month.
    #[schemars(regex(pattern = "^[0-9]{4}-[0-9]{2}$"), example = &"2026-11")]
    month: String,
    /// The day that is looked from.
    today: Date,
    /// By plan and currency.
    plans: Vec<PlanDocument<'r>>,
    /// What services charged for the payments of the month, by currency, where their files say so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fees: Vec<FeesDocument>,
    /// How many payments of the month have no amount.
    without_amount: usize,
    /// Payments that were due until yesterday and have not come, by day and user.
    missing: Vec<DueDocument<'r>>,
    /// Payments that are due from today on, by day and user.
    to_come: Vec<DueDocument<'r>>,
    /// Subscriptions whose last payment ran out in the month.
    stopped: Vec<StoppedDocument<'r>>,
    /// What was given back in the month, and what is disputed since then.
    returned: Vec<ReturnedDocument<'r>>,
}

/// A plan in one currency.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PlanMonth")]
struct PlanDocument<'r> {
    /// The plan's handle; null for money that pays for no time.
    #[schemars(with = "Option<Handle>")]
    plan: Option<&'r str>,
    /// The currency.
    #[schemars(with = "Currency")]
    currency: String,
    /// What was due.
    expected: AmountsDocument,
    /// What came.
    received: AmountsDocument,
    /// What will be due next month, if all users go on paying.
    forecast: AmountsDocument,
}

/// What services charged in one currency.
#[derive(Serialize, JsonSchema)]
struct FeesDocument {
    /// The currency.
    #[schemars(with = "Currency")]
    currency: String,
    /// How many payments came.
    payments: usize,
    /// Those whose fee is known.
    known: AmountsDocument,
    /// Their fees, without the currency; positive if they were taken.
    #[schemars(example = &"1.47")]
    fees: String,
    /// What is left of the payments whose fee is known, without the currency.
    #[schemars(example = &"13.53")]
    net: String,
}

/// A payment that is due.
#[derive(Serialize, JsonSchema)]
struct DueDocument<'r> {
    /// The last day that is paid for.
    due: Date,
    /// The user.
    #[schemars(with = "Handle")]
    user: &'r str,
    /// The displayed name at Plex, otherwise the user name.
    name: Option<&'r str>,
    /// The plan that is paid for next.
    #[schemars(with = "Handle")]
    plan: &'r str,
    /// Its price on that day.
    #[schemars(with = "Option<Money>")]
    amount: Option<String>,
    /// The e-mail address at Plex.
    email: Option<&'r str>,
    /// Where payments come from.
    paypal_email: Option<&'r str>,
    /// The name on Discord, otherwise the id.
    discord: Option<String>,
}

/// A subscription that brings no more money.
#[derive(Serialize, JsonSchema)]
struct StoppedDocument<'r> {
    /// The last day that its last payment pays for.
    paid_until: Date,
    /// The user.
    #[schemars(with = "Handle")]
    user: &'r str,
    /// The subscription, as the source numbers it.
    subscription_id: &'r str,
    /// Its last payment.
    #[schemars(with = "Option<Money>")]
    amount: Option<String>,
}

/// Money that was given back, or is disputed.
#[derive(Serialize, JsonSchema)]
struct ReturnedDocument<'r> {
    /// The day of the refund, or on which the dispute was opened.
    on: Date,
    /// The user.
    #[schemars(with = "Handle")]
    user: &'r str,
    /// How much.
    #[schemars(with = "Option<Money>")]
    amount: Option<String>,
    /// `refunded`, `disputed` or `lost`.
    state: &'static str,
}

impl<'r> MonthDocument<'r> {
    pub(super) fn of(view: &MonthView<'r>) -> Self {
        let text = |amount: Option<Money>| amount.map(|amount| amount.to_string());
        let stopped = view.stopped.iter().map(|it| StoppedDocument {
            paid_until: it.paid_until,
            user: it.user.as_str(),
            subscription_id: it.id,
            amount: text(it.amount),
        });
        let returned = view.returned.iter().map(|it| ReturnedDocument {
            on: it.on,
            user: it.user.as_str(),
            amount: text(it.amount),
            state: it.kind.word(),
        });
        Self {
            format_version: FORMAT_VERSION,
            month: view.month.to_string(),
            today: view.today,
            plans: view.plans.iter().map(plan).collect(),
            fees: view.fees.iter().map(fees).collect(),
            without_amount: view.without_amount,
            missing: view.missing.iter().map(due).collect(),
            to_come: view.to_come.iter().map(due).collect(),
            stopped: stopped.collect(),
            returned: returned.collect(),
        }
    }
}

fn plan<'r>(line: &PlanMonth<'r>) -> PlanDocument<'r> {
    PlanDocument {
        plan: line.plan.map(Handle::as_str),
        currency: line.currency.to_string(),
        expected: AmountsDocument::of(line.expected),
        received: AmountsDocument::of(line.received),
        forecast: AmountsDocument::of(line.forecast),
    }
}

fn fees(sums: &FeeSums) -> FeesDocument {
    FeesDocument {
        currency: sums.currency.to_string(),
        payments: sums.payments,
        known: AmountsDocument::of(sums.known),
        fees: sums.fees.to_string(),
        net: sums.net().to_string(),
    }
}

fn due<'r>(due: &DuePayment<'r>) -> DueDocument<'r> {
    let record = due.record;
    DueDocument {
        due: due.due,
        user: due.user.as_str(),
        name: name(record),
        plan: due.plan.as_str(),
        amount: due.amount.map(|amount| amount.to_string()),
        email: record.plex.email.as_ref().map(|email| email.value.as_str()),
        paypal_email: record
            .paypal_email
            .as_ref()
            .map(|email| email.value.as_str()),
        discord: discord(record),
    }
}

/// The displayed name at Plex, otherwise the user name.
pub(super) fn name(record: &UserRecord) -> Option<&str> {
    let names = [&record.plex.title, &record.plex.username];
    let mut names = names.into_iter().flatten().map(|name| name.value.as_str());
    names.find(|name| !name.trim().is_empty())
}

/// The name on Discord, otherwise the id.
pub(super) fn discord(record: &UserRecord) -> Option<String> {
    let discord = record.discord.as_ref()?;
    let name = discord.username.as_ref().map(|name| name.value.clone());
    name.or_else(|| discord.id.as_ref().map(|id| id.value.to_string()))
}
