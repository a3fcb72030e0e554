//! `plexmgr init`: the skeleton of a household; never overwrites a file.

use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context as _;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::output;
use crate::cli::Init;
use crate::files;
use crate::vocabulary::escaped;

/// The settings; `CLIENT_ID` is replaced by a fresh UUID.
const SETTINGS: &str = include_str!("init/plexmgr.toml");
const PLANS: &str = include_str!("init/plans.yaml");
const GIT_IGNORE: &str = include_str!("init/gitignore");

pub(super) fn run(context: &Context, options: &Init) -> Result<Exit, Failure> {
    let folder = match &options.folder {
        Some(folder) => context.folder().join(folder),
        None => context.folder().to_owned(),
    };
    let settings = SETTINGS.replace("CLIENT_ID", &uuid::Uuid::new_v4().to_string());
    let skeleton = [
        ("plexmgr.toml", settings.as_str()),
        ("records/plans.yaml", PLANS),
        (".gitignore", GIT_IGNORE),
    ];
    let mut report = String::new();
    for (name, text) in skeleton {
        let made = make(&folder.join(name), text)
            .with_context(|| format!("cannot make {}", folder.join(name).display()))
            .map_err(|error| Failure::new(Exit::Failed, error))?;
        let word = if made { "made" } else { "kept" };
        let path = folder.join(name);
        report.push_str(&format!(
            "{word} {}\n",
            escaped(&path.display().to_string())
        ));
    }
    report.push_str(
        "\nNext:\n  \
         1. look through plexmgr.toml and records/plans.yaml\n  \
         2. put the token of your Plex account into the environment variable PLEX_TOKEN_MAIN\n  \
         3. run `plexmgr plan` to see whom it would import, then `plexmgr apply`\n",
    );
    output::result(&report)?;
    Ok(Exit::Done)
}

/// Makes a file; `false` if there is one already.
fn make(path: &Path, text: &str) -> std::io::Result<bool> {
    match files::create_new(path, text.as_bytes()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
