//! Finds the files of a source of transactions and reads them; what they list is decided in `sources`.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::context::Context;
use crate::files::{EntryKind, HeldFolder, entries};
use crate::settings::{FilePattern, Settings, SourceSettings};
use crate::sources::csv_files::{SourceFile, pattern, read};
use crate::sources::{SourceDoubt, SourceOutcome, SourceReading};

/// The most bytes a file of a source may have. PayPal makes files of at most 50,000 rows, which is less than half of it.
const MOST_BYTES: u64 = 64 << 20;

/// What the files of a source list; `None` if it has none. Without a usable clock no row counts as dated too late.
pub(super) fn read_files(
    context: &Context,
    settings: &Settings,
    source: &SourceSettings,
) -> Option<SourceReading> {
    let today = context.today(settings).ok();
    let outcome = match files(context.folder(), pattern(source)?) {
        Ok(files) => read(source, &files, settings.timezone, today)?,
        Err(doubt) => SourceOutcome::Unknown(doubt),
    };
    Some(SourceReading {
        source: source.name.clone(),
        account: source.account.clone(),
        outcome,
    })
}

/// What the files of all sources list, without the network. A source that cannot be read is a warning.
pub(super) fn read_all_files(context: &Context, settings: &Settings) -> Vec<SourceReading> {
    let sources = settings.sources.iter();
    let readings = sources.filter_map(|source| {
        let reading = read_files(context, settings, source)?;
        warn_if_unknown(context, &reading);
        Some(reading)
    });
    readings.collect()
}

/// Warns of a source that could not be read; whether it could not.
pub(super) fn warn_if_unknown(context: &Context, reading: &SourceReading) -> bool {
    let SourceOutcome::Unknown(doubt) = &reading.outcome else {
        return false;
    };
    context.warn(&format!(
        "source {} is unknown: {}\n  hint: {}",
        reading.source,
        doubt.cause(),
        doubt.now
    ));
    true
}

/// All files that fit the pattern, by name. A link is followed if it stays inside the household.
fn files(household: &Path, pattern: &FilePattern) -> Result<Vec<SourceFile>, SourceDoubt> {
    let folder = pattern.folder();
    let entries = entries(household, folder).map_err(|error| unreadable(folder, &error))?;
    let held = HeldFolder::open(household, folder);
    let wanted = entries.into_iter().filter(|entry| {
        let may_be_file = !matches!(entry.kind, EntryKind::Folder | EntryKind::NotText);
        may_be_file && pattern.fits(&entry.name)
    });
    wanted
        .map(|entry| {
            let path = pattern.path(&entry.name);
            match held.read(&entry.name, MOST_BYTES) {
                Ok(bytes) => Ok(SourceFile { path, bytes }),
                Err(error) => Err(unreadable(&path, &error)),
            }
        })
        .collect()
}

fn unreadable(path: &str, error: &io::Error) -> SourceDoubt {
    let now = match error.kind() {
        ErrorKind::FileTooLarge => {
            "download the report in several files, for example one for each month"
        }
        ErrorKind::PermissionDenied => {
            "make it a readable file inside the household, and no link out of it"
        }
        _ => "check that it is a file that can be read",
    };
    SourceDoubt {
        read: path.to_owned(),
        reason: format!("it cannot be read: {error}"),
        now: now.to_owned(),
        if_it_stays: "move it to another folder; the other files of this source are read then"
            .to_owned(),
    }
}
