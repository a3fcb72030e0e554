//! Reads the record files of a household from disk; decides nothing about what they hold.
//!
//! [`load`] is the short way; [`gather`] has the bytes looked at before they are understood, and [`begin`] says
//! what servers there are before the users are read.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;

use super::household::{Household, SourceFile, read_with};
use super::listing::{Listing, NAMES, Stray, list};
use super::read::{Reader, read_servers_file};
use super::schema::ServerRecord;
use crate::files::{HeldFolder, RECORD_LIMIT};
use crate::problem::{ProblemCode, Problems};
use crate::settings::RecordsSettings;
use crate::vocabulary::{Handle, Place, shown};

/// Reads all records of `household`.
///
/// `besides` are paths, relative to the household, of files and folders that belong to something else,
/// wherever they are.
///
/// # Errors
/// Every problem of every file, unexpected files and those that cannot be read included.
pub fn load(
    household: &Path,
    settings: &RecordsSettings,
    besides: &[String],
) -> Result<Household, Problems> {
    gather(household, settings, besides).read()
}

/// Reads the bytes of all record files of `household`, whatever they hold; `besides` as for [`load`].
#[must_use]
pub fn gather(household: &Path, settings: &RecordsSettings, besides: &[String]) -> Gathered {
    begin(household, settings).gather(besides)
}

/// Reads the bytes of the few files beside the folder of the users.
#[must_use]
pub fn begin<'h>(household: &'h Path, settings: &'h RecordsSettings) -> PartialLoad<'h> {
    let folder = settings.path.as_str();
    let mut gathering = Gathering {
        reader: Reader::new(),
        sources: Vec::new(),
        strays: Vec::new(),
        unreadable: Vec::new(),
    };
    let names = NAMES.map(|name| format!("{name}.yaml"));
    gathering.add_files(household, folder, names.into());
    PartialLoad {
        household,
        folder,
        gathering,
    }
}

/// The record files without those in the folder of the users.
pub struct PartialLoad<'h> {
    household: &'h Path,
    folder: &'h str,
    gathering: Gathering,
}

impl PartialLoad<'_> {
    /// The recorded servers; `None` if their file is there and is not valid by itself.
    #[must_use]
    pub fn servers(&self) -> Option<BTreeMap<Handle, ServerRecord>> {
        let path = format!("{}/servers.yaml", self.folder);
        if self.gathering.reader.is_unreadable(&path) {
            return None;
        }
        let mut sources = self.gathering.sources.iter();
        let Some(SourceFile { path, bytes }) = sources.find(|file| *file.path == *path) else {
            return Some(BTreeMap::new());
        };
        let text = std::str::from_utf8(bytes).ok()?;
        read_servers_file(path, text).ok()
    }

    /// Reads the bytes of all other record files; `besides` as for [`load`].
    #[must_use]
    pub fn gather(self, besides: &[String]) -> Gathered {
        let Self {
            household,
            folder,
            mut gathering,
        } = self;
        gathering.add_listed(household, list(household, folder, besides));
        Gathered {
            folder: folder.to_owned(),
            reader: gathering.reader,
            sources: gathering.sources,
            strays: gathering.strays,
            unreadable: gathering.unreadable,
        }
    }
}

/// The bytes of all record files, not yet understood.
pub struct Gathered {
    folder: String,
    reader: Reader,
    sources: Vec<SourceFile>,
    strays: Vec<Stray>,
    unreadable: Vec<(Arc<str>, io::Error)>,
}

impl Gathered {
    /// The files and folders that are there and could not be read, each with its cause.
    #[must_use]
    pub fn unreadable(&self) -> &[(Arc<str>, io::Error)] {
        &self.unreadable
    }

    /// The files that could be read.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.sources
    }

    /// Understands them.
    ///
    /// # Errors
    /// Every problem of every file, unexpected files and those that cannot be read included.
    pub fn read(mut self) -> Result<Household, Problems> {
        for stray in self.strays {
            let Stray {
                path,
                message,
                help,
            } = stray;
            let place = Place::file(&Arc::from(path));
            self.reader
                .wrong(ProblemCode::StrayFile, place, message, help);
        }
        read_with(self.reader, &self.folder, self.sources)
    }

    /// Understands them, whatever else is in their folder.
    ///
    /// # Errors
    /// As [`Gathered::read`], unexpected files excepted.
    pub fn read_known(self) -> Result<Household, Problems> {
        let strays = Vec::new();
        Self { strays, ..self }.read()
    }
}

/// The files found so far, and what is wrong with them as files.
struct Gathering {
    reader: Reader,
    sources: Vec<SourceFile>,
    strays: Vec<Stray>,
    unreadable: Vec<(Arc<str>, io::Error)>,
}

impl Gathering {
    /// Adds those files in a folder that exist.
    fn add_files(&mut self, household: &Path, folder: &str, names: Vec<String>) {
        let held = HeldFolder::open(household, folder);
        let found = crate::parallel::each(&names, |name| held.read(name, RECORD_LIMIT));
        for (name, bytes) in names.iter().zip(found) {
            let path: Arc<str> = Arc::from(format!("{folder}/{name}"));
            match bytes {
                Ok(bytes) => self.sources.push(SourceFile { path, bytes }),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => self.unreadable(path, error),
            }
        }
    }

    /// Adds the files of the users, and what is unexpected.
    fn add_listed(&mut self, household: &Path, listing: Listing) {
        let Listing {
            folders,
            strays,
            unreadable,
        } = listing;
        for (folder, error) in unreadable {
            self.unreadable(Arc::from(folder), error);
        }
        for (folder, files) in folders {
            if !files.is_empty() {
                self.add_files(household, &folder, files);
            }
        }
        self.strays = strays;
    }

    fn unreadable(&mut self, path: Arc<str>, error: io::Error) {
        self.reader.file_is_unreadable(&path);
        if error.kind() == ErrorKind::FileTooLarge {
            self.reader.too_large(&path);
        } else {
            let message = format!("cannot be read: {}", shown(&error.to_string()));
            let place = Place::file(&path);
            self.reader
                .wrong(ProblemCode::UnreadableFile, place, message, None);
        }
        self.unreadable.push((path, error));
    }
}
