//! What all sources share that are read from files: rows of text, numbers, days, and one listing of several files.
//!
//! Bytes and settings go in, a [`SourceOutcome`] comes out; the caller found and read the files. A file that cannot
//! be understood as a whole makes the source unknown, a row that cannot be read is a problem of its own. Start at
//! [`read`].

mod dates;
mod listing;
mod merge;
mod numbers;
mod sheet;
mod zones;

use chrono_tz::Tz;

use super::{SourceDoubt, SourceOutcome, csv, paypal_csv};
use crate::settings::{FilePattern, SourceKind, SourceSettings};
use crate::vocabulary::Date;

pub(super) use dates::{NoOrder, WrittenDay, order, time};
pub(super) use listing::{FileListing, RowReader, Wrong, after_today, filled, joined, key, rows};
pub(super) use numbers::{DecimalSign, decimal_sign};
pub(super) use sheet::{Sheet, Texts, refused};
pub(super) use zones::{Zone, instant};

/// A file of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path, relative to the household.
    pub path: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// Reads the files of a source; `household` is the zone in which `since` is a day. A row that is dated after `today` is
/// a problem, with a day to spare for time zones. `None` if the source has no files.
#[must_use]
pub fn read(
    source: &SourceSettings,
    files: &[SourceFile],
    household: Tz,
    today: Option<Date>,
) -> Option<SourceOutcome> {
    let pattern = pattern(source)?;
    let last_day = today.and_then(|today| today.plus_days(1));
    let account = &source.account;
    let read: Result<Vec<FileListing>, SourceDoubt> = files
        .iter()
        .map(|file| match &source.kind {
            SourceKind::PaypalCsv(settings) => paypal_csv::read(file, settings, account, last_day),
            SourceKind::Csv(settings) => csv::read(file, settings, account, last_day),
            SourceKind::Paypal(_) => Ok(FileListing::default()),
        })
        .collect();
    Some(match read {
        Ok(read) => {
            let mut listing = merge::merged(read, source.since, household);
            if files.is_empty() {
                listing.remarks.push(no_file(pattern));
            }
            SourceOutcome::Read(listing)
        }
        Err(doubt) => SourceOutcome::Unknown(doubt),
    })
}

/// Which files a source reads.
#[must_use]
pub fn pattern(source: &SourceSettings) -> Option<&FilePattern> {
    match &source.kind {
        SourceKind::PaypalCsv(settings) => Some(&settings.files),
        SourceKind::Csv(settings) => Some(&settings.files),
        SourceKind::Paypal(_) => None,
    }
}

fn no_file(pattern: &FilePattern) -> String {
    format!("no file matches `{pattern}`")
}
