//! Records as YAML values, in the default layout.

use crate::change::{Libraries, Share};
use crate::records::schema::{
    Decision, DisputeRecord, InboxEntry, LibraryChoice, LibraryRecord, PaymentRecord, RefundRecord,
    ServerRecord, ShareRecord, Split, UserRecord,
};
use crate::vocabulary::{Date, Handle, Placed};
use crate::yaml::Value;

/// The entries of a mapping whose optional ones may be missing.
fn mapping<const N: usize>(entries: [(&str, Option<Value>); N]) -> Value {
    let present = entries
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Mapping(present.collect())
}

fn text(text: impl ToString) -> Value {
    Value::Text(text.to_string())
}

/// A date is written without quotes.
pub(super) fn date(date: Date) -> Value {
    Value::Plain(date.to_string())
}

/// The entries of a mapping on one line.
fn flow<const N: usize>(entries: [(&str, Option<Value>); N]) -> Value {
    match mapping(entries) {
        Value::Mapping(present) => Value::FlowMapping(present),
        value => value,
    }
}

/// A server and its libraries.
pub(super) fn server(record: &ServerRecord) -> Value {
    let libraries = record.libraries.iter();
    let libraries = libraries.map(|(handle, record)| (handle.to_string(), library(record)));
    mapping([
        ("account", Some(text(&record.account.value))),
        ("machine_id", Some(text(&record.machine_id.value))),
        ("name", record.name.as_deref().map(text)),
        ("libraries", Some(Value::Mapping(libraries.collect()))),
        ("notes", record.notes.as_deref().map(text)),
    ])
}

/// A library, on one line.
pub(super) fn library(record: &LibraryRecord) -> Value {
    flow([
        ("id", Some(Value::Int(record.id.value.0))),
        ("title", record.title.as_deref().map(text)),
        ("type", record.kind.as_deref().map(text)),
        ("notes", record.notes.as_deref().map(text)),
    ])
}

/// A user who is new.
pub(super) fn new_user(record: &UserRecord) -> Value {
    let plex = &record.plex;
    let shares = plex.shares.iter().map(share_record).collect();
    let plex = mapping([
        ("id", plex.id.as_ref().map(|id| Value::Int(id.value.0))),
        ("username", plex.username.as_deref().map(text)),
        ("email", plex.email.as_deref().map(text)),
        ("title", plex.title.as_deref().map(text)),
        // A user without an id was typed in, and Plex is still to say what they share.
        (
            "shares",
            plex.id.is_some().then_some(Value::Sequence(shares)),
        ),
    ]);
    let discord = record.discord.as_ref().map(|discord| {
        mapping([
            ("id", discord.id.as_deref().map(text)),
            ("username", discord.username.as_deref().map(text)),
        ])
    });
    let payments = record.payments.iter().map(payment).collect();
    let pays_from = record
        .pays_from
        .iter()
        .map(|text| Value::Text(text.value.clone()));
    let pays_from: Vec<Value> = pays_from.collect();
    mapping([
        ("class", Some(Value::Plain(record.class.word().to_owned()))),
        ("plex", Some(plex)),
        ("paypal_email", record.paypal_email.as_deref().map(text)),
        (
            "pays_from",
            (!record.pays_from.is_empty()).then_some(Value::Sequence(pays_from)),
        ),
        ("covered_by", record.covered_by.as_deref().map(text)),
        ("discord", discord),
        ("plan", record.plan.as_deref().map(text)),
        ("payments", Some(Value::Sequence(payments))),
        ("notes", record.notes.as_deref().map(text)),
    ])
}

fn share_record(record: &ShareRecord) -> Value {
    let libraries = match &record.libraries {
        LibraryChoice::All => Libraries::All,
        LibraryChoice::Some(handles) => {
            Libraries::Some(handles.iter().map(|handle| handle.value.clone()).collect())
        }
    };
    share(&Share {
        server: record.server.value.clone(),
        libraries,
        invited: record.invited.as_ref().map(|date| date.value),
        accepted: record.accepted.as_ref().map(|date| date.value),
    })
}

/// A share as an item of `shares`.
pub(super) fn share(share: &Share) -> Value {
    mapping([
        ("server", Some(text(&share.server))),
        ("libraries", Some(libraries(&share.libraries))),
        ("invited", share.invited.map(date)),
        ("accepted", share.accepted.map(date)),
    ])
}

