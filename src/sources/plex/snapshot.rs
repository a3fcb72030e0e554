//! What plex.tv said, and what sources of transactions list if that is wanted, as a file: written by `snapshot`, read by
//! `--observed`.
//!
//! Pure: text in, [`Snapshot`] out, and back. The types hold no token, so no file can. Equal
//! observations give equal bytes.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AccountFacts, AccountOutcome, Observed, Person, SharedLibraries, order};
use crate::sources::{SourceOutcome, SourceReading};
use crate::vocabulary::{Moment, Timestamp};

/// The version of the shape. A new optional key raises the minor number, anything else the major.
pub const FORMAT_VERSION: &str = "1.4";
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
    serde_json::from_slice(bytes).map_err(|error| SnapshotError::Shape(shown(&error.to_string())))
}

fn check(facts: &AccountFacts, account: &str) -> Result<(), SnapshotError> {
    let inside = Some(account);
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
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sources::plex::documents::samples;
    use crate::sources::plex::{AccountReading, FactName, FailureReport, facts};
    use crate::vocabulary::AccountName;

    fn observed() -> Observed {
        let unknown = FailureReport {
            fact: FactName::Owner,
            endpoint: "/api/v2/user".into(),
            server: None,
            person: None,
            reason: "status 401 Unauthorized".into(),
            hint: None,
            if_it_stays: None,
        };
        let outcomes = [
            (
                "main",
                AccountOutcome::Read(facts::of(
                    samples::account_a(),
                    Vec::new(),
                    &AccountName::new("main"),
                )),
            ),
            ("attic", AccountOutcome::Unknown(vec![unknown])),
        ];
        let accounts = outcomes.map(|(name, outcome)| AccountReading {
            account: AccountName::new(name),
            outcome,
        });
        Observed {
            accounts: accounts.into(),
        }
    }

    /// 2026-11-22T00:00:00Z.
    const TAKEN: Option<Timestamp> = Some(Timestamp(1_795_305_600));

    fn saved() -> Snapshot {
        Snapshot {
            taken: TAKEN,
            observed: observed(),
            sources: None,
        }
    }

    /// The sample with one text replaced, read back.
    fn edited(from: &str, to: &str) -> Result<Snapshot, SnapshotError> {
        let text = to_json(&observed(), TAKEN, None);
        assert!(text.contains(from), "{from}");
        from_json(text.replacen(from, to, 1).as_bytes())
    }

    #[test]
    fn what_was_saved_is_read_back() {
        let text = to_json(&observed(), TAKEN, None);
        assert!(text.starts_with("{\n  \"format_version\": \"1.4\",\n  \"plexmgr\""));
        assert!(text.ends_with("}\n"));
        assert_eq!(from_json(text.as_bytes()), Ok(saved()));
    }

    /// A source that lists a payment, and one that could not be read.
    fn sources() -> Vec<SourceReading> {
        let transaction = serde_json::json!({
            "key": "paypal/T1", "has_own_id": true, "at": 1_795_000_000, "has_time": true,
            "amount": "5.00 EUR", "fee": "-0.52 EUR", "state": "settled", "nature": "payment",
            "type_text": "T0006", "payer": {"email": "wren@example.org"}, "subscription": "I-1",
            "place": {"file": "statements/a.csv", "row": 2},
        });
        let listing = serde_json::json!({
            "transactions": [transaction], "problems": [], "remarks": [], "reaches_to": null, "rows": 1,
        });
        let doubt = serde_json::json!({"read": "a.csv", "reason": "torn", "now": "look", "if_it_stays": "ask"});
        let readings = serde_json::json!([
            {"source": "paypal", "account": "paypal", "outcome": {"read": listing}},
            {"source": "bank", "account": "bank", "outcome": {"unknown": doubt}},
        ]);
        serde_json::from_value(readings).expect("two readings")
    }

    #[test]
    fn sources_are_saved_and_read_back_and_checked() {
        let text = to_json(&observed(), TAKEN, Some(&sources()));
        let read = from_json(text.as_bytes()).expect("a snapshot");
        assert_eq!(read.sources, Some(sources()));
        let text = to_json(&observed(), TAKEN, Some(&[]));
        assert_eq!(
            from_json(text.as_bytes()).expect("one").sources,
            Some(Vec::new())
        );
        let mut twice = sources();
        twice[1].source = "paypal".parse().expect("a name");
        let refused = from_json(to_json(&observed(), TAKEN, Some(&twice)).as_bytes());
        assert_eq!(
            refused.expect_err("twice").to_string(),
            "source `paypal` is listed twice"
        );
        let mut foreign = sources();
        foreign[0].account = "other".parse().expect("a name");
        let refused = from_json(to_json(&observed(), TAKEN, Some(&foreign)).as_bytes());
        let expected = "source `paypal` lists `paypal/T1`, which is of another account";
        assert_eq!(refused.expect_err("foreign").to_string(), expected);
    }

    #[test]
    fn lists_in_another_order_are_put_in_order() {
        let mut turned = observed();
        if let AccountOutcome::Read(facts) = &mut turned.accounts[0].outcome {
            facts.people.reverse();
            facts.servers.reverse();
        }
        assert_eq!(
            from_json(to_json(&turned, TAKEN, None).as_bytes()),
            Ok(saved())
        );
    }

    #[test]
    fn versions_that_mean_something_else_are_named() {
        let newer = edited("\"1.4\"", "\"2.0\"");
        assert_eq!(newer, Err(SnapshotError::Version("2.0".into())));
        assert!(edited("\"1.4\"", "\"1.7\"").is_ok());
    }

    #[test]
    fn flipped_types_and_unknown_keys_are_refused() {
        for (from, to) in [
            ("\"id\": \"10234567\"", "\"id\": 10234567"),
            ("\"home\": true", "\"home\": \"yes\""),
            ("\"accounts\": [", "\"accounts\": {"),
            ("\"owner\"", "\"owners\""),
            ("\"unknown\"", "\"ignored\""),
            ("\"plexmgr\"", "\"\u{1b}[31m\""),
        ] {
            let error = edited(from, to).expect_err(to);
            assert!(matches!(error, SnapshotError::Shape(_)), "{error}");
            assert!(!error.to_string().contains('\u{1b}'));
        }
    }

    #[test]
    fn impossible_contents_are_refused() {
        let twice = edited("\"301000003\"", "\"301000004\"");
        let expected = "person `301000004` is listed twice in account `main`";
        assert_eq!(twice.expect_err("twice").to_string(), expected);
        let names = edited("\"attic\"", "\"main\"").expect_err("twice");
        assert_eq!(names.to_string(), "account `main` is listed twice");
        let owner = edited("\"301000003\"", "\"10234567\"").expect_err("the owner");
        let expected = "the owner 10234567 is among the people in account `main`";
        assert_eq!(owner.to_string(), expected);
        let mut silent = observed();
        silent.accounts[1].outcome = AccountOutcome::Unknown(Vec::new());
        let refused = from_json(to_json(&silent, TAKEN, None).as_bytes());
        assert!(matches!(refused, Err(SnapshotError::Contradiction(_))));
        let mut homeless = observed();
        if let AccountOutcome::Read(facts) = &mut homeless.accounts[0].outcome {
            facts.servers.clear();
        }
        let refused = from_json(to_json(&homeless, TAKEN, None).as_bytes());
        assert!(matches!(refused, Err(SnapshotError::Contradiction(_))));
    }

    #[test]
    fn a_file_that_is_too_large_is_not_read() {
        let large = vec![b' '; MOST_BYTES + 1];
        assert_eq!(from_json(&large), Err(SnapshotError::TooLarge));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_bytes_make_the_reader_panic(
            at in 0..20_000_usize,
            with in proptest::collection::vec(any::<u8>(), 0..4),
            without in 0..8_usize,
        ) {
            let mut bytes = to_json(&observed(), TAKEN, None).into_bytes();
            let at = at % bytes.len();
            let end = (at + without).min(bytes.len());
            bytes.splice(at..end, with);
            let _ = from_json(&bytes);
        }
    }
}
