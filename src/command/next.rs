//! `plexmgr` alone: shows the state of the household and the next steps; sends no request and writes
//! nothing.
//!
//! [`standing`] looks at the household, the pure [`advice`] puts it into words.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use super::check::counts;
use super::context::Context;
use super::exclusive::state_folder;
use super::exit::{Exit, Failure};
use super::household_files;
use super::machine;
use super::output;
use crate::history::NewestDay;
use crate::records::Household;
use crate::render::kit::width::fitted_lines;
use crate::settings::{Settings, TokenSource};
use crate::status::{Due, StatusQuery, status};
use crate::store::Look;
use crate::vocabulary::{AccountName, Days, RunId, counted, escaped};

/// Users whose payment ends within so many days are to be reminded.
const SOON: Days = Days::new(14);

/// The state of the household.
#[derive(Debug, PartialEq, Eq)]
enum HouseholdState {
    /// There is no settings file here.
    NoHousehold,
    /// There is no settings file where one was named.
    NoSuchHousehold { path: String },
    /// Something is wrong with settings or records.
    Invalid,
    /// The token of an account cannot be had.
    NoToken {
        account: AccountName,
        /// Why, as a clause.
        reason: String,
        /// What to do about it.
        hint: String,
    },
    /// Ready, and no run was applied yet; with what is recorded, as in `3 plans and 6 users`.
    NeverApplied { recorded: String },
    /// This run was the last one.
    Applied {
        recorded: String,
        run: RunId,
        /// The day it was applied for.
        day: String,
    },
    /// A run was begun at this time and is not ended.
    UnderWay { time: String },
}

pub(super) fn run(context: &Context) -> Result<Exit, Failure> {
    let (standing, attention) = standing(context)?;
    let text = attention.unwrap_or_default() + &advice(&standing);
    output::result(&fitted_lines(&text, context.page().columns))?;
    Ok(Exit::Done)
}

/// The state of the household, and before it what needs attention.
fn standing(context: &Context) -> Result<(HouseholdState, Option<String>), Failure> {
    let path = context.settings_path();
    let is_missing =
        std::fs::metadata(&path).is_err_and(|error| error.kind() == ErrorKind::NotFound);
    if is_missing {
        let is_here = context.global.config.is_none() && context.folder() == Path::new(".");
        let state = match is_here {
            true => HouseholdState::NoHousehold,
            false => HouseholdState::NoSuchHousehold {
                path: escaped(&path.display().to_string()),
            },
        };
        return Ok((state, None));
    }
    let settings = match context.read_settings()? {
        Ok(settings) => settings,
        Err(_) => return Ok((HouseholdState::Invalid, None)),
    };
    let Ok(household) = household_files::gather(context, &settings).read() else {
        return Ok((HouseholdState::Invalid, None));
    };
    let attention = attention(context, &settings, &household);
    let state = valid(context, &settings, &household)?;
    Ok((state, attention))
}

/// The state of a household whose settings and records are valid.
fn valid(
    context: &Context,
    settings: &Settings,
    household: &Household,
) -> Result<HouseholdState, Failure> {
    let state = state_folder(context, settings)?;
    let recalled = machine::recall(context, &state, Look::Quick)?;
    if let Some(intent) = &recalled.pending {
        let time = escaped(&intent.run.time);
        return Ok(HouseholdState::UnderWay { time });
    }
    if let Some(missing) = missing_token(context, settings) {
        return Ok(missing);
    }
    let recorded = counts(household);
    let newest = recalled.summary.remembered.newest_day;
    Ok(match newest {
        None => HouseholdState::NeverApplied { recorded },
        Some(NewestDay { day, run }) => HouseholdState::Applied {
            recorded,
            run,
            day: day.to_string(),
        },
    })
}

