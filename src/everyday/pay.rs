//! `plexmgr pay`: a payment came.

use std::str::FromStr;

use super::paid_checks::{checked_day, checked_ids, own_id};
use super::period::{real, spans};
use super::{ForUser, Input, Outcome, Refusal, Target};
use crate::change::{Action, Payment};
use crate::payments::period::Beginning;
use crate::problem::choices;
use crate::records::schema::{Paid, Records, SubscriptionPlan};
use crate::vocabulary::{Date, Handle, Money, PaymentOrigin, PlanDuration, counted};

/// The most periods an amount stands for without `--periods`: more is probably a missing decimal point.
const MOST_PERIODS: u32 = 12;

/// The payment that came, as far as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Pay {
    /// The plan; without it that of the user.
    pub plan: Option<Handle>,
    /// What was paid; without it the price of the periods.
    pub amount: Option<TypedAmount>,
    /// The day it came; without it the day of the run.
    pub on: Option<Date>,
    /// How many periods it pays for.
    pub periods: Option<u32>,
    /// The last day it pays for.
    pub until: Option<Date>,
    /// The first day it pays for; without it the end of the chain before it, or the day paid.
    pub start: Option<Date>,
    /// The transaction that paid it.
    pub transaction: Option<String>,
    /// The recurring payment it belongs to.
    pub subscription: Option<String>,
    /// Whether another payment of the same day is meant.
    pub again: bool,
}

/// An amount with its currency, or in that of the plan's price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedAmount {
    /// `5.00 EUR`
    Money(Money),
    /// `5.00`, written like that
    Number(String),
}

/// Why a text is not a [`TypedAmount`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an amount is written like `5.00`, or like `5.00 EUR` with its currency")]
pub struct TypedAmountError;

impl FromStr for TypedAmount {
    type Err = TypedAmountError;

    fn from_str(text: &str) -> Result<Self, TypedAmountError> {
        let text = text.trim();
        let with_currency = |number: &str| format!("{number} XXX").parse::<Money>();
        match text.parse() {
            Ok(money) => Ok(Self::Money(money)),
            Err(_) if with_currency(text).is_ok() => Ok(Self::Number(text.to_owned())),
            Err(_) => Err(TypedAmountError),
        }
    }
}

/// Adds the payment to each of the users.
///
/// # Errors
/// Of each user what speaks against it: no plan, numbers that do not agree, days that are paid for already.
pub fn pay(input: &Input<'_>, users: &[Handle], pay: &Pay) -> Outcome {
    let records = &input.household.records;
    let pay = &Pay {
        transaction: pay.transaction.as_deref().map(|id| own_id(records, id)),
        ..pay.clone()
    };
    if let Err(refusal) = checked_day(input.today, pay.on).and(checked_ids(records, users, pay)) {
        return Err(vec![refusal]);
    }
    input.each(users, |target| {
        let (payment, reason) = paid(input, target, pay)?;
        let change = target.change(Action::AddPayment(payment), reason);
        Ok(ForUser::Changes(vec![change]))
    })
}

/// The refusal of a plan that does not exist.
pub(super) fn no_plan(records: &Records, plan: &Handle) -> Refusal {
    let declared = records.plans.keys().map(Handle::as_str);
    Refusal::new(plan, format!("there is no plan `{plan}`")).help(choices(
        plan.as_str(),
        "declared plans are",
        declared.collect::<Vec<_>>(),
    ))
}

fn paid(input: &Input<'_>, target: Target<'_>, pay: &Pay) -> Result<(Payment, String), Refusal> {
    let records = &input.household.records;
    let on = pay.on.unwrap_or(input.today);
    let payments = &target.record.payments;
    let Some((handle, plan)) = plan_of(records, target, pay.plan.as_ref()) else {
        return Err(Refusal::new(target.handle, "has no plan yet").help("give one with `--plan`"));
    };
    if !pay.again {
        refuse_twice(target, handle, on)?;
    }
    let natural = Beginning::of(spans(payments), on, input.grace_days);
    let beginning = match pay.start {
        Some(start) if start != natural.start => Beginning::on(start),
        _ => natural,
    };
    let terms = Terms {
        target,
        handle,
        plan,
        beginning,
    };
    let (end, amount) = terms.agreed(records, pay)?;
    let period = (beginning.start, end);
    refuse_overlap(target, period)?;
    let payment = Payment {
        subscription_id: pay.subscription.clone(),
        transaction_id: pay.transaction.clone(),
        paid_on: Some(on),
        amount,
        ..Payment::of(PaymentOrigin::Manual, handle.clone(), beginning.start, end)
    };
    let how = match (pay.start.is_some(), beginning.continues) {
        (_, true) => format!(", continues the period that ends on {}", beginning.start),
        (true, false) => ", starts on the day given".to_owned(),
        (false, false) if real(payments).next().is_none() => ", the first payment".to_owned(),
        (false, false) => ", starts on the day paid".to_owned(),
    };
    Ok((payment, format!("paid on {on}{how}")))
}

