//! Writing files so that each is whole at every moment: beside the target, synced, renamed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::fault;
use super::temporary::{NEW_PREFIX, SUFFIX, default_permissions};

/// Makes a new file with ordinary permissions; never overwrites one.
///
/// # Errors
/// `AlreadyExists` if something is there already, and whatever the system says.
pub fn create_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    make_folder(&folder)?;
    let beside = written_beside(&folder, bytes)?;
    beside
        .as_file()
        .set_permissions(default_permissions(&folder)?)?;
    sync(beside.as_file(), path)?;
    fault::point("put a new file in its place", path)?;
    beside
        .persist_noclobber(path)
        .map_err(|error| error.error)?;
    sync_folder(&folder)
}

/// Writes a file that only its owner may read, replacing an earlier one.
///
/// A symbolic link stays a link to the file that is replaced.
///
/// # Errors
/// `InvalidInput` if something is there that is not a regular file, and whatever the system says; an
/// earlier file is then unchanged.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = real_file(path)?;
    if fs::metadata(&target).is_ok_and(|metadata| !metadata.is_file()) {
        let what = "the existing file is not a regular file";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    }
    let folder = folder_of(&target);
    let beside = written_beside(&folder, bytes)?;
    put(beside, &target, &folder)
}

/// An empty file beside those of `folder`, for what is written in more than one go; see
/// [`put_in_place`]. It goes away if it is dropped.
///
/// # Errors
/// Whatever the system says.
pub fn beside(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    fault::point("make a file beside", folder)?;
    tempfile::Builder::new()
        .prefix(NEW_PREFIX)
        .suffix(SUFFIX)
        .tempfile_in(folder)
}

/// Renames a file made by [`beside`] over `path`, after it and before the folder is synced.
///
/// # Errors
/// Whatever the system says; what was at `path` is then unchanged.
pub fn put_in_place(beside: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
    let folder = folder_of(path);
    beside
        .as_file()
        .set_permissions(default_permissions(&folder)?)?;
    put(beside, path, &folder)
}

/// The file itself, where a path leads to it through symbolic links.
///
/// # Errors
/// Whatever the system says; that nothing is there is not an error.
pub fn real_file(path: &Path) -> io::Result<PathBuf> {
    match path.canonicalize() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_owned()),
        target => target,
    }
}

/// Makes a folder and those above it; one that is there already is fine.
///
/// # Errors
/// Whatever the system says.
#[expect(clippy::disallowed_methods, reason = "this is where folders are made")]
pub fn make_folder(path: &Path) -> io::Result<()> {
    fault::point("make a folder", path)?;
    fs::create_dir_all(path)
}

/// Makes a folder that only its owner may look into, and those above it; one that is there already is fine.
///
/// # Errors
/// Whatever the system says.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fault::point("make a folder", path)?;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

/// Removes a folder if nothing is in it; one that is not empty or not there stays as it is.
///
/// # Errors
/// Whatever else the system says.
pub(super) fn remove_empty_folder(path: &Path) -> io::Result<()> {
    match fs::remove_dir(path) {
        Err(error)
            if !matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty
            ) =>
        {
            Err(error)
        }
        _ => Ok(()),
    }
}

/// Removes a file; one that is not there is fine.
///
/// # Errors
/// Whatever the system says.
#[expect(clippy::disallowed_methods, reason = "this is where files are removed")]
pub fn remove(path: &Path) -> io::Result<()> {
    fault::freeing_point("remove a file", path)?;
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(()) => sync_folder(&folder_of(path)),
    }
}

pub(super) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// A file beside those of `folder`, with all of `bytes` in it.
fn written_beside(folder: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let mut beside = beside(folder)?;
    let (start, end) = bytes.split_at(bytes.len() / 2);
    beside.write_all(start)?;
    fault::point("write the second half", folder)?;
    beside.write_all(end)?;
    Ok(beside)
}

/// Syncs, renames over the target and syncs the folder.
fn put(beside: tempfile::NamedTempFile, target: &Path, folder: &Path) -> io::Result<()> {
    sync(beside.as_file(), target)?;
    fault::point("put a file in its place", target)?;
    beside.persist(target).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Syncs what shall become the file at `target`.
fn sync(file: &File, target: &Path) -> io::Result<()> {
    fault::point("sync a file", target)?;
    file.sync_all()
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    fault::point("sync a folder", folder)?;
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "the tests look at what was written"
)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_private_file_follows_links_and_replaces_nothing_but_files() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        fs::write(&target, b"one").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write_private(&link, b"two").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"two");
        assert_eq!(
            fs::metadata(&target).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        let special = write_private(Path::new("/dev/null"), b"three").map_err(|error| error.kind());
        assert_eq!(special, Err(io::ErrorKind::InvalidInput));
    }

    #[test]
    fn nothing_is_overwritten_by_create_new() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plexmgr.toml");
        create_new(&path, b"mine").unwrap();
        let again = create_new(&path, b"theirs").map_err(|error| error.kind());
        assert_eq!(again, Err(io::ErrorKind::AlreadyExists));
        assert_eq!(fs::read(&path).unwrap(), b"mine");
    }
}
