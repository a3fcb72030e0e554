//! Sources that are files: from the bytes to the transactions.
//!
//! The files are constructed in the formats of PayPal's website, of a bank and of Ko-fi; `march` compares those that
//! hold the same month with the pages that PayPal's API answers, which the test reads itself.

mod any_bytes;
mod mapped;
mod march;
mod refused;
mod rows;

use plexmgr::settings::{Settings, SourceSettings};
use plexmgr::sources::csv_files::{SourceFile, read};
use plexmgr::sources::{Listing, SourceDoubt, SourceOutcome, Transaction};

/// The settings of one source, whose keys are `keys`.
fn source(keys: &str) -> SourceSettings {
    let text = format!("{}[[source]]\n{keys}\n", crate::settings::GOOD);
    let settings = Settings::parse("plexmgr.toml", &text).expect("valid");
    settings.sources.into_iter().next().expect("a source")
}

/// A source of files from PayPal, with these other keys.
pub(crate) fn paypal(keys: &str) -> SourceSettings {
    source(&format!("kind = \"paypal-csv\"\nfiles = \"*.csv\"\n{keys}"))
}

/// A file of `tests/fixtures`.
#[expect(clippy::disallowed_methods, reason = "the test reads its fixtures")]
pub(crate) fn fixture(path: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::fs::read(folder.join(path)).expect(path)
}

pub(crate) fn file(path: &str, bytes: impl Into<Vec<u8>>) -> SourceFile {
    SourceFile {
        path: path.to_owned(),
        bytes: bytes.into(),
    }
}

pub(crate) fn outcome(source: &SourceSettings, files: &[SourceFile]) -> SourceOutcome {
    read(source, files, chrono_tz::Europe::Berlin, None).expect("a source of files")
}

fn listing(source: &SourceSettings, files: &[SourceFile]) -> Listing {
    match outcome(source, files) {
        SourceOutcome::Read(listing) => listing,
        SourceOutcome::Unknown(doubt) => panic!("{doubt:?}"),
    }
}

fn doubt(source: &SourceSettings, bytes: impl Into<Vec<u8>>) -> SourceDoubt {
    match outcome(source, &[file("statements/a.csv", bytes)]) {
        SourceOutcome::Read(listing) => panic!("{listing:?}"),
        SourceOutcome::Unknown(doubt) => doubt,
    }
}

/// The problems of a listing, one text for each.
fn problems(listing: &Listing) -> Vec<String> {
    let problem = |problem: &plexmgr::sources::RowProblem| {
        format!(
            "{}:{} {} `{}` {}",
            problem.file, problem.row, problem.column, problem.value, problem.reason
        )
    };
    listing.problems.iter().map(problem).collect()
}

/// A transaction by the end of its id.
fn by_id<'l>(listing: &'l Listing, end: &str) -> &'l Transaction {
    let mut all = listing.transactions.iter();
    let found = all.find(|one| one.key.id.ends_with(end));
    found.unwrap_or_else(|| panic!("{end} is not in {:?}", listing.transactions))
}
