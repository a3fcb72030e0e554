//! The household's own files: settings, records, store and history.

use super::super::context::Context;
use super::super::exclusive::state_folder;
use super::super::exit::Failure;
use super::super::history::past;
use super::super::history_problems::history_problems;
use super::super::lost_history::{LostHistory, lost_history};
use super::super::stable_state::{StableState, stable_state};
use super::{failed, invalid};
use crate::doctor::{Check, Finding, Health};
use crate::history::Remembered;
use crate::problem::Problems;
use crate::records::Household;
use crate::records::accounts::{CONFIGURE, unconfigured};
use crate::records::schema::Records;
use crate::settings::Settings;
use crate::store::Recalled;
use crate::vocabulary::{AccountName, counted, shown};

pub(super) fn settings(context: &Context, settings: &Settings) -> Finding {
    let path = context.settings_path();
    let accounts = counted(settings.accounts.len(), "account");
    let message = format!("{} is valid: {accounts}", path.display());
    Check::Settings.finding(Health::Fine, message)
}

/// What was read of the records, or what is wrong with them.
pub(super) fn records(read: &Result<Household, Problems>) -> Finding {
    match read {
        Ok(household) => {
            let records = &household.records;
            let message = format!(
                "{}, {}, {}",
                counted(records.plans.len(), "plan"),
                counted(records.servers.len(), "server"),
                counted(records.users.len(), "user")
            );
            Check::Records.finding(Health::Fine, message)
        }
        Err(problems) => invalid(Check::Records, problems),
    }
}

/// The accounts that left the settings, each with what is not updated any more.
pub(super) fn accounts(settings: &Settings, records: &Records) -> Vec<Finding> {
    let configured: Vec<AccountName> = settings
        .accounts
        .iter()
        .map(|own| own.name.clone())
        .collect();
    let unconfigured = unconfigured(records, &configured).into_iter();
    unconfigured
        .map(|found| {
            let message = format!("account `{}` {found}", shown(found.account.as_str()));
            Check::Records
                .finding(Health::Warning, message)
                .hint(CONFIGURE)
        })
        .collect()
}

/// What is remembered, as far as it can be read, and how it was found.
pub(super) fn state(
    context: &Context,
    settings: &Settings,
    records: Option<&Records>,
) -> (Remembered, Vec<Finding>) {
    let problems = history_problems(context, settings);
    if !problems.is_empty() {
        return (Remembered::default(), damaged(&problems));
    }
    match read(context, settings) {
        Ok(StableState::Read(recalled, trouble)) => {
            let lost = records.and_then(|records| lost_history(settings, records, &recalled));
            let findings = match lost {
                Some(LostHistory { message, hint }) => {
                    vec![Check::State.finding(Health::Failure, message).hint(hint)]
                }
                None => remembered(&recalled, trouble, &set_aside(context, settings, &recalled)),
            };
            (recalled.summary.remembered, findings)
        }
        Ok(StableState::Writing(who)) => {
            let message = format!("a run is writing: {who}");
            let finding = Check::State.finding(Health::Skipped, message);
            (Remembered::default(), vec![finding])
        }
        Err(failure) => (Remembered::default(), vec![failed(Check::State, &failure)]),
    }
}

/// The lines of the history that cannot be used, each with what to do.
fn damaged(problems: &Problems) -> Vec<Finding> {
    let found = problems.as_slice().iter().map(|problem| {
        let message = format!("{}: {}", problem.place, problem.message);
        let finding = Check::State.finding(Health::Failure, message);
        match &problem.help {
            Some(help) => finding.hint(help),
            None => finding,
        }
    });
    let more = problems.more().lines().into_iter();
    let more = more.map(|line| Check::State.finding(Health::Failure, line));
    found.chain(more).collect()
}

fn read(context: &Context, settings: &Settings) -> Result<StableState, Failure> {
    stable_state(context, &state_folder(context, settings)?)
}

/// The ids of the runs that only the store knows, as a list for people; empty if there are none.
fn set_aside(context: &Context, settings: &Settings, recalled: &Recalled) -> String {
    if recalled.set_aside == 0 {
        return String::new();
    }
    let runs = past(context, settings).map(|past| past.set_aside);
    let ids: Vec<String> = runs
        .iter()
        .flatten()
        .map(|run| run.id.to_string())
        .collect();
    ids.join(", ")
}

fn remembered(recalled: &Recalled, trouble: Vec<String>, set_aside: &str) -> Vec<Finding> {
    let warning = |message: String| Check::State.finding(Health::Warning, message);
    let hint = "the next `plexmgr apply` repairs this; `plexmgr state check` shows details";
    let mut findings: Vec<Finding> = trouble
        .into_iter()
        .map(|trouble| warning(trouble).hint(hint))
        .collect();
    findings.extend(recalled.taken_back.iter().map(|run| {
        let message =
            format!("the files of run {run} are as before it, so it counts as taken back");
        warning(message).hint("if git took it back on purpose, remove its file from the history")
    }));
    if recalled.set_aside > 0 {
        let message =
            format!("not in the working tree, so these runs count for nothing: {set_aside}");
        let hint = "`plexmgr state restore` writes their files back";
        findings.push(warning(message).hint(hint));
    }
    if findings.is_empty() {
        let message = match &recalled.summary.last {
            None => "nothing was applied yet".to_owned(),
            Some((last, _)) => format!(
                "history and store are in order; the last run is {last}, {} remembered",
                match recalled.summary.remembered.people.len() {
                    1 => "1 person is".to_owned(),
                    people => format!("{people} people are"),
                }
            ),
        };
        findings.push(Check::State.finding(Health::Fine, message));
    }
    findings
}
