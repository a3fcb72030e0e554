//! A month: what was due in it, what came, what is missing, what stopped, what was given back, and what the next
//! month will probably bring.
//!
//! A payment is due on the last day of the period before it. It is missing as long as no payment of the user goes
//! beyond that day. Money that came before the month began is not expected in it.

use std::collections::BTreeMap;

use super::calendar::Month;
use super::fees::{FeeCount, FeeSums, Fees};
use super::{Amounts, MoneyKind, day_paid, is_guess, kind_of, payments, returned};
use crate::records::schema::{PaymentRecord, Records, SubscriptionPlan, UserRecord};
use crate::vocabulary::{Class, Currency, Date, Handle, Money};

/// How many payments of one user are looked at in a forecast.
const MOST_RENEWALS: u32 = 400;

/// What there is to say about a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthView<'r> {
    /// The month.
    pub month: Month,
    /// The day that is looked from.
    pub today: Date,
    /// By plan and currency; money that pays for no time has no plan.
    pub plans: Vec<PlanMonth<'r>>,
    /// What services charged for the payments of the month, by currency, where their files say so.
    pub fees: Vec<FeeSums>,
    /// Payments of the month, for which no plan's price says how much: only counted.
    pub without_amount: usize,
    /// Payments that were due until yesterday and have not come, by day and user.
    pub missing: Vec<DuePayment<'r>>,
    /// Payments that are due from today on, by day and user.
    pub to_come: Vec<DuePayment<'r>>,
    /// Subscriptions whose last payment ran out in the month, by day and user.
    pub stopped: Vec<StoppedSubscription<'r>>,
    /// What was given back or is disputed since that month, by day and user.
    pub returned: Vec<Returned<'r>>,
}

/// A plan in a month, in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanMonth<'r> {
    /// The plan; `None` for money that pays for no time.
    pub plan: Option<&'r Handle>,
    /// The currency.
    pub currency: Currency,
    /// What was due.
    pub expected: Amounts,
    /// What came.
    pub received: Amounts,
    /// What will be due next month, if all users go on.
    pub forecast: Amounts,
}

/// A payment that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DuePayment<'r> {
    /// The last day that is paid for.
    pub due: Date,
    /// The user.
    pub user: &'r Handle,
    /// The record, with the contacts.
    pub record: &'r UserRecord,
    /// The plan that is paid for next.
    pub plan: &'r Handle,
    /// Its price on that day.
    pub amount: Option<Money>,
}

/// A subscription that brings no more money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoppedSubscription<'r> {
    /// The last day that its last payment pays for.
    pub paid_until: Date,
    /// The user.
    pub user: &'r Handle,
    /// The subscription, as the source numbers it.
    pub id: &'r str,
    /// Its last payment.
    pub amount: Option<Money>,
}

/// Money that was given back, or is disputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Returned<'r> {
    /// The day of the refund, or on which the dispute was opened.
    pub on: Date,
    /// The user.
    pub user: &'r Handle,
    /// How much.
    pub amount: Option<Money>,
    /// Whether it was given back, is disputed, or was lost in a dispute.
    pub kind: MoneyKind,
}

/// Looks at a month from the day `today`; a subscription has stopped `grace_days` after its last payment ran out.
#[must_use]
pub fn month<'r>(
    records: &'r Records,
    month: Month,
    today: Date,
    grace_days: u32,
    fees: &Fees,
) -> MonthView<'r> {
    let mut plans = PlanMonths::default();
    let (mut missing, mut to_come) = (Vec::new(), Vec::new());
    for payer in payers(records) {
        for due in payer.due_in(month) {
            plans.of(Some(due.plan), due.amount, |line| &mut line.expected);
            match payer.is_paid_beyond(due.due) {
                true => {}
                false if due.due < today => missing.push(due),
                false => to_come.push(due),
            }
        }
        if month.next().last() >= today {
            for (plan, amount) in payer.forecast(month.next(), today, grace_days) {
                plans.of(Some(plan), amount, |line| &mut line.forecast);
            }
        }
    }
    let mut without_amount = 0;
    let mut fees = FeeCount::new(fees);
    for entry in payments(records).filter(|entry| month.has(entry.day)) {
        let super::MoneyRecord::Payment(payment) = entry.record else {
            continue;
        };
        match &payment.amount {
            Some(amount) => {
                fees.add(payment, amount.value);
                plans.of(payment.plan(), Some(amount.value), |line| {
                    &mut line.received
                });
            }
            None => without_amount += 1,
        }
    }
    missing.sort_by_key(|due| (due.due, due.user));
    to_come.sort_by_key(|due| (due.due, due.user));
    MonthView {
        month,
        today,
        plans: plans.0.into_values().collect(),
        fees: fees.sums(),
        without_amount,
        missing,
        to_come,
        stopped: stopped(records, month, today, grace_days),
        returned: all_returned(records, month),
    }
}

