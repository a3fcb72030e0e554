//! What waits at the end, compared with what waits in the inbox.

use std::sync::Arc;

use super::Reconciled;
use super::fate::{Fate, Question};
use super::recent::CHARGED_TWICE;
use super::refunds::given_back;
use super::work::Work;
use crate::change::{Action, Change, Refund, Subject, Waiting, WaitingChange};
use crate::vocabulary::LocalTime;

/// Adds the changes of the inbox.
pub(super) fn add(work: &Work<'_>, reconciled: &mut Reconciled) {
    let inbox = &work.input.records.inbox;
    for (number, item) in work.items.iter().enumerate() {
        let key = &item.transaction.key;
        let before = inbox.get(key).map(|entry| Waiting::from(&entry.value));
        let after = match &work.fates[number] {
            Some(Fate::Open(question)) => waiting(work, number, question),
            _ => None,
        };
        // Sources with one account use different words for it, and each of them may be asked alone.
        let kind = before.as_ref().and_then(|before| before.kind.clone());
        let is_listed = !item.sources.is_empty();
        let why = before.as_ref().map(|before| before.why.clone());
        // The records say less of what may have been charged twice than the source did that asked something else.
        let is_less_certain = |why: &str| !is_listed && why.starts_with(CHARGED_TWICE);
        let after = after.map(|after| Waiting {
            kind: kind.or(after.kind),
            why: match is_less_certain(&after.why) {
                true => why.unwrap_or(after.why),
                false => after.why,
            },
            ..after
        });
        let (action, reason) = match (before, after) {
            (None, None) => continue,
            (None, Some(after)) => {
                let why = after.why.clone();
                (Action::AddInbox(Box::new(after)), why)
            }
            (Some(before), None) => {
                let action = Action::RemoveInbox(Box::new(before));
                (action, left(work, number))
            }
            (Some(before), Some(after)) if before == after => continue,
            (Some(before), Some(after)) => {
                let why = after.why.clone();
                let change = WaitingChange::between(&before, &after);
                (Action::UpdateInbox(Box::new(change)), why)
            }
        };
        let subject = Subject::Inbox(key.clone());
        let file = Arc::clone(work.input.inbox_file);
        reconciled
            .changes
            .push(Change::edit(subject, file, action, reason));
    }
}

/// What the inbox says of a transaction that waits.
fn waiting(work: &Work<'_>, number: usize, question: &Question) -> Option<Waiting> {
    let transaction = &work.items[number].transaction;
    let zone = match transaction.has_time {
        true => work.input.rules.timezone,
        false => chrono_tz::Tz::UTC,
    };
    let text = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let refunds = given_back(work, number).into_iter().map(|refund| Refund {
        on: refund.on,
        amount: refund.amount,
        transaction_id: refund.transaction,
    });
    let payer = &transaction.payer;
    Some(Waiting {
        at: LocalTime::of(transaction.at, zone)?,
        amount: transaction.amount,
        why: question.why.clone(),
        kind: text(&Some(transaction.type_text.clone())),
        payer: text(&payer.email),
        payer_id: text(&payer.id),
        name: text(&payer.name),
        bank_account: text(&payer.bank_account),
        subscription_id: text(&transaction.subscription),
        refers_to: text(&transaction.refers_to),
        note: text(&transaction.note),
        candidates: question
            .candidates
            .iter()
            .map(|user| work.book.handle(*user).clone())
            .collect(),
        refunds: refunds.collect(),
    })
}

/// Why an entry leaves the inbox.
fn left(work: &Work<'_>, number: usize) -> String {
    match &work.fates[number] {
        Some(Fate::Recorded(users)) => {
            let users = super::matching::handles(&work.book, users);
            match work.items[number].transaction.amount.comes() {
                true => format!("is money of {users} now"),
                false => format!("is noted on a payment of {users} now"),
            }
        }
        Some(Fate::Decided(reason)) => format!("ignored: {reason}"),
        Some(Fate::NoPayment(kind)) => format!("no payment: {kind}"),
        Some(Fate::Forgotten) => "was recorded once".to_owned(),
        Some(Fate::Open(_)) | None => "waits no more".to_owned(),
    }
}
