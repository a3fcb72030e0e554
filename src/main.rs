//! The `plexmgr` command: parse, run, print the error, return the exit code.

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use plexmgr::cli::Cli;
use plexmgr::command::{self, Exit};
use tracing::Level;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    log(cli.global.quiet, cli.global.verbose);
    match command::run(cli) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(failure) => {
            anstream::eprintln!("{failure}");
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

/// Sends the log to stderr.
fn log(quiet: bool, verbose: u8) {
    let level = match (quiet, verbose) {
        (true, _) => Level::ERROR,
        (false, 0) => Level::WARN,
        (false, 1) => Level::INFO,
        (false, _) => Level::DEBUG,
    };
    let colour = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    tracing_subscriber::fmt()
        .with_ansi(colour)
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .without_time()
        .init();
}
