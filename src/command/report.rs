//! `plexmgr report`: the standing of all users and the imports, as one HTML page.

use super::context::Context;
use super::exit::{Exit, Failure};
use super::history::past;
use super::output_file::{OutputFile, OutputKind};
use super::plan_output::privacy;
use crate::cli;
use crate::render::report::{AppliedRuns, Report, html};
use crate::settings::Settings;
use crate::status::{StatusQuery, status};
use crate::vocabulary::Days;

pub(super) fn run(context: &Context, options: &cli::ReportArgs) -> Result<Exit, Failure> {
    let out = &options.out;
    let settings = context.settings()?;
    let target = OutputFile {
        kind: OutputKind::Report,
        out,
        overwrite: options.overwrite,
    };
    let target = target.check(context, Some(&settings), None)?;
    let household = context.records(&settings)?;
    let grace = Days::new(settings.payments.grace_days);
    let asked = StatusQuery::all(options.expiring_within, grace);
    let status = status(&household.records, context.today(&settings)?, asked);
    let history = history(context, &settings);
    let page = html(&Report {
        status: &status,
        history: &history,
        privacy: privacy(context),
    });
    target.write(context, page.as_bytes())?;
    context.say(&format!("Wrote {}.", out.display()));
    Ok(Exit::Done)
}

/// What is known of the applied runs. The report is about the records, so a history that cannot be read
/// does not stop it: the page says so, and so does stderr.
fn history(context: &Context, settings: &Settings) -> AppliedRuns {
    let read = || -> Result<AppliedRuns, String> {
        let past = past(context, settings).map_err(|failure| causes(&failure.error))?;
        let faults = past.history.faults.iter().map(ToString::to_string);
        Ok(AppliedRuns::Known {
            findings: faults.collect(),
            runs: past.history.runs,
        })
    };
    read().unwrap_or_else(|because| {
        context.warn(&format!(
            "the report leaves out the imports: {}",
            crate::vocabulary::escaped(&because)
        ));
        AppliedRuns::Unreadable(because)
    })
}

/// An error with its causes, in one line.
fn causes(error: &anyhow::Error) -> String {
    format!("{error:#}")
}
