//! `plexmgr completions`: the script with which a shell completes what is typed.

use anyhow::anyhow;
use clap_complete::env::Shells;

use super::complete::VARIABLE;
use super::exit::{Exit, Failure};
use super::output;
use crate::cli::CompletionsArgs;

/// The program as shells find it.
const PROGRAM: &str = "plexmgr";

pub(super) fn run(options: &CompletionsArgs) -> Result<Exit, Failure> {
    let name = options.shell.to_string();
    let shells = Shells::builtins();
    let shell = shells.completer(&name);
    let shell =
        shell.ok_or_else(|| Failure::new(Exit::Usage, anyhow!("unknown shell `{name}`")))?;
    let mut script = Vec::new();
    shell
        .write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)
        .map_err(|error| Failure::new(Exit::Failed, error))?;
    output::result(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
