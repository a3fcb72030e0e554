//! `plexmgr report`: how everybody stands, with what was imported, as one HTML page.

use std::ffi::OsStr;
use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::context::Context;
use super::exclusive::state_folder;
use super::exit::{Exit, Failure};
use super::showing::privacy;
use super::target::Target;
use crate::cli;
use crate::files;
use crate::render::report::{History, Report, html};
use crate::settings::Settings;
use crate::status::{Asked, status};
use crate::store::{self, StoreError};

pub(super) fn run(context: &Context, options: &cli::Report) -> Result<Exit, Failure> {
    let out = &options.out;
    let settings = context.settings()?;
    let target = Target {
        doing: "write the report to",
        what: "the report",
        out,
    };
    target.check(context, &settings, None)?;
    refuse_another_file(out)?;
    let household = context.records(&settings)?;
    let asked = Asked::everybody(options.expiring_within);
    let status = status(&household.records, context.today(&settings)?, asked);
    let history = history(context, &settings);
    let page = html(&Report {
        status: &status,
        history: &history,
        privacy: privacy(context),
    });
    let written = context
        .interrupts
        .writing(|| files::write_private(out, page.as_bytes()));
    written
        .with_context(|| format!("cannot write the report to {}", out.display()))
        .map_err(|error| {
            Failure::new(Exit::Failed, error).hint("choose a file in a folder you may write to")
        })?;
    context.say(&format!("Wrote {}.", out.display()));
    Ok(Exit::Done)
}

/// Refuses to replace a file that is no page: only a slip names it.
fn refuse_another_file(out: &Path) -> Result<(), Failure> {
    let extension = out.extension().map(OsStr::to_ascii_lowercase);
    let is_page = extension.is_some_and(|extension| extension == "html" || extension == "htm");
    if is_page || !out.exists() {
        return Ok(());
    }
    let error = anyhow!("{} is there already and is no page", out.display());
    Err(Failure::new(Exit::Usage, error).hint("a report replaces files named `.html` only"))
}

/// What is known of the applied runs. The report is about the records, so a history that cannot be read
/// does not stop it: the page says so, and so does stderr.
fn history(context: &Context, settings: &Settings) -> History {
    let read = || -> Result<History, String> {
        let folder = state_folder(context, settings).map_err(|failure| told(&failure.error))?;
        let known = || -> Result<History, StoreError> {
            let runs = store::runs_in_detail(&folder)?;
            let recalled = store::recall(&folder)?;
            let findings = match runs.is_empty() && recalled.pending.is_none() {
                true => Vec::new(),
                false => store::findings(&folder, &recalled)?,
            };
            Ok(History::Known { runs, findings })
        };
        known().map_err(|error| told(&error.into()))
    };
    read().unwrap_or_else(|because| {
        context.warn(&format!(
            "the report says nothing about imports: {}",
            crate::vocabulary::escaped(&because)
        ));
        History::Unreadable(because)
    })
}

/// An error with its causes, in one line.
fn told(error: &anyhow::Error) -> String {
    format!("{error:#}")
}
