//! What plex.tv said, and what sources of transactions list if that is wanted, as a file: written by `snapshot`, read by
//! `--observed`.
//!
//! Pure: text in, [`Snapshot`] out, and back. The types hold no token, so no file can. Equal
//! observations give equal bytes.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::error::Category;

use super::{AccountFacts, AccountOutcome, Observed, Person, SharedLibraries, order};
use crate::sources::{SourceOutcome, SourceReading};
use crate::vocabulary::{Moment, Timestamp};

/// The version of the shape. A new optional key raises the minor number, anything else the major.
pub const FORMAT_VERSION: &str = "1.5";
/// The largest snapshot that is read, in bytes.
pub const MOST_BYTES: usize = 64 << 20;

/// Why a file is not a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// More than [`MOST_BYTES`].
    #[error("a snapshot has at most {} MiB", MOST_BYTES >> 20)]
    TooLarge,
    /// Not JSON, or not this JSON.
    #[error("not a snapshot: {0}")]
    Shape(String),
    /// Written by a plexmgr whose snapshots mean something else.
    #[error("format version `{0}` is not supported; this plexmgr reads {FORMAT_VERSION}")]
    Version(String),
    /// The same id twice in one list.
    #[error("{what} `{id}` is listed twice{}", place(.account.as_deref()))]
    Duplicate {
        /// What is listed.
        what: &'static str,
        /// Its id.
        id: String,
        /// The account it belongs to.
        account: Option<String>,
    },
    /// Something refers to what is not there, or is empty where it must not be.
    #[error("{0}")]
    Contradiction(String),
}

fn place(account: Option<&str>) -> String {
    account
        .map(|name| format!(" in account `{name}`"))
        .unwrap_or_default()
}

/// What plex.tv said at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// When plex.tv was asked; earlier versions did not write it.
    pub taken: Option<Timestamp>,
    /// What every account said.
    pub observed: Observed,
    /// What sources of transactions list, if they were saved.
    pub sources: Option<Vec<SourceReading>>,
}

#[derive(Serialize)]
struct SnapshotToWrite<'o> {
    format_version: &'static str,
    plexmgr: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    taken: Option<Moment>,
    #[serde(flatten)]
    observed: &'o Observed,
    #[serde(skip_serializing_if = "Option::is_none")]
    sources: Option<&'o [SourceReading]>,
}

/// What Plex said at one moment, without any token: written by `plexmgr snapshot`, read by `--observed`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SnapshotDocument {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(pattern("^1([.]|$)"), example = &FORMAT_VERSION)]
    format_version: String,
    /// The version of plexmgr that wrote this.
    #[serde(rename = "plexmgr")]
    _plexmgr: String,
    /// When Plex was asked; earlier versions did not write it.
    #[serde(default)]
    #[schemars(with = "Moment")]
    taken: Option<Moment>,
    /// One reading per account that was asked, each account once.
    accounts: Vec<super::AccountReading>,
    /// What each source of transactions lists, each source once, with names and addresses of payers; only written by
    /// `snapshot --sources`. Sources that are here are not read when a plan is made from this.
    #[serde(default)]
    sources: Option<Vec<SourceReading>>,
}

/// Only the version, so that a file of another version is named as such.
#[derive(Deserialize)]
struct Version {
    format_version: String,
    /// Only a saved plan has them.
    changes: Option<IgnoredAny>,
}

/// The text of a snapshot that was taken then, with a final newline.
#[must_use]
pub fn to_json(
    observed: &Observed,
    taken: Option<Timestamp>,
    sources: Option<&[SourceReading]>,
) -> String {
    let written = SnapshotToWrite {
        format_version: FORMAT_VERSION,
        plexmgr: env!("CARGO_PKG_VERSION"),
        taken: taken.map(Moment),
        observed,
        sources,
    };
    let mut text =
        serde_json::to_string_pretty(&written).expect("structs with text keys always become JSON");
    text.push('\n');
    text
}

