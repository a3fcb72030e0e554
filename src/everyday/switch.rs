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
        let ends = real(&target.record.payments).map(|paid| *paid.period.end);
        let last: Option<Date> = ends.max();
        let reason = match last {
            Some(last) => format!("from the next payment on; paid until {last}"),
            None => "from the next payment on".to_owned(),
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
