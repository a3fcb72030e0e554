//! `plexmgr check`: every problem of settings, records and history in one run.

use super::context::{Context, invalid};
use super::exit::{Exit, Failure};
use super::history_problems::history_problems;
use super::household_files;
use super::money::unused_rules;
use super::plan_output::privacy;
use super::read;
use super::{output, workflow};
use crate::cli::{CheckArgs, Format};
use crate::problem::Problems;
use crate::records::accounts::{CONFIGURE, unconfigured};
use crate::records::{Household, misread};
use crate::render::check::{CheckResult, github, json::json, markdown};
use crate::render::kit::width::fitted_lines;
use crate::settings::Settings;
use crate::status::{Margins, unpriced, warnings};
use crate::vocabulary::{AccountName, Days, counted, shown};

/// A payment that ends within so many days ends soon.
const SOON: Days = Days::new(14);

pub(super) fn run(context: &Context, options: &CheckArgs) -> Result<Exit, Failure> {
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
    problems = problems.join(misread(gathered.files()));
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
    let warnings = match (&settings, &household) {
        (Some(settings), Some(household)) if options.warnings => {
            let margins = Margins {
                within: SOON,
                grace: Days::new(settings.payments.grace_days),
            };
            let warned = warnings(household, context.today(settings)?, margins);
            let mut found = warned.as_slice().to_vec();
            if !settings.sources.is_empty() {
                found.extend(unpriced(&household.records));
            }
            found.extend(unused_rules(context, settings, household)?);
            Some(Problems::new(found))
        }
        _ => options.warnings.then(Problems::default),
    };
    let result = CheckResult {
        problems: &problems,
        warnings: warnings.as_ref(),
        counts: household.as_ref().map(counts),
    };
    match show(context, &result) {
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
fn show(context: &Context, result: &CheckResult<'_>) -> Result<(), Failure> {
    let privacy = privacy(context);
    match context.global.format {
        Format::Text | Format::Csv => {
            let text = result.warnings.map_or_else(String::new, warning_lines) + &fine(result);
            output::result(&fitted_lines(&text, context.page().columns))
        }
        Format::Json => output::result(&json(result)),
        Format::Markdown => output::result(&markdown::problems(result, privacy)),
        Format::Github => {
            let location = workflow::location(&context.global);
            let annotations = github::problems(result, &location, privacy);
            let last = match fine(result) {
                fine if fine.is_empty() => {
                    let count = counted(result.problems.count(), "problem");
                    format!("Settings and records are not valid: {count}.\n")
                }
                fine => fine,
            };
            output::result(&format!("{annotations}{last}"))?;
            context
                .workflow
                .summarise(&markdown::problems(result, privacy))
        }
    }
}

/// That everything is valid, if it is.
fn fine(result: &CheckResult<'_>) -> String {
    let counts = result
        .counts
        .as_ref()
        .filter(|_| result.problems.is_empty());
    let warnings = result
        .warnings
        .map(|warnings| counted(warnings.count(), "warning"));
    let warnings = warnings.map(|warnings| format!("; {warnings}"));
    counts.map_or_else(String::new, |counts| {
        let warnings = warnings.unwrap_or_default();
        format!("Settings and records are valid: {counts}{warnings}.\n")
    })
}

/// A paragraph for each warning.
fn warning_lines(warnings: &Problems) -> String {
    let listed = warnings.as_slice().iter();
    let mut text: String = listed
        .map(|warning| format!("warning: {warning}\n"))
        .collect();
    for line in warnings.more().lines() {
        text.push_str(&format!("{line}\n"));
    }
    match text.is_empty() {
        true => text,
        false => text + "\n",
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
