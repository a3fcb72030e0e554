//! The options of the commands about applied runs and what they left behind.

use clap::{Args, Subcommand};

use crate::vocabulary::TimeSpan;

/// `plexmgr history`
#[derive(Debug, Args)]
pub struct History {
    /// One run, with every change it made
    #[arg(value_name = "RUN")]
    pub run: Option<u64>,
}

/// `plexmgr undo`
#[derive(Debug, Args)]
pub struct Undo {
    /// The run, as `plexmgr history` numbers it
    #[arg(value_name = "RUN")]
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
    /// Tell whether store and history agree
    Check,
    /// Print everything the store holds, as a history.jsonl or with `--format json` as one document
    Export,
    /// Make the store anew from the history and the records
    Rebuild(Lock),
}

/// How long to wait for another run that writes.
#[derive(Debug, Clone, Copy, Args)]
pub struct Lock {
    /// Wait this long for another run to end, as in 90s or 5m
    #[arg(long, value_name = "TIME", default_value = "10s")]
    pub lock_timeout: TimeSpan,
}
