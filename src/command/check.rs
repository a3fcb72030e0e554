//! `plexmgr check`: every problem of settings, records and history in one run.

use super::context::{Context, invalid};
use super::exit::{Exit, Failure};
use super::history_problems::history_problems;
use super::household_files;
use super::plan_output::privacy;
use super::read;
use super::{output, workflow};
use crate::cli::Format;
use crate::problem::Problems;
use crate::records::Household;
use crate::records::accounts::{CONFIGURE, unconfigured};
use crate::render::check::github;
use crate::render::check::{json::json, markdown};
use crate::render::kit::width::fitted_lines;
use crate::settings::Settings;
use crate::vocabulary::{AccountName, counted, shown};

pub(super) fn run(context: &Context) -> Result<Exit, Failure> {
    let (gathered, settings, mut problems) = match context.read_settings()? {
        Ok(settings) => {
            read::warn_if_exposed(context, &settings);
            let gathered = household_files::gather(context, &settings);
            (gathered, Some(settings), Problems::default())
        }
        Err(problems) => (household_files::gather_default(context), None, problems),
    };
    if let Some(settings) = &settings {
        problems = problems.join(history_problems(context, settings));
    }
    let household = match gathered.read() {
        Ok(household) => Some(household),
        Err(more) => {
            problems = problems.join(more);
            None
        }
    };
    if let (Some(settings), Some(household)) = (&settings, &household) {
        warn_of_unconfigured(context, settings, household);
    }
    let counts = household.as_ref().map(counts);
    match show(context, &problems, counts.as_deref()) {
        // What is wrong counts more than a page that could not be written.
        Err(unwritten) if !problems.is_empty() => context.warn_of(&unwritten),
        shown => shown?,
    }
    match (problems.is_empty(), context.global.format) {
        (true, _) => Ok(Exit::Done),
        // Said already, each at its place.
        (false, Format::Github) => Ok(Exit::Invalid),
        (false, _) => Err(invalid("settings and records are", problems)),
    }
}

/// Warns of accounts that left the settings while servers of theirs are recorded.
fn warn_of_unconfigured(context: &Context, settings: &Settings, household: &Household) {
    let configured: Vec<AccountName> = settings
        .accounts
        .iter()
        .map(|own| own.name.clone())
        .collect();
    for found in unconfigured(&household.records, &configured) {
        let account = shown(found.account.as_str());
        context.warn(&format!(
            "{}: account `{account}` {found} [account_not_configured]\n  hint: {CONFIGURE}",
            found.place
        ));
    }
}

/// Writes the verdict; in text, problems are reported as a failure.
fn show(context: &Context, problems: &Problems, counts: Option<&str>) -> Result<(), Failure> {
    let privacy = privacy(context);
    let fine = counts.filter(|_| problems.is_empty());
    let fine = fine.map(|counts| format!("Settings and records are valid: {counts}.\n"));
    match context.global.format {
        Format::Text | Format::Csv => {
            let fine = fine.unwrap_or_default();
            output::result(&fitted_lines(&fine, context.page().columns))
        }
        Format::Json => output::result(&json(problems)),
        Format::Markdown => output::result(&markdown::problems(problems, counts, privacy)),
        Format::Github => {
            let location = workflow::location(&context.global);
            let annotations = github::problems(problems, &location, privacy);
            let last = fine.unwrap_or_else(|| {
                let count = counted(problems.count(), "problem");
                format!("Settings and records are not valid: {count}.\n")
            });
            output::result(&format!("{annotations}{last}"))?;
            context
                .workflow
                .summarise(&markdown::problems(problems, counts, privacy))
        }
    }
}

/// `3 plans, 2 servers, 6 users`
pub(super) fn counts(household: &Household) -> String {
    format!(
        "{}, {}, {}",
        counted(household.records.plans.len(), "plan"),
        counted(household.records.servers.len(), "server"),
        counted(household.records.users.len(), "user"),
    )
}
