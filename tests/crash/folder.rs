//! All files of a folder, in memory and on a disk that costs nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Files by their path in the household.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A fresh folder with these files; in memory where the system offers that, because a kill does not
/// test the disk.
pub(crate) fn laid_out(files: &Files) -> tempfile::TempDir {
    let folder = fresh();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        let parent = path.parent().expect("every file is in the folder");
        std::fs::create_dir_all(parent).expect("a temporary folder can be written");
        std::fs::write(path, bytes).expect("a temporary folder can be written");
    }
    folder
}

/// An empty folder, in memory where the system offers that.
pub(crate) fn fresh() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let folder = match memory.is_dir() {
        true => tempfile::tempdir_in(memory),
        false => tempfile::tempdir(),
    };
    folder.expect("there is room for a temporary folder")
}

/// What is in a folder.
pub(crate) fn contents(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        let entries = std::fs::read_dir(&inner).expect("nobody else removes it");
        for entry in entries {
            let path = entry.expect("nobody else removes it").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it was found there");
                let bytes = std::fs::read(&path).expect("nobody else removes it");
                files.insert(name.to_owned(), bytes);
            }
        }
    }
    files
}