/// Reads a snapshot back; lists in another order are put in order.
///
/// # Errors
/// When the bytes are not a snapshot of a known version, or say something impossible.
pub fn from_json(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
    if bytes.len() > MOST_BYTES {
        return Err(SnapshotError::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let version: Version = shaped(bytes)?;
    if version.changes.is_some() {
        let plan = "it is a plan; `plexmgr apply` and `plexmgr show` take one that was saved";
        return Err(SnapshotError::Shape(plan.to_owned()));
    }
    let known = FORMAT_VERSION.split('.').next();
    if version.format_version.split('.').next() != known {
        return Err(SnapshotError::Version(shown(&version.format_version)));
    }
    let read: SnapshotDocument = shaped(bytes)?;
    if read.format_version.is_empty() {
        return Err(SnapshotError::Version(String::new()));
    }
    let mut observed = Observed {
        accounts: read.accounts,
    };
    for reading in &mut observed.accounts {
        let account = shown(reading.account.as_str());
        match &mut reading.outcome {
            AccountOutcome::Read(facts) => {
                order::sort(facts);
                check(facts, &account)?;
            }
            AccountOutcome::Unknown(doubts) if doubts.is_empty() => {
                let problem = format!("account `{account}` is unknown without a reason");
                return Err(SnapshotError::Contradiction(problem));
            }
            AccountOutcome::Unknown(_) => {}
        }
    }
    let names = observed.accounts.iter().map(|r| shown(r.account.as_str()));
    once("account", names, None)?;
    check_sources(read.sources.as_deref().unwrap_or_default())?;
    Ok(Snapshot {
        taken: read.taken.map(|Moment(taken)| taken),
        observed,
        sources: read.sources,
    })
}

fn shaped<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, SnapshotError> {
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(SnapshotError::Shape(
            "it does not begin with `{`".to_owned(),
        ));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut reader);
    let read = read.map_err(|error| misshapen(&error.path().to_string(), error.inner()))?;
    reader.end().map_err(|error| misshapen(".", &error))?;
    Ok(read)
}

/// What is wrong with the JSON at `path`.
fn misshapen(path: &str, error: &serde_json::Error) -> SnapshotError {
    let (line, column) = (error.line(), error.column());
    SnapshotError::Shape(match error.classify() {
        Category::Eof => format!("it ends early, in line {line}"),
        Category::Syntax | Category::Io => format!("line {line}, column {column} is not JSON"),
        Category::Data if path == "." => shown(&error.to_string()),
        Category::Data => format!("`{}`: {}", shown(path), shown(&error.to_string())),
    })
}

fn check(facts: &AccountFacts, account: &str) -> Result<(), SnapshotError> {
    let inside = Some(account);
    refuse_zero(facts, account)?;
    let servers = facts.servers.iter();
    once(
        "server",
        servers.clone().map(|s| s.machine_id.to_string()),
        inside,
    )?;
    for server in servers {
        let ids = server
            .libraries
            .iter()
            .map(|library| library.id.to_string());
        once("library", ids, inside)?;
    }
    once(
        "person",
        facts.people.iter().map(|p| p.id.to_string()),
        inside,
    )?;
    facts
        .people
        .iter()
        .try_for_each(|person| check_person(person, facts, account))
}

/// Plex numbers nothing with 0; where it stands, an id is missing.
fn refuse_zero(facts: &AccountFacts, account: &str) -> Result<(), SnapshotError> {
    let people = facts.people.iter().map(|person| ("a person", person.id.0));
    let invited = facts
        .invitations
        .iter()
        .filter_map(|invitation| invitation.id);
    let libraries = facts.servers.iter().flat_map(|server| &server.libraries);
    let mut ids = std::iter::once(("the owner", facts.owner.id.0))
        .chain(people)
        .chain(invited.map(|id| ("an invited person", id.0)))
        .chain(libraries.map(|library| ("a library", library.id.0)));
    match ids.find(|(_, id)| *id == 0) {
        Some((what, _)) => {
            let problem = format!("{what} of account `{account}` has the id `0`");
            Err(SnapshotError::Contradiction(problem))
        }
        None => Ok(()),
    }
}

/// Refuses a source that is listed twice, and a transaction of another account.
fn check_sources(sources: &[SourceReading]) -> Result<(), SnapshotError> {
    let names = sources.iter().map(|reading| reading.source.to_string());
    once("source", names, None)?;
    for SourceReading {
        source,
        account,
        outcome,
    } in sources
    {
        let SourceOutcome::Read(listing) = outcome else {
            continue;
        };
        let mut keys = listing.transactions.iter().map(|one| &one.key);
        if let Some(key) = keys.find(|key| key.account != *account) {
            let key = shown(&key.to_string());
            let problem = format!("source `{source}` lists `{key}`, which is of another account");
            return Err(SnapshotError::Contradiction(problem));
        }
    }
    Ok(())
}

fn check_person(person: &Person, facts: &AccountFacts, account: &str) -> Result<(), SnapshotError> {
    let contradiction = |problem: String| {
        let problem = format!("{problem} in account `{account}`");
        Err(SnapshotError::Contradiction(problem))
    };
    if person.id == facts.owner.id {
        return contradiction(format!("the owner {} is among the people", person.id));
    }
    let servers = person.shares.iter().map(|share| share.server.to_string());
    once("share", servers, Some(account))?;
    for share in &person.shares {
        if facts.servers.iter().all(|s| s.machine_id != share.server) {
            return contradiction(format!(
                "person {} shares `{}`, which is not a server",
                person.id, share.server
            ));
        }
        if let SharedLibraries::Some(ids) = &share.libraries {
            once(
                "library",
                ids.iter().map(ToString::to_string),
                Some(account),
            )?;
        }
    }
    Ok(())
}

fn once(
    what: &'static str,
    ids: impl Iterator<Item = String>,
    account: Option<&str>,
) -> Result<(), SnapshotError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if seen.contains(&id) {
            let account = account.map(str::to_owned);
            return Err(SnapshotError::Duplicate { what, id, account });
        }
        seen.insert(id);
    }
    Ok(())
}

/// A text of the file in an error: without control characters.
fn shown(text: &str) -> String {
    text.chars()
        .flat_map(|character| {
            let escaped = character.is_control().then(|| character.escape_default());
            let plain = escaped.is_none().then_some(character);
            escaped.into_iter().flatten().chain(plain)
        })
        .collect()
}

#[cfg(test)]
mod tests;
