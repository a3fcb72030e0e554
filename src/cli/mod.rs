//! What was typed, and nothing else: the command line as clap reads it.
//!
//! Defines the commands and their common options; the options of each family are in a separate file.

mod everyday;
mod explain;
pub mod help;
mod history;
mod payments;
mod planning;
mod reviewing;
mod setup;
mod status;
mod tools;
pub mod usage;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::{Args, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::vocabulary::Date;

pub use everyday::{
    AdoptArgs, ConfirmArgs, LayoutChoice, PayArgs, Preferred, RemoveArgs, RenameArgs, SetArgs,
    SetLayoutArgs, SwitchArgs, ThingKind, UsersArgs, WritingArgs,
};
pub use explain::ExplainArgs;
pub use history::{HistoryArgs, Lock, RestoreArgs, StateCommand, UndoArgs};
pub use payments::{ExplainPaymentArgs, MonthArgs, PaymentsArgs, PaymentsView};
pub use planning::{ApplyArgs, PlanArgs, PlanOptions, ShowArgs, SnapshotArgs};
pub use reviewing::CommentArgs;
pub use setup::{CheckArgs, DoctorArgs, InitArgs, LoginArgs};
pub use status::{FindArgs, ReportArgs, SelectionArgs, StatusArgs, UserArgs};
pub use tools::{CompletionsArgs, ManArgs, SchemaArgs};

/// Keeps the people of shared Plex servers as YAML in git.
///
/// `plexmgr plan` shows what would change, `plexmgr apply` writes it. Nothing at Plex is ever changed.
/// `plexmgr COMMAND --help` shows what a command does, with examples.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub global: Global,
    /// The command; without it, plexmgr shows the next steps.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Reads the command line of this process.
///
/// # Errors
/// When it is invalid, or asks for help or the version.
pub fn typed() -> Result<Cli, clap::Error> {
    let colour = match typed_colour() {
        ColorChoice::Auto if is_unforced() && !std::io::stdout().is_terminal() => {
            clap::ColorChoice::Never
        }
        ColorChoice::Auto => clap::ColorChoice::Auto,
        ColorChoice::Always => clap::ColorChoice::Always,
        ColorChoice::Never => clap::ColorChoice::Never,
    };
    let mut matches = help::command()
        .color(colour)
        .try_get_matches_from(usage::without_repeated_help(std::env::args_os()))?;
    Cli::from_arg_matches_mut(&mut matches)
}

/// Whether `CLICOLOR_FORCE` is 0, which means no force, because the libraries treat any value as true.
#[must_use]
pub fn is_unforced() -> bool {
    std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value == "0")
}

/// When to use colour, as far as a possibly invalid command line shows it.
#[must_use]
pub fn typed_colour() -> ColorChoice {
    typed_choice("--color").unwrap_or(ColorChoice::Auto)
}

/// The format, as far as a possibly invalid command line shows it.
#[must_use]
pub fn typed_format() -> Option<Format> {
    typed_choice("--format")
}

/// The first value of an option that is one of its words.
fn typed_choice<T: ValueEnum>(option: &str) -> Option<T> {
    let words: Vec<String> = std::env::args_os()
        .map(|word| word.to_string_lossy().into_owned())
        .take_while(|word| word != "--")
        .collect();
    let apart = words.windows(2).filter(|pair| pair[0] == option);
    let apart = apart.map(|pair| pair[1].as_str());
    let joined = words.iter().filter_map(|word| {
        let value = word.strip_prefix(option)?;
        value.strip_prefix('=')
    });
    let mut values = joined.chain(apart);
    values.find_map(|value| T::from_str(value, false).ok())
}

/// Options that stand before or after any command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options for every command")]
pub struct Global {
    /// The household: the folder with plexmgr.toml; by default the nearest from here upwards
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub household: Option<PathBuf>,

    /// Another settings file than plexmgr.toml in the household
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,

    /// The format of the result on stdout
    #[arg(long, value_enum, global = true, default_value_t = Format::Text)]
    pub format: Format,

    /// Show private values in Markdown, on GitHub and in reports as well
    #[arg(long, global = true)]
    pub show_pii: bool,

    /// Show a long text at once instead of through PLEXMGR_PAGER or PAGER
    #[arg(long, global = true)]
    pub no_pager: bool,

    /// When to use colour; NO_COLOR and CLICOLOR_FORCE are respected
    #[arg(long, value_enum, global = true, default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,

    /// Write only warnings and errors to stderr
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Explain each person's changes on stderr; twice: log every request too
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,

    /// The day of the run, as in 2026-11-22, instead of today
    #[arg(long, value_name = "DATE", global = true)]
    pub today: Option<Date>,
}

impl Global {
    /// The folder of the household, as far as it is known: the current one if none is given.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.household.as_deref().unwrap_or(Path::new("."))
    }
}

/// How the result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One JSON document for programs
    Json,
    /// For pull requests; private values are masked
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
    /// Create the skeleton of a household
    Init(InitArgs),
    /// Sign in to Plex and print the token
    Login(LoginArgs),
    /// Check settings, tokens and environment
    Doctor(DoctorArgs),
    /// Validate settings and records
    Check(CheckArgs),
    /// Show what would change, and write nothing
    Plan(PlanArgs),
    /// Show what will change, and write it
    Apply(ApplyArgs),
    /// Record a payment that came
    Pay(PayArgs),
    /// Confirm the payment that an import guessed
    Confirm(ConfirmArgs),
    /// Set or remove values of users
    Set(SetArgs),
    /// Set the plan of the next payment
    Switch(SwitchArgs),
    /// Take over a spreadsheet of people
    Adopt(AdoptArgs),
    /// Change a handle and every reference
    Rename(RenameArgs),
    /// Remove a record and every reference
    Remove(RemoveArgs),
    /// Write users into one file, or a file each
    SetLayout(SetLayoutArgs),
    /// Show who has paid, and missing details
    Status(StatusArgs),
    /// Show what came in, and what waits
    Payments(PaymentsArgs),
    /// Find users by name, address, id or notes
    Find(FindArgs),
    /// Show everything about one user
    User(UserArgs),
    /// Write the status as one HTML page
    Report(ReportArgs),
    /// Show a saved plan
    Show(ShowArgs),
    /// Show a saved plan in a pull request comment
    Comment(CommentArgs),
    /// Save the answers of Plex, for `--observed`
    Snapshot(SnapshotArgs),
    /// Show what was applied, when and by whom
    History(HistoryArgs),
    /// Restore the files that one run changed
    Undo(UndoArgs),
    /// Describe a code or an exit code
    Explain(ExplainArgs),
    /// Check history and store, or bring back runs
    #[command(subcommand)]
    State(StateCommand),
    /// Print a JSON Schema, for editors and CI
    Schema(SchemaArgs),
    /// Print the completion script of a shell
    Completions(CompletionsArgs),
    /// Print the manual, or write its pages
    Man(ManArgs),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        help::command().debug_assert();
    }

    #[test]
    fn global_options_stand_before_or_after_the_command() {
        for words in [
            ["plexmgr", "-C", "home", "--format", "json", "plan"],
            ["plexmgr", "plan", "-C", "home", "--format", "json"],
        ] {
            let cli = Cli::try_parse_from(words).expect("both orders are fine");
            assert_eq!(cli.global.household, Some(PathBuf::from("home")));
            assert_eq!(cli.global.format, Format::Json);
        }
    }
}