/// The plan of the next payment: the one typed, that of the user, that of the latest payment, else the default.
pub(super) fn plan_of<'a>(
    records: &'a Records,
    target: Target<'a>,
    typed: Option<&Handle>,
) -> Option<(&'a Handle, &'a SubscriptionPlan)> {
    let plan = typed.or_else(|| target.record.recorded_plan());
    let plan = plan.or_else(|| records.default_plan())?;
    records.plans.get_key_value(plan)
}

/// Refuses a second payment of one plan on one day.
fn refuse_twice(target: Target<'_>, plan: &Handle, on: Date) -> Result<(), Refusal> {
    let is_same = |Paid { payment, period }: &Paid<'_>| {
        let day = payment.paid_on.as_ref().unwrap_or(&period.start);
        period.plan.value == *plan && day.value == on
    };
    let Some(same) = real(&target.record.payments).find(is_same) else {
        return Ok(());
    };
    let message = format!(
        "a payment for `{plan}` on {on} is recorded already: {} to {}",
        same.period.start.value, same.period.end.value
    );
    Err(Refusal::new(target.handle, message).help("if another one came that day, add `--again`"))
}

/// Refuses days that another payment pays for; guesses do not count.
fn refuse_overlap(target: Target<'_>, (start, end): (Date, Date)) -> Result<(), Refusal> {
    let overlaps = |Paid { period, .. }: &Paid<'_>| start < *period.end && *period.start < end;
    let Some(other) = real(&target.record.payments).find(overlaps) else {
        return Ok(());
    };
    let message = format!(
        "{start} to {end} overlaps with the payment for {} to {}",
        other.period.start.value, other.period.end.value
    );
    Err(Refusal::new(target.handle, message)
        .help("give the first day with `--start`, or the last one with `--until`"))
}

/// What a payment is for.
struct Terms<'a> {
    target: Target<'a>,
    handle: &'a Handle,
    plan: &'a SubscriptionPlan,
    beginning: Beginning,
}

