//! What speaks against accounts that were read completely, and how far they are believed all the same.

use std::collections::BTreeSet;

use super::notice::{Notice, NoticeKind};
use crate::change::GuardName;
use crate::vocabulary::{AccountName, PlexId};

/// How far an account is believed that something speaks against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// No loss for any user is concluded from it.
    Strict,
    /// As far as any other.
    Lifted,
}

/// Everything that speaks against accounts, in the order of the settings.
#[derive(Debug, Default)]
pub(super) struct Suspicions {
    /// Accounts of which nothing is believed because something about them is unknown.
    pub(super) unknown: Vec<AccountName>,
    pub(super) other_owners: Vec<OtherOwner>,
    pub(super) deserted: Vec<Deserted>,
    pub(super) far_fewer: Vec<FarFewer>,
}

/// The token of an account belongs to another person than before.
#[derive(Debug)]
pub(super) struct OtherOwner {
    pub(super) account: AccountName,
    pub(super) before: PlexId,
    pub(super) now: PlexId,
}

/// An account lists no users although these people are recorded on it.
#[derive(Debug)]
pub(super) struct Deserted {
    pub(super) account: AccountName,
    pub(super) recorded: BTreeSet<PlexId>,
}

/// An account lists only this many of the people recorded on it.
#[derive(Debug)]
pub(super) struct FarFewer {
    pub(super) account: AccountName,
    pub(super) listed: usize,
    pub(super) recorded: usize,
}

impl Suspicions {
    /// The guards that would have to be accepted before these accounts are believed.
    pub(super) fn guards(&self) -> BTreeSet<GuardName> {
        let Self {
            unknown: _,
            other_owners,
            deserted,
            far_fewer,
        } = self;
        let concerned = [
            (GuardName::Owner, !other_owners.is_empty()),
            (GuardName::Empty, !deserted.is_empty()),
            (GuardName::Departures, !far_fewer.is_empty()),
        ];
        let concerned = concerned.into_iter().filter(|(_, any)| *any);
        concerned.map(|(guard, _)| guard).collect()
    }

    /// All users recorded on accounts that list no users.
    pub(super) fn deserted_people(&self) -> BTreeSet<PlexId> {
        let people = self.deserted.iter().flat_map(|account| &account.recorded);
        people.copied().collect()
    }
}

impl OtherOwner {
    pub(super) fn reason(&self) -> String {
        let Self {
            account,
            before,
            now,
        } = self;
        format!(
            "the token of account `{account}` belongs to {now}, not to {before} as before \
             (/api/v2/user)"
        )
    }
}

impl Deserted {
    pub(super) fn reason(&self) -> String {
        let Self { account, recorded } = self;
        let users = match recorded.len() {
            1 => "1 recorded user is".to_owned(),
            many => format!("{many} recorded users are"),
        };
        format!("account `{account}` lists no users at /api/users, but {users} on it")
    }
}

impl FarFewer {
    /// Says that the account is unknown; `departures` would have to be accepted to believe it.
    pub(super) fn notice(&self, departures: Option<u64>) -> Notice {
        let Self {
            account,
            listed,
            recorded,
        } = self;
        let hint = match departures {
            Some(number) => {
                let guard = GuardName::Departures.word();
                format!("run again later; if they really left, use `--accept {guard}={number}`")
            }
            None => "run again later".to_owned(),
        };
        Notice {
            kind: NoticeKind::AccountUnknown,
            subject: account.to_string(),
            message: format!(
                "is not plausible: /api/users lists only {listed} of the {recorded} people \
                 recorded on these servers ({hint})"
            ),
            place: None,
        }
    }
}
