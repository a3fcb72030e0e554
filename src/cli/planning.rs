//! The options of the commands that make, show and apply plans.

use std::path::PathBuf;

use clap::Args;

use super::history::Lock;
use crate::plan::Acceptance;
use crate::vocabulary::{AccountName, Date, SourceName, TimeSpan};

/// What `plan` and `apply` have in common.
#[derive(Debug, Args)]
pub struct PlanOptions {
    /// Read this snapshot instead of asking Plex
    #[arg(long, value_name = "FILE")]
    pub observed: Option<PathBuf>,

    /// Leave out the diffs of the files
    #[arg(long)]
    pub brief: bool,

    /// Ask this account only; may be repeated
    #[arg(long = "account", value_name = "NAME", value_parser = account_name)]
    pub accounts: Vec<AccountName>,

    /// Ask this source of transactions only, and not Plex; may be repeated
    #[arg(long = "source", value_name = "NAME", value_parser = source_name)]
    pub sources: Vec<SourceName>,

    /// Read the records only: show what decisions and edits in the records lead to
    #[arg(long, conflicts_with_all = ["observed", "accounts", "sources"])]
    pub records: bool,

    /// Read the sources from this day on once more
    #[arg(long, value_name = "DAY", requires = "sources")]
    pub since: Option<Date>,

    /// Let a guard pass that found exactly this many, as in departures=7; may be repeated
    #[arg(long = "accept", value_name = "GUARD=N")]
    pub accepted: Vec<Acceptance>,
}

/// `plexmgr plan`
#[derive(Debug, Args)]
pub struct PlanArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub options: PlanOptions,

    /// Exit with 2 if there are changes
    #[arg(long)]
    pub detailed_exitcode: bool,

    /// Save the plan for `plexmgr apply FILE`; an earlier plan is replaced
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Replace a file of another kind as well; files of the household are never replaced
    #[arg(long, requires = "out")]
    pub overwrite: bool,
}

/// `plexmgr apply`
#[derive(Debug, Args)]
pub struct ApplyArgs {
    /// Apply exactly this saved plan without asking, or nothing if anything changed since it was made
    #[arg(value_name = "PLANFILE")]
    pub plan_file: Option<PathBuf>,

    /// How old a saved plan may be, as in 90s, 30m, 24h or 2d [default: 24h]
    #[arg(long, value_name = "AGE", requires = "plan_file")]
    pub max_plan_age: Option<TimeSpan>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub plan: PlanOptions,

    /// Write without asking; required where stdin is not a terminal
    #[arg(short, long)]
    pub yes: bool,

    /// Show what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub lock: Lock,
}

/// `plexmgr show`
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The saved plan
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Leave out the diffs of the files
    #[arg(long)]
    pub brief: bool,
}

/// `plexmgr snapshot`
#[derive(Debug, Args)]
pub struct SnapshotArgs {
    /// The file to write; an earlier snapshot is replaced
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,

    /// Replace a file of another kind as well; files of the household are never replaced
    #[arg(long)]
    pub overwrite: bool,

    /// Ask this account only; may be repeated
    #[arg(long = "account", value_name = "NAME", value_parser = account_name)]
    pub accounts: Vec<AccountName>,

    /// Save what the sources of payments list, too: names and addresses of payers
    #[arg(long)]
    pub sources: bool,
}

#[expect(clippy::unnecessary_wraps, reason = "clap asks for a result")]
pub(super) fn account_name(text: &str) -> Result<AccountName, std::convert::Infallible> {
    Ok(AccountName::new(text))
}

fn source_name(text: &str) -> Result<SourceName, String> {
    text.parse()
        .map_err(|error: crate::vocabulary::SourceNameError| error.to_string())
}
