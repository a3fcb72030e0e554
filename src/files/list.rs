//! Lists folders of a household.
//!
//! Nothing here looks into a file or judges a name; what an entry means is decided by `records`.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::inside::refuse_way_out;

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name; undecodable parts are replaced, see [`EntryKind::NotText`].
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What an entry of a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, wherever it leads.
    Link,
    /// A pipe, a socket or a device.
    Special,
    /// Any of these whose name is not UTF-8, so that no path in the records can name it.
    NotText,
}

/// The entries of a folder, given relative to `household` and sorted by name; a folder that does not exist
/// has none.
///
/// # Errors
/// When the folder lies outside the household, or it or an entry of it cannot be read.
pub fn entries(household: &Path, folder: &str) -> io::Result<Vec<Entry>> {
    let found =
        refuse_way_out(household, folder).and_then(|()| fs::read_dir(household.join(folder)));
    let found = match found {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        found => found?,
    };
    let entries: io::Result<Vec<Entry>> = found.map(|found| entry(&found?)).collect();
    let mut entries = entries?;
    entries.sort_unstable();
    Ok(entries)
}

fn entry(found: &fs::DirEntry) -> io::Result<Entry> {
    let kind = found.file_type()?;
    let kind = if kind.is_file() {
        EntryKind::File
    } else if kind.is_dir() {
        EntryKind::Folder
    } else if kind.is_symlink() {
        EntryKind::Link
    } else {
        EntryKind::Special
    };
    Ok(match found.file_name().into_string() {
        Ok(name) => Entry { name, kind },
        Err(name) => Entry {
            name: name.to_string_lossy().into_owned(),
            kind: EntryKind::NotText,
        },
    })
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "the tests lay out the files they list"
)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn entries_are_sorted_and_links_are_not_followed() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("zoe.yaml"), b"").expect("written");
        fs::create_dir(folder.path().join("archive")).expect("made");
        std::os::unix::fs::symlink("archive", folder.path().join("link")).expect("linked");
        let entry = |name: &str, kind| Entry {
            name: name.into(),
            kind,
        };
        assert_eq!(
            entries(folder.path(), "").expect("readable"),
            [
                entry("archive", EntryKind::Folder),
                entry("link", EntryKind::Link),
                entry("zoe.yaml", EntryKind::File),
            ]
        );
        assert_eq!(entries(folder.path(), "missing").expect("no error"), []);
    }
}
