//! One person as JSON for programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::{UserRun, UserView};
use crate::change::RecordedChange;
use crate::records::schema::{PaymentRecord, RefundRecord};
use crate::render::history::json::HistoryChange;
use crate::render::kit::text_of;
use crate::render::status::document::UserDocument;
use crate::vocabulary::{Date, DisputeOutcome, Handle, Money, PaymentOrigin, RunId, SourceName};

/// The version of the JSON: the minor part grows with new optional keys, the major with anything else.
const FORMAT_VERSION: &str = "1.1";

/// Everything about one person.
#[derive(Serialize, JsonSchema)]
pub(crate) struct UserPageDocument<'a> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &FORMAT_VERSION)]
    format_version: &'static str,
    /// The day that is looked at.
    today: Date,
    #[serde(flatten)]
    user: UserDocument<'a>,
    /// The file of the record, relative to the household.
    file: &'a str,
    /// Addresses the person had at Plex earlier.
    former_emails: Vec<&'a str>,
    /// Ids of accounts the person had at Plex earlier.
    #[schemars(with = "Vec<String>")]
    former_ids: Vec<String>,
    /// What the admins noted.
    notes: Option<&'a str>,
    /// What else the person pays from: addresses, payer ids, bank accounts.
    pays_from: Vec<&'a str>,
    /// The user whose payments pay for this person too.
    #[schemars(with = "Option<Handle>")]
    covered_by: Option<&'a str>,
    /// The plan of the next payment, where it is recorded.
    #[schemars(with = "Option<Handle>")]
    next_plan: Option<&'a str>,
    /// All payments, in the order of the record.
    payments: Vec<FullPayment<'a>>,
    /// The runs that changed the person, the oldest first; null if the history cannot be read.
    runs: Option<Vec<UserRunDocument<'a>>>,
}

/// A payment with all its details.
#[derive(Serialize, JsonSchema)]
struct FullPayment<'a> {
    /// The plan's handle; null for money that pays for no time.
    #[schemars(with = "Option<Handle>")]
    plan: Option<&'a str>,
    /// The first day paid for; null likewise.
    start: Option<Date>,
    /// The last day paid for; null likewise.
    end: Option<Date>,
    /// Whether the money pays for that time: it does not once it was given back or lost in a dispute.
    pays: bool,
    /// Where the payment comes from.
    #[schemars(with = "Option<PaymentOrigin>")]
    origin: Option<&'static str>,
    /// The day the money came.
    paid_on: Option<Date>,
    /// What was paid.
    #[schemars(with = "Option<Money>")]
    amount: Option<String>,
    /// The recurring payment it belongs to.
    subscription_id: Option<&'a str>,
    /// The transaction that paid it.
    transaction_id: Option<&'a str>,
    /// Which of the periods or parts of the transaction it is.
    sequence: Option<u32>,
    /// The account of the source that listed the transaction.
    #[schemars(with = "Option<SourceName>")]
    source: Option<&'a str>,
    /// The id that the source gives the payer.
    payer_id: Option<&'a str>,
    /// The whole of the transaction, where it pays for several people.
    #[schemars(with = "Option<Money>")]
    of: Option<String>,
    /// What was given back.
    refunds: Vec<FullRefund<'a>>,
    /// A dispute about the money.
    dispute: Option<FullDispute>,
}

/// Money that was given back.
#[derive(Serialize, JsonSchema)]
struct FullRefund<'a> {
    /// The day it was given back.
    on: Date,
    /// How much.
    #[schemars(with = "Money")]
    amount: String,
    /// The transaction that gave it back.
    transaction_id: Option<&'a str>,
}

/// A dispute about a payment.
#[derive(Serialize, JsonSchema)]
struct FullDispute {
    /// The day it was opened.
    opened: Date,
    /// Its outcome so far.
    #[schemars(with = "DisputeOutcome")]
    outcome: &'static str,
}

/// A run that changed a person.
#[derive(Serialize, JsonSchema)]
struct UserRunDocument<'a> {
    /// What names it: the digest of its lines.
    id: RunId,
    /// When it was applied.
    time: &'a str,
    /// Who applied it, if known.
    by: Option<&'a str>,
    /// What became of it, for people; absent if it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<&'a str>,
    /// Its changes of that person, as the plan showed them.
    #[schemars(with = "Vec<HistoryChange>")]
    changes: &'a [RecordedChange],
}

/// One person as one document.
#[must_use]
pub fn json(view: &UserView<'_>) -> String {
    let UserView {
        status,
        today,
        file,
        runs,
    } = view;
    let record = status.record;
    let emails = record.plex.former_emails.iter();
    let ids = record.plex.former_ids.iter();
    let runs = runs
        .as_ref()
        .map(|runs| runs.iter().map(UserRunDocument::of).collect());
    text_of(&UserPageDocument {
        format_version: FORMAT_VERSION,
        today: *today,
        user: UserDocument::of(status, *today),
        file,
        former_emails: emails.map(|email| email.as_str()).collect(),
        former_ids: ids.map(|id| id.to_string()).collect(),
        notes: record.notes.as_ref().map(|notes| notes.as_str()),
        pays_from: record.pays_from.iter().map(|text| text.as_str()).collect(),
        covered_by: record.covered_by.as_ref().map(|user| user.as_str()),
        next_plan: record.plan.as_ref().map(|plan| plan.as_str()),
        payments: record.payments.iter().map(FullPayment::of).collect(),
        runs,
    })
}

impl<'a> FullPayment<'a> {
    fn of(payment: &'a PaymentRecord) -> Self {
        let PaymentRecord {
            period,
            origin,
            source,
            subscription_id,
            transaction_id,
            payer_id,
            sequence,
            paid_on,
            amount,
            of,
            refunds,
            dispute,
        } = payment;
        let period = period.as_ref();
        let refund = |refund: &'a RefundRecord| FullRefund {
            on: refund.on.value,
            amount: refund.amount.to_string(),
            transaction_id: refund.transaction_id.as_ref().map(|id| id.as_str()),
        };
        Self {
            plan: period.map(|period| period.plan.as_str()),
            start: period.map(|period| period.start.value),
            end: period.map(|period| period.end.value),
            pays: payment.pays().is_some(),
            origin: origin.as_ref().map(|origin| origin.word()),
            paid_on: paid_on.as_ref().map(|day| day.value),
            amount: amount.as_ref().map(|amount| amount.to_string()),
            subscription_id: subscription_id.as_ref().map(|id| id.as_str()),
            transaction_id: transaction_id.as_ref().map(|id| id.as_str()),
            sequence: sequence.as_ref().map(|sequence| sequence.value),
            source: source.as_ref().map(|source| source.as_str()),
            payer_id: payer_id.as_ref().map(|id| id.as_str()),
            of: of.as_ref().map(|of| of.to_string()),
            refunds: refunds.iter().map(refund).collect(),
            dispute: dispute.as_ref().map(|dispute| FullDispute {
                opened: dispute.opened.value,
                outcome: dispute.outcome.word(),
            }),
        }
    }
}

impl<'a> UserRunDocument<'a> {
    fn of(run: &'a UserRun) -> Self {
        let UserRun {
            id,
            line,
            end,
            changes,
        } = run;
        Self {
            id: *id,
            time: &line.time,
            by: line.origin.by.as_deref(),
            end: end.as_deref(),
            changes,
        }
    }
}
