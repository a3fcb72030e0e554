//! What `plexmgr.toml` says, checked.
//!
//! [`Settings::parse`] is pure: a text goes in, settings or every problem of the text come out.
//! Tokens never stand in the file; [`TokenSource`] says where they are kept and [`Token`] holds one
//! without ever printing it.

mod accounts;
mod fields;
mod json_schema;
mod notices;
mod read;
mod sources;
mod token;
mod token_command;

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::problem::Problems;
use crate::vocabulary::json_schema::AnyDigits;
use crate::vocabulary::{AccountName, Class, MachineId, PlexId, folded};

pub use notices::NOTICE_KINDS;
pub use sources::{
    AmountColumns, AmountShape, CsvSettings, CurrencyColumn, DateColumn, DateOrder, Encoding,
    FilePattern, IdColumn, Marker, PayerColumns, PaypalCsvSettings, PaypalSettings, RowPattern,
    SkippedRows, SourceKind, SourceSettings, StatusColumn,
};
pub use token::{Token, TokenError, Unusable};
pub use token_command::CommandLimits;

/// The file of the settings, in the household's folder.
pub const FILE_NAME: &str = "plexmgr.toml";

/// The only version of the settings this program reads.
pub const VERSION: u64 = 1;

/// Everything `plexmgr.toml` says, defaults filled in.
///
/// Editors show the doc comment of a field to the author of the file.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Settings {
    /// The version of the shape of this file. This plexmgr reads version 1.
    #[schemars(extend("const" = VERSION))]
    pub version: u64,
    /// The time zone of the household, as an IANA name: days begin and end there.
    #[schemars(with = "json_schema::TimeZone", default = "json_schema::utc")]
    pub timezone: Tz,
    /// What this household calls itself towards Plex: a UUID. `plexmgr init` writes one; keep it.
    #[schemars(with = "json_schema::ClientId")]
    pub client_id: Uuid,
    /// Where the records are.
    #[schemars(default)]
    pub records: RecordsSettings,
    /// Where the store and the history are.
    #[schemars(default)]
    pub state: StateSettings,
    /// How people are imported.
    #[schemars(default)]
    pub import: ImportSettings,
    /// The Plex accounts that are asked, each with a name of its own; at least one.
    #[schemars(rename = "account", length(min = 1))]
    pub accounts: Vec<AccountSettings>,
    /// Where payments are read from, each source with a name of its own.
    #[schemars(rename = "source", default)]
    pub sources: Vec<SourceSettings>,
    /// How payments are understood.
    #[schemars(default)]
    pub payments: PaymentSettings,
    /// How plex.tv is asked.
    #[schemars(default)]
    pub plex: PlexSettings,
    /// How much may change in one run before it looks like an accident.
    #[schemars(default)]
    pub guards: GuardSettings,
    /// Which notices are shown.
    #[schemars(default)]
    pub notices: NoticeSettings,
}

impl Settings {
    /// Reads the text of a settings file called `file_name`.
    ///
    /// # Errors
    /// Every problem of the text, with its place.
    pub fn parse(file_name: &str, text: &str) -> Result<Self, Problems> {
        read::settings(file_name, text)
    }

    /// The names of all environment variables that hold tokens.
    #[must_use]
    pub fn token_variables(&self) -> Vec<String> {
        let accounts = self.accounts.iter().map(|account| &account.token);
        let secrets = self.sources.iter().flat_map(SourceSettings::secrets);
        let variables = accounts.chain(secrets).filter_map(|source| match source {
            TokenSource::Env(name) => Some(name.clone()),
            TokenSource::File(_) | TokenSource::Command(_) => None,
        });
        variables.collect()
    }
}

/// Where the records are: `[records]`.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(default, deny_unknown_fields)]
pub struct RecordsSettings {
    /// The folder of the records, relative to the household, with `/` between its parts.
    #[schemars(with = "json_schema::Folder")]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// One file per user: `users/<handle>.yaml`.
    FilePerUser,
    /// All users in one file: `users.yaml`.
    SingleFile,
}

/// Where the store and the history are: `[state]`.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(default, deny_unknown_fields)]
pub struct StateSettings {
    /// The folder of the state, relative to the household, with `/` between its parts.
    #[schemars(with = "json_schema::Folder")]
    pub path: String,
}

impl Default for StateSettings {
    fn default() -> Self {
        Self {
            path: "state".to_owned(),
        }
    }
}

/// How people are imported: `[import]`.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(default, deny_unknown_fields)]
pub struct ImportSettings {
    /// The class of imported users.
    pub class: Class,
    /// What becomes of the members of a Plex Home, managed ones included.
    pub home_users: HomeUsers,
    /// People who are never imported, by their numeric Plex ids.
    #[schemars(with = "Vec<AnyDigits>", default)]
    pub ignore_users: BTreeSet<PlexId>,
    /// Servers that are never recorded, by their machine identifiers.
    #[schemars(with = "Vec<MachineId>")]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HomeUsers {
    /// They are mentioned and not imported.
    Skip,
    /// They are imported and need payments.
    Standard,
    /// They are imported and always active.
    Permanent,
}

