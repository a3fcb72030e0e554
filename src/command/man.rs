//! `plexmgr man`: the manual, on stdout or as one page per command.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap_mangen::Man;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::output;
use super::output_file::{self, OutputFile, OutputKind};
use crate::cli;

/// The section of the manual for commands.
const SECTION: &str = "1";

pub(super) fn run(context: &Context, options: &cli::ManArgs) -> Result<Exit, Failure> {
    match &options.out {
        None => output::result(&page(&command())?)?,
        Some(folder) => {
            let pages = pages(&command())?;
            write(context, folder, &pages, options.overwrite)?;
            let folder = folder.display();
            context.say(&format!("Wrote {} pages to {folder}.", pages.len()));
        }
    }
    Ok(Exit::Done)
}

/// The whole command line, every command with the options of all.
fn command() -> clap::Command {
    let mut command = cli::help::command().disable_help_subcommand(true);
    command.build();
    command
}

/// The name of the file and the text of each page: one for the program, one for each command of it.
fn pages(command: &clap::Command) -> Result<Vec<(String, String)>, Failure> {
    let name = command.get_display_name().unwrap_or(command.get_name());
    let mut pages = vec![(format!("{name}.{SECTION}"), page(command)?)];
    for below in command.get_subcommands() {
        pages.extend(self::pages(below)?);
    }
    Ok(pages)
}

/// The page of one command.
fn page(command: &clap::Command) -> Result<String, Failure> {
    let man = Man::new(command.clone())
        .section(SECTION)
        // The same text whenever it is made; an empty date would be passed over, and what follows with it.
        .date(" ")
        .source(concat!("plexmgr ", env!("CARGO_PKG_VERSION")))
        .manual("plexmgr");
    let mut page = Vec::new();
    man.render(&mut page)
        .context("cannot write a page of the manual")
        .map_err(|error| Failure::new(Exit::Failed, error))?;
    let page = String::from_utf8_lossy(&page);
    // The library calls whatever stands behind the options "extra".
    Ok(page.replace(".SH EXTRA\nExamples:\n", ".SH EXAMPLES\n.nf\n"))
}

/// Writes the pages into a folder, which is made; all of them are checked before the first one.
fn write(
    context: &Context,
    folder: &Path,
    pages: &[(String, String)],
    overwrite: bool,
) -> Result<(), Failure> {
    // The manual is about no household; if there is one, nothing of it is overwritten.
    let settings = context.read_settings().ok().and_then(Result::ok);
    let settings = settings.as_ref();
    output_file::make_folder(context, settings, folder)?;
    let paths: Vec<PathBuf> = pages.iter().map(|(name, _)| folder.join(name)).collect();
    let targets = paths.iter().map(|out| {
        let target = OutputFile {
            kind: OutputKind::ManualPage,
            out,
            overwrite,
        };
        target.check(context, settings, None)
    });
    let targets = targets.collect::<Result<Vec<_>, _>>()?;
    for (target, (_, text)) in targets.iter().zip(pages) {
        target.write(context, text.as_bytes())?;
    }
    Ok(())
}
