//! How many people there are of each kind.

use schemars::JsonSchema;
use serde::Serialize;

use super::standing::StandingKind;
use super::user::{Lack, UserStatus};

/// How many people there are of each kind. Each user has exactly one of the five standings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "CountsDocument")]
pub struct Counts {
    /// All of them.
    pub users: usize,
    /// Covered by no payment.
    pub expired: usize,
    /// Paid for, but not for longer than `expiring_within_days`.
    pub expiring: usize,
    /// Paid for beyond that.
    pub active: usize,
    /// In need of no payment.
    pub permanent: usize,
    /// Gone.
    pub departed: usize,
    /// With a share on at least one server.
    pub sharing: usize,
    /// Whose payment in force, or last payment, is a guess of the import.
    pub unconfirmed: usize,
    /// Without a PayPal e-mail.
    pub no_paypal: usize,
    /// Without a Discord id.
    pub no_discord: usize,
}

impl Counts {
    pub(super) fn of<'s, 'r: 's>(users: impl IntoIterator<Item = &'s UserStatus<'r>>) -> Self {
        let mut counts = Self::default();
        for user in users {
            counts.add(user);
        }
        counts
    }

    fn add(&mut self, user: &UserStatus<'_>) {
        self.users += 1;
        self.sharing += usize::from(user.shares());
        *self.standing_mut(user.standing.kind()) += 1;
        for lack in &user.lacks {
            match lack {
                Lack::Confirmation => self.unconfirmed += 1,
                Lack::PaypalEmail => self.no_paypal += 1,
                Lack::DiscordId => self.no_discord += 1,
            }
        }
    }

    /// How many have that standing.
    #[must_use]
    pub fn standing(mut self, kind: StandingKind) -> usize {
        *self.standing_mut(kind)
    }

    fn standing_mut(&mut self, kind: StandingKind) -> &mut usize {
        match kind {
            StandingKind::Expired => &mut self.expired,
            StandingKind::Expiring => &mut self.expiring,
            StandingKind::Active => &mut self.active,
            StandingKind::Permanent => &mut self.permanent,
            StandingKind::Departed => &mut self.departed,
        }
    }
}
