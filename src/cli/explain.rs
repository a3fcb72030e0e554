//! The options of `plexmgr explain`.

use clap::Args;

/// `plexmgr explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A code, or the number of an exit code; without it, all codes are listed
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}
