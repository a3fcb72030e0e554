//! What `plexmgr.toml` says, checked.
//!
//! [`Settings::parse`] is pure: a text goes in, settings or every problem of the text come out.
//! Tokens never stand in the file; [`TokenSource`] says where they are kept and [`Token`] holds one
//! without ever printing it.

mod accounts;
mod fields;
mod read;
mod token;

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono_tz::Tz;
use uuid::Uuid;

use crate::problem::Problems;
use crate::records::schema::Class;
use crate::vocabulary::{AccountName, MachineId, PlexId};

pub use token::{Token, TokenError, Unusable};

/// The file of the settings, in the household's folder.
pub const FILE_NAME: &str = "plexmgr.toml";

/// The only version of the settings this program reads.
pub const VERSION: u64 = 1;

/// Everything `plexmgr.toml` says, defaults filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The version of the file's shape; always [`VERSION`].
    pub version: u64,
    /// The zone in which instants become calendar days; UTC unless written.
    pub timezone: Tz,
    /// What this household calls itself towards Plex.
    pub client_id: Uuid,
    /// Where the records are.
    pub records: RecordsSettings,
    /// Where the store is.
    pub state: StateSettings,
    /// How people are imported.
    pub import: ImportSettings,
    /// The Plex accounts, in the order written; at least one.
    pub accounts: Vec<AccountSettings>,
    /// How plex.tv is asked.
    pub plex: PlexSettings,
    /// When a change set looks like an accident.
    pub guards: GuardSettings,
}

impl Settings {
    /// Reads the text of a settings file called `file_name`.
    ///
    /// # Errors
    /// Every problem of the text, with its place.
    pub fn parse(file_name: &str, text: &str) -> Result<Self, Problems> {
        read::settings(file_name, text)
    }
}

/// `[records]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordsSettings {
    /// The folder, relative to the household, with `/` between its parts.
    pub path: String,
    /// Where imported users are written; both layouts are read.
    pub layout: Layout,
}

impl Default for RecordsSettings {
    fn default() -> Self {
        Self {
            path: "records".to_owned(),
            layout: Layout::FilePerUser,
        }
    }
}

/// How users are spread over files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `users/<handle>.yaml`
    FilePerUser,
    /// `users.yaml`
    SingleFile,
}

/// `[state]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateSettings {
    /// The folder, relative to the household, with `/` between its parts.
    pub path: String,
}

impl Default for StateSettings {
    fn default() -> Self {
        Self {
            path: "state".to_owned(),
        }
    }
}

/// `[import]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportSettings {
    /// The class of imported users.
    pub class: Class,
    /// What becomes of Plex Home members.
    pub home_users: HomeUsers,
    /// People that are never imported.
    pub ignore_users: BTreeSet<PlexId>,
    /// Servers that are never recorded.
    pub ignore_servers: BTreeSet<MachineId>,
}

impl Default for ImportSettings {
    fn default() -> Self {
        Self {
            class: Class::Standard,
            home_users: HomeUsers::Skip,
            ignore_users: BTreeSet::new(),
            ignore_servers: BTreeSet::new(),
        }
    }
}

/// What becomes of Plex Home members, managed ones included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HomeUsers {
    /// They are mentioned and not imported.
    Skip,
    /// They are imported as [`Class::Standard`].
    Standard,
    /// They are imported as [`Class::Permanent`].
    Permanent,
}

/// `[[account]]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSettings {
    /// The admin's own name for the account; unique.
    pub name: AccountName,
    /// Where its token is kept.
    pub token: TokenSource,
}

/// Where the token of an account is kept; never the token itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenSource {
    /// In this environment variable.
    Env(String),
    /// In this file, relative to the household unless absolute.
    File(PathBuf),
    /// Printed by this program, given with its arguments; never empty.
    Command(Vec<String>),
}

/// `[plex]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlexSettings {
    /// An `http` or `https` address without credentials, query and trailing `/`.
    pub url: String,
    /// Requests in flight at once, over all accounts.
    pub concurrency: usize,
    /// The longest one exchange may take.
    pub timeout_seconds: u64,
    /// How often a failed read is repeated.
    pub retries: u32,
}

impl Default for PlexSettings {
    fn default() -> Self {
        Self {
            url: "https://plex.tv".to_owned(),
            concurrency: 8,
            timeout_seconds: 30,
            retries: 4,
        }
    }
}

/// `[guards]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuardSettings {
    /// People who share nothing any more.
    pub departures: GuardLimit,
    /// People who become users.
    pub imports: GuardLimit,
    /// Users whose Plex facts change.
    pub updates: GuardLimit,
}

impl Default for GuardSettings {
    fn default() -> Self {
        let limit = |count, percent| GuardLimit { count, percent };
        Self {
            departures: limit(1, 20),
            imports: limit(5, 20),
            updates: limit(5, 30),
        }
    }
}

/// How many changes of a kind one run may make: the larger of both values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuardLimit {
    /// That many at any size.
    pub count: u64,
    /// That share of the recorded users who share, 0 to 100, rounded down.
    pub percent: u64,
}
