//! Where the columns of a mapping are in one file.

use crate::settings::{AmountShape, CsvSettings};
use crate::sources::SourceDoubt;
use crate::sources::csv_files::{Sheet, refused};

/// The columns of a file; of those that may have several names the first that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) date: usize,
    pub(super) amounts: Amounts,
    pub(super) currency: Option<usize>,
    pub(super) id: Option<usize>,
    pub(super) status: Option<usize>,
    pub(super) email: Vec<usize>,
    pub(super) name: Vec<usize>,
    pub(super) bank_account: Vec<usize>,
    pub(super) note: Vec<usize>,
    pub(super) type_text: Vec<usize>,
}

/// The columns of the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Amounts {
    Signed(usize),
    /// What came in, and what went out.
    InAndOut(usize, usize),
    /// The amount, and the column that says which way it went.
    Marked(usize, usize),
}

impl Amounts {
    /// The columns that hold amounts.
    pub(super) fn columns(self) -> Vec<usize> {
        match self {
            Self::Signed(column) | Self::Marked(column, _) => vec![column],
            Self::InAndOut(comes, goes) => vec![comes, goes],
        }
    }
}

/// Finds columns and collects which are missing.
struct Search<'s> {
    sheet: &'s Sheet,
    missing: Vec<String>,
}

impl Search<'_> {
    /// The columns of these names that are there.
    fn all(&self, names: &[String]) -> Vec<usize> {
        let column = |name: &String| {
            let wanted = name.to_lowercase();
            let header = &self.sheet.header;
            header
                .iter()
                .position(|header| header.to_lowercase() == wanted)
        };
        names.iter().filter_map(column).collect()
    }

    /// As [`Search::all`]; none of several names is missing.
    fn some(&mut self, names: &[String]) -> Vec<usize> {
        let found = self.all(names);
        if found.is_empty() && !names.is_empty() {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            self.missing.push(names.join(" or "));
        }
        found
    }

    /// The first of these names that is there; the first column if none is, which is then missing.
    fn one(&mut self, names: &[String]) -> usize {
        self.some(names).first().copied().unwrap_or_default()
    }
}

impl Columns {
    /// Finds the columns of the mapping.
    pub(super) fn of(sheet: &Sheet, settings: &CsvSettings) -> Result<Self, SourceDoubt> {
        let mut search = Search {
            sheet,
            missing: Vec::new(),
        };
        let amounts = match &settings.amount.shape {
            AmountShape::Signed(names) => Amounts::Signed(search.one(names)),
            AmountShape::InAndOut(comes, goes) => {
                Amounts::InAndOut(search.one(comes), search.one(goes))
            }
            AmountShape::Marked(names, marker) => {
                Amounts::Marked(search.one(names), search.one(&marker.column))
            }
        };
        let columns = Self {
            date: search.one(&settings.date.column),
            amounts,
            currency: search.some(&settings.currency.column).first().copied(),
            id: settings.id.as_ref().map(|id| search.one(&id.column)),
            status: settings
                .status
                .as_ref()
                .map(|status| search.one(&status.column)),
            email: search.some(&settings.payer.email),
            name: search.some(&settings.payer.name),
            bank_account: search.some(&settings.payer.account),
            note: search.some(&settings.note),
            type_text: search.some(&settings.type_text),
        };
        match search.missing.is_empty() {
            true => Ok(columns),
            false => Err(missing(sheet, &search.missing)),
        }
    }
}

fn missing(sheet: &Sheet, names: &[String]) -> SourceDoubt {
    const MOST: usize = 12;
    const MOST_NAMED: usize = 3;
    let words = if names.len() == 1 {
        "no column"
    } else {
        "no columns"
    };
    let named = &names[..names.len().min(MOST_NAMED)];
    let reason = format!("it has {words} {}", named.join(" and "));
    let header = sheet
        .header
        .iter()
        .filter(|header| !header.is_empty())
        .take(MOST);
    let header: Vec<String> = header
        .map(|header| format!("`{}`", crate::vocabulary::shown(header)))
        .collect();
    let now = format!(
        "the first line that is read has the columns {}; correct the columns of this source in the settings; if other lines are above the header, set `skip = {{ before = 1 }}`",
        header.join(", ")
    );
    refused(&sheet.file, reason, now)
}
