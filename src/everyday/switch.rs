//! `plexmgr switch`: the next payment is for another plan.

use super::pay::no_plan;
use super::period::real;
use super::{ForUser, Input, Outcome};
use crate::change::{Action, Replaced};
use crate::vocabulary::{Date, Handle};

/// Sets the plan of the next payment of each user; payments that exist stay.
///
/// # Errors
/// A plan that does not exist.
pub fn switch(input: &Input<'_>, users: &[Handle], plan: &Handle) -> Outcome {
    let records = &input.household.records;
    if !records.plans.contains_key(plan) {
        return Err(vec![no_plan(records, plan)]);
    }
    input.each(users, |target| {
        let before = target.record.plan.as_ref().map(|plan| plan.value.clone());
        if before.as_ref() == Some(plan) {
            return Ok(ForUser::Nothing(format!("is on plan `{plan}` already")));
        }
        let payments = &target.record.payments;
        let ends = real(payments).map(|paid| *paid.period.end);
        let guessed = payments.iter().filter_map(|payment| payment.pays());
        let guessed: Option<Date> = guessed.map(|period| *period.end).max();
        let reason = match (ends.max(), guessed) {
            (Some(last), _) => format!("from the next payment on; paid until {last}"),
            (None, Some(last)) => {
                format!("from the next payment on; the payment of the import lasts until {last}")
            }
            (None, None) => "from the next payment on".to_owned(),
        };
        let action = Action::SwitchPlan {
            plan: Replaced {
                before,
                after: plan.clone(),
            },
        };
        Ok(ForUser::Changes(vec![target.change(action, reason)]))
    })
}