/// `all`, `[movies, tv-shows]` or `[]`.
pub(super) fn libraries(libraries: &Libraries) -> Value {
    match libraries {
        Libraries::All => Value::Plain("all".to_owned()),
        Libraries::Some(handles) => Value::FlowSequence(handles.iter().map(library_name).collect()),
    }
}

/// A library as an item of a list.
pub(super) fn library_name(handle: &Handle) -> Value {
    text(handle)
}

/// A payment as an item of `payments`.
pub(super) fn payment(record: &PaymentRecord) -> Value {
    let period = record.period.as_ref();
    let plain = |text: String| Value::Plain(text);
    let refunds = record.refunds.iter().map(refund).collect();
    mapping([
        ("plan", period.map(|period| text(&period.plan.value))),
        ("start", period.map(|period| date(period.start.value))),
        ("end", period.map(|period| date(period.end.value))),
        (
            "origin",
            record
                .origin
                .as_ref()
                .map(|origin| plain(origin.word().to_owned())),
        ),
        ("source", record.source.as_deref().map(text)),
        (
            "subscription_id",
            record.subscription_id.as_deref().map(text),
        ),
        ("transaction_id", record.transaction_id.as_deref().map(text)),
        ("payer_id", record.payer_id.as_deref().map(text)),
        (
            "sequence",
            record
                .sequence
                .as_ref()
                .map(|number| Value::Int(number.value.into())),
        ),
        (
            "paid_on",
            record.paid_on.as_ref().map(|day| date(day.value)),
        ),
        (
            "amount",
            record
                .amount
                .as_ref()
                .map(|amount| plain(amount.to_string())),
        ),
        ("of", record.of.as_ref().map(|of| plain(of.to_string()))),
        (
            "refunds",
            (!record.refunds.is_empty()).then_some(Value::Sequence(refunds)),
        ),
        ("dispute", record.dispute.as_ref().map(dispute)),
    ])
}

/// A refund as an item of `refunds`, on one line.
pub(super) fn refund(record: &RefundRecord) -> Value {
    flow([
        ("on", Some(date(record.on.value))),
        ("amount", Some(Value::Plain(record.amount.to_string()))),
        ("transaction_id", record.transaction_id.as_deref().map(text)),
    ])
}

/// A decision that plexmgr writes, on one line.
pub(super) fn decision(decision: &Decision) -> Value {
    match decision {
        Decision::Give(assignment) => text(&assignment.user.value),
        Decision::Ignore(reason) => flow([("ignore", Some(text(&reason.value)))]),
        Decision::Split(Split::Equally(users)) => {
            let users = users.iter().map(|user| text(&user.value)).collect();
            flow([("split", Some(Value::FlowSequence(users)))])
        }
        Decision::Split(Split::Amounts(parts)) => {
            let parts = parts.iter().map(|part| {
                let amount = Value::Plain(part.amount.to_string());
                (part.user.to_string(), amount)
            });
            flow([("split", Some(Value::FlowMapping(parts.collect())))])
        }
    }
}

/// An entry of the inbox.
pub(super) fn inbox_entry(entry: &InboxEntry) -> Value {
    let optional = |value: &Option<Placed<String>>| value.as_deref().map(text);
    let candidates: Vec<Value> = entry
        .candidates
        .iter()
        .map(|user| text(&user.value))
        .collect();
    let refunds: Vec<Value> = entry.refunds.iter().map(refund).collect();
    mapping([
        ("at", Some(Value::Plain(entry.at.to_string()))),
        ("type", optional(&entry.kind)),
        ("amount", Some(Value::Plain(entry.amount.to_string()))),
        ("payer", optional(&entry.payer)),
        ("payer_id", optional(&entry.payer_id)),
        ("name", optional(&entry.name)),
        ("bank_account", optional(&entry.bank_account)),
        ("subscription_id", optional(&entry.subscription_id)),
        ("refers_to", optional(&entry.refers_to)),
        ("note", optional(&entry.note)),
        ("why", Some(text(&entry.why.value))),
        (
            "candidates",
            (!candidates.is_empty()).then_some(Value::FlowSequence(candidates)),
        ),
        (
            "refunds",
            (!refunds.is_empty()).then_some(Value::Sequence(refunds)),
        ),
    ])
}

/// A dispute, on one line.
pub(super) fn dispute(record: &DisputeRecord) -> Value {
    flow([
        ("opened", Some(date(record.opened.value))),
        (
            "outcome",
            Some(Value::Plain(record.outcome.word().to_owned())),
        ),
    ])
}
