//! `plexmgr snapshot`: saves what Plex says, without any token.

use std::path::Path;

use anyhow::anyhow;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::hints;
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
    written.map_err(|error| {
        let hint = hints::to_write(&error);
        let told = format!("cannot write the snapshot {}", options.out.display());
        Failure::new(Exit::Failed, anyhow::Error::new(error).context(told)).hint(hint)
    })?;
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
    Err(Failure::new(Exit::Failed, error).hint("make the folder first, or name another one"))
}
