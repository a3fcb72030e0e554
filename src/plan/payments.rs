//! The default payment of an imported user.

use crate::records::schema::{Records, SubscriptionPlan};
use crate::vocabulary::{Date, Handle};

/// The period an imported user starts with: the default plan from `today`, for its duration.
pub(super) fn default_payment(records: &Records, today: Date) -> Option<(Handle, Date)> {
    let is_default = |(_, plan): &(&Handle, &SubscriptionPlan)| plan.default;
    let (handle, plan) = records.plans.iter().find(is_default)?;
    let end = plan.duration.end_from(today).unwrap_or(Date::LAST);
    Some((handle.clone(), end))
}
