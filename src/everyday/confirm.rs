//! `plexmgr confirm`: the payment of an import is right, or is put right.

use super::pay::no_plan;
use super::{ForUser, Input, Outcome, Refusal, Target};
use crate::change::{Action, Confirmation, Replaced};
use crate::records::schema::{PaidPeriod, Records};
use crate::vocabulary::{Date, Handle, PaymentOrigin, counted};

/// What is put right, if anything.
#[derive(Debug, Clone, Default)]
pub struct Confirm {
    /// The plan that was paid for; the period lasts as long as the plan then, unless `until` is given.
    pub plan: Option<Handle>,
    /// The last day that is paid for.
    pub until: Option<Date>,
}

/// Confirms every guess of the users.
///
/// # Errors
/// A plan that does not exist, and of each user what speaks against it.
pub fn confirm(input: &Input<'_>, users: &[Handle], confirm: &Confirm) -> Outcome {
    let records = &input.household.records;
    if let Some(plan) = confirm
        .plan
        .as_ref()
        .filter(|plan| !records.plans.contains_key(*plan))
    {
        return Err(vec![no_plan(records, plan)]);
    }
    input.each(users, |target| {
        let payments = target.record.payments.iter().enumerate();
        let guesses = payments.filter(|(_, payment)| payment.is_guess());
        let guesses: Vec<_> = guesses
            .filter_map(|(index, payment)| Some((index, payment.period.as_ref()?)))
            .collect();
        if guesses.is_empty() {
            return Ok(ForUser::Nothing("has no unconfirmed payment".to_owned()));
        }
        if guesses.len() > 1 && (confirm.until.is_some() || confirm.plan.is_some()) {
            let message = format!("has {} unconfirmed", counted(guesses.len(), "payment"));
            return Err(Refusal::new(target.handle, message)
                .help("confirm them as they are, without `--plan` and `--until`"));
        }
        let changes = guesses.into_iter().map(|(index, period)| {
            let confirmation = confirmed(records, target, period, confirm)?;
            let action = Action::ConfirmPayment(confirmation);
            Ok(target.change_of_payment(index, action, "confirmed"))
        });
        changes.collect::<Result<_, _>>().map(ForUser::Changes)
    })
}

fn confirmed(
    records: &Records,
    target: Target<'_>,
    period: &PaidPeriod,
    confirm: &Confirm,
) -> Result<Confirmation, Refusal> {
    let Confirm { plan, until } = confirm;
    let start = period.start.value;
    let plan = plan.as_ref().filter(|plan| **plan != period.plan.value);
    let usual = plan.and_then(|plan| records.plans.get(plan)?.duration.end_from(start));
    let end = until.or(usual).filter(|end| *end != period.end.value);
    if let Some(end) = end.filter(|end| *end < start) {
        let message = format!("the last day, {end}, lies before the first, {start}");
        return Err(Refusal::new(target.handle, message).help("correct `--until`"));
    }
    Ok(Confirmation {
        plan: plan.map(|plan| Replaced {
            before: Some(period.plan.value.clone()),
            after: plan.clone(),
        }),
        start: None,
        end: end.map(|end| Replaced {
            before: Some(period.end.value),
            after: end,
        }),
        origin: Replaced {
            before: Some(PaymentOrigin::Import),
            after: PaymentOrigin::Manual,
        },
        subscription_id: None,
    })
}