/// The lines by plan and currency.
#[derive(Default)]
struct PlanMonths<'r>(BTreeMap<(Option<&'r Handle>, Currency), PlanMonth<'r>>);

impl<'r> PlanMonths<'r> {
    /// Adds an amount to a part of the line of a plan.
    fn of(
        &mut self,
        plan: Option<&'r Handle>,
        amount: Option<Money>,
        part: impl for<'m> FnOnce(&'m mut PlanMonth<'r>) -> &'m mut Amounts,
    ) {
        let Some(amount) = amount else {
            return;
        };
        let currency = amount.currency();
        let none = PlanMonth {
            plan,
            currency,
            expected: Amounts::default(),
            received: Amounts::default(),
            forecast: Amounts::default(),
        };
        part(self.0.entry((plan, currency)).or_insert(none)).add(amount.value());
    }
}

/// A user who has to pay.
struct Payer<'r> {
    user: &'r Handle,
    record: &'r UserRecord,
    plans: &'r BTreeMap<Handle, SubscriptionPlan>,
    /// The payments that pay for time; guesses of imports only if there are no others.
    paid: Vec<&'r PaymentRecord>,
}

fn payers(records: &Records) -> impl Iterator<Item = Payer<'_>> {
    let users = records.users.iter();
    let paying =
        users.filter(|(_, record)| record.class != Class::Permanent && record.covered_by.is_none());
    paying.map(|(user, record)| {
        let paid = record
            .payments
            .iter()
            .filter(|payment| payment.pays().is_some());
        let (guesses, real): (Vec<_>, Vec<_>) = paid.partition(|payment| is_guess(payment));
        Payer {
            user,
            record,
            plans: &records.plans,
            paid: if real.is_empty() { guesses } else { real },
        }
    })
}

