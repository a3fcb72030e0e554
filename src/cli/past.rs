//! The options of the commands about applied runs and what they left behind.

use clap::{Args, Subcommand};

use crate::vocabulary::TimeSpan;

/// `plexmgr history`
#[derive(Debug, Args)]
pub struct History {
    /// One run, with every change it made
    #[arg(value_name = "RUN", value_parser = run_number)]
    pub run: Option<u64>,
}

/// `plexmgr undo`
#[derive(Debug, Args)]
pub struct Undo {
    /// The number of the run in `plexmgr history`
    #[arg(value_name = "RUN", value_parser = run_number)]
    pub run: u64,

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

/// `plexmgr state`
#[derive(Debug, Subcommand)]
pub enum State {
    /// Check whether store and history agree
    Check,
    /// Print the content of the store, as a history.jsonl or with `--format json` as one document
    Export,
    /// Rebuild the store from the history and the records
    Rebuild(Lock),
}

/// How long to wait for another run that writes.
#[derive(Debug, Clone, Copy, Args)]
pub struct Lock {
    /// Wait this long for another run to end, as in 90s or 5m
    #[arg(long, value_name = "TIME", default_value = "10s")]
    pub lock_timeout: TimeSpan,
}

/// Reads the number of a run.
fn run_number(text: &str) -> Result<u64, &'static str> {
    whole_number(text)
        .ok_or("the number of a run, as `plexmgr history` shows it, is required, as in `3`")
}

/// A number that is written with digits and nothing else.
pub(super) fn whole_number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}
