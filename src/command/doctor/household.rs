//! The household's own files: settings, records, store and history.

use super::super::context::Context;
use super::super::exclusive::state_folder;
use super::super::exit::Failure;
use super::super::history_problems::history_problems;
use super::super::lost_history::{LostHistory, lost_history};
use super::super::settled::{Settled, settled};
use super::super::store_failure::store_failure;
use super::{failed, invalid};
use crate::doctor::{Check, Finding, Verdict};
use crate::problem::Problems;
use crate::records::Household;
use crate::records::accounts::{CONFIGURE, unconfigured};
use crate::records::schema::Records;
use crate::settings::Settings;
use crate::store::{Recalled, Remembered};
use crate::vocabulary::{AccountName, counted, shown};

pub(super) fn settings(context: &Context, settings: &Settings) -> Finding {
    let path = context.settings_path();
    let accounts = counted(settings.accounts.len(), "account");
    let message = format!("{} is valid: {accounts}", path.display());
    Check::Settings.finding(Verdict::Fine, message)
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
            Check::Records.finding(Verdict::Fine, message)
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
                .finding(Verdict::Warning, message)
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
    match compared(context, settings) {
        Ok(Settled::Compared(recalled, differences)) => {
            let lost = records.and_then(|records| lost_history(settings, records, &recalled));
            let findings = match lost {
                Some(LostHistory { message, hint }) => {
                    vec![Check::State.finding(Verdict::Failure, message).hint(hint)]
                }
                None => remembered(&recalled, differences),
            };
            (recalled.remembered, findings)
        }
        Ok(Settled::Writing(who)) => {
            let message = format!("a run is writing: {who}");
            let finding = Check::State.finding(Verdict::Skipped, message);
            (Remembered::default(), vec![finding])
        }
        Err(failure) => (Remembered::default(), vec![failed(Check::State, &failure)]),
    }
}

/// The lines of the history that cannot be used, each with what to do.
fn damaged(problems: &Problems) -> Vec<Finding> {
    let found = problems.as_slice().iter().map(|problem| {
        let message = format!("{}: {}", problem.place, problem.message);
        let finding = Check::State.finding(Verdict::Failure, message);
        match &problem.help {
            Some(help) => finding.hint(help),
            None => finding,
        }
    });
    let more = problems.more().lines().into_iter();
    let more = more.map(|line| Check::State.finding(Verdict::Failure, line));
    found.chain(more).collect()
}

fn compared(context: &Context, settings: &Settings) -> Result<Settled, Failure> {
    let folder = state_folder(context, settings)?;
    settled(&folder).map_err(store_failure)
}

fn remembered(recalled: &Recalled, differences: Vec<String>) -> Vec<Finding> {
    if !differences.is_empty() {
        let hint = "the next `plexmgr apply` repairs this; `plexmgr state check` shows details";
        let warning = |difference| {
            Check::State
                .finding(Verdict::Warning, difference)
                .hint(hint)
        };
        return differences.into_iter().map(warning).collect();
    }
    let message = match recalled.serial {
        0 => "nothing was applied yet".to_owned(),
        serial => format!(
            "store and history agree; the newest run is {serial}, {} remembered",
            match recalled.remembered.people.len() {
                1 => "1 person is".to_owned(),
                people => format!("{people} people are"),
            }
        ),
    };
    vec![Check::State.finding(Verdict::Fine, message)]
}
