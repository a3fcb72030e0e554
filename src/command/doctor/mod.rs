//! `plexmgr doctor`: looks for everything that could make a run fail, and writes nothing.
//!
//! `household` checks the files, `environment` their environment, `plex` tokens and plex.tv, `sources` the sources of
//! payments.

mod environment;
mod household;
mod plex;
mod sources;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::household_files;
use super::output;
use crate::cli::DoctorArgs;
use crate::doctor::{Check, Finding, Health};
use crate::problem::Problems;
use crate::render::doctor;

pub(super) fn run(context: &Context, options: &DoctorArgs) -> Result<Exit, Failure> {
    let findings = findings(context, options);
    output::result(&match context.is_json() {
        true => doctor::json(&findings),
        false => doctor::text(&findings, context.page()),
    })?;
    Ok(exit(&findings))
}

/// Everything that was looked at; whatever cannot be is a finding, too.
fn findings(context: &Context, options: &DoctorArgs) -> Vec<Finding> {
    let settings = match context.read_settings() {
        Ok(Ok(settings)) => settings,
        Ok(Err(problems)) => {
            return vec![
                invalid(Check::Settings, &problems),
                household::records(&household_files::gather_default(context).read()),
            ];
        }
        Err(failure) => return vec![failed(Check::Settings, &failure)],
    };
    let read = household_files::gather(context, &settings).read();
    let records = read.as_ref().ok().map(|household| &household.records);
    let mut findings = vec![
        household::settings(context, &settings),
        household::records(&read),
    ];
    findings.extend(
        records
            .into_iter()
            .flat_map(|records| household::accounts(&settings, records)),
    );
    findings.push(environment::time_zone(context, &settings));
    let (remembered, state) = household::state(context, &settings, records);
    findings.extend(state);
    findings.extend(environment::permissions(context, &settings));
    findings.extend(environment::git(context, &settings));
    findings.extend(plex::findings(context, &settings, &remembered, options));
    findings.extend(sources::findings(context, &settings, options));
    findings
}

/// Problems of files, in the one line of a finding.
fn invalid(check: Check, problems: &Problems) -> Finding {
    let first = problems.as_slice().first().map(|problem| {
        let (place, message) = (&problem.place, &problem.message);
        format!("{place}: {message}")
    });
    let more = match problems.count() {
        0 | 1 => String::new(),
        count => format!(", and {} more", count - 1),
    };
    let message = format!("{}{more}", first.unwrap_or_default());
    let finding = check.finding(Health::Failure, message);
    finding.hint("`plexmgr check` lists every problem")
}

/// A failure of another command, as a finding.
fn failed(check: Check, failure: &Failure) -> Finding {
    let causes: Vec<String> = failure.error.chain().map(ToString::to_string).collect();
    let finding = check.finding(Health::Failure, causes.join(": "));
    match &failure.hint {
        Some(hint) => finding.hint(hint),
        None => finding,
    }
}

/// The exit code that a run would end with, or close to it.
fn exit(findings: &[Finding]) -> Exit {
    let failed = findings
        .iter()
        .filter(|finding| finding.verdict == Health::Failure)
        .map(|finding| finding.check);
    match failed.min() {
        None => Exit::Done,
        Some(Check::Settings | Check::Records | Check::Tokens) => Exit::Invalid,
        Some(Check::Owners | Check::Sources) => Exit::Incomplete,
        Some(Check::State) => Exit::StoreUnreadable,
        Some(Check::TimeZone | Check::Permissions | Check::Git | Check::Clock) => Exit::Failed,
    }
}
