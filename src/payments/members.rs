//! The book that a run begins with: users, what they paid, and the plans.

use super::book::{Access, Book, Dispute, Entry, Member, Period, Plan, Refund};
use super::kept::Kept;
use super::{Input, Person};
use crate::records::schema::{PaymentRecord, SubscriptionPlan, UserRecord};
use crate::vocabulary::{Date, Handle, PaymentOrigin, Placed, folded, identity};

/// The book of the users and plans of a run.
pub(super) fn book(input: &Input<'_>) -> Book {
    let users = input.users.iter().map(|person| member(input, person));
    let plans = input.records.plans.iter();
    let plans = plans.map(|(handle, plan)| plan_of(handle, plan)).collect();
    Book::of(with_covered(input, users.collect()), plans)
}

fn plan_of(handle: &Handle, plan: &SubscriptionPlan) -> Plan {
    let price = plan.price.iter().map(|price| (price.value, None));
    let prices = plan.prices.iter().map(|item| {
        let until = item.until.as_ref().map(|until| until.value);
        (item.price.value, until)
    });
    Plan {
        handle: handle.clone(),
        duration: plan.duration.value,
        prices: price.chain(prices).collect(),
        is_default: plan.default,
    }
}

fn member(input: &Input<'_>, person: &Person<'_>) -> Member {
    let empty = Vec::new();
    let record = person.record;
    let pays_from: Vec<&str> = record.map(paying).unwrap_or_default();
    let is_address = |text: &&&str| text.contains('@');
    let addresses = pays_from.iter().filter(is_address);
    let payments = record.map_or(&empty, |record| &record.payments);
    let mut member = Member {
        handle: person.who.user.clone(),
        is_permanent: person.is_permanent,
        is_new: record.is_none(),
        access: Access::Expired,
        pays_from: addresses.map(|address| folded(address)).collect(),
        plex_addresses: person.plex_addresses.iter().map(|it| folded(it)).collect(),
        identities: pays_from
            .iter()
            .filter(|text| !is_address(text))
            .map(|text| identity(text))
            .collect(),
        names: person.names.iter().map(|name| folded(name)).collect(),
        plan: record.and_then(|record| Some(record.plan.as_ref()?.value.clone())),
        first_accepted: person.first_accepted,
        entries: (1..)
            .zip(payments)
            .map(|(number, payment)| entry(number, payment))
            .collect(),
        recorded: payments.len(),
        kept: Kept::default(),
    };
    let grace = input.rules.grace_days;
    let is_active = member.is_permanent || member.is_covered(input.rules.today, grace);
    member.access = match (person.is_departed, is_active) {
        (true, _) => Access::Departed,
        (false, true) => Access::Active,
        (false, false) => Access::Expired,
    };
    member
}

/// The same, with those active whose time another user pays for.
fn with_covered(input: &Input<'_>, mut members: Vec<Member>) -> Vec<Member> {
    let active = |handle: &Handle| {
        let found = members.iter().find(|member| member.handle == *handle);
        found.is_some_and(|member| member.access == Access::Active)
    };
    let covered: Vec<bool> = input
        .users
        .iter()
        .map(|person| {
            let by = person.record.and_then(|record| record.covered_by.as_ref());
            by.is_some_and(|by| active(&by.value))
        })
        .collect();
    for (member, is_covered) in members.iter_mut().zip(covered) {
        if is_covered && member.access == Access::Expired {
            member.access = Access::Active;
        }
    }
    members
}

/// What a user pays from, as written.
fn paying(record: &UserRecord) -> Vec<&str> {
    let email = record.paypal_email.iter().map(|email| email.value.as_str());
    email
        .chain(record.pays_from.iter().map(|text| text.value.as_str()))
        .collect()
}

fn entry(number: u32, payment: &PaymentRecord) -> Entry {
    let text = |text: &Option<Placed<String>>| text.as_ref().map(|text| text.value.clone());
    let origin = payment.origin.as_ref().map(|origin| origin.value);
    Entry {
        number: Some(number),
        period: payment.period.as_ref().map(|period| Period {
            plan: period.plan.value.clone(),
            start: period.start.value,
            end: period.end.value,
        }),
        origin,
        is_guess: origin == Some(PaymentOrigin::Import),
        was_by_hand: origin == Some(PaymentOrigin::Manual),
        paid_on: payment.paid_on.as_ref().map(|day| day.value),
        amount: payment.amount.as_ref().map(|amount| amount.value),
        of: payment.of.as_ref().map(|of| of.value),
        sequence: payment.sequence.as_ref().map(|sequence| sequence.value),
        account: payment.source.as_ref().map(|source| source.value.clone()),
        transaction: text(&payment.transaction_id),
        subscription: text(&payment.subscription_id),
        payer_id: text(&payment.payer_id),
        refunds: payment
            .refunds
            .iter()
            .map(|refund| Refund {
                on: refund.on.value,
                amount: refund.amount.value,
                transaction: text(&refund.transaction_id),
            })
            .collect(),
        dispute: payment.dispute.as_ref().map(|dispute| Dispute {
            opened: dispute.opened.value,
            outcome: dispute.outcome.value,
        }),
        ..Entry::default()
    }
}

impl Member {
    /// Whether a payment covers a day; a guess does as long as it counts.
    pub(super) fn is_covered(&self, day: Date, grace: u32) -> bool {
        let counts = |entry: &&Entry| !entry.is_guess || self.guess_counts(entry, grace);
        let mut periods = self.entries.iter().filter(counts).filter_map(Entry::pays);
        periods.any(|period| period.start <= day && day <= period.end)
    }

    /// Whether a guess of an import still counts: until real payments reach its first day, grace included.
    pub(super) fn guess_counts(&self, guess: &Entry, grace: u32) -> bool {
        let Some(period) = &guess.period else {
            return false;
        };
        let reaches = |end: Date| {
            let end = end.plus_days(u64::from(grace));
            end.is_none_or(|end| end >= period.start)
        };
        !self.all_chains().iter().any(|chain| reaches(chain.end()))
    }

    /// The last day that is paid for: what a guess covers counts as long as it counts.
    pub(super) fn last_paid_day(&self, grace: u32) -> Option<Date> {
        let counts = |entry: &&Entry| !entry.is_guess || self.guess_counts(entry, grace);
        let periods = self.entries.iter().filter(counts).filter_map(Entry::pays);
        periods.map(|period| period.end).max()
    }
}
