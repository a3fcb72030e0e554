//! How a person stands on a day.

use schemars::JsonSchema;

use super::coverage::Coverage;
use crate::records::schema::UserRecord;
use crate::vocabulary::{Class, Date, Days};

/// How a person stands on a day, with what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// No payment covers the day, and the person needs one.
    Expired {
        /// The last day paid for; `None` if nothing was paid before that day.
        paid_until: Option<Date>,
        /// The first day of the next payment, if one is to come.
        starts: Option<Date>,
    },
    /// Paid for, but not for longer than the days that were asked for.
    Expiring {
        /// The last day paid for without a gap.
        paid_until: Date,
        /// The first day that is paid for again after the gap, if there is one.
        starts: Option<Date>,
    },
    /// Paid for beyond that.
    Active {
        /// The last day paid for without a gap.
        paid_until: Date,
        /// The first day that is paid for again after the gap, if there is one.
        starts: Option<Date>,
    },
    /// Needs no payment.
    Permanent,
    /// Shares nothing any more.
    Departed {
        /// Since when.
        since: Date,
    },
}

/// How a person stands, without the dates; whatever needs attention first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum StandingKind {
    /// No payment covers the day, and the person needs one.
    Expired,
    /// Paid for, but not for longer than the days that were asked for.
    Expiring,
    /// Paid for beyond that.
    Active,
    /// Needs no payment.
    Permanent,
    /// Shares nothing any more.
    Departed,
}

impl StandingKind {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [
        Self::Expired,
        Self::Expiring,
        Self::Active,
        Self::Permanent,
        Self::Departed,
    ];

    /// Its word on the command line, in JSON and in text.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Expiring => "expiring",
            Self::Active => "active",
            Self::Permanent => "permanent",
            Self::Departed => "departed",
        }
    }
}

impl Standing {
    /// The first day that is paid for again, for whom a gap lies before it.
    #[must_use]
    pub const fn starts(self) -> Option<Date> {
        match self {
            Self::Expired { starts, .. }
            | Self::Expiring { starts, .. }
            | Self::Active { starts, .. } => starts,
            Self::Permanent | Self::Departed { .. } => None,
        }
    }

    /// Which of the five it is.
    #[must_use]
    pub const fn kind(self) -> StandingKind {
        match self {
            Self::Expired { .. } => StandingKind::Expired,
            Self::Expiring { .. } => StandingKind::Expiring,
            Self::Active { .. } => StandingKind::Active,
            Self::Permanent => StandingKind::Permanent,
            Self::Departed { .. } => StandingKind::Departed,
        }
    }

    /// How the person of `record` stands on the day `today`; `class` is theirs, or that of the user who pays for them.
    ///
    /// A user who departed by then is departed, paid for or not; a departure that lies ahead of the day has
    /// not happened yet.
    pub(super) fn of(
        record: &UserRecord,
        class: Class,
        coverage: &Coverage<'_>,
        today: Date,
        within: Days,
    ) -> Self {
        let departed = record.plex.departed.as_ref().map(|departed| departed.value);
        if let Some(since) = departed.filter(|since| *since <= today) {
            return Self::Departed { since };
        }
        let starts = coverage.starts;
        match (class, coverage.paid_until) {
            (Class::Permanent, _) => Self::Permanent,
            (Class::Standard, Some(paid_until)) if coverage.is_covered => {
                match paid_until.days_since(today) <= i64::from(within.count()) {
                    true => Self::Expiring { paid_until, starts },
                    false => Self::Active { paid_until, starts },
                }
            }
            (Class::Standard, paid_until) => Self::Expired { paid_until, starts },
        }
    }
}