/// Who is expired and who has to pay soon, if any user is. Without a usable clock that is not known.
fn attention(context: &Context, settings: &Settings, household: &Household) -> Option<String> {
    let today = context.today(settings).ok()?;
    let grace = Days::new(settings.payments.grace_days);
    let status = status(&household.records, today, StatusQuery::all(SOON, grace));
    let mut due: BTreeMap<Due, usize> = BTreeMap::new();
    for user in &status.users {
        if let Some(how) = user.due(today, grace) {
            *due.entry(how).or_default() += 1;
        }
    }
    let count = |how| due.get(&how).copied().unwrap_or(0);
    let parts = [
        (
            count(Due::PastGrace),
            format!("expired for more than {grace}"),
        ),
        (count(Due::Grace), format!("expired for at most {grace}")),
        (count(Due::Remind), format!("to remind within {SOON}")),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", counted(count, "user")))
        .collect();
    (!parts.is_empty()).then(|| {
        let parts = parts.join(", ");
        format!("Needs attention: {parts}. `plexmgr status --due` lists them.\n\n")
    })
}

/// The first account whose token is not where the settings say. Commands are not run for this: one
/// might ask for a password.
fn missing_token(context: &Context, settings: &Settings) -> Option<HouseholdState> {
    let mut accounts = settings.accounts.iter();
    accounts.find_map(|account| {
        if matches!(account.token, TokenSource::Command(_)) {
            return None;
        }
        let error = account.token.resolve(context.folder()).err()?;
        Some(HouseholdState::NoToken {
            account: account.name.clone(),
            reason: escaped(&error.to_string()),
            hint: escaped(&error.hint()),
        })
    })
}

/// What to say.
fn advice(standing: &HouseholdState) -> String {
    let mut text = format!("{}\n\n", state_text(standing));
    let always = [("plexmgr --help", "shows all commands")];
    for (line, what) in steps(standing).iter().chain(&always) {
        text.push_str(&format!("  {line:<16} {what}\n"));
    }
    text
}

/// The state of the household, in words.
fn state_text(standing: &HouseholdState) -> String {
    match standing {
        HouseholdState::NoHousehold => {
            "There is no household here: this folder has no plexmgr.toml.".to_owned()
        }
        HouseholdState::NoSuchHousehold { path } => {
            format!("There is no household there: no file {path}.")
        }
        HouseholdState::Invalid => "Settings or records are not valid yet.".to_owned(),
        HouseholdState::NoToken {
            account,
            reason,
            hint,
        } => {
            let account = escaped(account.as_str());
            format!("There is no token for account `{account}`: {reason}.\nhint: {hint}")
        }
        HouseholdState::UnderWay { time } => {
            format!("The run of {time} is under way, or was interrupted.")
        }
        HouseholdState::NeverApplied { recorded } => {
            format!("Ready: {recorded}. Nothing was applied yet.")
        }
        HouseholdState::Applied { recorded, run, day } => {
            format!("Ready: {recorded}. Run {run} was applied for {day}.")
        }
    }
}

/// What may come next, the first thing first, and what it does.
fn steps(standing: &HouseholdState) -> &'static [(&'static str, &'static str)] {
    match standing {
        HouseholdState::NoHousehold => &[
            ("plexmgr init", "creates one in this folder"),
            ("plexmgr -C DIR", "uses the one in another folder"),
        ],
        HouseholdState::NoSuchHousehold { .. } => &[
            ("plexmgr -C DIR", "uses the household in a folder"),
            ("plexmgr init DIR", "creates one there"),
        ],
        HouseholdState::Invalid => &[("plexmgr check", "shows what is wrong, and where")],
        HouseholdState::NoToken { .. } => &[
            ("plexmgr login", "signs in to Plex and prints the token"),
            ("plexmgr check", "checks everything that needs no token"),
        ],
        HouseholdState::UnderWay { .. } => {
            &[("plexmgr apply", "finishes it, unless another run does")]
        }
        HouseholdState::NeverApplied { .. } => &[
            ("plexmgr plan", "shows what would change; writes nothing"),
            ("plexmgr apply", "shows it, asks, and writes it"),
        ],
        HouseholdState::Applied { .. } => &[
            ("plexmgr plan", "shows what changed since then"),
            ("plexmgr status", "shows which users have paid"),
            ("plexmgr history", "shows what was applied"),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_names_the_next_command_first() {
        let recorded = || "1 plan".to_owned();
        let cases = [
            (HouseholdState::NoHousehold, "plexmgr init"),
            (HouseholdState::Invalid, "plexmgr check"),
            (
                HouseholdState::NeverApplied {
                    recorded: recorded(),
                },
                "plexmgr plan",
            ),
            (
                HouseholdState::Applied {
                    recorded: recorded(),
                    run: RunId::of(b"four"),
                    day: "2026-11-22".to_owned(),
                },
                "plexmgr plan",
            ),
            (
                HouseholdState::UnderWay {
                    time: "2026-11-22T10:00:00Z".to_owned(),
                },
                "plexmgr apply",
            ),
        ];
        for (standing, next) in cases {
            let text = advice(&standing);
            let first = text.lines().find(|line| line.starts_with("  plexmgr"));
            let first = first.expect("there is advice");
            assert!(first.trim_start().starts_with(next), "{text}");
            assert!(text.ends_with("shows all commands\n"), "{text}");
        }
    }
}
