//! `plexmgr snapshot`: saves what Plex says, without any token.

use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::context::Context;
use super::exit::{Exit, Failure};
use super::read;
use crate::cli::Snapshot;
use crate::files;
use crate::observed::snapshot;

pub(super) fn run(context: &Context, options: &Snapshot) -> Result<Exit, Failure> {
    writable(&options.out)?;
    let settings = context.settings()?;
    let accounts = read::selected(&settings, &options.accounts)?;
    let observed = read::from_plex(context, &settings, &accounts, None)?.observed;
    read::refuse_unknown(&observed, "no snapshot was written")?;
    let text = snapshot::to_json(&observed);
    let written = context
        .interrupts
        .writing(|| files::write_private(&options.out, text.as_bytes()));
    written
        .with_context(|| format!("cannot write the snapshot {}", options.out.display()))
        .map_err(|error| Failure::new(Exit::Failed, error))?;
    context.say(&format!("Wrote {}.", options.out.display()));
    Ok(Exit::Done)
}

/// Finds out before Plex is asked that there is nowhere to write to.
fn writable(out: &Path) -> Result<(), Failure> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_none_or(Path::is_dir) {
        return Ok(());
    }
    let error = anyhow!(
        "cannot write the snapshot {}: there is no such folder",
        out.display()
    );
    Err(Failure::new(Exit::Failed, error))
}
