//! Tokens, whose they are, and what time it is at plex.tv.

use std::collections::BTreeMap;

use secrecy::SecretString;

use super::super::context::Context;
use super::super::read;
use super::failed;
use crate::cli::DoctorArgs;
use crate::doctor::{Check, Finding, Health};
use crate::history::Remembered;
use crate::plan::Clock;
use crate::settings::{AccountSettings, Settings, TokenSource};
use crate::sources::plex::{FailureReport, Owner, OwnersAnswered, owners_blocking};
use crate::vocabulary::{AccountName, PlexId, TimeSpan, Timestamp, shown};

/// A clock that is off by more than this is worth a word, long before a guard refuses.
const NOTICEABLE_SECONDS: u64 = 300;

/// What is found about every account, then about the clock.
pub(super) fn findings(
    context: &Context,
    settings: &Settings,
    remembered: &Remembered,
    options: &DoctorArgs,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut tokens = Vec::new();
    for account in &settings.accounts {
        if let (TokenSource::Command(_), true) = (&account.token, options.offline) {
            let message = format!("account `{}`: its command was not run", account.name);
            findings.push(Check::Tokens.finding(Health::Skipped, message));
            continue;
        }
        let (finding, token) = token(context, settings, account);
        findings.push(finding);
        tokens.extend(token);
    }
    if read::is_exposed(settings) {
        let finding = Check::Tokens.finding(Health::Warning, read::EXPOSED);
        findings.push(finding.hint("use `https://`, or a proxy on this machine that does"));
    }
    if options.offline {
        let skipped = |check: Check| check.finding(Health::Skipped, "plex.tv was not asked");
        findings.extend([Check::Owners, Check::Clock].map(skipped));
    } else if !tokens.is_empty() {
        findings.extend(answers(context, settings, remembered, &tokens));
    }
    findings
}

/// Whether the token of an account can be had, and the token.
fn token(
    context: &Context,
    settings: &Settings,
    account: &AccountSettings,
) -> (Finding, Option<(AccountName, SecretString)>) {
    let name = &account.name;
    match read::token(context, settings, account) {
        Ok(token) => {
            let message = format!("account `{name}`: {}", place(&account.token));
            let finding = Check::Tokens.finding(Health::Fine, message);
            (finding, Some((name.clone(), token.into_secret())))
        }
        Err(error) => {
            let message = format!("account `{name}`: {error}");
            let finding = Check::Tokens.finding(Health::Failure, message);
            let login = format!("{}; `plexmgr login` gets a new one", error.hint());
            (finding.hint(login), None)
        }
    }
}

fn place(source: &TokenSource) -> String {
    match source {
        TokenSource::Env(variable) => format!("in the environment variable {variable}"),
        TokenSource::File(path) => format!("in the file {}", path.display()),
        TokenSource::Command(words) => {
            let program = words.first().map_or("", String::as_str);
            format!("printed by the command `{}`", shown(program))
        }
    }
}

fn answers(
    context: &Context,
    settings: &Settings,
    remembered: &Remembered,
    tokens: &[(AccountName, SecretString)],
) -> Vec<Finding> {
    let client = match read::client_options(settings) {
        Ok(client) => client,
        Err(failure) => return vec![failed(Check::Owners, &failure)],
    };
    if let Err(failure) = context.clock.for_connections() {
        return vec![failed(Check::Clock, &failure)];
    }
    let OwnersAnswered { owners, plex_time } =
        match owners_blocking(context.time_left(settings), tokens, &client) {
            Ok(answered) => answered,
            Err(error) => return vec![Check::Owners.finding(Health::Failure, error.to_string())],
        };
    let mut first: BTreeMap<PlexId, AccountName> = BTreeMap::new();
    let mut findings = Vec::new();
    for (account, owner) in owners {
        let finding = match owner {
            Ok(owner) => {
                let twin = first.get(&owner.id).cloned();
                first.entry(owner.id).or_insert_with(|| account.clone());
                let before = remembered.owners.get(&account).copied();
                owned(&account, &owner, before, twin)
            }
            Err(report) => unreachable(&account, report),
        };
        findings.push(finding);
    }
    findings.push(clock(context, plex_time));
    findings
}

fn owned(
    account: &AccountName,
    owner: &Owner,
    before: Option<PlexId>,
    twin: Option<AccountName>,
) -> Finding {
    let name = owner.username.as_ref().or(owner.title.as_ref());
    let name = name.map_or_else(|| "a user without a name".to_owned(), |name| shown(name));
    let message = format!("account `{account}` is {name} ({})", owner.id);
    match (before.filter(|before| *before != owner.id), twin) {
        (Some(before), _) => Check::Owners
            .finding(
                Health::Failure,
                format!("{message}, and was {before} before"),
            )
            .hint("the guard `owner` refuses; use a token of the same Plex account as before"),
        (None, Some(twin)) => Check::Owners
            .finding(
                Health::Failure,
                format!("{message}, and so is account `{twin}`"),
            )
            .hint("give each account its own token, or remove one of the two"),
        (None, None) => Check::Owners.finding(Health::Fine, message),
    }
}

fn unreachable(account: &AccountName, report: FailureReport) -> Finding {
    let message = format!("account `{account}`: {} {}", report.endpoint, report.reason);
    let finding = Check::Owners.finding(Health::Failure, message);
    match report.hint {
        Some(hint) => finding.hint(hint),
        None => finding,
    }
}

fn clock(context: &Context, plex_time: Option<Timestamp>) -> Finding {
    let Some(Timestamp(plex)) = plex_time else {
        return Check::Clock.finding(Health::Skipped, "plex.tv sent no date");
    };
    let off = context.now.timestamp().abs_diff(plex);
    let message = match off {
        0..=1 => "agrees with plex.tv".to_owned(),
        off => format!("{} from plex.tv's", TimeSpan::from_seconds(off)),
    };
    let hint = "set this machine's clock, because payments start and end by it";
    match off {
        off if off > Clock::MOST_SECONDS_OFF => Check::Clock
            .finding(
                Health::Failure,
                format!("{message}; the guard `clock` refuses"),
            )
            .hint(hint),
        off if off > NOTICEABLE_SECONDS => {
            Check::Clock.finding(Health::Warning, message).hint(hint)
        }
        _ => Check::Clock.finding(Health::Fine, message),
    }
}
