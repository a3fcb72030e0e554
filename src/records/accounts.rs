//! Accounts that are in the records and not in the settings.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::schema::Records;
use crate::vocabulary::{AccountName, Handle, Place, counted};

/// An account that recorded servers belong to and that is never asked: nothing about them changes any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unconfigured {
    /// The account.
    pub account: AccountName,
    /// Where the records name it first.
    pub place: Place,
    /// How many servers belong to it.
    pub servers: usize,
    /// How many users share one of them.
    pub users: usize,
}

impl fmt::Display for Unconfigured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "is in the records but not in the settings: {} and {} are not updated",
            counted(self.servers, "server"),
            counted(self.users, "user")
        )
    }
}

/// What to do about one.
pub const CONFIGURE: &str =
    "add the account to the settings, or change `account` of its servers in servers.yaml";

/// Every account that servers in the records belong to and that is not `configured`, by name.
#[must_use]
pub fn unconfigured(records: &Records, configured: &[AccountName]) -> Vec<Unconfigured> {
    let mut found: BTreeMap<&AccountName, Unconfigured> = BTreeMap::new();
    let mut account_of: BTreeMap<&Handle, &AccountName> = BTreeMap::new();
    for (handle, server) in &records.servers {
        let account = &server.account.value;
        if configured.contains(account) {
            continue;
        }
        account_of.insert(handle, account);
        let entry = found.entry(account).or_insert_with(|| Unconfigured {
            account: account.clone(),
            place: server.account.place.clone(),
            servers: 0,
            users: 0,
        });
        entry.servers += 1;
    }
    if found.is_empty() {
        return Vec::new();
    }
    for user in records.users.values() {
        let shares = user.plex.shares.iter();
        let accounts: BTreeSet<&AccountName> = shares
            .filter_map(|share| account_of.get(&share.server.value).copied())
            .collect();
        for account in accounts {
            if let Some(entry) = found.get_mut(account) {
                entry.users += 1;
            }
        }
    }
    found.into_values().collect()
}
