//! The options of the commands that admins use every week to edit the records.

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};

use super::history::Lock;
use crate::everyday::TypedAmount;
use crate::plan::Acceptance;
use crate::vocabulary::{Date, Handle};

/// What all commands that edit records have in common.
#[derive(Debug, Args)]
pub struct WritingArgs {
    /// Write without asking; required where stdin is not a terminal
    #[arg(short, long)]
    pub yes: bool,

    /// Show what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Leave out the diffs of the files
    #[arg(long)]
    pub brief: bool,

    /// Let the guard `clock` pass that found exactly this many days, as in clock=2
    #[arg(long = "accept", value_name = "GUARD=N")]
    pub accepted: Vec<Acceptance>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub lock: Lock,
}

/// Which users are edited.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("who").required(true).multiple(true))]
pub struct UsersArgs {
    /// A user, by exact handle, Plex id or e-mail address; may be repeated
    #[arg(value_name = "USER", group = "who")]
    pub users: Vec<String>,

    /// Users who match, as in plan=monthly or standing=expired; with several, users who match all
    #[arg(id = "where", long, value_name = "KEY=VALUE", group = "who")]
    pub filters: Vec<String>,
}

/// `plexmgr pay`
#[derive(Debug, Args)]
pub struct PayArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub users: UsersArgs,

    /// The plan that was paid for, instead of that of the user
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<Handle>,

    /// What was paid, as in 5.00 or "5.00 EUR", instead of the price
    #[arg(long, value_name = "AMOUNT")]
    pub amount: Option<TypedAmount>,

    /// The day it came, instead of today
    #[arg(long, value_name = "DAY")]
    pub on: Option<Date>,

    /// How many periods of the plan it pays for
    #[arg(long, value_name = "N", value_parser = periods)]
    pub periods: Option<u32>,

    /// The last day it pays for
    #[arg(long, value_name = "DAY", conflicts_with = "periods")]
    pub until: Option<Date>,

    /// The first day it pays for, instead of the end of the period before
    #[arg(long, value_name = "DAY")]
    pub start: Option<Date>,

    /// The transaction that paid it
    #[arg(long, value_name = "ID", value_parser = id)]
    pub transaction: Option<String>,

    /// The recurring payment it belongs to
    #[arg(long, value_name = "ID", value_parser = id)]
    pub subscription: Option<String>,

    /// Record another payment for the same plan on the same day
    #[arg(long)]
    pub again: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub writing: WritingArgs,
}

/// `plexmgr confirm`
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("whom").required(true).multiple(true))]
pub struct ConfirmArgs {
    /// A user, by exact handle, Plex id or e-mail address; may be repeated
    #[arg(value_name = "USER", group = "whom")]
    pub users: Vec<String>,

    /// Users who match, as in plan=monthly or standing=expired; with several, users who match all
    #[arg(id = "where", long, value_name = "KEY=VALUE", group = "whom")]
    pub filters: Vec<String>,

    /// All users with an unconfirmed payment
    #[arg(long, group = "whom", conflicts_with_all = ["users", "where"])]
    pub all: bool,

    /// The plan that was paid for, if it was another one
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<Handle>,

    /// The last day that is paid for, if it was another one
    #[arg(long, value_name = "DAY")]
    pub until: Option<Date>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub writing: WritingArgs,
}

/// `plexmgr set`
#[derive(Debug, Args)]
pub struct SetArgs {
    /// Users and values: KEY=VALUE sets, KEY+=VALUE adds to a list, KEY= removes
    #[arg(value_name = "USER|KEY=VALUE", required = true)]
    pub words: Vec<String>,

    /// Users who match, as in plan=monthly or standing=expired; with several, users who match all
    #[arg(id = "where", long, value_name = "KEY=VALUE")]
    pub filters: Vec<String>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub writing: WritingArgs,
}

/// `plexmgr switch`
#[derive(Debug, Args)]
pub struct SwitchArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub users: UsersArgs,

    /// The plan of the next payment
    #[arg(long, value_name = "PLAN")]
    pub plan: Handle,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub writing: WritingArgs,
}

/// A kind of record that has a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ThingKind {
    /// A user
    User,
    /// A plan
    Plan,
    /// A server
    Server,
    /// A library, named as SERVER/LIBRARY
    Library,
}

/// `plexmgr rename`
#[derive(Debug, Args)]
pub struct RenameArgs {
    /// What gets another handle
    #[arg(value_name = "KIND", value_enum)]
    pub kind: ThingKind,

    /// Its handle; of a library as in atlas/movies
    #[arg(value_name = "OLD")]
    pub old: String,

    /// The new handle
    #[arg(value_name = "NEW")]
    pub new: Handle,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub writing: WritingArgs,
}

/// `plexmgr remove`
#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// What is removed
    #[arg(value_name = "KIND", value_enum)]
    pub kind: ThingKind,

    /// Its handle; of a library as in atlas/movies
    #[arg(value_name = "NAME")]
    pub name: String,

    /// Remove a user who shares something, or a server of an account that is asked
    #[arg(long)]
    pub anyway: bool,

    /// Keep nothing of the record in the history, so that `undo` cannot restore it; of users only
    #[arg(long)]
    pub erase: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub writing: WritingArgs,
}

/// How users are spread over files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LayoutChoice {
    /// One file per user, in the folder `users`
    FilePerUser,
    /// All users in one file, `users.yaml`
    SingleFile,
}

/// `plexmgr set-layout`
#[derive(Debug, Args)]
pub struct SetLayoutArgs {
    /// The layout
    #[arg(value_name = "LAYOUT", value_enum)]
    pub layout: LayoutChoice,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub writing: WritingArgs,
}

/// `plexmgr adopt`
#[derive(Debug, Args)]
pub struct AdoptArgs {
    /// The spreadsheet: CSV, TSV, XLSX or ODS
    pub file: PathBuf,

    /// What a column holds, as in "Paid to=end"; COLUMN= leaves a column out; may be repeated
    #[arg(long = "map", value_name = "COLUMN=KEY")]
    pub maps: Vec<String>,

    /// How dates are written that can be read in two ways, as in %d/%m/%Y
    #[arg(long, value_name = "FORMAT")]
    pub date_format: Option<String>,

    /// The sheet of a workbook, instead of the first one with content
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,

    /// Whose value counts where an admin recorded another one than the file
    #[arg(long, value_enum, default_value_t = Preferred::Records)]
    pub prefer: Preferred,

    /// Whose a row is, whatever its names say; ROW= leaves a row out; may be repeated
    #[arg(long = "row", value_name = "ROW=USER")]
    pub rows: Vec<String>,

    /// Make records of rows that match no user
    #[arg(long)]
    pub create: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub writing: WritingArgs,
}

/// Whose value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Preferred {
    /// The records; the difference is shown
    Records,
    /// The file
    File,
}

fn periods(text: &str) -> Result<u32, &'static str> {
    let number = super::history::whole_number::<u32>(text);
    number
        .filter(|number| (1..=1_200).contains(number))
        .ok_or("a number of periods is a whole number from 1 to 1200")
}

fn id(text: &str) -> Result<String, &'static str> {
    let is_plain = |c: char| c.is_ascii_graphic();
    match !text.is_empty() && text.chars().all(is_plain) {
        true => Ok(text.to_owned()),
        false => Err("an id is one word of letters, digits and signs"),
    }
}