impl<'r> Payer<'r> {
    /// What is due in a month: after each period that ends in it, unless the user paid on before it began.
    fn due_in(&self, month: Month) -> Vec<DuePayment<'r>> {
        let departed = self.record.plex.departed.as_ref().map(|day| day.value);
        let due = self.paid.iter().filter_map(|payment| {
            let end = payment.pays()?.end.value;
            let is_early = |other: &&PaymentRecord| {
                let goes_on = other.pays().is_some_and(|period| period.end.value > end);
                goes_on && day_paid(other).is_some_and(|day| day < month.first())
            };
            let is_here = departed.is_none_or(|departed| departed > end);
            let is_due = month.has(end) && is_here && !self.paid.iter().any(is_early);
            is_due.then(|| self.next(payment, end))?
        });
        due.collect()
    }

    /// The payment that is due when this one runs out.
    fn next(&self, payment: &'r PaymentRecord, due: Date) -> Option<DuePayment<'r>> {
        let plan = match &self.record.plan {
            Some(plan) => &plan.value,
            None => payment.plan()?,
        };
        Some(DuePayment {
            due,
            user: self.user,
            record: self.record,
            plan,
            amount: self.price(plan, payment, due),
        })
    }

    /// The price of a plan on a day, in the currency of an earlier payment if there is one.
    fn price(&self, plan: &Handle, payment: &PaymentRecord, on: Date) -> Option<Money> {
        let plan = self.plans.get(plan)?;
        let currency = payment.amount.as_ref().map(|amount| amount.currency());
        let same = plan
            .prices_on(on)
            .find(|price| Some(price.currency()) == currency);
        same.or_else(|| plan.prices_on(on).next()).copied()
    }

    /// Whether a payment goes beyond a day.
    fn is_paid_beyond(&self, day: Date) -> bool {
        let mut periods = self.paid.iter().filter_map(|payment| payment.pays());
        periods.any(|period| period.end.value > day)
    }

    /// What will be due in a month if the user goes on paying; nothing of one who is past the grace days.
    fn forecast(
        &self,
        month: Month,
        today: Date,
        grace_days: u32,
    ) -> Vec<(&'r Handle, Option<Money>)> {
        let last = self
            .paid
            .iter()
            .max_by_key(|it| it.pays().map(|period| period.end.value));
        let known = last.and_then(|last| {
            let end = last.pays()?.end.value;
            let is_here = self.record.plex.departed.is_none();
            let is_active = end
                .plus_days(u64::from(grace_days))
                .is_none_or(|day| day >= today);
            (is_here && is_active)
                .then(|| self.next(last, end))?
                .map(|next| (*last, next))
        });
        let Some((last, next)) = known else {
            return Vec::new();
        };
        let Some(plan) = self.plans.get(next.plan) else {
            return Vec::new();
        };
        let days = (0..MOST_RENEWALS).map_while(|count| match count {
            0 => Some(next.due),
            count => plan.duration.value.nth_end_from(next.due, count),
        });
        let days = days
            .take_while(|day| *day <= month.last())
            .filter(|day| month.has(*day));
        days.map(|day| (next.plan, self.price(next.plan, last, day)))
            .collect()
    }
}

fn stopped(
    records: &Records,
    month: Month,
    today: Date,
    grace_days: u32,
) -> Vec<StoppedSubscription<'_>> {
    let mut stopped = Vec::new();
    for (user, record) in &records.users {
        let mut last: BTreeMap<&str, (Date, &PaymentRecord)> = BTreeMap::new();
        for payment in &record.payments {
            let (Some(id), Some(period)) = (&payment.subscription_id, payment.pays()) else {
                continue;
            };
            let end = period.end.value;
            let newest = last.entry(id.value.as_str()).or_insert((end, payment));
            if newest.0 < end {
                *newest = (end, payment);
            }
        }
        let ended = last.into_iter().filter(|(_, (end, _))| {
            let grace_ends = end.plus_days(u64::from(grace_days));
            month.has(*end) && grace_ends.is_some_and(|day| day < today)
        });
        stopped.extend(
            ended.map(|(id, (paid_until, payment))| StoppedSubscription {
                paid_until,
                user,
                id,
                amount: payment.amount.as_ref().map(|amount| amount.value),
            }),
        );
    }
    stopped.sort_by_key(|it| (it.paid_until, it.user, it.id));
    stopped
}

fn all_returned(records: &Records, month: Month) -> Vec<Returned<'_>> {
    let mut found = Vec::new();
    for (user, record) in &records.users {
        for payment in &record.payments {
            let refunds = payment.refunds.iter().map(|refund| Returned {
                on: refund.on.value,
                user,
                amount: Some(refund.amount.value),
                kind: MoneyKind::Refunded,
            });
            let kind = kind_of(payment);
            let is_disputed = matches!(kind, MoneyKind::Disputed | MoneyKind::Lost);
            let dispute = payment.dispute.as_ref().filter(|_| is_disputed);
            let disputes = dispute.map(|dispute| Returned {
                on: dispute.opened.value,
                user,
                amount: returned(payment)
                    .first()
                    .copied()
                    .or(payment.amount.as_ref().map(|it| it.value)),
                kind,
            });
            found.extend(refunds.chain(disputes).filter(|it| month.has(it.on)));
        }
    }
    found.sort_by_key(|it| (it.on, it.user));
    found
}

#[cfg(test)]
pub(super) mod tests;
