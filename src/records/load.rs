//! Reads the record files of a household from disk; decides nothing about what they hold.
//!
//! [`load`] is the short way; [`gather`] has the bytes looked at before they are understood.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;

use super::household::{Household, SourceFile, read_with};
use super::place::Place;
use super::read::Reader;
use crate::files::{RECORD_LIMIT, Stray, list_records, read_inside};
use crate::problem::{ProblemCode, Problems};
use crate::settings::RecordsSettings;
use crate::vocabulary::shown;

/// The files beside the folder `users`.
const NAMES: [&str; 3] = ["plans", "servers", "users"];

/// Reads all records of `household`.
///
/// # Errors
/// Every problem of every file, files that cannot be read included.
pub fn load(household: &Path, settings: &RecordsSettings) -> Result<Household, Problems> {
    gather(household, settings).read()
}

/// Reads the bytes of all record files of `household`, whatever they hold.
#[must_use]
pub fn gather(household: &Path, settings: &RecordsSettings) -> Gathered {
    let mut gathering = Gathering {
        household,
        reader: Reader::new(),
        sources: Vec::new(),
    };
    let folder = settings.path.as_str();
    for name in NAMES {
        gathering.add(&format!("{folder}/{name}.yaml"));
        gathering.refuse_other_spelling(folder, name);
    }
    gathering.add_users(&format!("{folder}/users"));
    Gathered {
        folder: settings.path.clone(),
        reader: gathering.reader,
        sources: gathering.sources,
    }
}

/// The bytes of all record files, not yet understood.
pub struct Gathered {
    folder: String,
    reader: Reader,
    sources: Vec<SourceFile>,
}

impl Gathered {
    /// The files that could be read.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.sources
    }

    /// Understands them.
    ///
    /// # Errors
    /// Every problem of every file, files that cannot be read included.
    pub fn read(self) -> Result<Household, Problems> {
        read_with(self.reader, &self.folder, self.sources)
    }
}

/// The files found so far, and what is wrong with them as files.
struct Gathering<'h> {
    household: &'h Path,
    reader: Reader,
    sources: Vec<SourceFile>,
}

impl Gathering<'_> {
    /// Adds a file if it exists.
    fn add(&mut self, path: &str) {
        let path: Arc<str> = Arc::from(path);
        match read_inside(self.household, &path, RECORD_LIMIT) {
            Ok(bytes) => self.sources.push(SourceFile { path, bytes }),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => self.unreadable(&path, &error),
        }
    }

    fn add_users(&mut self, folder: &str) {
        let listing = match list_records(self.household, folder) {
            Ok(listing) => listing,
            Err(error) => return self.unreadable(&Arc::from(folder), &error),
        };
        for name in listing.names {
            self.add(&format!("{folder}/{name}"));
        }
        for stray in listing.strays {
            let (name, message, help) = match stray {
                Stray::OtherExtension(name) => (
                    name,
                    "this file is not read",
                    Some("rename it to end in `.yaml`"),
                ),
                Stray::NoFile(name) => (name, "this is no file", None),
                Stray::NoText(name) => (name, "the name is not UTF-8", Some("rename the file")),
            };
            let place = Place::file(&Arc::from(format!("{folder}/{name}")));
            let help = help.map(str::to_owned);
            self.reader
                .wrong(ProblemCode::StrayFile, place, message, help);
        }
    }

    /// Somebody who writes `plans.yml` would wonder why nothing happens.
    fn refuse_other_spelling(&mut self, folder: &str, name: &str) {
        let path = format!("{folder}/{name}.yml");
        if self.household.join(&path).exists() {
            let help = format!("rename it to `{name}.yaml`");
            let place = Place::file(&Arc::from(path));
            let message = "this file is not read";
            self.reader
                .wrong(ProblemCode::StrayFile, place, message, help);
        }
    }

    fn unreadable(&mut self, path: &Arc<str>, error: &io::Error) {
        self.reader.file_is_unreadable(path);
        if error.kind() == ErrorKind::FileTooLarge {
            self.reader.too_large(path);
        } else {
            let message = format!("this cannot be read: {}", shown(&error.to_string()));
            let place = Place::file(path);
            self.reader
                .wrong(ProblemCode::UnreadableFile, place, message, None);
        }
    }
}
