//! `plexmgr completions`: the script with which a shell completes what is typed.

use clap::CommandFactory;

use super::exit::{Exit, Failure};
use super::output;
use crate::cli::{Cli, CompletionsArgs};

pub(super) fn run(options: &CompletionsArgs) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Cli::command(), "plexmgr", &mut script);
    output::result(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
