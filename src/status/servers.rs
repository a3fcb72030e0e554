//! Who shares each server, and which of its libraries.

use std::collections::BTreeMap;

use super::counts::Counts;
use super::user::UserStatus;
use crate::records::schema::{LibraryChoice, LibraryRecord, Records, ServerRecord};
use crate::vocabulary::Handle;

/// A server and those who share it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerStatus<'r> {
    /// The name of the record.
    pub handle: &'r Handle,
    /// What the admins wrote.
    pub record: &'r ServerRecord,
    /// Those who share it.
    pub counts: Counts,
    /// How many of them share all libraries, those added later included.
    pub all_libraries: usize,
    /// How many of them share no library yet.
    pub no_libraries: usize,
    /// Its libraries by handle.
    pub libraries: Vec<LibraryStatus<'r>>,
}

/// A library and those who share it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryStatus<'r> {
    /// The name of the record.
    pub handle: &'r Handle,
    /// What the admins wrote.
    pub record: &'r LibraryRecord,
    /// How many people share it, by name or with all the others.
    pub users: usize,
}

/// The shares of one server.
#[derive(Debug, Default)]
struct Shares<'s, 'r> {
    users: Vec<&'s UserStatus<'r>>,
    all_libraries: usize,
    no_libraries: usize,
    by_library: BTreeMap<&'r Handle, usize>,
}

pub(super) fn servers<'r>(records: &'r Records, users: &[UserStatus<'r>]) -> Vec<ServerStatus<'r>> {
    let mut by_server = shares(users);
    let of = |(handle, record): (&'r Handle, &'r ServerRecord)| {
        let shares = by_server.remove(handle).unwrap_or_default();
        let library = |(handle, record)| LibraryStatus {
            handle,
            record,
            users: shares.all_libraries + shares.by_library.get(handle).copied().unwrap_or(0),
        };
        ServerStatus {
            handle,
            record,
            all_libraries: shares.all_libraries,
            no_libraries: shares.no_libraries,
            libraries: record.libraries.iter().map(library).collect(),
            counts: Counts::of(shares.users),
        }
    };
    records.servers.iter().map(of).collect()
}

fn shares<'s, 'r>(users: &'s [UserStatus<'r>]) -> BTreeMap<&'r Handle, Shares<'s, 'r>> {
    let mut by_server: BTreeMap<&Handle, Shares<'s, 'r>> = BTreeMap::new();
    for user in users {
        let record = user.record;
        for share in &record.plex.shares {
            let shares = by_server.entry(&share.server.value).or_default();
            shares.users.push(user);
            match &share.libraries {
                LibraryChoice::All => shares.all_libraries += 1,
                LibraryChoice::Some(chosen) if chosen.is_empty() => shares.no_libraries += 1,
                LibraryChoice::Some(chosen) => {
                    for library in chosen {
                        *shares.by_library.entry(&library.value).or_default() += 1;
                    }
                }
            }
        }
    }
    by_server
}
