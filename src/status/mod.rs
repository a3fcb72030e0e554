//! How every recorded person stands on one day: who is paid for, who is not any more, who left, and what
//! the records do not say about them.
//!
//! A pure function of the records and a day. Nothing is stored, and no file, clock or service is asked,
//! so the same records give the same answer for any day, past or to come. Start at [`status`];
//! [`coverage()`] says what payments mean.

mod counts;
mod coverage;
mod due;
mod find;
mod money;
mod selection;
mod servers;
mod standing;
mod subscriptions;
mod user;
mod warnings;

use crate::records::schema::Records;
use crate::vocabulary::{Date, Days};

pub use counts::Counts;
pub use coverage::{Coverage, coverage};
pub use due::Due;
pub use find::{Found, FoundIn, find, resolve};
pub use money::{
    Amounts, DuePayment, FeeSums, Fees, Income, MoneyEntry, MoneyKind, MoneyList, MoneyQuery,
    MoneyRecord, MoneySums, Month, MonthError, MonthView, MonthlyIncome, PlanMonth, Returned,
    StoppedSubscription, income, money, month,
};
pub use selection::{Filter, Only, Selection, SelectionError, StatusQuery};
pub use servers::{LibraryStatus, ServerStatus};
pub use standing::{Standing, StandingKind};
pub use subscriptions::PlanStatus;
pub use user::{Lack, UserStatus};
pub use warnings::{unpriced, unused_rule, warnings};

/// How many months of income are shown.
const INCOME_MONTHS: usize = 12;

/// The state of a household on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status<'r> {
    /// The day.
    pub today: Date,
    /// What was asked for. All numbers count the people this selects.
    pub asked: StatusQuery,
    /// How many users are recorded, selected or not.
    pub recorded: usize,
    /// Who was selected, users who need attention first.
    pub users: Vec<UserStatus<'r>>,
    /// How many of them there are of each kind.
    pub counts: Counts,
    /// Every recorded server with those who share it, by handle.
    pub servers: Vec<ServerStatus<'r>>,
    /// Every subscription plan with those who are on it, by handle.
    pub plans: Vec<PlanStatus<'r>>,
    /// Those who never paid for any plan.
    pub without_plan: Counts,
    /// What came in during the last months, and who pays by which source; of all users, selected or not.
    pub income: Income<'r>,
}

/// How many days count before the end of what is paid for, and after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Margins {
    /// Users who are paid for at most that many days count as expiring.
    pub within: Days,
    /// So many days after their end real payments still take the place of the guess of an import.
    pub grace: Days,
}

/// The standing of the selected users on the day `today`.
#[must_use]
pub fn status<'r>(records: &'r Records, today: Date, asked: StatusQuery) -> Status<'r> {
    let margins = Margins {
        within: asked.within,
        grace: asked.grace,
    };
    let of = |user| UserStatus::of(records, user, today, margins);
    let mut users: Vec<UserStatus<'r>> = records.users.iter().map(of).collect();
    users.retain(|user| asked.selects(user, today));
    users.sort_by(UserStatus::by_attention);
    Status {
        today,
        recorded: records.users.len(),
        counts: Counts::of(&users),
        servers: servers::servers(records, &users),
        plans: subscriptions::plans(records, &users),
        income: income(records, today, INCOME_MONTHS),
        without_plan: Counts::of(users.iter().filter(|user| user.plan().is_none())),
        users,
        asked,
    }
}
