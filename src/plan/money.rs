//! What the sources of transactions lead to: payments, the inbox, and what is worth saying about both.
//!
//! People are seen as this plan leaves them: new users can be matched, and those whose money is known need no guess.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::notice::{Notice, NoticeKind};
use super::{Filing, Input};
use crate::change::{Action, Change, ChangeKind, Who};
use crate::payments::{self, Explanation, Person, Reconciled, Remark, RemarkKind};
use crate::records::schema::{Records, UserRecord};
use crate::sources::{SourceDoubt, SourceOutcome, SourceTotals};
use crate::vocabulary::{Class, Date, Handle, PaymentOrigin, SourceName, TransactionKey};

/// What is reported of one source of transactions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceVerdict {
    /// Its name in the settings.
    pub name: SourceName,
    /// Its account.
    pub account: SourceName,
    /// Why nothing of it is used, if it could not be read or believed.
    pub doubt: Option<SourceDoubt>,
    /// How many of its rows could not be read.
    pub problems: usize,
    /// What became of everything it lists, by currency.
    pub totals: Vec<SourceTotals>,
}

/// What money adds to a decision.
#[derive(Debug, Clone, Default)]
pub(super) struct Money {
    pub(super) sources: Vec<SourceVerdict>,
    /// The users whose last paid day moves far.
    pub(super) moved_far: BTreeSet<Handle>,
    /// The users who get money back.
    pub(super) refunded: BTreeSet<Handle>,
}

/// Adds what follows from the transactions to the changes, which are those of Plex so far.
pub(super) fn plan_money(
    input: &Input<'_>,
    changes: &mut Vec<Change>,
    notices: &mut Vec<Notice>,
) -> Money {
    let records = input.records;
    let has_nothing =
        input.readings.is_empty() && records.inbox.is_empty() && records.decisions.is_empty();
    if has_nothing {
        return Money::default();
    }
    let users = people(input.records, input.filing, changes);
    let inbox_file = Arc::clone(&input.filing.inbox_file);
    let reconciled = payments::reconcile(&payments::Input {
        records,
        users: &users,
        readings: input.readings,
        recorded_before: &input.remembered.transactions,
        account_numbers: &input.remembered.account_numbers,
        rules: &input.rules.payments,
        inbox_file: &inbox_file,
    });
    drop(users);
    changes.retain(|change| !is_needless_guess(change, &reconciled));
    let origins = origins(input);
    let notice = |remark: &Remark| {
        let mut notice = notice(remark, input.filing);
        if let Some(source) = origins.get(&notice.subject) {
            notice.message = of_source(source, &notice);
        }
        notice
    };
    notices.extend(reconciled.remarks.iter().map(notice));
    let sources = verdicts(input, &reconciled);
    let doubts = sources.iter().filter_map(SourceVerdict::notice);
    notices.extend(doubts);
    let mut reconciled = reconciled;
    changes.append(&mut reconciled.changes);
    Money {
        sources,
        moved_far: reconciled.moved_far,
        refunded: reconciled.refunded,
    }
}

/// What was tried on one transaction of the records, and what becomes of it; `None` if it is in no record.
/// `before` are the transactions that were ever recorded.
#[must_use]
pub fn explain_transaction(
    records: &Records,
    filing: &Filing,
    before: &BTreeSet<TransactionKey>,
    rules: &payments::Rules,
    key: &TransactionKey,
) -> Option<Explanation> {
    let users = people(records, filing, &[]);
    let input = payments::Input {
        records,
        users: &users,
        readings: &[],
        recorded_before: before,
        account_numbers: &BTreeMap::new(),
        rules,
        inbox_file: &filing.inbox_file,
    };
    payments::explain(&input, key)
}

/// Whether a change is the guess of an import for a user whose money is known.
fn is_needless_guess(change: &Change, reconciled: &Reconciled) -> bool {
    let is_guess = matches!(change.action(), Some(Action::AddPayment(payment))
        if payment.origin == Some(PaymentOrigin::Import));
    is_guess
        && change
            .who()
            .is_some_and(|who| reconciled.paying.contains(&who.user))
}

fn verdicts(input: &Input<'_>, reconciled: &Reconciled) -> Vec<SourceVerdict> {
    let refused: BTreeMap<_, _> = reconciled
        .refused
        .iter()
        .map(|(name, doubt)| (name, doubt))
        .collect();
    let verdict = input.readings.iter().map(|reading| {
        let (doubt, problems) = match &reading.outcome {
            SourceOutcome::Unknown(doubt) => (Some(doubt.clone()), 0),
            SourceOutcome::Read(listing) => {
                let refused = refused.get(&reading.source).map(|doubt| (*doubt).clone());
                (refused, listing.problems.len())
            }
        };
        let totals = reconciled.totals.iter();
        let own = totals.filter(|totals| totals.source == reading.source);
        SourceVerdict {
            name: reading.source.clone(),
            account: reading.account.clone(),
            doubt,
            problems,
            totals: own.cloned().collect(),
        }
    });
    verdict.collect()
}

impl SourceVerdict {
    fn notice(&self) -> Option<Notice> {
        let doubt = self.doubt.as_ref()?;
        Some(Notice {
            kind: NoticeKind::SourceUnknown,
            subject: self.name.to_string(),
            message: format!(
                "is not used: {}; {}; if it stays, {}",
                doubt.cause(),
                doubt.now,
                doubt.if_it_stays
            ),
            place: None,
        })
    }
}

