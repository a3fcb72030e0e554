//! The options of `plexmgr status` and `plexmgr report`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::status::Only;
use crate::vocabulary::Days;

/// `plexmgr status`
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// Count as expiring if paid for at most this long, as in 30, 30d or 4w
    #[arg(long, value_name = "DAYS", default_value = "14d")]
    pub expiring_within: Days,

    /// Only users who have to pay: whom to remind, who is in grace and who past it, with their contacts
    #[arg(long)]
    pub due: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at the type")]
    pub selection: SelectionArgs,
}

/// `plexmgr find`
#[derive(Debug, Args)]
pub struct FindArgs {
    /// Parts of names, addresses, ids or notes; a user is found if each is a part of some value
    #[arg(value_name = "TEXT", required = true, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub texts: Vec<String>,
}

/// `plexmgr user`
#[derive(Debug, Args)]
pub struct UserArgs {
    /// The user, by handle, Plex id or any recorded e-mail address
    #[arg(value_name = "USER")]
    pub user: String,

    /// Count as expiring if paid for at most this long, as in 30, 30d or 4w
    #[arg(long, value_name = "DAYS", default_value = "14d")]
    pub expiring_within: Days,
}

/// `plexmgr report`
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The file to write, readable by its owner only; an earlier report is replaced
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,

    /// Replace a file of another kind as well; files of the household are never replaced
    #[arg(long)]
    pub overwrite: bool,

    /// Count as expiring if paid for at most this long, as in 30, 30d or 4w
    #[arg(long, value_name = "DAYS", default_value = "14d")]
    pub expiring_within: Days,
}

/// Which users to show.
#[derive(Debug, Clone, Args)]
pub struct SelectionArgs {
    /// Only users who match, as in plan=monthly or server=atlas,borealis. Keys are plan, server, standing,
    /// class and lacks; several values are joined by or, several filters by and
    #[arg(id = "where", long, value_name = "KEY=VALUE")]
    pub filters: Vec<String>,

    /// Only people of this kind; may be repeated. A person is shown if one of the given standings matches,
    /// and one of the given unconfirmed, no-paypal and no-discord
    #[arg(long, value_name = "KIND", value_parser = only(), value_delimiter = ',')]
    pub only: Vec<Only>,

    /// Only people who share this server, by handle or name; may be repeated
    #[arg(long, value_name = "SERVER")]
    pub server: Vec<String>,

    /// Only people on this plan, by handle or name: the one that the next payment is for
    #[arg(long, value_name = "PLAN")]
    pub plan: Vec<String>,
}

fn only() -> impl TypedValueParser<Value = Only> {
    PossibleValuesParser::new(Only::all().map(Only::word))
        .try_map(|word| Only::named(&word).ok_or("unknown kind of user"))
}
