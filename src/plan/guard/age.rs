//! Whether what Plex says is older than what an earlier run was decided by.
//!
//! A snapshot may be read long after it was taken. Whatever came to Plex since, and was recorded by a newer run, is
//! missing in it, and would be taken away again. So nothing is taken away by accounts of which a run knew more.

use std::collections::BTreeSet;

use crate::change::{Change, ChangeKind, GuardName};
use crate::plan::{Input, Notice, NoticeKind};
use crate::sources::plex::AccountOutcome;
use crate::vocabulary::{AccountName, Moment, Timestamp};

const SECONDS_PER_DAY: u64 = 24 * 3_600;

/// Where what Plex says comes from, and when it was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Taken {
    /// From Plex, in this run.
    #[default]
    Now,
    /// From a snapshot, taken at that time, if it says so.
    Snapshot(Option<Timestamp>),
}

/// How old a snapshot is, compared with the runs that were applied.
#[derive(Debug, Default)]
pub(in crate::plan) struct Age<'a> {
    /// How many days it is older than the newest data of an account, rounded up; 0 if it is not older, or not dated.
    pub(in crate::plan) days: u64,
    /// Accounts by which nothing is taken away.
    pub(in crate::plan) outdated: BTreeSet<&'a AccountName>,
    /// When the snapshot was taken.
    taken: Option<Timestamp>,
    /// The newest data of these accounts.
    newest: Option<Moment>,
}

impl<'a> Age<'a> {
    pub(in crate::plan) fn of(input: &Input<'a>) -> Self {
        let Taken::Snapshot(taken) = input.rules.taken else {
            return Self::default();
        };
        let mut age = Self {
            taken,
            ..Self::default()
        };
        for reading in &input.observed.accounts {
            let newest = input.remembered.taken.get(&reading.account);
            let is_older = |newest: &&Moment| taken.is_none_or(|taken| taken < newest.0);
            let newest = newest.filter(is_older).copied();
            if newest.is_some() && matches!(reading.outcome, AccountOutcome::Read(_)) {
                age.outdated.insert(&reading.account);
                age.newest = age.newest.max(newest);
            }
        }
        if let (Some(taken), Some(Moment(newest))) = (taken, age.newest) {
            age.days = newest.0.abs_diff(taken.0).div_ceil(SECONDS_PER_DAY);
            if input.rules.accepted.number(GuardName::Age) == Some(age.days) {
                age.outdated.clear();
            }
        }
        age
    }

    /// A notice for each change that was `wanted` and takes something away that the `made` changes do not.
    pub(in crate::plan) fn left_out(&self, wanted: &[Change], made: &[Change]) -> Vec<Notice> {
        let wanted = wanted.iter().filter(|change| takes_away(change));
        let left_out = wanted.filter(|change| !made.contains(change));
        left_out.map(|change| self.notice(change)).collect()
    }

    fn notice(&self, change: &Change) -> Notice {
        let newest = self.newest.map(|newest| newest.to_string());
        let newest = newest.unwrap_or_default();
        let (taken, accept) = match self.taken {
            Some(taken) => (
                format!("was taken at {taken}, before what a run read at {newest}"),
                format!(
                    ", or use `--accept {}={}`",
                    GuardName::Age.word(),
                    self.days
                ),
            ),
            None => (
                format!("does not say when it was taken, and a run read Plex at {newest}"),
                String::new(),
            ),
        };
        Notice {
            kind: NoticeKind::SnapshotOutdated,
            subject: change.subject.to_string(),
            message: format!(
                "`{}` is left out, because the snapshot {taken}; take a new snapshot{accept}",
                change.kind().word()
            ),
            place: None,
        }
    }
}

/// Whether it takes something away from a user or a server.
fn takes_away(change: &Change) -> bool {
    matches!(
        change.kind(),
        ChangeKind::DepartUser
            | ChangeKind::RelinkUser
            | ChangeKind::RemoveShare
            | ChangeKind::RemoveLibrary
            | ChangeKind::UpdateShare
    )
}
