//! Gets what Plex says from plex.tv.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use anyhow::{Context as _, anyhow};

use super::context::Context;
use super::exit::{Exit, Failure};
use super::progress::{Bars, Curtain};
use crate::history::Remembered;
use crate::http;
use crate::problem::nearest;
use crate::records::PartialLoad;
use crate::records::schema::{Records, ServerRecord, ShareRecord};
use crate::settings::{AccountSettings, CommandLimits, Settings, Token, TokenError, TokenSource};
use crate::sources::plex::{
    AccountAccess, AccountOutcome, Answered, Asking, ClientOptions, Observed, Recorded, Scope, Url,
    read_blocking_within,
};
use crate::vocabulary::{AccountName, Handle, MachineId, PlexId, Timestamp, shown};

/// The accounts a run asks: those named, or all.
pub(super) fn selected<'s>(
    settings: &'s Settings,
    named: &[AccountName],
) -> Result<Vec<&'s AccountSettings>, Failure> {
    for name in named {
        if !settings
            .accounts
            .iter()
            .any(|account| account.name == *name)
        {
            let names = settings
                .accounts
                .iter()
                .map(|account| account.name.as_str());
            let list = names
                .clone()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ");
            let meant =
                nearest(name.as_str(), names).map(|name| format!("did you mean `{name}`? "));
            let error = anyhow!("unknown account `{}`", shown(name.as_str()));
            let hint = format!("{}configured are {list}", meant.unwrap_or_default());
            return Err(Failure::new(Exit::Usage, error).hint(hint));
        }
    }
    let wanted = |account: &&AccountSettings| named.is_empty() || named.contains(&account.name);
    Ok(settings.accounts.iter().filter(wanted).collect())
}

/// What is known before Plex is asked.
#[derive(Clone, Copy)]
pub(super) struct Known<'k> {
    pub(super) records: &'k Records,
    pub(super) remembered: &'k Remembered,
}

impl Known<'_> {
    /// All people whose import does not depend on membership of a Home: recorded people stay, owners and
    /// ignored people are never imported.
    pub(super) fn people(&self, settings: &Settings) -> BTreeSet<PlexId> {
        let users = self.records.users.values();
        let recorded = users.filter_map(|user| user.plex.id.as_ref().map(|id| id.value));
        recorded
            .chain(self.remembered.owners.values().copied())
            .chain(settings.import.ignore_users.iter().copied())
            .collect()
    }
}

/// Asks plex.tv. What is known already spares requests; without it everything is asked.
pub(super) fn from_plex(
    context: &Context,
    settings: &Settings,
    accounts: &[&AccountSettings],
    known: Option<Known<'_>>,
) -> Result<Answered, Failure> {
    context.clock.for_connections()?;
    if context.time_left(settings).is_zero() {
        return Err(too_late(settings));
    }
    warn_if_exposed(context, settings);
    let records = known.map(|known| known.records);
    let accounts = accounts
        .iter()
        .map(|account| access(context, settings, account, records))
        .collect::<Result<Vec<_>, _>>()?;
    let options = client_options(settings)?;
    let scope = Scope {
        ignored_servers: settings.import.ignore_servers.clone(),
        known_people: known.map(|known| known.people(settings)),
    };
    let bars = Bars::new(context.draws_progress());
    let time = context.time_left(settings);
    read_blocking_within(time, accounts, &scope, &options, &bars).map_err(no_connection)
}

fn no_connection(error: io::Error) -> Failure {
    let error = anyhow::Error::new(error).context("cannot start reading from plex.tv");
    Failure::new(Exit::Failed, error)
        .hint("the system refused what a network connection needs; run it again later")
}

/// Plex.tv, asked while the records of the users are read; given up if it is dropped.
pub(super) struct Early {
    asking: Asking,
    /// When it began.
    pub(super) begun: Timestamp,
    curtain: Curtain,
}

impl Early {
    /// Begins to ask, which depends on the servers that are recorded and on nothing else. `None` if that has to
    /// wait until all records were read: because something is wrong, which is reported only behind their
    /// problems, or because a token comes from a program, which may ask a person for it.
    pub(super) fn begin(
        context: &Context,
        settings: &Settings,
        accounts: &[&AccountSettings],
        records: &PartialLoad<'_>,
    ) -> Option<Self> {
        context.clock.for_connections().ok()?;
        let time = context.time_left(settings);
        let is_program =
            |account: &&AccountSettings| matches!(account.token, TokenSource::Command(_));
        if time.is_zero() || is_exposed(settings) || accounts.iter().any(is_program) {
            return None;
        }
        let recorded = records.servers()?;
        let accounts = accounts.iter().map(|account| {
            Some(AccountAccess {
                name: account.name.clone(),
                token: token(context, settings, account).ok()?.into_secret(),
                known_servers: servers(&recorded, &account.name),
                sharing: BTreeSet::new(),
            })
        });
        let accounts = accounts.collect::<Option<Vec<_>>>()?;
        let scope = Scope {
            ignored_servers: settings.import.ignore_servers.clone(),
            known_people: None,
        };
        let options = client_options(settings).ok()?;
        let (bars, curtain) = Bars::hidden(context.draws_progress());
        let begun = context.clock.moment();
        let asking = Asking::begin(time, accounts, scope, options, Box::new(bars)).ok()?;
        Some(Self {
            asking,
            begun,
            curtain,
        })
    }

