//! The options of the commands that a household begins with.

use std::path::PathBuf;

use clap::Args;

use super::planning::account_name;
use crate::vocabulary::AccountName;

/// `plexmgr init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder, relative to the household; created if it is missing [default: the household]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// `plexmgr login`
#[derive(Debug, Args)]
pub struct LoginArgs {
    /// The name of the account in the settings; may be left out if there is only one
    #[arg(long, value_name = "NAME", value_parser = account_name)]
    pub account: Option<AccountName>,
}

/// `plexmgr doctor`
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Skip requests to plex.tv and token commands
    #[arg(long)]
    pub offline: bool,
}

/// `plexmgr check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Also list what is valid and still odd, such as a payment that ends after 2100
    #[arg(long)]
    pub warnings: bool,
}
