//! Gets what Plex says from a snapshot.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};

use super::exit::{Exit, Failure};
use super::hints;
use crate::files;
use crate::settings::{AccountSettings, Settings};
use crate::sources::plex::snapshot::{self, Snapshot};
use crate::sources::plex::{AccountOutcome, AccountReading, FactName, FailureReport, Observed};
use crate::vocabulary::{AccountName, shown};

/// Where snapshots come from.
const MAKE_SNAPSHOT: &str = "`plexmgr snapshot --out FILE` makes one";

/// The file of a snapshot, not yet understood.
#[derive(Debug)]
pub(super) struct SnapshotFile {
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
}

impl SnapshotFile {
    /// Reads the file.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = files::read_limited(path, snapshot::MOST_BYTES as u64).map_err(|error| {
            let hint = hints::to_read(&error, MAKE_SNAPSHOT);
            let what = format!("cannot read the snapshot {}", path.display());
            Failure::new(Exit::Invalid, anyhow::Error::new(error).context(what)).hint(hint)
        })?;
        let path = path.to_owned();
        Ok(Self { path, bytes })
    }
}

/// What a snapshot says; accounts it does not have are unknown.
pub(super) fn from_snapshot(
    file: &SnapshotFile,
    settings: &Settings,
    accounts: &[&AccountSettings],
) -> Result<Snapshot, Failure> {
    let path = file.path.display();
    let Snapshot {
        taken,
        observed,
        sources,
    } = snapshot::from_json(&file.bytes)
        .map_err(|error| hints::conflict_or(&file.path, &file.bytes, error))
        .with_context(|| format!("cannot read the snapshot {path}"))
        .map_err(|error| Failure::new(Exit::Invalid, error).hint(MAKE_SNAPSHOT))?;
    let configured: BTreeSet<_> = settings
        .accounts
        .iter()
        .map(|account| &account.name)
        .collect();
    for reading in &observed.accounts {
        if !configured.contains(&reading.account) {
            let error = anyhow!(
                "the snapshot {path} contains account `{}`, which is not in the settings",
                shown(reading.account.as_str())
            );
            let hint = "make a snapshot in this household, or add the account to the settings";
            return Err(Failure::new(Exit::Invalid, error).hint(hint));
        }
    }
    let reading = |account: &&AccountSettings| {
        let found = observed
            .accounts
            .iter()
            .find(|reading| reading.account == account.name);
        found
            .cloned()
            .unwrap_or_else(|| not_in_snapshot(&account.name))
    };
    let accounts = accounts.iter().map(reading).collect();
    Ok(Snapshot {
        taken,
        observed: Observed { accounts },
        sources,
    })
}

fn not_in_snapshot(account: &AccountName) -> AccountReading {
    let report = FailureReport {
        fact: FactName::Owner,
        endpoint: "the snapshot".to_owned(),
        server: None,
        person: None,
        reason: "does not contain this account".to_owned(),
        hint: None,
        if_it_stays: None,
    };
    AccountReading {
        account: account.clone(),
        outcome: AccountOutcome::Unknown(vec![report]),
    }
}