    /// What it answered, now that all records were read.
    pub(super) fn answered(
        self,
        settings: &Settings,
        accounts: &[&AccountSettings],
        known: Known<'_>,
    ) -> Result<Answered, Failure> {
        let of_account = |account: &&AccountSettings| {
            let name = account.name.clone();
            let sharing = sharing(known.records, &name);
            (name, sharing)
        };
        let recorded = Recorded {
            known_people: known.people(settings),
            sharing: accounts.iter().map(of_account).collect(),
        };
        self.curtain.open();
        self.asking.answered(recorded).map_err(no_connection)
    }
}

/// What is said of an address at which others can read the tokens.
pub(super) const EXPOSED: &str = "`url` in `[plex]` begins with `http://` and names another \
                                  machine: tokens are sent unencrypted";

/// Whether tokens are sent unencrypted to another machine.
pub(super) fn is_exposed(settings: &Settings) -> bool {
    settings
        .plex
        .url
        .parse()
        .is_ok_and(|url| http::is_exposed(&url))
}

/// Warns if tokens are sent unencrypted to another machine.
pub(super) fn warn_if_exposed(context: &Context, settings: &Settings) {
    if is_exposed(settings) {
        context.warn(&format!("{EXPOSED}; use `https://`"));
    }
}

/// The failure of a run that has no time left to ask Plex.
fn too_late(settings: &Settings) -> Failure {
    let seconds = settings.plex.deadline_seconds;
    let error = anyhow!("the run took longer than its deadline of {seconds} s; Plex was not asked");
    Failure::new(Exit::Incomplete, error)
        .hint("run the command again, or raise `deadline_seconds` in `[plex]`")
}

/// How plex.tv is reached.
pub(super) fn client_options(settings: &Settings) -> Result<ClientOptions, Failure> {
    let url = settings
        .plex
        .url
        .parse::<Url>()
        .context("the address of plex.tv is invalid");
    Ok(ClientOptions {
        url: url.map_err(|error| Failure::new(Exit::Invalid, error))?,
        client_id: settings.client_id.to_string(),
        concurrency: settings.plex.concurrency,
        timeout_seconds: settings.plex.timeout_seconds,
        retries: settings.plex.retries,
    })
}

/// Gets the token of an account; a command gets no other account's.
pub(super) fn token(
    context: &Context,
    settings: &Settings,
    account: &AccountSettings,
) -> Result<Token, TokenError> {
    let limits = CommandLimits {
        withheld: settings.token_variables(),
        ..CommandLimits::default()
    };
    let limits = limits.within(context.time_left(settings));
    account.token.resolve_within(context.folder(), &limits)
}

fn access(
    context: &Context,
    settings: &Settings,
    account: &AccountSettings,
    records: Option<&Records>,
) -> Result<AccountAccess, Failure> {
    let token = token(context, settings, account).map_err(|error| {
        let is_late =
            matches!(error, TokenError::TimedOut { .. }) && context.time_left(settings).is_zero();
        let hint = match is_late {
            true => {
                "the deadline of the run passed; raise `deadline_seconds` in `[plex]`".to_owned()
            }
            false => error.hint(),
        };
        let error = anyhow::Error::new(error)
            .context(format!("there is no token for account `{}`", account.name));
        Failure::new(Exit::Invalid, error).hint(hint)
    })?;
    let servers = records.map(|records| servers(&records.servers, &account.name));
    Ok(AccountAccess {
        name: account.name.clone(),
        token: token.into_secret(),
        known_servers: servers.unwrap_or_default(),
        sharing: records.map_or_else(BTreeSet::new, |records| sharing(records, &account.name)),
    })
}

/// The servers recorded for an account.
pub(super) fn servers(
    recorded: &BTreeMap<Handle, ServerRecord>,
    account: &AccountName,
) -> Vec<MachineId> {
    let servers = recorded.values();
    let own = servers.filter(|server| server.account.value == *account);
    own.map(|server| server.machine_id.value.clone()).collect()
}

/// The people recorded as sharing a server of an account.
pub(super) fn sharing(records: &Records, account: &AccountName) -> BTreeSet<PlexId> {
    let is_own = |share: &ShareRecord| {
        let server = records.servers.get(&share.server.value);
        server.is_some_and(|server| server.account.value == *account)
    };
    let users = records.users.values();
    let sharing = users.filter(|user| user.plex.shares.iter().any(is_own));
    sharing
        .filter_map(|user| user.plex.id.as_ref().map(|id| id.value))
        .collect()
}

/// Refuses what is known of Plex if any account is not; `consequence` is what does not happen then.
pub(super) fn refuse_unknown(
    observed: &Observed,
    consequence: &'static str,
) -> Result<(), Failure> {
    for reading in &observed.accounts {
        let AccountOutcome::Unknown(reports) = &reading.outcome else {
            continue;
        };
        let first = reports
            .first()
            .map(|report| format!("{} {}", report.endpoint, report.reason));
        let error = anyhow!(
            "account `{}` could not be read: {}",
            reading.account,
            first.unwrap_or_default()
        );
        let failure = Failure::new(Exit::Incomplete, error.context(consequence));
        return Err(
            match reports.first().and_then(|report| report.hint.clone()) {
                Some(hint) => failure.hint(hint),
                None => failure,
            },
        );
    }
    Ok(())
}