fn notice(remark: &Remark, filing: &Filing) -> Notice {
    let kind = match remark.kind {
        RemarkKind::MoneyWithoutAccess => NoticeKind::MoneyWithoutAccess,
        RemarkKind::DecisionUnclear => NoticeKind::DecisionUnclear,
        RemarkKind::PaymentForgotten => NoticeKind::PaymentForgotten,
        RemarkKind::RefundUnknown => NoticeKind::RefundUnknown,
        RemarkKind::GuessEnded => NoticeKind::GuessEnded,
        RemarkKind::RowUnreadable => NoticeKind::RowUnreadable,
        RemarkKind::SourceRemark => NoticeKind::SourceRemark,
    };
    let user = remark.subject.parse::<Handle>().ok();
    Notice {
        kind,
        subject: remark.subject.clone(),
        message: remark.message.clone(),
        place: user.and_then(|user| filing.users.get(&user).cloned()),
    }
}

/// The source of each row that cannot be read, by the subject of its notice.
fn origins<'a>(input: &Input<'a>) -> BTreeMap<String, &'a SourceName> {
    let mut origins = BTreeMap::new();
    for reading in input.readings {
        if let SourceOutcome::Read(listing) = &reading.outcome {
            let problems = listing.problems.iter();
            let subjects = problems.map(|it| (format!("{}:{}", it.file, it.row), &reading.source));
            origins.extend(subjects);
        }
    }
    origins
}

/// What is wrong with a row of a source, and what to do if the row does not say that itself.
fn of_source(source: &SourceName, notice: &Notice) -> String {
    let message = &notice.message;
    // Rows of an answer are named by the path that was asked for.
    let way_out = match (message.contains(';'), notice.subject.starts_with('/')) {
        (true, _) => "",
        (false, true) => {
            "; look the transaction up at the service, and write a payment by hand if it is money"
        }
        (false, false) => "; correct the row, or download the data again",
    };
    format!("of source `{source}` {message}{way_out}")
}

/// All users as the changes leave them, by handle.
fn people<'a>(records: &'a Records, filing: &Filing, changes: &[Change]) -> Vec<Person<'a>> {
    let mut people: BTreeMap<Handle, Person<'a>> = BTreeMap::new();
    for (handle, record) in &records.users {
        people.insert(handle.clone(), recorded(filing, handle, record));
    }
    for change in changes {
        let (Some(who), Some(edit)) = (change.who(), change.as_edit()) else {
            continue;
        };
        if change.kind() == ChangeKind::AddUser {
            people.insert(who.user.clone(), imported(who, Arc::clone(&edit.file)));
        }
        if let Some(person) = people.get_mut(&who.user) {
            person.take(&edit.action);
        }
    }
    people.into_values().collect()
}

fn imported<'a>(who: &Who, file: Arc<str>) -> Person<'a> {
    Person {
        who: who.clone(),
        file,
        record: None,
        is_permanent: false,
        is_departed: false,
        plex_addresses: Vec::new(),
        names: vec![who.user.to_string()],
        first_accepted: None,
    }
}

fn recorded<'a>(filing: &Filing, handle: &Handle, record: &'a UserRecord) -> Person<'a> {
    let plex = &record.plex;
    let current = plex.email.iter().chain(&plex.former_emails);
    let discord = record
        .discord
        .as_ref()
        .and_then(|discord| discord.username.as_ref());
    let names = [&plex.username, &plex.title]
        .into_iter()
        .flatten()
        .chain(discord);
    let accepted = plex
        .shares
        .iter()
        .filter_map(|share| share.accepted.as_ref());
    let place = filing.users.get(handle);
    Person {
        who: Who {
            user: handle.clone(),
            plex_id: plex.id.as_ref().map(|id| id.value),
        },
        file: place.map_or_else(|| Arc::from(""), |place| Arc::clone(&place.file)),
        record: Some(record),
        is_permanent: record.class == Class::Permanent,
        is_departed: plex.departed.is_some(),
        plex_addresses: current.map(|email| email.value.clone()).collect(),
        names: std::iter::once(handle.to_string())
            .chain(names.map(|name| name.value.clone()))
            .collect(),
        first_accepted: accepted.map(|day| day.value).min(),
    }
}

impl Person<'_> {
    /// Takes what a change makes of the user.
    fn take(&mut self, action: &Action) {
        let mut earliest = |day: Option<Date>| {
            self.first_accepted = [self.first_accepted, day].into_iter().flatten().min();
        };
        match action {
            Action::AddUser { class, names } => {
                self.is_permanent = *class == Class::Permanent;
                self.plex_addresses.extend(names.email.clone());
                self.names.extend(
                    [&names.username, &names.title]
                        .into_iter()
                        .flatten()
                        .cloned(),
                );
            }
            Action::LinkUser { id } => self.who.plex_id = Some(*id),
            Action::RelinkUser { id, .. } => self.who.plex_id = Some(id.after),
            Action::UpdateUser {
                email: Some(email), ..
            } => {
                self.plex_addresses.push(email.after.clone());
            }
            Action::AddShare(share) => earliest(share.accepted),
            Action::UpdateShare {
                accepted: Some(accepted),
                ..
            } => earliest(accepted.after),
            Action::DepartUser { .. } => self.is_departed = true,
            Action::ReturnUser { .. } => self.is_departed = false,
            _ => {}
        }
    }
}
