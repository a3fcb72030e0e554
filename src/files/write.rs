//! Writing files so that each is whole at every moment: beside the target, synced, renamed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Replaces the file at `path`, or makes it, with its folder.
///
/// The text is written beside the target and synced, then renamed over it, then the folder is
/// synced: whoever looks sees the old file or the new one. Permissions are kept, and a symbolic link
/// stays a link to the file that is replaced.
///
/// # Errors
/// Whatever the system says; the target is then unchanged.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = target_of(path)?;
    let folder = folder_of(&target);
    make_folder(&folder)?;
    let mut beside = beside(&folder)?;
    beside.write_all(bytes)?;
    let permissions = match fs::metadata(&target) {
        Ok(metadata) => metadata.permissions(),
        Err(_) => default_permissions(&folder)?,
    };
    beside.as_file().set_permissions(permissions)?;
    beside.as_file().sync_all()?;
    beside.persist(&target).map_err(|error| error.error)?;
    sync_folder(&folder)
}

/// Makes a new file readable by its owner only; never overwrites one.
///
/// # Errors
/// `AlreadyExists` if something is there already, and whatever the system says.
pub fn create_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    make_folder(&folder)?;
    let mut beside = beside(&folder)?;
    beside.write_all(bytes)?;
    beside
        .as_file()
        .set_permissions(default_permissions(&folder)?)?;
    beside.as_file().sync_all()?;
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
/// `InvalidInput` if something is there that is no regular file, and whatever the system says; an
/// earlier file is then unchanged.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = target_of(path)?;
    if fs::metadata(&target).is_ok_and(|metadata| !metadata.is_file()) {
        let what = "what is there is no regular file";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    }
    let folder = folder_of(&target);
    let mut beside = beside(&folder)?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    beside.persist(&target).map_err(|error| error.error)?;
    sync_folder(&folder)
}

/// The file itself, where a path leads to it through symbolic links.
fn target_of(path: &Path) -> io::Result<PathBuf> {
    match path.canonicalize() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_owned()),
        target => target,
    }
}

/// Appends whole lines to a file, making it if it is missing, and returns its new length in bytes.
///
/// A last line without a line break is the trace of a write that was cut off, and is dropped first.
///
/// # Errors
/// Whatever the system says; part of `lines` may then have been written.
#[expect(clippy::disallowed_methods, reason = "this is where files are written")]
pub fn append_lines(path: &Path, lines: &[u8]) -> io::Result<u64> {
    let mut file = OpenOptions::new()
        .create(true)
        .read(true)
        .append(true)
        .open(path)?;
    let whole = length_of_whole_lines(&mut file)?;
    if whole < file.metadata()?.len() {
        file.set_len(whole)?;
    }
    file.write_all(lines)?;
    file.sync_all()?;
    if whole == 0 {
        sync_folder(&folder_of(path))?;
    }
    Ok(whole + lines.len() as u64)
}

/// Where the last line break ends, looking from behind in steps of a few pages.
fn length_of_whole_lines(file: &mut File) -> io::Result<u64> {
    const STEP: u64 = 16 * 1024;
    let mut end = file.metadata()?.len();
    while end > 0 {
        let start = end.saturating_sub(STEP);
        let mut block = Vec::new();
        file.seek(SeekFrom::Start(start))?;
        Read::by_ref(file)
            .take(end - start)
            .read_to_end(&mut block)?;
        if let Some(last) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + last as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

/// Makes a folder and those above it; one that is there already is fine.
///
/// # Errors
/// Whatever the system says.
#[expect(clippy::disallowed_methods, reason = "this is where folders are made")]
pub fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Removes a file; one that is not there is fine.
///
/// # Errors
/// Whatever the system says.
#[expect(clippy::disallowed_methods, reason = "this is where files are removed")]
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn beside(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(".plexmgr-")
        .suffix(".tmp")
        .tempfile_in(folder)
}

/// What a file made in the ordinary way would get: read and write as the folder's own rights say.
#[cfg(unix)]
fn default_permissions(folder: &Path) -> io::Result<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    let folder_mode = fs::metadata(folder)?.permissions().mode();
    Ok(fs::Permissions::from_mode(
        0o600 | (folder_mode & 0o066 & !0o022),
    ))
}

#[cfg(not(unix))]
fn default_permissions(folder: &Path) -> io::Result<fs::Permissions> {
    Ok(tempfile::tempfile_in(folder)?.metadata()?.permissions())
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
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

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn a_replaced_file_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users/marlow.yaml");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(&folder.path().join("users")), ["marlow.yaml"]);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_survive() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (
            folder.path().join("target.yaml"),
            folder.path().join("link.yaml"),
        );
        fs::write(&target, b"one").unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        replace(&link, b"two").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"two");
        assert_eq!(
            fs::metadata(&target).unwrap().permissions().mode() & 0o777,
            0o640
        );
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

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

    #[test]
    fn a_torn_line_is_dropped_before_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.jsonl");
        for torn in ["to".to_owned(), "x".repeat(40_000)] {
            fs::write(&path, format!("whole\n{torn}")).unwrap();
            assert_eq!(append_lines(&path, b"next\n").unwrap(), 11);
            assert_eq!(fs::read(&path).unwrap(), b"whole\nnext\n");
        }
    }
}
