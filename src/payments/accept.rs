//! Records a transaction whose users are known: which payment it makes for each of them.

use super::book::{Book, Entry, Period, UserIndex};
use super::fate::{Fate, Question};
use super::length::{Bought, Unclear, bought};
use super::link;
use super::place::{PlacedPeriod, place};
use super::refunds::noted_before;
use super::work::Work;
use crate::sources::{Settlement, Transaction};
use crate::vocabulary::{Date, Handle, Money};

/// What one user has of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) user: UserIndex,
    pub(super) amount: Money,
    /// Which part it is, counted from 1, where the transaction pays for several.
    pub(super) sequence: Option<u32>,
}

impl Share {
    /// All of it.
    pub(super) const fn whole(user: UserIndex, amount: Money) -> Self {
        Self {
            user,
            amount,
            sequence: None,
        }
    }
}

/// What was decided about a transaction beforehand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Terms {
    /// Why it is theirs, as a clause.
    pub(super) how: String,
    /// The plan it is for, if that was decided.
    pub(super) plan: Option<Handle>,
    pub(super) time: Time,
    /// Whether later money is recognised by it.
    pub(super) teaches: bool,
    /// Whether the admins know what they do: nothing is asked that a second look answers.
    pub(super) is_decided: bool,
    /// How the decision is written, for messages.
    pub(super) decision: Option<String>,
}

/// The time that money is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// What the amount buys.
    ByAmount,
    /// So many periods.
    Periods(u32),
    /// These days.
    Days(Date, Date),
    /// None.
    None,
}

impl Terms {
    /// Those of a transaction that a step matched.
    pub(super) const fn matched(how: String, donates: bool) -> Self {
        Self {
            how,
            plan: None,
            time: if donates { Time::None } else { Time::ByAmount },
            teaches: true,
            is_decided: false,
            decision: None,
        }
    }
}

impl Terms {
    /// Whether the time of the money was decided, so that the day it came does not matter.
    pub(super) fn say_when(&self) -> bool {
        self.plan.is_some() || self.time != Time::ByAmount
    }

    /// Whether a payment is for the plan and the time of these terms; `gives_time` is whether money of its user and
    /// its day pays for time by these terms.
    pub(super) fn fit(&self, book: &Book, entry: &Entry, gives_time: bool) -> bool {
        let Some(period) = &entry.period else {
            return self.time == Time::None || !gives_time || entry.is_given_back();
        };
        let is_plan = self.plan.as_ref().is_none_or(|plan| *plan == period.plan);
        let is_time = match self.time {
            Time::ByAmount => true,
            Time::None => false,
            Time::Days(start, end) => (start, end) == (period.start, period.end),
            Time::Periods(count) => book
                .plan(&period.plan)
                .is_none_or(|plan| plan.lasts(period, count)),
        };
        is_plan && is_time
    }
}

/// Records a transaction for one user, or in parts for several: all of them or none.
pub(super) fn record(
    work: &mut Work<'_>,
    number: usize,
    shares: Vec<Share>,
    terms: &Terms,
) -> Fate {
    let before = (shares.len() > 1).then(|| work.book.saved(shares.iter().map(|it| it.user)));
    let mut users = Vec::new();
    for share in &shares {
        if let Err(Unclear(why)) = record_share(work, number, share, terms) {
            if let Some(before) = before {
                work.book.restore(before);
                work.forget_places(number);
            }
            let candidates = shares.iter().map(|share| share.user).collect();
            return Fate::Open(Question::new(unclear(why, terms), candidates));
        }
        users.push(share.user);
    }
    Fate::Recorded(users)
}

fn unclear(why: String, terms: &Terms) -> String {
    match &terms.decision {
        Some(decision) => format!("the decision `{decision}` needs more: {why}"),
        None => why,
    }
}

impl Work<'_> {
    /// Forgets where payments of an item were, after they were taken back.
    fn forget_places(&mut self, number: usize) {
        let book = &self.book;
        if let Some(places) = self.places.get_mut(&self.items[number].transaction.key.id) {
            places.retain(|(user, position)| *position < book.users[*user].entries.len());
        }
    }

    fn add(&mut self, number: usize, user: UserIndex, entry: Entry) {
        let id = self.items[number].transaction.key.id.clone();
        let position = self.book.users[user].entries.len();
        self.places.entry(id).or_default().push((user, position));
        self.book.add(user, entry);
    }
}

fn record_share(
    work: &mut Work<'_>,
    number: usize,
    share: &Share,
    terms: &Terms,
) -> Result<(), Unclear> {
    let items = work.items;
    let transaction = &items[number].transaction;
    let day = work.day(transaction);
    if link::link(work, number, share, terms)? {
        work.recent.add(share, transaction, day);
        return Ok(());
    }
    let (period, how) = period(work, share, transaction, day, terms)?;
    if !terms.is_decided {
        super::recent::refuse(work, share, transaction, day)?;
    }
    let entry = Entry {
        period,
        reason: reason(day, terms, &how),
        ..entry(work, transaction, share, day, terms)
    };
    work.recent.add(share, transaction, day);
    work.add(number, share.user, entry);
    Ok(())
}

