//! How many periods an amount pays for.
//!
//! A known subscription buys what it bought before; anything else is counted in prices of the plan. An amount that
//! can be read in two ways, or in none, is a question.

use super::book::{Book, Period, Plan, UserIndex};
use crate::vocabulary::{Date, DurationUnit, Handle, Money, PlanDuration};

/// More periods than this are not concluded from an amount.
const MOST_PERIODS: u32 = 12;

/// The most months or days in which the length of a recorded period is looked for.
const MOST_UNITS: u32 = 1_200;

/// What an amount buys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bought {
    pub(super) plan: Handle,
    pub(super) duration: PlanDuration,
    pub(super) count: u32,
    /// The price of the plan, if the subscription still pays another one.
    pub(super) other_price: Option<Money>,
}

/// Why an amount buys nothing that is certain, as a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unclear(pub(super) String);

/// What `amount` buys a user that was paid on `day`, possibly by a subscription.
pub(super) fn bought(
    book: &Book,
    user: UserIndex,
    amount: Money,
    subscription: Option<&str>,
    day: Date,
) -> Result<Bought, Unclear> {
    let by_subscription = subscription.and_then(|id| of_subscription(book, user, amount, id, day));
    let by_plan = || of_plan(book, book.next_plan(user), amount, day);
    match by_subscription {
        Some((bought, 1)) => Ok(bought),
        Some((bought, times)) => match by_plan() {
            Ok(one) if one.count == 1 && !one.lasts_as_long_as(&bought) => Err(Unclear(format!(
                "{amount} is {times} times what this subscription paid, or 1 period of `{}`",
                one.plan
            ))),
            _ => Ok(bought),
        },
        None => by_plan(),
    }
}

impl Bought {
    /// Whether both end on one day, whenever they begin.
    fn lasts_as_long_as(&self, other: &Self) -> bool {
        match (self.duration.months(), other.duration.months()) {
            (Some(own), Some(months)) => {
                own.checked_mul(self.count) == months.checked_mul(other.count)
            }
            _ => (self.duration, self.count) == (other.duration, other.count),
        }
    }
}

/// What the smallest payment of the subscription bought, as many times as it fits; and how many times that is.
fn of_subscription(
    book: &Book,
    user: UserIndex,
    amount: Money,
    id: &str,
    day: Date,
) -> Option<(Bought, u32)> {
    let member = &book.users[user];
    let extremes = member.extremes(id, amount.currency());
    let smallest = &member.entries[extremes.smallest?];
    let (smallest, period) = (smallest.amount.as_ref()?, smallest.period.as_ref()?);
    let last = member.entries[extremes.last?].period.as_ref()?;
    let times = amount
        .multiple_of(smallest)
        .filter(|n| *n <= MOST_PERIODS)?;
    let plan = &last.plan;
    let (duration, count) = length(book.plan(&period.plan), period)?;
    let price = book.plan(plan).and_then(|plan| plan.price_on(day));
    let is_usual = |price: &Money| smallest.multiple_of(price).is_some();
    let bought = Bought {
        plan: plan.clone(),
        duration,
        count: count.checked_mul(times)?,
        other_price: price.filter(|price| !is_usual(price)),
    };
    Some((bought, times))
}

/// How often which duration a recorded period lasts: that of its plan if it fits, else whole months, else days.
fn length(plan: Option<&Plan>, period: &Period) -> Option<(PlanDuration, u32)> {
    let Period { start, end, .. } = period;
    let duration = plan.map(|plan| plan.duration);
    let months = months_between(*start, *end);
    if let Some(duration) = duration {
        let count = match (duration.months(), months) {
            (Some(each), Some(all)) => (all % each == 0).then(|| all / each),
            (Some(_), None) => None,
            (None, _) => (1..=MOST_UNITS)
                .map_while(|count| Some((count, duration.nth_end_from(*start, count)?)))
                .take_while(|(_, until)| until <= end)
                .find(|(_, until)| until == end)
                .map(|(count, _)| count),
        };
        if let Some(count) = count.filter(|count| *count > 0) {
            return Some((duration, count));
        }
    }
    let length = match months.filter(|months| *months > 0) {
        Some(months) => PlanDuration::new(months, DurationUnit::Month),
        None => {
            let days = u32::try_from(end.days_since(*start)).ok()?;
            PlanDuration::new(days, DurationUnit::Day)
        }
    };
    length.map(|length| (length, 1))
}

