//! Who has to pay: whom to remind, and who did not pay in time.

use schemars::JsonSchema;

use super::standing::Standing;
use super::user::UserStatus;
use crate::vocabulary::{Date, Days};

/// How urgently a user has to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Due {
    /// Paid for a few more days: to be reminded.
    Remind,
    /// Expired, but not for longer than the days of grace.
    Grace,
    /// Expired for longer, or never paid for.
    PastGrace,
}

impl Due {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Remind, Self::Grace, Self::PastGrace];

    /// Its word in JSON and CSV.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Remind => "remind",
            Self::Grace => "grace",
            Self::PastGrace => "past_grace",
        }
    }
}

impl UserStatus<'_> {
    /// Whether the user has to pay, with so many days of grace after the last day paid for. A user with a payment
    /// to come has paid, and for one who is covered another user pays.
    #[must_use]
    pub fn due(&self, today: Date, grace: Days) -> Option<Due> {
        if self.record.covered_by.is_some() {
            return None;
        }
        match self.standing {
            Standing::Expiring { starts: None, .. } => Some(Due::Remind),
            Standing::Expired {
                paid_until,
                starts: None,
            } => {
                let is_late = |until: Date| today.days_since(until) > i64::from(grace.count());
                match paid_until.is_none_or(is_late) {
                    true => Some(Due::PastGrace),
                    false => Some(Due::Grace),
                }
            }
            _ => None,
        }
    }
}
