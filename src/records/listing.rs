//! Finds the files below the folder of the records: those that are read, and everything unexpected.
//!
//! A file that is silently ignored is dangerous here: the user it was meant to record would be imported a
//! second time. So whatever is not a record file is a problem, in every folder; only hidden entries and
//! the files that editors leave behind are passed over. Links are never followed below the two folders
//! that may hold records. Start at [`list`].

use std::io;
use std::path::Path;

use crate::files::{Entry, EntryKind, entries};
use crate::problem::nearest;
use crate::vocabulary::shown;

/// The files beside the folder `users`, without `.yaml`.
pub(super) const NAMES: [&str; 5] = ["plans", "servers", "users", "matching", "inbox"];

/// The folders that hold one kind of record files each.
const FOLDERS: [&str; 2] = ["users", "decisions"];

/// Folders nested deeper than this are reported, not searched.
const MAX_DEPTH: usize = 32;

/// What is below the folder of the records; every path is relative to the household.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// The folders of record files, each with the names of the files in it, sorted.
    pub(super) folders: Vec<(String, Vec<String>)>,
    /// Everything unexpected.
    pub(super) strays: Vec<Stray>,
    /// Folders that could not be listed.
    pub(super) unreadable: Vec<(String, io::Error)>,
}

/// Something unexpected among the records.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stray {
    pub(super) path: String,
    /// What is wrong with it.
    pub(super) message: &'static str,
    /// What to do about it.
    pub(super) help: String,
}

/// Lists what is below `folder`; `besides` are paths of files and folders that belong to something else.
pub(super) fn list(household: &Path, folder: &str, besides: &[String]) -> Listing {
    let mut search = Search {
        household,
        folder,
        besides,
        found: Listing::default(),
    };
    search.top();
    for name in FOLDERS {
        search.folder(name);
    }
    search.found
}

struct Search<'s> {
    household: &'s Path,
    folder: &'s str,
    besides: &'s [String],
    found: Listing,
}

impl Search<'_> {
    /// Looks at what is directly in the folder of the records.
    fn top(&mut self) {
        let folder = self.folder;
        for entry in self.entries(folder) {
            let stem = entry.name.strip_suffix(".yaml");
            let is_known = match entry.kind {
                EntryKind::File | EntryKind::Link => {
                    // A linked folder is followed, a file of its name is not a folder.
                    stem.is_some_and(|stem| NAMES.contains(&stem))
                        || entry.kind == EntryKind::Link && FOLDERS.contains(&entry.name.as_str())
                }
                EntryKind::Folder => FOLDERS.contains(&entry.name.as_str()),
                EntryKind::Special | EntryKind::NotText => false,
            };
            if !is_known {
                self.stray(folder, entry, 1);
            }
        }
    }

    /// Looks at what is in a folder of record files.
    fn folder(&mut self, name: &str) {
        let folder = format!("{}/{name}", self.folder);
        let mut files = Vec::new();
        for entry in self.entries(&folder) {
            let is_file = matches!(entry.kind, EntryKind::File | EntryKind::Link);
            if is_file && entry.name.len() > ".yaml".len() && entry.name.ends_with(".yaml") {
                files.push(entry.name);
            } else {
                self.stray(&folder, entry, 1);
            }
        }
        self.found.folders.push((folder, files));
    }

    /// The entries of a folder that could be meant as records.
    fn entries(&mut self, folder: &str) -> Vec<Entry> {
        let besides = self.besides;
        let is_foreign = |name: &str| {
            let mut paths = besides.iter();
            paths.any(|path| path.strip_prefix(folder) == Some(&format!("/{name}")))
        };
        match entries(self.household, folder) {
            Ok(entries) => entries
                .into_iter()
                .filter(|entry| !is_passed_over(entry) && !is_foreign(&entry.name))
                .collect(),
            Err(error) => {
                self.found.unreadable.push((folder.to_owned(), error));
                Vec::new()
            }
        }
    }

    /// Notes an entry that is not expected in `folder`; of a folder, what is in it.
    fn stray(&mut self, folder: &str, entry: Entry, depth: usize) {
        let path = format!("{folder}/{}", entry.name);
        let before = self.found.strays.len();
        if entry.kind == EntryKind::Folder && depth < MAX_DEPTH {
            for inner in self.entries(&path) {
                self.stray(&path, inner, depth + 1);
            }
        }
        // A folder is named by what is in it, unless there is nothing, or it looks like a record itself.
        if self.found.strays.len() > before && !entry.name.ends_with(".yaml") {
            return;
        }
        let message = match entry.kind {
            EntryKind::File | EntryKind::Link => "this file is not read",
            EntryKind::Folder => "this folder is not read",
            EntryKind::Special => "this is not a file",
            EntryKind::NotText => "the name is not UTF-8",
        };
        let help = self.help(folder, &entry);
        self.found.strays.push(Stray {
            path,
            message,
            help,
        });
    }

    /// What to do about an entry that is not expected in `folder`.
    fn help(&self, folder: &str, entry: &Entry) -> String {
        let records = self.folder;
        let leave = format!("move it out of `{}`", shown(records));
        if matches!(entry.kind, EntryKind::Special | EntryKind::NotText) {
            return leave;
        }
        let name = entry.name.to_lowercase();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        let is_yaml = ["yaml", "yml"].contains(&extension);
        let is_folder = entry.kind == EntryKind::Folder;
        match folder.strip_prefix(records) {
            Some("") if is_yaml && !is_folder => match nearest(stem, NAMES) {
                Some(near) => format!("if it holds {near}, rename it to `{near}.yaml`"),
                None => format!("move it to `{records}/users` if it records a user, else {leave}"),
            },
            Some("/users" | "/decisions") if is_yaml && !is_folder => {
                "rename it to end in `.yaml`".to_owned()
            }
            Some(inner) if is_yaml && !is_folder && inner.starts_with("/decisions/") => {
                format!("move it to `{records}/decisions`")
            }
            Some(_) if is_yaml && !is_folder => {
                format!("move it to `{records}/users` if it records a user, else {leave}")
            }
            _ => leave,
        }
    }
}

/// Whether an entry is hidden, or a file that an editor left behind.
fn is_passed_over(entry: &Entry) -> bool {
    let name = &entry.name;
    let is_leftover = name.starts_with('#') || name.ends_with('~');
    name.starts_with('.') || is_leftover && entry.kind != EntryKind::Folder
}
