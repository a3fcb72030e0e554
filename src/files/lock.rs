//! The lock of a household: one run at a time writes, and a waiting run learns the holder.
//!
//! The lock is the operating system's lock on a file, so the end of its holder releases it, however
//! that came. The file names the holder and is removed with the lock: a run that changed nothing
//! leaves nothing. Reading never needs it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::fault;

/// How long to wait between two attempts.
const PAUSE: Duration = Duration::from_millis(50);

/// The most bytes a description of a holder may have.
const HOLDER_LIMIT: u64 = 4096;

/// The lock, held until it is dropped.
#[derive(Debug)]
pub struct FileLock {
    path: PathBuf,
    file: File,
    /// The folders that were made for the lock, innermost first.
    made: Vec<PathBuf>,
}

/// Why a lock was not taken.
#[derive(Debug)]
pub enum LockError {
    /// Another run holds it; its text, which may be empty or invalid.
    Held(String),
    /// The file cannot be made or locked.
    File(io::Error),
}

impl FileLock {
    /// Takes the lock at `path`, making its folder if need be, and leaves `holder` in it.
    ///
    /// # Errors
    /// When it is still held after `timeout`, or the file cannot be made or locked; nothing is left
    /// behind then.
    pub fn take(path: &Path, holder: &str, timeout: Duration) -> Result<Self, LockError> {
        let mut made = Vec::new();
        match locked(path, timeout, &mut made) {
            Ok(file) => {
                // From here on dropping it releases and removes it, however this ends.
                let path = path.to_owned();
                let mut lock = Self { path, file, made };
                leave(&mut lock.file, holder, &lock.path).map_err(LockError::File)?;
                Ok(lock)
            }
            Err(error) => {
                remove_made(&made);
                Err(error)
            }
        }
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Removed while it is still held: a waiting run notices and creates a new one. A file that cannot be
        // removed, or is back after a power cut, is not locked and blocks no run: so its folder is not synced.
        let _ = fault::freeing_point("remove the lock", &self.path)
            .and_then(|()| remove_file(&self.path));
        let _ = self.file.unlock();
        remove_made(&self.made);
    }
}

#[expect(clippy::disallowed_methods, reason = "the lock is removed here")]
fn remove_file(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// What the holder of the lock at `path` left in it; `None` if no run holds it. Nothing is made or changed.
#[must_use]
pub fn holder(path: &Path) -> Option<String> {
    let mut file = File::open(path).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Some(left_in(&mut file)),
        // Closing the file releases the lock at once.
        Ok(()) | Err(TryLockError::Error(_)) => None,
    }
}

/// Waits for the lock at `path`; the folders that have to be made for it are added to `made`.
fn locked(path: &Path, timeout: Duration, made: &mut Vec<PathBuf>) -> Result<File, LockError> {
    let begun = Instant::now();
    loop {
        make_folders(&super::write::folder_of(path), made).map_err(LockError::File)?;
        let mut file = match open(path) {
            // Its last holder had made the folder, and removed it before the file could be made.
            Err(error) if error.kind() == ErrorKind::NotFound && begun.elapsed() < PAUSE => {
                continue;
            }
            opened => opened.map_err(LockError::File)?,
        };
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => return Ok(file),
            // Its last holder removed it between opening and locking.
            Ok(()) => continue,
            Err(TryLockError::Error(error)) => return Err(LockError::File(error)),
            Err(TryLockError::WouldBlock) => {}
        }
        if begun.elapsed() >= timeout {
            return Err(LockError::Held(left_in(&mut file)));
        }
        sleep(PAUSE.min(timeout.saturating_sub(begun.elapsed())));
    }
}

/// Makes a folder and those above it, and adds those that were missing to `made`.
fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
    let missing: Vec<PathBuf> = folder
        .ancestors()
        .take_while(is_missing)
        .map(Path::to_owned)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    super::write::make_folder(folder)?;
    made.extend(missing);
    Ok(())
}