impl Terms<'_> {
    /// The last day and the amount, if amount, periods and last day agree.
    fn agreed(&self, records: &Records, pay: &Pay) -> Result<(Date, Option<Money>), Refusal> {
        let price = self.plan.price.as_ref().map(|price| &price.value);
        let amount = self.amount(price, pay)?;
        let bought = self.bought(records, price, amount.as_ref(), pay)?;
        let count = match (pay.periods, bought) {
            (Some(periods), Some(bought)) if periods != bought => {
                let message = format!(
                    "{} pays for {} of `{}`, not for {periods}",
                    amount.map(|amount| amount.to_string()).unwrap_or_default(),
                    counted(bought as usize, "period"),
                    self.handle
                );
                return Err(self
                    .refuse(message)
                    .help("leave `--amount` or `--periods` out"));
            }
            (periods, bought) => periods.or(bought),
        };
        let (count, end) = self.end(count, pay.until)?;
        let usual = || {
            price
                .zip(count)
                .and_then(|(price, count)| price.times(count))
        };
        Ok((end, amount.or_else(usual)))
    }

    fn refuse(&self, message: String) -> Refusal {
        Refusal::new(self.target.handle, message)
    }

    /// The amount typed, in the currency of the price.
    fn amount(&self, price: Option<&Money>, pay: &Pay) -> Result<Option<Money>, Refusal> {
        match (&pay.amount, price) {
            (None, _) => Ok(None),
            (Some(TypedAmount::Money(money)), _) => Ok(Some(*money)),
            (Some(TypedAmount::Number(number)), Some(price)) => {
                // `5` is written like the price, `5.00`.
                let is_whole = !number.contains('.');
                let money = |text: String| text.parse::<Money>().ok();
                let short = money(format!("{number} {}", price.currency()));
                let long = is_whole
                    .then(|| money(format!("{number}.00 {}", price.currency())))
                    .flatten();
                let has_cents = price.to_string().contains('.');
                Ok(if has_cents { long.or(short) } else { short })
            }
            (Some(TypedAmount::Number(number)), None) => {
                let message = format!(
                    "plan `{}` has no price, so the currency is unknown",
                    self.handle
                );
                Err(self.refuse(message).help(format!(
                    "write it with the amount, as in `--amount \"{number} EUR\"`"
                )))
            }
        }
    }

    /// How many periods the amount pays for; `None` if there is no price in its currency.
    fn bought(
        &self,
        records: &Records,
        price: Option<&Money>,
        amount: Option<&Money>,
        pay: &Pay,
    ) -> Result<Option<u32>, Refusal> {
        let Some((amount, price)) = amount.zip(price) else {
            return Ok(None);
        };
        if amount.currency() != price.currency() {
            return match pay.periods.is_some() || pay.until.is_some() {
                true => Ok(None),
                false => Err(self
                    .refuse(format!(
                        "{amount} is in another currency than the price, {price}"
                    ))
                    .help("give `--periods` or `--until` with it")),
            };
        }
        let Some(count) = amount.multiple_of(price) else {
            let message = format!(
                "{amount} is not a multiple of the price of `{}`, {price}",
                self.handle
            );
            return Err(self
                .refuse(message)
                .help("give the plan that was paid with `--plan`, or correct the amount"));
        };
        let is_sure =
            count == 1 || pay.plan.is_some() || pay.periods.is_some() || pay.until.is_some();
        let costs_that = |plan: &SubscriptionPlan| {
            plan.price
                .as_ref()
                .and_then(|price| amount.multiple_of(price))
                == Some(1)
        };
        let mut plans = records.plans.iter();
        if let Some((other, _)) = plans.find(|(_, plan)| !is_sure && costs_that(plan)) {
            let message = format!(
                "{amount} pays for {} of `{}`, or for 1 of `{other}`",
                counted(count as usize, "period"),
                self.handle
            );
            return Err(self.refuse(message).help("name the plan with `--plan`"));
        }
        if count > MOST_PERIODS && pay.periods.is_none() && pay.until.is_none() {
            let message = format!("{amount} pays for {count} periods of `{}`", self.handle);
            return Err(self
                .refuse(message)
                .help(format!("if that is right, add `--periods {count}`")));
        }
        Ok(Some(count))
    }

    /// The number of periods, if it is a whole one, and the last day.
    fn end(&self, count: Option<u32>, until: Option<Date>) -> Result<(Option<u32>, Date), Refusal> {
        let duration: PlanDuration = self.plan.duration.value;
        let start = self.beginning.start;
        let Some(until) = until else {
            let count = count.unwrap_or(1);
            let end = self.beginning.end(duration, count);
            let end = end.ok_or_else(|| {
                self.refuse("the period would end after the year 9999".to_owned())
            })?;
            return Ok((Some(count), end));
        };
        if until < start {
            let message = format!("the last day, {until}, lies before the first, {start}");
            return Err(self
                .refuse(message)
                .help("correct `--until`, or give `--start`"));
        }
        match (count, self.beginning.periods(duration, until)) {
            (Some(count), periods) if periods != Some(count) => {
                let end = self.beginning.end(duration, count);
                let end = end.map_or_else(
                    || "after the year 9999".to_owned(),
                    |end| format!("on {end}"),
                );
                let ends = if count == 1 { "ends" } else { "end" };
                let message = format!(
                    "{} of `{}` from {start} {ends} {end}, not on {until}",
                    counted(count as usize, "period"),
                    self.handle
                );
                Err(self
                    .refuse(message)
                    .help("leave `--until` out, or leave the amount and the periods out"))
            }
            (_, periods) => Ok((periods, until)),
        }
    }
}
