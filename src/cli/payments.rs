//! The options of `plexmgr payments`.

use clap::{Args, Subcommand};

use crate::status::Month;
use crate::vocabulary::{Date, SourceName};

/// `plexmgr payments`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct PaymentsArgs {
    /// A month, or one transaction; without it, the money that came
    #[command(subcommand)]
    pub view: Option<PaymentsView>,

    /// Only money of this user, by handle, Plex id or address, and what may be theirs
    #[arg(long, value_name = "USER")]
    pub user: Option<String>,

    /// Only money of this source, or of the account it is of
    #[arg(long, value_name = "SOURCE", value_parser = source_name)]
    pub source: Option<SourceName>,

    /// Only money that came on this day or later
    #[arg(long, value_name = "DAY")]
    pub from: Option<Date>,

    /// Only money that came on this day or earlier
    #[arg(long, value_name = "DAY")]
    pub to: Option<Date>,

    /// Only transactions that wait for a decision, and payments with an open dispute
    #[arg(long)]
    pub open: bool,
}

/// What to look at.
#[derive(Debug, Subcommand)]
pub enum PaymentsView {
    /// Compare a month with what was due in it
    Month(MonthArgs),
    /// Show what was tried on one transaction
    Explain(ExplainPaymentArgs),
}

/// `plexmgr payments month`
#[derive(Debug, Args)]
pub struct MonthArgs {
    /// The month; without it, the month of today
    #[arg(value_name = "YYYY-MM")]
    pub month: Option<Month>,
}

/// `plexmgr payments explain`
#[derive(Debug, Args)]
pub struct ExplainPaymentArgs {
    /// The transaction: its account, `/` and its id, or the id alone
    #[arg(value_name = "TRANSACTION", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub id: String,
}

/// A source or account by its name.
pub(super) fn source_name(text: &str) -> Result<SourceName, crate::vocabulary::SourceNameError> {
    text.parse()
}
