//! The `plexmgr` command: parse, run, print the error, return the exit code.

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use plexmgr::cli::Cli;
use plexmgr::command::{self, Exit};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    command::log(&cli.global);
    match command::run(cli) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(failure) => {
            command::aside(&format!("{failure}\n"));
            ExitCode::from(failure.exit.code())
        }
    }
}

/// Prints help, version or what is wrong with the command line.
fn usage(error: &clap::Error) -> ExitCode {
    let asked_for = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    // A reader of the help who went away is no failure.
    let _ = error.print();
    let exit = if asked_for { Exit::Done } else { Exit::Usage };
    ExitCode::from(exit.code())
}
