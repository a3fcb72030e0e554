//! How many changes of each sort one run may make, and how many a plan would make.

use std::collections::{BTreeMap, BTreeSet};

use crate::change::{Change, GuardName};
use crate::plan::Input;
use crate::records::schema::UserRecord;
use crate::settings::GuardLimit;
use crate::vocabulary::Handle;

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
pub(super) fn counted(changes: &[Change]) -> BTreeMap<GuardName, u64> {
    let mut guards: BTreeMap<&Handle, BTreeSet<GuardName>> = BTreeMap::new();
    for change in changes {
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
