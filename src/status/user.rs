//! One person on one day.

use std::cmp::Ordering;

use schemars::JsonSchema;

use super::Margins;
use super::coverage::{Coverage, coverage};
use super::standing::Standing;
use crate::records::schema::{Paid, Records, UserRecord, counted};
use crate::vocabulary::{Date, Handle, PaymentOrigin};

/// How one person stands, and what the records do not say about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserStatus<'r> {
    /// The name of the record.
    pub handle: &'r Handle,
    /// What the admins wrote.
    pub record: &'r UserRecord,
    /// How they stand.
    pub standing: Standing,
    /// What their payments say, also where nothing depends on it.
    pub coverage: Coverage<'r>,
    /// The plan that the next payment is for.
    pub next_plan: Option<&'r Handle>,
    /// What an admin still has to fill in, in order; nothing for a departed user.
    pub lacks: Vec<Lack>,
}

/// Something an admin still has to fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
pub enum Lack {
    /// The payment in force, or the last one, is the unconfirmed guess of the import.
    #[schemars(rename = "unconfirmed")]
    Confirmation,
    /// No PayPal e-mail is known, so no transaction can be matched.
    #[schemars(rename = "no_paypal")]
    PaypalEmail,
    /// No Discord id is known.
    #[schemars(rename = "no_discord")]
    DiscordId,
}

impl Lack {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Confirmation, Self::PaypalEmail, Self::DiscordId];

    /// Its word on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Confirmation => "unconfirmed",
            Self::PaypalEmail => "no-paypal",
            Self::DiscordId => "no-discord",
        }
    }

    /// Its word in JSON.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Confirmation => "unconfirmed",
            Self::PaypalEmail => "no_paypal",
            Self::DiscordId => "no_discord",
        }
    }
}

impl<'r> UserStatus<'r> {
    pub(super) fn of(
        records: &'r Records,
        (handle, record): (&'r Handle, &'r UserRecord),
        today: Date,
        margins: Margins,
    ) -> Self {
        let grace = margins.grace.count();
        let own = coverage(&counted(&record.payments, grace), today);
        let covering = records.payer(record);
        let (coverage, class) = match covering {
            None => (own, record.class),
            Some(other) => {
                let covered = coverage(&counted(&other.payments, grace), today);
                (own.or(covered), record.class.max(other.class))
            }
        };
        let standing = Standing::of(record, class, &coverage, today, margins.within);
        let lacks = match standing {
            Standing::Departed { .. } => Vec::new(),
            _ => lacks(record, coverage.payment),
        };
        Self {
            handle,
            record,
            standing,
            coverage,
            next_plan: records.plan_of(record),
            lacks,
        }
    }

    /// What people call them: the title at Plex, else the user name. It comes from a stranger.
    #[must_use]
    pub fn name(&self) -> Option<&'r str> {
        let names = [&self.record.plex.title, &self.record.plex.username];
        let mut names = names.into_iter().flatten().map(|name| name.value.as_str());
        names.find(|name| !name.trim().is_empty())
    }

    /// The plan of the payment in force, else of the last one.
    #[must_use]
    pub fn plan(&self) -> Option<&'r Handle> {
        self.coverage.payment.map(|paid| &paid.period.plan.value)
    }

    /// Whether they share any server.
    #[must_use]
    pub fn shares(&self) -> bool {
        !self.record.plex.shares.is_empty()
    }

    /// Users who need attention first: expired users who never paid, then users who pay by the day it ends,
    /// then the permanent, then the departed, the latest first.
    pub(super) fn by_attention(&self, other: &Self) -> Ordering {
        let by_kind = self.standing.kind().cmp(&other.standing.kind());
        let by_day = match (self.standing, other.standing) {
            (Standing::Departed { since }, Standing::Departed { since: other }) => {
                other.cmp(&since)
            }
            (Standing::Permanent, Standing::Permanent) => Ordering::Equal,
            _ => self.coverage.paid_until.cmp(&other.coverage.paid_until),
        };
        by_kind
            .then(by_day)
            .then_with(|| self.handle.cmp(other.handle))
    }
}

fn lacks(record: &UserRecord, paid: Option<Paid<'_>>) -> Vec<Lack> {
    let origin = paid.and_then(|paid| paid.payment.origin.as_ref());
    let is_covered = record.covered_by.is_some();
    let has_discord = record
        .discord
        .as_ref()
        .is_some_and(|discord| discord.id.is_some());
    let is_lacking = |lack: &Lack| match lack {
        Lack::Confirmation => {
            !is_covered && origin.is_some_and(|origin| origin.value == PaymentOrigin::Import)
        }
        Lack::PaypalEmail => !is_covered && record.paypal_email.is_none(),
        Lack::DiscordId => !has_discord,
    };
    Lack::ALL.into_iter().filter(is_lacking).collect()
}
