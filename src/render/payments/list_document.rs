//! The document of `plexmgr payments --format json`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::records::schema::{InboxEntry, PaymentRecord};
use crate::status::{Amounts, MoneyEntry, MoneyKind, MoneyList, MoneyRecord};
use crate::vocabulary::{
    Currency, Date, Handle, LocalTime, Money, Placed, SignedMoney, SourceName,
};

/// The version of the document: the minor part grows with new optional keys, the major with anything else.
pub(super) const FORMAT_VERSION: &str = "1.0";

/// Money that is recorded.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PaymentsDocument<'r> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &FORMAT_VERSION)]
    format_version: &'static str,
    /// The day that ages are counted from.
    today: Date,
    /// What was asked for; without any of it, everything.
    asked: AskedDocument<'r>,
    /// Payments and transactions that wait, by day, account and id.
    entries: Vec<EntryDocument<'r>>,
    /// What all of it comes to, by currency.
    sums: Vec<SumsDocument>,
}

/// What was asked for.
#[derive(Serialize, JsonSchema)]
struct AskedDocument<'r> {
    /// The user.
    #[schemars(with = "Option<Handle>")]
    user: Option<&'r str>,
    /// The account of the source.
    #[schemars(with = "Option<SourceName>")]
    account: Option<&'r str>,
    /// The first day.
    from: Option<Date>,
    /// The last day.
    to: Option<Date>,
    /// Whether only what waits for a decision.
    open: bool,
}

/// A payment, or a transaction that waits.
#[derive(Serialize, JsonSchema)]
pub(super) struct EntryDocument<'r> {
    /// The day the money came, as far as it is known; else the first day it pays for.
    day: Date,
    /// What moved; null where an admin recorded no amount.
    #[schemars(with = "Option<SignedMoney>")]
    amount: Option<String>,
    /// What became of it.
    #[schemars(with = "MoneyKind")]
    state: &'static str,
    /// Whose money it is; null if it waits.
    #[schemars(with = "Option<Handle>")]
    user: Option<&'r str>,
    /// The transaction by its account, `/` and its id, or by the id alone if no account is recorded; null for what an
    /// admin wrote without an id.
    transaction: Option<String>,
    /// The recurring payment it belongs to.
    subscription_id: Option<&'r str>,
    /// The time it pays for; null if it pays for none.
    period: Option<PeriodDocument<'r>>,
    /// What was given back, and when.
    refunds: Vec<RefundDocument>,
    /// What the source says of a transaction that waits, and why it waits.
    waiting: Option<WaitingDocument<'r>>,
    /// The record file.
    file: Option<&'r str>,
    /// The line in that file, counted from 1.
    line: Option<u32>,
}

/// A paid period.
#[derive(Serialize, JsonSchema)]
struct PeriodDocument<'r> {
    /// The plan's handle.
    #[schemars(with = "Handle")]
    plan: &'r str,
    /// The first day paid for.
    start: Date,
    /// The last day paid for.
    end: Date,
}

/// Money that was given back.
#[derive(Serialize, JsonSchema)]
struct RefundDocument {
    /// The day.
    on: Date,
    /// How much.
    #[schemars(with = "Money")]
    amount: String,
}

/// A transaction that waits.
#[derive(Serialize, JsonSchema)]
struct WaitingDocument<'r> {
    /// When it began.
    #[schemars(with = "LocalTime")]
    at: String,
    /// How many days ago that was.
    days: i64,
    /// Why it waits.
    why: &'r str,
    /// The users who may be meant.
    #[schemars(with = "Vec<Handle>")]
    candidates: Vec<&'r str>,
    /// The e-mail address of the payer.
    payer: Option<&'r str>,
    /// The id that the source gives the payer.
    payer_id: Option<&'r str>,
    /// The name of the payer.
    name: Option<&'r str>,
    /// The bank account of the payer.
    bank_account: Option<&'r str>,
    /// What was written beside it.
    note: Option<&'r str>,
}

