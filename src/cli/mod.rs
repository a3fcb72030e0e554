//! What was typed, and nothing else: the command line as clap reads it.
//!
//! Here are the commands and what they have in common; the options of each stand in a file per family.

mod beginning;
mod learning;
mod past;
mod planning;
mod reviewing;
mod status;
mod tools;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::vocabulary::Date;

pub use beginning::{Doctor, Init, Login};
pub use learning::Explain;
pub use past::{History, Lock, State, Undo};
pub use planning::{Apply, Plan, PlanOptions, Show, Snapshot};
pub use reviewing::Comment;
pub use status::{Report, Selection, Status};
pub use tools::{Completions, Man, Schema};

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

    /// Show e-mail addresses and amounts in Markdown, on GitHub and in reports as well
    #[arg(long, global = true)]
    pub show_pii: bool,

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
    /// For pull requests; addresses and amounts are masked
    Markdown,
    /// Annotations, step summary and outputs of GitHub Actions; masked as well
    Github,
    /// A table for spreadsheets
    Csv,
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
    /// Make the skeleton of a household: settings, plans, an ignore file, schemas for editors
    Init(Init),
    /// Sign in to Plex in a browser and print the account's token; nothing is stored
    Login(Login),
    /// Look for what could go wrong: settings, tokens, owners, clock, git, permissions
    Doctor(Doctor),
    /// Check settings and records and report every problem
    Check,
    /// Show what would change, and write nothing
    Plan(Plan),
    /// Show what will change, and write it
    Apply(Apply),
    /// Show who is paid for, who is not, and what the records lack
    Status(Status),
    /// Write the same as one HTML page, with a timeline and the history of imports
    Report(Report),
    /// Show a saved plan; needs no household
    Show(Show),
    /// Tell a pull request on GitHub what a saved plan says, in one comment
    Comment(Comment),
    /// Save what Plex says, without any token, for `--observed`
    Snapshot(Snapshot),
    /// Show what was applied: when, by whom, on which commit
    History(History),
    /// Take back what one run did to the files, if nobody changed them since
    Undo(Undo),
    /// Say what a code means: of a problem, a notice, a guard, a change or an exit
    Explain(Explain),
    /// Care for the store in the state folder
    #[command(subcommand)]
    State(State),
    /// Print a JSON Schema, for editors and CI; needs no household
    Schema(Schema),
    /// Print the script with which a shell completes what is typed
    Completions(Completions),
    /// Print the manual, or write it as one page per command
    Man(Man),
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
