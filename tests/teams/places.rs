//! Folders of a story, in memory where the system offers that.

use std::path::{Path, PathBuf};

/// An empty folder that goes away with the story.
pub(crate) fn fresh() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let folder = match memory.is_dir() {
        true => tempfile::tempdir_in(memory),
        false => tempfile::tempdir(),
    };
    folder.expect("there is room for a temporary folder")
}

pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    let folder = path.parent().expect("every file is in a folder");
    std::fs::create_dir_all(folder).expect("a temporary folder can be written");
    std::fs::write(path, bytes).expect("a temporary folder can be written");
}

/// The files directly in a folder, by name; none if there is no such folder.
pub(crate) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    files
}

/// Makes one folder hold what another one holds.
pub(crate) fn mirror(from: &Path, to: &Path) {
    if to.exists() {
        std::fs::remove_dir_all(to).expect("a temporary folder can be removed");
    }
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        for path in files_in(&from.join(&inner)) {
            let bytes = std::fs::read(&path).expect("no one else removes it");
            let name = path.file_name().expect("it is a file");
            write(&to.join(&inner).join(name), bytes);
        }
        let entries = std::fs::read_dir(from.join(&inner)).into_iter().flatten();
        let entries = entries.flatten().filter(|entry| entry.path().is_dir());
        folders.extend(entries.map(|entry| inner.join(entry.file_name())));
    }
}
