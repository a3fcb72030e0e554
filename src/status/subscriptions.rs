//! Who is on each subscription plan.

use std::collections::BTreeMap;

use super::counts::Counts;
use super::user::UserStatus;
use crate::records::schema::{Records, SubscriptionPlan};
use crate::vocabulary::Handle;

/// A subscription plan and those whose payment in force, or last payment, is on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanStatus<'r> {
    /// The name of the record.
    pub handle: &'r Handle,
    /// What the admins wrote.
    pub record: &'r SubscriptionPlan,
    /// Those who are on it.
    pub counts: Counts,
}

pub(super) fn plans<'r>(records: &'r Records, users: &[UserStatus<'r>]) -> Vec<PlanStatus<'r>> {
    let mut by_plan: BTreeMap<&Handle, Vec<&UserStatus<'r>>> = BTreeMap::new();
    for user in users {
        if let Some(plan) = user.plan() {
            by_plan.entry(plan).or_default().push(user);
        }
    }
    let of = |(handle, record)| PlanStatus {
        handle,
        record,
        counts: Counts::of(by_plan.remove(handle).unwrap_or_default()),
    };
    records.plans.iter().map(of).collect()
}
