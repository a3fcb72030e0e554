//! `[[source]]`: where transactions are read from.
//!
//! The types are what the other rooms see; `read` takes them out of the file, `json_schema` describes them to
//! editors.

mod files;
mod json_schema;
mod mapping;
mod preset;
mod read;
mod read_mapping;
mod values;

use chrono_tz::Tz;
use schemars::JsonSchema;

use super::TokenSource;
use crate::vocabulary::{Date, SourceName};

pub use files::FilePattern;
pub use mapping::{
    AmountColumns, AmountShape, CsvSettings, CurrencyColumn, DateColumn, Encoding, IdColumn,
    Marker, PayerColumns, RowPattern, SkippedRows, StatusColumn,
};
pub(super) use read::sources;

/// A source of transactions: `[[source]]`.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields, transform = json_schema::merged)]
pub struct SourceSettings {
    /// Names the source in records and messages; no other source has it. Default: the first word of its kind.
    pub name: SourceName,
    /// The account that the transactions are of. Sources with one account share their transaction ids. Default: the
    /// name.
    pub account: SourceName,
    /// Nothing older is read. Default: the oldest transaction.
    #[schemars(with = "Date")]
    pub since: Option<Date>,
    /// Money before this day is recorded, but gives time only to users without payments written by hand.
    #[schemars(with = "Date")]
    pub opening: Option<Date>,
    /// How old the newest data may be before `plexmgr doctor` mentions it, in days. Default: 2 for the API, 35 for
    /// files.
    #[schemars(range(min = 1, max = 3_660), extend("examples" = [35]))]
    pub fresh_days: u32,
    /// What it is and how it is read.
    #[schemars(flatten)]
    pub kind: SourceKind,
}

impl SourceSettings {
    /// Where the secrets of the source are kept.
    pub fn secrets(&self) -> impl Iterator<Item = &TokenSource> {
        let secrets = match &self.kind {
            SourceKind::Paypal(paypal) => vec![&paypal.client_id, &paypal.client_secret],
            SourceKind::PaypalCsv(_) | SourceKind::Csv(_) => Vec::new(),
        };
        secrets.into_iter()
    }
}

/// The kinds of sources.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(tag = "kind", rename_all = "kebab-case")]
pub enum SourceKind {
    /// CSV files from PayPal's website.
    PaypalCsv(PaypalCsvSettings),
    /// PayPal's reporting API.
    Paypal(PaypalSettings),
    /// Any other CSV files, by the names of their columns.
    Csv(Box<CsvSettings>),
}

/// CSV files from PayPal's website.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(inline)]
pub struct PaypalCsvSettings {
    /// The files, relative to the household; `*` in the name matches any characters, and the ending may be in capital letters.
    pub files: FilePattern,
    /// The order of day and month in dates with `/` or `-`. Default: the file decides, or is refused.
    #[schemars(with = "DateOrder", extend("examples" = ["day-first"]))]
    pub dates: Option<DateOrder>,
    /// The time zone of times that do not name a known one. Default: the household's.
    #[schemars(with = "super::json_schema::TimeZone")]
    pub timezone: Tz,
}

/// The order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 31/12/2026
    DayFirst,
    /// 12/31/2026
    MonthFirst,
}

/// PayPal's reporting API.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(inline)]
pub struct PaypalSettings {
    /// Where the client id of the PayPal app is kept.
    #[schemars(extend("examples" = [{"env": "PAYPAL_CLIENT_ID"}]))]
    pub client_id: TokenSource,
    /// Where the secret of the PayPal app is kept.
    #[schemars(extend("examples" = [{"env": "PAYPAL_SECRET"}]))]
    pub client_secret: TokenSource,
    /// Where PayPal's API is. Default: `https://api-m.paypal.com`.
    #[schemars(with = "super::json_schema::Address")]
    pub url: String,
}