/// What money of one currency comes to.
#[derive(Serialize, JsonSchema)]
struct SumsDocument {
    /// The currency.
    #[schemars(with = "Currency")]
    currency: String,
    /// What is recorded, whatever became of it later.
    recorded: AmountsDocument,
    /// What was given back of it, lost disputes included.
    returned: AmountsDocument,
    /// What waits for a decision.
    open: AmountsDocument,
}

/// How many amounts there are, and what they come to.
#[derive(Serialize, JsonSchema)]
pub(super) struct AmountsDocument {
    /// How many.
    count: usize,
    /// The sum, without the currency.
    #[schemars(example = &"15.00")]
    sum: String,
}

impl AmountsDocument {
    pub(super) fn of(amounts: Amounts) -> Self {
        Self {
            count: amounts.count,
            sum: amounts.sum.to_string(),
        }
    }
}

impl<'r> PaymentsDocument<'r> {
    pub(super) fn of(list: &'r MoneyList<'r>) -> Self {
        let asked = &list.asked;
        let sums = list.sums.iter().map(|(currency, sums)| SumsDocument {
            currency: currency.to_string(),
            recorded: AmountsDocument::of(sums.recorded),
            returned: AmountsDocument::of(sums.returned),
            open: AmountsDocument::of(sums.open),
        });
        Self {
            format_version: FORMAT_VERSION,
            today: list.today,
            asked: AskedDocument {
                user: asked.user.as_ref().map(Handle::as_str),
                account: asked.account.as_ref().map(SourceName::as_str),
                from: asked.from,
                to: asked.to,
                open: asked.open,
            },
            entries: list
                .entries
                .iter()
                .map(|entry| entry_of(entry, list.today))
                .collect(),
            sums: sums.collect(),
        }
    }
}

fn entry_of<'r>(entry: &MoneyEntry<'r>, today: Date) -> EntryDocument<'r> {
    let document = EntryDocument {
        day: entry.day,
        amount: entry.amount.map(|amount| amount.to_string()),
        state: entry.kind().word(),
        user: entry.user.map(Handle::as_str),
        transaction: entry.transaction(),
        subscription_id: None,
        period: None,
        refunds: Vec::new(),
        waiting: None,
        file: entry.place.map(|place| place.file.as_ref()),
        line: entry.place.map(|place| place.line),
    };
    match entry.record {
        MoneyRecord::Payment(payment) => paid(document, payment),
        MoneyRecord::Waiting(waiting) => EntryDocument {
            subscription_id: text(&waiting.subscription_id),
            waiting: Some(waiting_of(waiting, today.days_since(entry.day))),
            ..document
        },
    }
}

fn paid<'r>(document: EntryDocument<'r>, payment: &'r PaymentRecord) -> EntryDocument<'r> {
    let refunds = payment.refunds.iter().map(|refund| RefundDocument {
        on: refund.on.value,
        amount: refund.amount.to_string(),
    });
    EntryDocument {
        subscription_id: text(&payment.subscription_id),
        period: payment.period.as_ref().map(|period| PeriodDocument {
            plan: period.plan.as_str(),
            start: period.start.value,
            end: period.end.value,
        }),
        refunds: refunds.collect(),
        ..document
    }
}

fn waiting_of(entry: &InboxEntry, days: i64) -> WaitingDocument<'_> {
    WaitingDocument {
        at: entry.at.to_string(),
        days,
        why: &entry.why.value,
        candidates: entry
            .candidates
            .iter()
            .map(|handle| handle.value.as_str())
            .collect(),
        payer: text(&entry.payer),
        payer_id: text(&entry.payer_id),
        name: text(&entry.name),
        bank_account: text(&entry.bank_account),
        note: text(&entry.note),
    }
}

fn text(text: &Option<Placed<String>>) -> Option<&str> {
    text.as_ref().map(|text| text.value.as_str())
}
