//! Reads all accounts at once. Start at [`read`].

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use secrecy::SecretString;

use super::background_read::Later;
use super::client::{ClientOptions, PlexClient};
use super::fact_kind::FactKind;
use super::request::Endpoint;
use super::{AccountOutcome, AccountReading, FailureReport, Observed, account};
use crate::http::{blocking, within};
use crate::vocabulary::{AccountName, MachineId, PlexId, Timestamp};

/// What it takes to read one account.
#[derive(Debug)]
pub struct AccountAccess {
    /// The account's name in the settings.
    pub name: AccountName,
    /// The account's token; it leaves this value only as a header.
    pub token: SecretString,
    /// The servers the records name for this account: they are asked about at once.
    pub known_servers: Vec<MachineId>,
    /// The people the records name as sharing these servers: if one of them does not any more, it is asked
    /// who is in the Home, because its members never count as gone.
    pub sharing: BTreeSet<PlexId>,
}

/// What needs no reading.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Servers that are left out as if they did not exist.
    pub ignored_servers: BTreeSet<MachineId>,
    /// People about whom nothing depends on their being a member of the Home; `None` when no person is
    /// known.
    pub known_people: Option<BTreeSet<PlexId>>,
}

/// What came of asking plex.tv.
#[derive(Debug, Clone)]
pub struct Answered {
    /// What every account said.
    pub observed: Observed,
    /// What time it was at plex.tv, if any good answer had a `Date` that can be read. It is another
    /// one in every run, and so no part of what was observed.
    pub plex_time: Option<Timestamp>,
}

/// Reads every account, all of them at once, in the order given.
///
/// Never fails as a whole: an account that cannot be read, or is not plausible, is
/// [`AccountOutcome::Unknown`]. The future stays on its thread and needs a runtime with timers and I/O.
pub async fn read(
    accounts: Vec<AccountAccess>,
    scope: &Scope,
    options: &ClientOptions,
    progress: &dyn ReadProgress,
) -> Answered {
    read_within(None, accounts, scope, None, options, progress).await
}

/// The same, where an account that was not read within `time` is unknown, and where `later`, if it is there,
/// says whom the records name.
pub(super) async fn read_within(
    time: Option<Duration>,
    accounts: Vec<AccountAccess>,
    scope: &Scope,
    later: Option<Later>,
    options: &ClientOptions,
    progress: &dyn ReadProgress,
) -> Answered {
    let readings = accounts.iter().map(async |access| {
        let reading = read_account(access, scope, later.as_ref(), options, progress);
        let reading = within(time, reading).await;
        reading.unwrap_or_else(|| (too_late(access), None))
    });
    let readings = join_all(readings).await;
    let plex_time = readings.iter().filter_map(|(_, time)| *time).max();
    let accounts = readings.into_iter().map(|(reading, _)| reading).collect();
    Answered {
        observed: Observed { accounts },
        plex_time,
    }
}

/// [`read`] on a runtime of its own, for callers without one.
///
/// # Errors
/// When the system grants no runtime.
pub fn read_blocking(
    accounts: Vec<AccountAccess>,
    scope: &Scope,
    options: &ClientOptions,
    progress: &dyn ReadProgress,
) -> std::io::Result<Answered> {
    blocking(read(accounts, scope, options, progress))
}

/// The same, where an account that was not read within `time` is unknown.
///
/// # Errors
/// When the system grants no runtime.
pub fn read_blocking_within(
    time: Duration,
    accounts: Vec<AccountAccess>,
    scope: &Scope,
    options: &ClientOptions,
    progress: &dyn ReadProgress,
) -> std::io::Result<Answered> {
    let time = Some(time);
    blocking(read_within(time, accounts, scope, None, options, progress))
}

fn too_late(access: &AccountAccess) -> AccountReading {
    AccountReading {
        account: access.name.clone(),
        outcome: AccountOutcome::Unknown(vec![FailureReport::too_late()]),
    }
}

/// One account's reading, and what time it was at plex.tv.
async fn read_account(
    access: &AccountAccess,
    scope: &Scope,
    later: Option<&Later>,
    options: &ClientOptions,
    progress: &dyn ReadProgress,
) -> (AccountReading, Option<Timestamp>) {
    progress.account_started(&access.name);
    let servers = access.known_servers.iter();
    let servers = servers.filter(|machine| !scope.ignored_servers.contains(machine));
    let known = account::RecordedAccount {
        servers: servers.cloned().collect(),
        account: &access.name,
        sharing: &access.sharing,
        people: scope.known_people.as_ref(),
        later,
    };
    let name = &access.name;
    let (outcome, plex_time) = match PlexClient::new(name, Some(&access.token), options, progress) {
        Ok(client) => {
            let outcome = match account::read(&client, &known, scope).await {
                Ok(facts) => AccountOutcome::Read(facts),
                Err(reading) => AccountOutcome::Unknown(reading.reports()),
            };
            (outcome, client.plex_time())
        }
        Err(error) => {
            let report = error.report(&Endpoint::Fact(FactKind::Owner), name);
            (AccountOutcome::Unknown(vec![report]), None)
        }
    };
    progress.account_finished(&access.name);
    let reading = AccountReading {
        account: name.clone(),
        outcome,
    };
    (reading, plex_time)
}

/// Hears of a reading's progress; every method does nothing unless it is implemented.
pub trait ReadProgress {
    /// The first requests of an account are about to leave.
    fn account_started(&self, _account: &AccountName) {}

    /// A request of an account has ended, well or not: `finished` of the `known` so far. `known`
    /// grows while servers are found.
    fn request_finished(&self, _account: &AccountName, _finished: usize, _known: usize) {}

    /// A request of an account failed and will be repeated after `pause`; `endpoint` is its path.
    fn waiting(&self, _account: &AccountName, _endpoint: &str, _pause: Duration) {}

    /// An account was read, or has become unknown.
    fn account_finished(&self, _account: &AccountName) {}
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl ReadProgress for Silent {}