/// A payment without time, with everything that is known of the transaction.
pub(super) fn entry(
    work: &Work<'_>,
    transaction: &Transaction,
    share: &Share,
    day: Date,
    terms: &Terms,
) -> Entry {
    let taught = |id: &Option<String>| id.clone().filter(|_| terms.teaches);
    let is_whole = share.sequence.is_none();
    let refunds = is_whole.then(|| noted_before(work.input, &transaction.key));
    Entry {
        paid_on: Some(day),
        amount: Some(share.amount),
        of: share.sequence.map(|_| transaction.amount.magnitude()),
        sequence: share.sequence,
        account: Some(transaction.key.account.clone()),
        transaction: Some(transaction.key.id.clone()),
        subscription: taught(&transaction.subscription),
        payer_id: taught(&transaction.payer.id),
        refunds: refunds.unwrap_or_default(),
        ..Entry::default()
    }
}

fn reason(day: Date, terms: &Terms, how: &str) -> String {
    let Terms { how: matched, .. } = terms;
    match how {
        "" => format!("paid on {day}, {matched}"),
        how => format!("paid on {day}, {matched}; {how}"),
    }
}

/// The time that a share pays for, and how it was found.
fn period(
    work: &mut Work<'_>,
    share: &Share,
    transaction: &Transaction,
    day: Date,
    terms: &Terms,
) -> Result<(Option<Period>, String), Unclear> {
    if transaction.state == Settlement::Reversed {
        return Ok((None, "was given back, so it pays for no time".to_owned()));
    }
    if terms.time == Time::None {
        return Ok((None, "a donation, which pays for no time".to_owned()));
    }
    if let Some(why) = pays_for_no_time(work, share.user, transaction, terms.say_when()) {
        return Ok((None, why));
    }
    let bought = match (terms.time, &terms.plan) {
        (Time::Days(start, end), plan) => {
            let plan = match plan {
                Some(plan) => plan.clone(),
                None => next_plan(work, share)?,
            };
            return decided_days(work, share, Period { plan, start, end });
        }
        (Time::Periods(count), plan) => periods_of(work, share, plan.as_ref(), count)?,
        (_, Some(plan)) => periods_for(work, plan, share.amount, day)?,
        (_, None) => {
            let subscription = transaction.subscription.as_deref();
            bought(&work.book, share.user, share.amount, subscription, day)?
        }
    };
    let subscription = transaction.subscription.as_deref();
    let grace = work.input.rules.grace_days;
    let placed = place(&work.book, share.user, &bought, day, subscription, grace)?;
    let PlacedPeriod { period, how } = placed;
    Ok((Some(period), with_notes(&bought, how)))
}

fn with_notes(bought: &Bought, how: String) -> String {
    let count = match bought.count {
        1 => String::new(),
        count => format!("{count} periods, "),
    };
    let price = bought.other_price.map(|price| {
        format!(
            "; the subscription pays another price than `{}`, which costs {price} by now",
            bought.plan
        )
    });
    format!("{count}{how}{}", price.unwrap_or_default())
}

/// Why money of a user pays for no time, whatever its amount; what was decided to be for some time may be older than
/// the opening.
pub(super) fn pays_for_no_time(
    work: &Work<'_>,
    user: UserIndex,
    transaction: &Transaction,
    says_when: bool,
) -> Option<String> {
    let member = &work.book.users[user];
    if member.is_permanent {
        return Some("the user is permanent, so it pays for no time".to_owned());
    }
    let opening = work.input.rules.opening(&transaction.key.account)?;
    let is_before = work.day(transaction) < opening && !says_when;
    (is_before && member.was_by_hand(opening)).then(|| {
        format!("before the opening on {opening}, when payments were written by hand, so it pays for no time")
    })
}

fn next_plan(work: &Work<'_>, share: &Share) -> Result<Handle, Unclear> {
    let plan = work.book.next_plan(share.user);
    let none = || Unclear("there is no plan it could be for".to_owned());
    plan.map(|plan| plan.handle.clone()).ok_or_else(none)
}

/// Days that were decided, unless some of them are paid for already.
fn decided_days(
    work: &Work<'_>,
    share: &Share,
    period: Period,
) -> Result<(Option<Period>, String), Unclear> {
    let Period { start, end, .. } = &period;
    let chains = work.book.users[share.user].all_chains();
    let overlap = chains
        .iter()
        .find(|chain| chain.start() < *end && *start < chain.end());
    if let Some(chain) = overlap {
        let message = format!(
            "{start} to {end} overlaps with what is paid from {} to {}",
            chain.start(),
            chain.end()
        );
        return Err(Unclear(message));
    }
    let how = format!("for {start} to {end} as decided");
    Ok((Some(period), how))
}

/// So many periods of a plan.
fn periods_of(
    work: &Work<'_>,
    share: &Share,
    plan: Option<&Handle>,
    count: u32,
) -> Result<Bought, Unclear> {
    let handle = match plan {
        Some(plan) => plan.clone(),
        None => next_plan(work, share)?,
    };
    let plan = work.book.plan(&handle);
    let plan = plan.ok_or_else(|| Unclear(format!("there is no plan `{handle}`")))?;
    Ok(Bought {
        plan: handle,
        duration: plan.duration,
        count,
        other_price: None,
    })
}

/// What an amount buys of a plan that was decided.
fn periods_for(
    work: &Work<'_>,
    handle: &Handle,
    amount: Money,
    day: Date,
) -> Result<Bought, Unclear> {
    let plan = work.book.plan(handle);
    let plan = plan.ok_or_else(|| Unclear(format!("there is no plan `{handle}`")))?;
    super::length::of_named_plan(plan, amount, day)
}
