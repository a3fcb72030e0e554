//! The options of the commands that tell others about plans.

use std::path::PathBuf;

use clap::Args;

use crate::forge::{ApiUrl, Marker, PullRequest, Repository};
use crate::vocabulary::TimeSpan;

/// What `plexmgr comment --help` says at its end.
const COMMENT_NOTES: &str = "\
The comment is found again by a hidden marker, so each household has one that is kept up to date. A plan \
without changes makes no comment, but an earlier one then says so. E-mail addresses and amounts are \
masked unless `--show-pii` is given.

Exit codes: 0 when the comment says what the plan says, or nothing has to be said; 1 when GitHub could not \
be reached or refused; 5 when the file is no saved plan; 64 when repository, pull request or token are \
missing.

Examples:
  plexmgr plan --out plan.json
  plexmgr comment plan.json --dry-run
  plexmgr comment plan.json                      in a workflow of the pull request
  plexmgr comment plan.json --repo octocat/home --pr 12";

/// `plexmgr comment`
#[derive(Debug, Args)]
#[command(after_help = COMMENT_NOTES)]
pub struct Comment {
    /// The saved plan
    #[arg(value_name = "PLANFILE")]
    pub file: PathBuf,

    /// The repository [default: GITHUB_REPOSITORY]
    #[arg(long, value_name = "OWNER/NAME")]
    pub repo: Option<Repository>,

    /// The pull request [default: that of the workflow's event]
    #[arg(long, value_name = "N")]
    pub pr: Option<PullRequest>,

    /// The REST API [default: GITHUB_API_URL, else https://api.github.com]
    #[arg(long, value_name = "URL")]
    pub api_url: Option<ApiUrl>,

    /// The environment variable that holds the token
    #[arg(long, value_name = "NAME", default_value = "GITHUB_TOKEN")]
    pub token_env: String,

    /// What tells this comment from others of plexmgr [default: the household's `client_id`]
    #[arg(long, value_name = "TEXT")]
    pub key: Option<Marker>,

    /// Leave out the diffs of the files
    #[arg(long)]
    pub brief: bool,

    /// Print the comment instead, and ask nobody
    #[arg(long)]
    pub dry_run: bool,

    /// How long one request may take, as in 30s
    #[arg(long, value_name = "TIME", default_value = "30s")]
    pub timeout: TimeSpan,

    /// How often a request that failed is repeated
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub retries: u32,
}
