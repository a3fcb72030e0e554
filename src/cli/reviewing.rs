//! The options of `plexmgr comment`.

use std::path::PathBuf;

use clap::Args;

use super::history::whole_number;
use crate::forge::{Marker, PullRequest, RepositoryName};
use crate::vocabulary::TimeSpan;

/// `plexmgr comment`
#[derive(Debug, Args)]
pub struct CommentArgs {
    /// The saved plan
    #[arg(value_name = "PLANFILE")]
    pub file: PathBuf,

    /// The repository [default: GITHUB_REPOSITORY]
    #[arg(long, value_name = "OWNER/NAME")]
    pub repo: Option<RepositoryName>,

    /// The pull request [default: that of the workflow's event]
    #[arg(long, value_name = "N")]
    pub pr: Option<PullRequest>,

    /// The REST API [default: GITHUB_API_URL, else the one of github.com]
    // Parsed later, because a message about it must not repeat secrets in the address.
    #[arg(long, value_name = "URL")]
    pub api_url: Option<String>,

    /// The environment variable that holds the token
    #[arg(long, value_name = "NAME", default_value = "GITHUB_TOKEN")]
    pub token_env: String,

    /// Key that identifies this comment [default: the household's `client_id`]
    #[arg(long, value_name = "TEXT")]
    pub key: Option<Marker>,

    /// Leave out the diffs of the files
    #[arg(long)]
    pub brief: bool,

    /// Print the comment instead of sending it
    #[arg(long)]
    pub dry_run: bool,

    /// How long one request may take, as in 30s
    #[arg(long, value_name = "TIME", default_value = "30s")]
    pub timeout: TimeSpan,

    /// How often a request that failed is repeated
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = retries)]
    pub retries: u32,
}

fn retries(text: &str) -> Result<u32, &'static str> {
    whole_number(text).ok_or("a whole number is required, as in `3`")
}