/// How many months lie between two days that some day of the month gives, clamped to the ends of their months.
fn months_between(start: Date, end: Date) -> Option<u32> {
    let months = |date: Date| date.year() * 12 + date.month();
    let count = months(end).checked_sub(months(start))?;
    let is_last = |date: Date| date.plus_days(1).is_none_or(|next| next.day() == 1);
    let fits = start.day() == end.day()
        || is_last(end) && start.day() > end.day()
        || is_last(start) && end.day() > start.day();
    fits.then_some(count)
}

impl Plan {
    /// The price that counts on a day.
    pub(super) fn price_on(&self, day: Date) -> Option<Money> {
        let still = |(_, until): &&(Money, Option<Date>)| until.is_none_or(|until| day <= until);
        self.prices.iter().find(still).map(|(price, _)| *price)
    }

    /// All prices that count on a day.
    fn prices_on(&self, day: Date) -> impl Iterator<Item = &Money> {
        let still = move |until: &Option<Date>| until.is_none_or(|until| day <= until);
        let prices = self.prices.iter().filter(move |(_, until)| still(until));
        prices.map(|(price, _)| price)
    }

    /// Whether a recorded period lasts so many of its own; what cannot be counted lasts as long as it does.
    pub(super) fn lasts(&self, period: &Period, count: u32) -> bool {
        match length(Some(self), period) {
            Some((duration, found)) if duration == self.duration => found == count,
            _ => true,
        }
    }

    /// What a recorded period costs, by each of the prices.
    pub(super) fn cost_of(&self, period: &Period) -> Vec<Money> {
        let count = match length(Some(self), period) {
            Some((duration, count)) if duration == self.duration => count,
            _ => return Vec::new(),
        };
        let prices = self.prices_on(period.start);
        prices.filter_map(|price| price.times(count)).collect()
    }

    /// How many periods an amount pays for on a day, the fewest if several prices fit.
    fn periods_for(&self, amount: &Money, day: Date) -> Option<u32> {
        self.prices_on(day)
            .filter_map(|price| amount.multiple_of(price))
            .min()
    }
}

/// How often the price of the plan fits into the amount.
fn of_plan(book: &Book, plan: Option<&Plan>, amount: Money, day: Date) -> Result<Bought, Unclear> {
    let Some(plan) = plan else {
        return Err(Unclear("there is no plan it could be for".to_owned()));
    };
    let Some(price) = plan.price_on(day) else {
        let message = format!("plan `{}` has no price", plan.handle);
        return Err(Unclear(message));
    };
    let costs_exactly =
        |other: &&Plan| other.handle != plan.handle && other.periods_for(&amount, day) == Some(1);
    let other = book.plans.iter().find(costs_exactly);
    let count = plan
        .periods_for(&amount, day)
        .filter(|n| *n <= MOST_PERIODS);
    match (count, other) {
        (Some(1), _) | (Some(_), None) => Ok(Bought {
            plan: plan.handle.clone(),
            duration: plan.duration,
            count: count.unwrap_or(1),
            other_price: None,
        }),
        (Some(count), Some(other)) => Err(Unclear(format!(
            "{amount} is {count} periods of `{}` or 1 of `{}`",
            plan.handle, other.handle
        ))),
        (None, Some(other)) => Err(Unclear(format!(
            "{amount} is not a number of periods of `{}`, which costs {price}, but 1 of `{}`",
            plan.handle, other.handle
        ))),
        (None, None) => Err(no_number(plan, amount, price, day)),
    }
}

/// Why an amount is not a number of periods, or not one that follows from it.
fn no_number(plan: &Plan, amount: Money, price: Money, day: Date) -> Unclear {
    let plan_name = &plan.handle;
    Unclear(match plan.periods_for(&amount, day) {
        Some(count) => format!(
            "{amount} is {count} periods of `{plan_name}`; more than {MOST_PERIODS} are not concluded from an amount: \
             write a decision with `periods: {count}`"
        ),
        None => {
            format!("{amount} is not a number of periods of `{plan_name}`, which costs {price}")
        }
    })
}

/// What an amount buys of a plan that was named.
pub(super) fn of_named_plan(plan: &Plan, amount: Money, day: Date) -> Result<Bought, Unclear> {
    let Some(price) = plan.price_on(day) else {
        return Err(Unclear(format!("plan `{}` has no price", plan.handle)));
    };
    match plan
        .periods_for(&amount, day)
        .filter(|n| *n <= MOST_PERIODS)
    {
        Some(count) => Ok(Bought {
            plan: plan.handle.clone(),
            duration: plan.duration,
            count,
            other_price: None,
        }),
        None => Err(no_number(plan, amount, price, day)),
    }
}
