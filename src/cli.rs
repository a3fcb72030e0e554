//! What was typed, and nothing else: the command line as clap reads it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::plan::Acceptance;
use crate::vocabulary::{AccountName, Date, TimeSpan};

/// Keeps the people of shared Plex servers as YAML in git.
///
/// `plexmgr plan` shows what would change, `plexmgr apply` writes it. Nothing at Plex is ever changed.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Cli {
    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub global: Global,
    #[command(subcommand)]
    #[expect(missing_docs, reason = "described at the type")]
    pub command: Command,
}

/// Options that stand before or after any command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options for every command")]
pub struct Global {
    /// The household: the folder with plexmgr.toml
    #[arg(
        short = 'C',
        value_name = "DIR",
        global = true,
        default_value = ".",
        hide_default_value = true
    )]
    pub household: PathBuf,

    /// Another settings file than plexmgr.toml in the household
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,

    /// How the result is written on stdout
    #[arg(long, value_enum, global = true, default_value_t = Format::Text)]
    pub format: Format,

    /// When to colour; NO_COLOR and CLICOLOR_FORCE are heeded
    #[arg(long, value_enum, global = true, default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,

    /// Say nothing on stderr but warnings and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Say more on stderr; twice for every request
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,

    /// The day of the run, as in 2026-11-22, instead of today
    #[arg(long, value_name = "DATE", global = true)]
    pub today: Option<Date>,
}

/// How the result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One JSON document for programs
    Json,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the skeleton of a household: settings, plans, an ignore file
    Init(Init),
    /// Check settings and records and report every problem
    Check,
    /// Show what would change, and write nothing
    Plan(Plan),
    /// Show what will change, and write it
    Apply(Apply),
    /// Show a saved plan; needs no household
    Show(Show),
    /// Save what Plex says, without any token, for `--observed`
    Snapshot(Snapshot),
    /// Show what was applied: when, by whom, on which commit
    History(History),
    /// Take back what one run did to the files, if nobody changed them since
    Undo(Undo),
    /// Care for the store in the state folder
    #[command(subcommand)]
    State(State),
}

/// `plexmgr init`
#[derive(Debug, Args)]
pub struct Init {
    /// Where, seen from the household; made if it is missing [default: the household]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// What `plan` and `apply` have in common.
#[derive(Debug, Args)]
pub struct PlanOptions {
    /// Read this snapshot instead of asking Plex
    #[arg(long, value_name = "FILE")]
    pub observed: Option<PathBuf>,

    /// Leave out the diffs of the files
    #[arg(long)]
    pub brief: bool,

    /// With `plan`: exit with 2 if there are changes
    #[arg(long)]
    pub detailed_exitcode: bool,

    /// Ask this account only; may be repeated
    #[arg(long = "account", value_name = "NAME", value_parser = account_name)]
    pub accounts: Vec<AccountName>,

    /// Let a guard pass that found exactly this many, as in departures=7; may be repeated
    #[arg(long = "accept", value_name = "GUARD=N")]
    pub accepted: Vec<Acceptance>,
}

/// `plexmgr plan`
#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub options: PlanOptions,

    /// Save the plan for `plexmgr apply FILE`; an earlier file is replaced
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `plexmgr apply`
#[derive(Debug, Args)]
pub struct Apply {
    /// Apply this saved plan, exactly and without asking, or nothing if anything moved since
    #[arg(value_name = "PLANFILE")]
    pub plan_file: Option<PathBuf>,

    /// How old a saved plan may be, as in 90s, 30m, 24h or 2d [default: 24h]
    #[arg(long, value_name = "AGE", requires = "plan_file")]
    pub max_plan_age: Option<TimeSpan>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub plan: PlanOptions,

    /// Write without asking
    #[arg(short, long)]
    pub yes: bool,

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

    /// Write without asking; nobody is asked if stdin is no terminal
    #[arg(short, long)]
    pub yes: bool,

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

/// `plexmgr show`
#[derive(Debug, Args)]
pub struct Show {
    /// The saved plan
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Leave out the diffs of the files
    #[arg(long)]
    pub brief: bool,
}

/// `plexmgr snapshot`
#[derive(Debug, Args)]
pub struct Snapshot {
    /// The file to write; an earlier one is replaced
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,

    /// Ask this account only; may be repeated
    #[arg(long = "account", value_name = "NAME", value_parser = account_name)]
    pub accounts: Vec<AccountName>,
}

#[expect(clippy::unnecessary_wraps, reason = "clap asks for a result")]
fn account_name(text: &str) -> Result<AccountName, std::convert::Infallible> {
    Ok(AccountName::new(text))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn global_options_stand_before_or_after_the_command() {
        for words in [
            ["plexmgr", "-C", "home", "--format", "json", "plan"],
            ["plexmgr", "plan", "-C", "home", "--format", "json"],
        ] {
            let cli = Cli::try_parse_from(words).expect("both orders are fine");
            assert_eq!(cli.global.household, PathBuf::from("home"));
            assert_eq!(cli.global.format, Format::Json);
        }
    }
}
