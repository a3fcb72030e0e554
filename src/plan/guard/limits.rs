//! How many changes of each sort one run may make, and how many a plan would make.

use std::collections::{BTreeMap, BTreeSet};

use crate::change::{Action, Change, ChangeKind, GuardName, Subject};
use crate::plan::Input;
use crate::records::schema::UserRecord;
use crate::settings::GuardLimit;
use crate::vocabulary::{AccountName, Handle};

/// The largest number that passes among so many recorded users who share.
pub(super) fn limit(limit: GuardLimit, sharing: u64) -> u64 {
    let GuardLimit { count, percent } = limit;
    let part = u128::from(percent) * u128::from(sharing) / 100;
    count.max(u64::try_from(part).unwrap_or(u64::MAX))
}

/// How many recorded users share something: neither departed nor ignored.
pub(super) fn sharing_users(input: &Input<'_>) -> u64 {
    let ignored = |user: &UserRecord| {
        let id = user.plex.id.as_ref();
        id.is_some_and(|id| input.rules.ignore_users.contains(&id.value))
    };
    let shares = |user: &&UserRecord| {
        !user.plex.shares.is_empty() && user.plex.departed.is_none() && !ignored(user)
    };
    input.records.users.values().filter(shares).count() as u64
}

/// How many users each guard of [`GuardName::COUNTING`] counts, each user once and for one guard.
///
/// What is left of a first import is counted as little as a first import is.
pub(super) fn counted(input: &Input<'_>, changes: &[Change]) -> BTreeMap<GuardName, u64> {
    let left = left_of_first_import(input, changes);
    let is_left = |change: &Change| match change.kind() {
        ChangeKind::AddUser | ChangeKind::AddShare => {
            change.who().is_some_and(|who| left.contains(&who.user))
        }
        _ => false,
    };
    let mut guards: BTreeMap<&Handle, BTreeSet<GuardName>> = BTreeMap::new();
    for change in changes.iter().filter(|change| !is_left(change)) {
        if let (Some(who), Some(guard)) = (change.who(), change.kind().guard()) {
            guards.entry(&who.user).or_default().insert(guard);
        }
    }
    let mut counted = BTreeMap::new();
    for guards in guards.values() {
        let mut first = GuardName::COUNTING.into_iter();
        if let Some(guard) = first.find(|guard| guards.contains(guard)) {
            *counted.entry(guard).or_default() += 1;
        }
    }
    counted
}

/// The users who get a share of a server that a first import could not read: one of an account whose first import
/// lacks a part, which no recorded user shares.
fn left_of_first_import<'c>(input: &Input<'_>, changes: &'c [Change]) -> BTreeSet<&'c Handle> {
    let is_partial = |account: &AccountName| input.remembered.partial.contains(account);
    let recorded = input.records.servers.iter();
    let recorded = recorded.filter(|(_, server)| is_partial(&server.account.value));
    let mut servers: BTreeSet<&Handle> = recorded.map(|(handle, _)| handle).collect();
    servers.extend(changes.iter().filter_map(|change| {
        match (&change.subject, &change.as_edit()?.action) {
            (Subject::Server(handle), Action::AddServer { account, .. }) => {
                is_partial(account).then_some(handle)
            }
            _ => None,
        }
    }));
    for user in input.records.users.values() {
        for share in &user.plex.shares {
            servers.remove(&share.server.value);
        }
    }
    let added = changes.iter().filter(|c| c.kind() == ChangeKind::AddShare);
    added
        .filter_map(|change| match &change.subject {
            Subject::Share { who, server } if servers.contains(server) => Some(&who.user),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_the_larger_of_count_and_share_rounded_down() {
        let cases = [
            ((1, 20), 0, 1),
            ((1, 20), 9, 1),
            ((1, 20), 10, 2),
            ((1, 20), 14, 2),
            ((1, 20), 15, 3),
            ((0, 0), 1_000, 0),
            ((0, 100), 7, 7),
            ((5, 30), 19, 5),
            ((5, 30), 20, 6),
            ((u64::MAX, 0), 1, u64::MAX),
            ((0, u64::MAX), u64::MAX, u64::MAX),
        ];
        for ((count, percent), sharing, expected) in cases {
            let setting = GuardLimit { count, percent };
            assert_eq!(
                limit(setting, sharing),
                expected,
                "{setting:?} of {sharing}"
            );
        }
    }
}
