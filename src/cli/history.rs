//! The options of the commands about applied runs and what they left behind.

use clap::{ArgGroup, Args, Subcommand};

use crate::history::RunName;
use crate::vocabulary::TimeSpan;

/// `plexmgr history`
#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// One run, with every change it made: the first digits of its id, or `latest`
    #[arg(value_name = "RUN")]
    pub run: Option<RunName>,
}

/// `plexmgr undo`
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// The run: the first digits of its id in `plexmgr history`, or `latest`
    #[arg(value_name = "RUN")]
    pub run: RunName,

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
pub enum StateCommand {
    /// Read and hash the whole history, and check the store
    Check,
    /// Write back the files of runs that are not in the working tree; never records
    Restore(RestoreArgs),
}

/// `plexmgr state restore`
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("runs").required(true))]
pub struct RestoreArgs {
    /// The run: the first digits of its id in `plexmgr history`
    #[arg(value_name = "RUN", group = "runs")]
    pub run: Option<RunName>,

    /// All runs that are not in the working tree
    #[arg(long, group = "runs")]
    pub all: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub lock: Lock,
}

/// How long to wait for another run that writes.
#[derive(Debug, Clone, Copy, Args)]
pub struct Lock {
    /// Wait this long for another run to end, as in 90s or 5m
    #[arg(long, value_name = "TIME", default_value = "10s")]
    pub lock_timeout: TimeSpan,
}

/// A number that is written with digits and nothing else.
pub(super) fn whole_number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}
