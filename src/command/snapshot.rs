//! `plexmgr snapshot`: saves what Plex says, without any token.

use super::context::Context;
use super::exit::{Exit, Failure};
use super::output_file::{OutputFile, OutputKind};
use super::read;
use crate::cli::SnapshotArgs;
use crate::sources::plex::snapshot;

pub(super) fn run(context: &Context, options: &SnapshotArgs) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let target = OutputFile {
        kind: OutputKind::Snapshot,
        out: &options.out,
        overwrite: options.overwrite,
    };
    let target = target.check(context, Some(&settings), None)?;
    let accounts = read::selected(&settings, &options.accounts)?;
    let observed = read::from_plex(context, &settings, &accounts, None)?.observed;
    read::refuse_unknown(&observed, "no snapshot was written")?;
    target.write(context, snapshot::to_json(&observed).as_bytes())?;
    context.say(&format!("Wrote {}.", options.out.display()));
    Ok(Exit::Done)
}
