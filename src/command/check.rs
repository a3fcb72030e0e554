//! `plexmgr check`: every problem of settings and records in one run.

use serde_json::json;

use super::context::{Context, invalid};
use super::exit::{Exit, Failure};
use super::output;
use crate::problem::{Problem, Problems};
use crate::records::{self, Household};
use crate::render::text_of;
use crate::settings::RecordsSettings;

pub(super) fn run(context: &Context) -> Result<Exit, Failure> {
    let (settings, mut problems) = match context.read_settings()? {
        Ok(settings) => (settings.records, Vec::new()),
        // The records are looked at all the same, where they are by default.
        Err(problems) => (RecordsSettings::default(), problems.into_vec()),
    };
    let household = match records::load(context.folder(), &settings) {
        Ok(household) => Some(household),
        Err(more) => {
            problems.extend(more.into_vec());
            None
        }
    };
    let problems = Problems::new(problems);
    if context.is_json() {
        output::result(&as_json(&problems))?;
    } else if let (Some(household), true) = (&household, problems.as_slice().is_empty()) {
        output::result(&fine(household))?;
    }
    if problems.as_slice().is_empty() {
        return Ok(Exit::Done);
    }
    Err(invalid("settings and records are", problems))
}

fn fine(household: &Household) -> String {
    let count = |count: usize, noun: &str| match count {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    };
    format!(
        "Settings and records are valid: {}, {}, {}.\n",
        count(household.records.plans.len(), "plan"),
        count(household.records.servers.len(), "server"),
        count(household.records.users.len(), "user"),
    )
}

fn as_json(problems: &Problems) -> String {
    let one = |problem: &Problem| {
        let Problem {
            place,
            message,
            help,
        } = problem;
        let position = |number: u32| (number > 0).then_some(number);
        json!({
            "file": place.file.as_ref(),
            "line": position(place.line),
            "column": position(place.column),
            "message": message,
            "help": help,
        })
    };
    let document = json!({
        "format_version": "1.0",
        "valid": problems.as_slice().is_empty(),
        "problems": problems.as_slice().iter().map(one).collect::<Vec<_>>(),
    });
    text_of(&document)
}
