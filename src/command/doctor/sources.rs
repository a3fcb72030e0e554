//! Whether the sources of payments can be read, and how far their data reach.

use super::super::context::Context;
use super::super::sources::SourcesAsked;
use crate::cli::DoctorArgs;
use crate::doctor::{Check, Finding, Health};
use crate::settings::{Settings, SourceKind, SourceSettings};
use crate::sources::{Listing, SourceOutcome};
use crate::vocabulary::{SourceName, Timestamp, counted, shown};

/// What is found about every source: as much is read as may be new.
pub(super) fn findings(
    context: &Context,
    settings: &Settings,
    options: &DoctorArgs,
) -> Vec<Finding> {
    let is_online = |source: &&SourceSettings| matches!(source.kind, SourceKind::Paypal(_));
    let (online, files): (Vec<_>, Vec<_>) = settings.sources.iter().partition(is_online);
    let mut findings = Vec::new();
    let mut named: Vec<SourceName> = Vec::new();
    if options.offline {
        findings.extend(online.into_iter().map(skipped));
        if files.is_empty() {
            return findings;
        }
        named.extend(files.into_iter().map(|source| source.name.clone()));
    }
    let now = Timestamp(context.now.timestamp());
    let of_name = |name: &SourceName| settings.sources.iter().find(|source| source.name == *name);
    let recent = |name: &SourceName| Some(fresh_since(of_name(name)?, now));
    let asks = |source: &SourceSettings| named.is_empty() || named.contains(&source.name);
    let readings = SourcesAsked::begin(context, settings, asks, recent).answered();
    findings.extend(readings.into_iter().filter_map(|reading| {
        let source = of_name(&reading.source)?;
        Some(finding(source, reading.outcome, now))
    }));
    findings
}

fn skipped(source: &SourceSettings) -> Finding {
    let message = format!("source `{}`: PayPal was not asked", source.name);
    Check::Sources.finding(Health::Skipped, message)
}

/// The instant after which the newest data have to be.
fn fresh_since(source: &SourceSettings, Timestamp(now): Timestamp) -> Timestamp {
    let seconds = i64::from(source.fresh_days) * 24 * 3600;
    Timestamp(now.saturating_sub(seconds))
}

fn finding(source: &SourceSettings, outcome: SourceOutcome, now: Timestamp) -> Finding {
    let name = &source.name;
    match outcome {
        SourceOutcome::Read(listing) => {
            let (health, message) = read(source, &listing, now);
            let finding = Check::Sources.finding(health, format!("source `{name}`: {message}"));
            match (health, &source.kind) {
                (Health::Fine, _) => finding,
                (_, SourceKind::Paypal(_)) => {
                    finding.hint("PayPal may be late; look at the account on its website")
                }
                _ => finding.hint("download a newer file, or correct the rows"),
            }
        }
        SourceOutcome::Unknown(doubt) => {
            let message = format!("source `{name}`: {}", doubt.cause());
            let finding = Check::Sources.finding(Health::Failure, message);
            finding.hint(doubt.now)
        }
    }
}

/// How a source is that was read.
fn read(source: &SourceSettings, listing: &Listing, now: Timestamp) -> (Health, String) {
    let days = counted(source.fresh_days as usize, "day");
    match (listing.problems.first(), listing.reaches_to) {
        (Some(problem), _) => {
            let rows = counted(listing.problems.len(), "row");
            let (file, column) = (shown(&problem.file), shown(&problem.column));
            let reason = shown(&problem.reason);
            let place = match problem.row {
                0 => file,
                row => format!("row {row} of {file}"),
            };
            let message = format!("{rows} cannot be read; in {place}, {column} {reason}");
            (Health::Warning, message)
        }
        (None, None) => {
            let none = || format!("no data of the last {days}");
            let remark = listing.remarks.first().cloned();
            (Health::Warning, remark.unwrap_or_else(none))
        }
        (None, Some(end)) if end < fresh_since(source, now) => {
            const SECONDS_PER_DAY: u64 = 24 * 60 * 60;
            let age = now.0.abs_diff(end.0) / SECONDS_PER_DAY;
            let age = counted(usize::try_from(age).unwrap_or(usize::MAX), "day");
            let message = format!("the newest data are {age} old, more than {days}");
            (Health::Warning, message)
        }
        (None, Some(end)) => (Health::Fine, format!("can be read, up to {end}")),
    }
}
