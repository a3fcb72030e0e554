//! The options of the commands for editors and shells.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use clap_complete::Shell;

use crate::schema::Name;

/// `plexmgr schema`
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// The document; without it, all of them are listed
    #[arg(value_name = "WHAT", value_enum, hide_possible_values = true)]
    pub what: Option<Name>,

    /// List the documents that have a schema
    #[arg(long, conflicts_with = "what")]
    pub list: bool,
}

/// `plexmgr completions`
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: Shell,
}

/// `plexmgr man`
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write a page per command into this folder; earlier ones are replaced
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Replace a file of another kind as well; files of the household are never replaced
    #[arg(long, requires = "out")]
    pub overwrite: bool,
}

impl ValueEnum for Name {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()).help(self.title()))
    }
}