/// A Plex account: `[[account]]`.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AccountSettings {
    /// Your own name for the account; no other account has it.
    pub name: AccountName,
    /// Where its token is kept.
    pub token: TokenSource,
}

/// Where a token or another secret is kept. The secret itself is never in this file.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum TokenSource {
    /// In the environment variable of this name.
    Env(#[schemars(with = "json_schema::Variable")] String),
    /// In this file, seen from the household unless the path begins with `/`.
    File(#[schemars(with = "json_schema::TokenFile")] PathBuf),
    /// Printed by this program, given with its arguments.
    Command(#[schemars(with = "json_schema::CommandLine")] Vec<String>),
}

/// How payments are understood: `[payments]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(default, deny_unknown_fields)]
pub struct PaymentSettings {
    /// How many days after its last day a period is still continued by the next payment; a later payment starts
    /// on the day it is paid. Users are past grace after that many days.
    #[schemars(range(max = 366))]
    pub grace_days: u32,
}

impl Default for PaymentSettings {
    fn default() -> Self {
        Self { grace_days: 7 }
    }
}

/// How plex.tv is asked: `[plex]`.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(default, deny_unknown_fields)]
pub struct PlexSettings {
    /// Where plex.tv is, for tests and proxies: an `http` or `https` address without user name,
    /// password, `?` and `#`.
    #[schemars(with = "json_schema::Address")]
    pub url: String,
    /// How many requests of one account may be under way at once.
    #[schemars(range(min = 1, max = 64))]
    pub concurrency: usize,
    /// How many seconds one exchange may take at most.
    #[schemars(range(min = 1, max = 600))]
    pub timeout_seconds: u64,
    /// How often a failed read is repeated.
    #[schemars(range(max = 20))]
    pub retries: u32,
    /// How many seconds a run may wait for Plex, token commands and other runs in all. Time at a question
    /// does not count, and nothing that is being written is cut short.
    #[schemars(range(min = 1, max = 86_400))]
    pub deadline_seconds: u64,
}

impl Default for PlexSettings {
    fn default() -> Self {
        Self {
            url: "https://plex.tv".to_owned(),
            concurrency: 8,
            timeout_seconds: 30,
            retries: 4,
            deadline_seconds: 300,
        }
    }
}

/// How many changes of a kind one run may make: `[guards]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(default, deny_unknown_fields)]
pub struct GuardSettings {
    /// People who share nothing any more.
    pub departures: GuardLimit,
    /// People who become users.
    pub imports: GuardLimit,
    /// Users whose Plex facts change.
    pub updates: GuardLimit,
    /// Users whose last paid day moves by more than two periods.
    pub payments: GuardLimit,
    /// Users whose money is given back or disputed.
    pub refunds: GuardLimit,
}

impl Default for GuardSettings {
    fn default() -> Self {
        let limit = |count, percent| GuardLimit { count, percent };
        Self {
            departures: limit(1, 10),
            imports: limit(5, 20),
            updates: limit(5, 30),
            payments: limit(2, 5),
            refunds: limit(2, 10),
        }
    }
}

/// How many changes of a kind one run may make: the larger of `count` and `percent`. Only more is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, transform = json_schema::without_required)]
pub struct GuardLimit {
    /// That many, however large the household is.
    #[schemars(range(max = 1_000_000))]
    pub count: u64,
    /// That share of the recorded users who share something, in percent, rounded down.
    #[schemars(range(max = 100))]
    pub percent: u64,
}

/// Which notices are shown: `[notices]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, JsonSchema)]
#[schemars(default, deny_unknown_fields)]
pub struct NoticeSettings {
    /// Notices that are known and only counted: a kind, such as `friend_without_share`, or a kind and a subject as the
    /// notice names it, such as `pending_invitation:late.responder`.
    #[schemars(with = "Vec<json_schema::SilencedNotice>")]
    pub silence: Vec<SilencedNotice>,
}

/// A notice that is only counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SilencedNotice {
    /// The word of its kind.
    pub kind: String,
    /// Who or what it is about; `None`: all notices of the kind.
    pub subject: Option<String>,
}

impl SilencedNotice {
    /// Whether a notice of this kind about this subject is meant. The case of the subject does not count.
    #[must_use]
    pub fn fits(&self, kind: &str, subject: &str) -> bool {
        let is_subject = |wanted: &String| folded(wanted) == folded(subject);
        self.kind == kind && self.subject.as_ref().is_none_or(is_subject)
    }
}
