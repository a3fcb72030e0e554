//! The `plexmgr` command: parse, run, print the error, return the exit code.

use std::process::ExitCode;

use clap::error::ErrorKind;
use plexmgr::cli;
use plexmgr::command::{self, Exit};

/// Reading and writing records makes many small texts; the allocator of the system takes a third of the time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if command::completed() {
        return ExitCode::from(Exit::Done.code());
    }
    let cli = match cli::typed() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let global = cli.global.clone();
    command::log(&global);
    match command::run(cli) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(failure) => {
            command::report_error(&global, &failure);
            ExitCode::from(failure.exit.code())
        }
    }
}

/// Shows help or version, or says what is wrong with the command line.
fn usage(error: &clap::Error) -> ExitCode {
    let asked_for = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    if !asked_for {
        command::report_usage_error(error);
        return ExitCode::from(Exit::Usage.code());
    }
    // A closed stdout is not a failure.
    let _ = error.print();
    ExitCode::from(Exit::Done.code())
}
