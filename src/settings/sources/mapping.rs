//! How a CSV file of any origin is read: which column holds what.

use chrono_tz::Tz;
use schemars::JsonSchema;

use super::FilePattern;
use super::json_schema::{ColumnName, Columns, Delimiter, EncodingName, Names, Pattern, Word};
use crate::vocabulary::Currency;

/// Any CSV files.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(inline)]
pub struct CsvSettings {
    /// The files, relative to the household; `*` in the name matches any characters, and the ending may be in capital letters.
    pub files: FilePattern,
    /// The time zone of times that do not name a known one. Default: the household's.
    #[schemars(with = "crate::settings::json_schema::TimeZone")]
    pub timezone: Tz,
    /// What separates the cells. Default: what fits the file.
    #[schemars(with = "Delimiter")]
    pub delimiter: Option<u8>,
    /// The encoding of the files.
    #[schemars(with = "EncodingName")]
    pub encoding: Encoding,
    /// Lines that are not transactions.
    #[schemars(extend("examples" = [{"before": 4}]))]
    pub skip: SkippedRows,
    /// The day, with or without a time.
    #[schemars(extend("examples" = [{"column": "Date", "format": "%d.%m.%Y"}]))]
    pub date: DateColumn,
    /// The amount.
    #[schemars(with = "super::json_schema::Amount", extend("examples" = [{"column": "Amount"}]))]
    pub amount: AmountColumns,
    /// The currency of the amounts.
    #[schemars(with = "super::json_schema::CurrencySchema", extend("examples" = [{"default": "EUR"}]))]
    pub currency: CurrencyColumn,
    /// The id of a transaction. Without it, equal rows are counted.
    #[schemars(with = "IdColumn", extend("examples" = [{"column": "Reference"}]))]
    pub id: Option<IdColumn>,
    /// Who paid.
    #[schemars(extend("examples" = [{"name": "Sender"}]))]
    pub payer: PayerColumns,
    /// What was written beside it, from one or several columns.
    #[schemars(with = "Names")]
    pub note: Vec<String>,
    /// The column with the type of a transaction, for rules on types.
    #[schemars(rename = "type", with = "Names")]
    pub type_text: Vec<String>,
    /// How final a transaction is. Without it, all are settled.
    #[schemars(with = "StatusColumn", extend("examples" = [{"column": "Status", "settled": ["COMPLETED"]}]))]
    pub status: Option<StatusColumn>,
}

/// An encoding by its name, one of [`Encoding::NAMES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static str);

impl Encoding {
    /// All encodings that can be named.
    pub const NAMES: [&'static str; 14] = [
        "utf-8",
        "utf-16",
        "windows-1250",
        "windows-1251",
        "windows-1252",
        "windows-1253",
        "windows-1254",
        "windows-1257",
        "iso-8859-1",
        "iso-8859-2",
        "iso-8859-15",
        "macintosh",
        "shift_jis",
        "gb18030",
    ];

    /// UTF-8, with or without a byte order mark.
    pub const UTF_8: Self = Self("utf-8");

    /// The encoding of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let found = Self::NAMES.into_iter().find(|known| *known == name);
        found.map(Self)
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// Lines that are not transactions.
#[derive(Debug, Clone, Default, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields, transform = super::json_schema::all_optional)]
pub struct SkippedRows {
    /// How many lines are before the header.
    #[schemars(range(max = 1_000), extend("examples" = [4]))]
    pub before: u32,
    /// Rows that match one of these regular expressions, which see the cells joined by the delimiter.
    #[schemars(with = "Vec<Pattern>", extend("examples" = [["^In case of errors"]]))]
    pub rows: Vec<RowPattern>,
}

/// A regular expression that compiles.
#[derive(Debug, Clone)]
pub struct RowPattern(regex::Regex);

impl RowPattern {
    /// Compiles the expression.
    ///
    /// # Errors
    /// When it is not one, or compiles to something too large.
    pub fn new(text: &str) -> Result<Self, regex::Error> {
        let built = regex::RegexBuilder::new(text).size_limit(1 << 20).build();
        built.map(Self)
    }

    /// Whether it matches a part of `text`.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl PartialEq for RowPattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for RowPattern {}

/// Where the day of a transaction is.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DateColumn {
    /// The header of the column, or several of which the first that is there counts.
    #[schemars(with = "Columns")]
    pub column: Vec<String>,
    /// How dates are written: `%d` day, `%m` month, `%Y` year, `%H:%M:%S` time; or several such formats.
    #[schemars(with = "super::json_schema::DateFormats")]
    pub format: Vec<String>,
}

/// Where the amount of a transaction is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountColumns {
    /// The columns.
    pub shape: AmountShape,
    /// The decimal sign; `None`: what fits all amounts of the file.
    pub decimal: Option<char>,
}

/// How columns hold what came and what went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmountShape {
    /// One column, negative for what went out.
    Signed(Vec<String>),
    /// A column for what came in, and one for what went out.
    InAndOut(Vec<String>, Vec<String>),
    /// One column without a sign, and another one that says which way it went.
    Marked(Vec<String>, Marker),
}

/// A column that says whether money came in or went out.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Marker {
    /// The header of the column, or several of which the first that is there counts.
    #[schemars(with = "Columns")]
    pub column: Vec<String>,
    /// Its words for money that came in.
    #[schemars(rename = "in", with = "Vec<Word>", length(min = 1), extend("examples" = [["H"]]))]
    pub comes: Vec<String>,
    /// Its words for money that went out.
    #[schemars(rename = "out", with = "Vec<Word>", length(min = 1), extend("examples" = [["S"]]))]
    pub goes: Vec<String>,
}

/// Where the currency of a transaction is; at least one of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrencyColumn {
    /// The header of the column, or several of which the first that is there counts; empty for none.
    pub column: Vec<String>,
    /// The currency of rows that name none.
    pub default: Option<Currency>,
}

/// Where the id of a transaction is.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct IdColumn {
    /// The header of the column, or several of which the first that is there counts.
    #[schemars(with = "Columns")]
    pub column: Vec<String>,
    /// Values that are not ids. Empty cells are never ids.
    #[schemars(default, with = "Vec<ColumnName>", extend("examples" = [["0", "NOTPROVIDED"]]))]
    pub not: Vec<String>,
}

/// Where the other party is. Of each list the first column with a value counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields, transform = super::json_schema::all_optional)]
pub struct PayerColumns {
    /// Columns with the e-mail address.
    #[schemars(with = "Names")]
    pub email: Vec<String>,
    /// Columns with the name.
    #[schemars(with = "Names")]
    pub name: Vec<String>,
    /// Columns with the bank account.
    #[schemars(with = "Names")]
    pub account: Vec<String>,
}

/// Where the status of a transaction is.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct StatusColumn {
    /// The header of the column, or several of which the first that is there counts.
    #[schemars(with = "Columns")]
    pub column: Vec<String>,
    /// Its words for money that is there. A word that is in neither list is a problem.
    #[schemars(with = "Vec<Word>", length(min = 1), extend("examples" = [["COMPLETED"]]))]
    pub settled: Vec<String>,
    /// Its words for money that may still fail to come.
    #[schemars(default, with = "Vec<Word>", extend("examples" = [["PENDING"]]))]
    pub pending: Vec<String>,
}
