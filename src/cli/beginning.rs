//! The options of the commands that a household begins with.

use std::path::PathBuf;

use clap::Args;

/// `plexmgr init`
#[derive(Debug, Args)]
pub struct Init {
    /// Where, seen from the household; made if it is missing [default: the household]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}
