//! The household's own files: settings, records, store and history.

use super::super::context::Context;
use super::super::exclusive::state_folder;
use super::super::exit::Failure;
use super::super::settled::{Settled, settled};
use super::super::store_failure::store_failure;
use super::{failed, invalid};
use crate::doctor::{Check, Finding, Verdict};
use crate::records;
use crate::settings::{RecordsSettings, Settings};
use crate::store::{Recalled, Remembered};
use crate::records::Gathered;
use crate::settings::Settings;
use crate::store::{self, Recalled, Remembered};
use crate::vocabulary::counted;

pub(super) fn settings(context: &Context, settings: &Settings) -> Finding {
    let path = context.settings_path();
    let accounts = counted(settings.accounts.len(), "account");
    let message = format!("{} is valid: {accounts}", path.display());
    Check::Settings.finding(Verdict::Fine, message)
}

/// The records that were gathered.
pub(super) fn records(gathered: Gathered) -> Finding {
    match gathered.read() {
        Ok(household) => {
            let records = household.records;
            let message = format!(
                "{}, {}, {}",
                counted(records.plans.len(), "plan"),
                counted(records.servers.len(), "server"),
                counted(records.users.len(), "user")
            );
            Check::Records.finding(Verdict::Fine, message)
        }
        Err(problems) => invalid(Check::Records, &problems),
    }
}

/// What is remembered, as far as it can be read, and how it was found.
pub(super) fn state(context: &Context, settings: &Settings) -> (Remembered, Vec<Finding>) {
    match compared(context, settings) {
        Ok(Settled::Compared(recalled, differences)) => {
            let findings = remembered(&recalled, differences);
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

fn compared(context: &Context, settings: &Settings) -> Result<Settled, Failure> {
    let folder = state_folder(context, settings)?;
    settled(&folder).map_err(store_failure)
}

fn remembered(recalled: &Recalled, differences: Vec<String>) -> Vec<Finding> {
    if !differences.is_empty() {
        let hint = "the next `plexmgr apply` mends this; `plexmgr state check` tells more";
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