/// Removes the folders that were made for the lock, innermost first, if nothing else is in them.
fn remove_made(made: &[PathBuf]) {
    for folder in made {
        let _ = super::write::remove_empty_folder(folder);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is where files are opened for writing"
)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    let refused = |what| Err(io::Error::new(ErrorKind::InvalidInput, what));
    // The holder's name would be written over whatever the link leads to.
    if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) {
        return refused("a symbolic link is in its place");
    }
    fault::point("make the lock", path)?;
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .custom_flags(flags.bits().cast_signed())
        .open(path)?;
    let metadata = file.metadata()?;
    match metadata.is_file() && metadata.nlink() <= 1 {
        true => Ok(file),
        false => refused("the existing file is a hard link or not a regular file"),
    }
}

/// Whether `path` still leads to the open file.
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |open: fs::Metadata, there: fs::Metadata| {
        open.ino() == there.ino() && open.dev() == there.dev()
    };
    match (file.metadata(), fs::metadata(path)) {
        (Ok(open), Ok(there)) => same(open, there),
        _ => false,
    }
}

fn leave(file: &mut File, holder: &str, path: &Path) -> io::Result<()> {
    fault::point("name the holder of the lock", path)?;
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(holder.as_bytes())
}

fn left_in(file: &mut File) -> String {
    let mut bytes = Vec::new();
    let read = file.rewind().and_then(|()| {
        let mut start = Read::by_ref(file).take(HOLDER_LIMIT);
        start.read_to_end(&mut bytes)
    });
    match read {
        Ok(_) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(result: Result<FileLock, LockError>) -> String {
        match result {
            Err(LockError::Held(holder)) => holder,
            other => panic!("expected a held lock, got {other:?}"),
        }
    }

    #[test]
    fn the_second_learns_who_holds_it_and_the_third_gets_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/plexmgr.lock");
        let first = FileLock::take(&path, "first", Duration::ZERO).unwrap();
        let second = FileLock::take(&path, "second", Duration::from_millis(60));
        assert_eq!(held(second), "first");
        drop(first);
        assert!(!path.parent().unwrap().exists(), "nothing is left behind");
        let third = FileLock::take(&path, "third", Duration::ZERO).unwrap();
        assert_eq!(held(FileLock::take(&path, "", Duration::ZERO)), "third");
        drop(third);
    }

    #[test]
    fn only_a_lock_that_is_held_has_a_holder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plexmgr.lock");
        assert_eq!(holder(&path), None);
        let lock = FileLock::take(&path, "me", Duration::ZERO).unwrap();
        assert_eq!(holder(&path), Some("me".to_owned()));
        drop(lock);
        super::super::write_private(&path, b"a holder long dead").unwrap();
        assert_eq!(holder(&path), None);
        assert_eq!(
            FileLock::take(&path, "", Duration::ZERO).map(drop).ok(),
            Some(())
        );
    }

    #[test]
    fn what_a_dead_holder_left_blocks_no_run() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plexmgr.lock");
        super::super::write_private(&path, b"a holder long dead, with a long name").unwrap();
        let lock = FileLock::take(&path, "alive", Duration::ZERO).unwrap();
        assert_eq!(held(FileLock::take(&path, "", Duration::ZERO)), "alive");
        drop(lock);
        assert!(!path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (path, target) = (folder.path().join("lock"), folder.path().join("ada.yaml"));
        super::super::write_private(&target, b"precious").unwrap();
        std::os::unix::fs::symlink(&target, &path).unwrap();
        let taken = FileLock::take(&path, "me", Duration::ZERO);
        assert!(matches!(taken, Err(LockError::File(_))), "{taken:?}");
        let left = super::super::read_limited(&target, 100).unwrap();
        assert_eq!(left, b"precious");
    }

    #[test]
    fn a_waiting_run_gets_the_lock_when_it_is_released() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plexmgr.lock");
        let first = FileLock::take(&path, "first", Duration::ZERO).unwrap();
        let waiting = {
            let path = path.clone();
            std::thread::spawn(move || FileLock::take(&path, "second", Duration::from_secs(60)))
        };
        drop(first);
        let second = waiting.join().unwrap().unwrap();
        assert_eq!(held(FileLock::take(&path, "", Duration::ZERO)), "second");
        drop(second);
    }
}
