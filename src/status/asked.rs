//! A query of the status: which users, and how far ahead.

use std::collections::BTreeSet;

use super::standing::StandingKind;
use super::user::{Lack, UserStatus};
use crate::vocabulary::{Days, Handle};

/// A query of the status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusQuery {
    /// Users who are paid for at most that many days, including the last one, count as expiring.
    pub within: Days,
    /// Which users to show; all if it is empty. One of the given standings must match, and of what is
    /// lacking too.
    pub only: BTreeSet<Only>,
    /// Only those who share this server.
    pub server: Option<Handle>,
    /// Only those who are on this plan.
    pub plan: Option<Handle>,
}

/// A kind of user to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Only {
    /// Those who stand like that.
    Standing(StandingKind),
    /// Those of whom that is lacking.
    Lack(Lack),
}

impl StatusQuery {
    /// All users.
    #[must_use]
    pub const fn all(within: Days) -> Self {
        Self {
            within,
            only: BTreeSet::new(),
            server: None,
            plan: None,
        }
    }

    /// Whether it excludes any user.
    #[must_use]
    pub fn is_all(&self) -> bool {
        let Self {
            within: _,
            only,
            server,
            plan,
        } = self;
        only.is_empty() && server.is_none() && plan.is_none()
    }

    pub(super) fn selects(&self, user: &UserStatus<'_>) -> bool {
        let shares = |server: &Handle| {
            let mut shares = user.record.plex.shares.iter();
            shares.any(|share| share.server.value == *server)
        };
        let standing = |only: &Only| match only {
            Only::Standing(kind) => Some(user.standing.kind() == *kind),
            Only::Lack(_) => None,
        };
        let lacking = |only: &Only| match only {
            Only::Standing(_) => None,
            Only::Lack(lack) => Some(user.lacks.contains(lack)),
        };
        self.server.as_ref().is_none_or(shares)
            && self
                .plan
                .as_ref()
                .is_none_or(|plan| user.plan() == Some(plan))
            && is_one_of(self.only.iter().filter_map(standing))
            && is_one_of(self.only.iter().filter_map(lacking))
    }
}

/// Whether any of the answers is yes, or none was asked for.
fn is_one_of(answers: impl Iterator<Item = bool>) -> bool {
    let mut answers = answers.peekable();
    answers.peek().is_none() || answers.any(|answer| answer)
}

impl Only {
    /// All of them, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        let standings = StandingKind::ALL.into_iter().map(Self::Standing);
        standings.chain(Lack::ALL.into_iter().map(Self::Lack))
    }

    /// Its word on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Standing(kind) => kind.word(),
            Self::Lack(lack) => lack.word(),
        }
    }

    /// Its word in JSON.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Standing(kind) => kind.word(),
            Self::Lack(lack) => lack.key(),
        }
    }

    /// The kind with that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::all().find(|only| only.word() == word)
    }
}
