//! A folder held open, so that what happens in it cannot be led elsewhere by a link put in its way.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

use super::fault;

/// A folder held open, and its path for messages.
#[derive(Debug)]
pub(super) struct Folder {
    fd: OwnedFd,
    path: PathBuf,
}

/// Whether two names could be exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exchange {
    Done,
    /// The file system or the system cannot exchange names.
    Unsupported,
}

impl Folder {
    /// Opens the folder at `path`.
    ///
    /// # Errors
    /// When there is no such folder, and whatever the system says.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let fd = rustix::fs::open(path, flags, Mode::empty())?;
        Ok(Self {
            fd,
            path: path.to_owned(),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The path of an entry, for messages.
    pub(super) fn at(&self, name: &OsStr) -> PathBuf {
        self.path.join(name)
    }

    /// Makes a new file that only its owner may read.
    pub(super) fn create(&self, name: &OsStr) -> io::Result<File> {
        let flags =
            OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let fd = rustix::fs::openat(&self.fd, name, flags, Mode::RUSR | Mode::WUSR)?;
        Ok(File::from(fd))
    }

    /// Opens the regular file with this name, which is not a link; `None` if there is nothing.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for anything that is not a regular file, and whatever the system says.
    pub(super) fn open_file(&self, name: &OsStr) -> io::Result<Option<File>> {
        // Opening a pipe must not wait for its other end.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = match rustix::fs::openat(&self.fd, name, flags, Mode::empty()) {
            Err(Errno::NOENT) => return Ok(None),
            // A link, a socket or a device without a driver.
            Err(Errno::LOOP | Errno::NXIO) => return Err(not_a_file()),
            opened => File::from(opened?),
        };
        match file.metadata()?.is_file() {
            true => Ok(Some(file)),
            false => Err(not_a_file()),
        }
    }

    /// Whether the regular file with this name holds exactly `bytes`; anything else there does not.
    pub(super) fn holds(&self, name: &OsStr, bytes: &[u8]) -> io::Result<bool> {
        match self.open_file(name) {
            Ok(Some(file)) => holds(file, bytes),
            Ok(None) => Ok(false),
            Err(error) if error.kind() == ErrorKind::InvalidInput => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Renames an entry onto nothing.
    ///
    /// # Errors
    /// [`ErrorKind::AlreadyExists`] if something has the new name, and whatever the system says.
    pub(super) fn rename_new(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        match self.renamed(from, to, RenameFlags::NOREPLACE) {
            Err(error) if is_unsupported(error) => {
                rustix::fs::linkat(&self.fd, from, &self.fd, to, AtFlags::empty())?;
                Ok(rustix::fs::unlinkat(&self.fd, from, AtFlags::empty())?)
            }
            renamed => Ok(renamed?),
        }
    }

    /// Renames an entry over whatever has the new name.
    pub(super) fn rename_over(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.fd, from, &self.fd, to)?)
    }

    /// Exchanges two entries at once.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] if one of them is not there, and whatever the system says.
    pub(super) fn exchange(&self, one: &OsStr, other: &OsStr) -> io::Result<Exchange> {
        if !fault::exchanges() {
            return Ok(Exchange::Unsupported);
        }
        match self.renamed(one, other, RenameFlags::EXCHANGE) {
            Err(error) if is_unsupported(error) => Ok(Exchange::Unsupported),
            exchanged => Ok(exchanged.map(|()| Exchange::Done)?),
        }
    }

    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    fn renamed(&self, from: &OsStr, to: &OsStr, flags: RenameFlags) -> Result<(), Errno> {
        rustix::fs::renameat_with(&self.fd, from, &self.fd, to, flags)
    }

    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    fn renamed(&self, _from: &OsStr, _to: &OsStr, _flags: RenameFlags) -> Result<(), Errno> {
        Err(Errno::NOSYS)
    }

    /// Removes a file; one that is not there is fine.
    pub(super) fn remove(&self, name: &OsStr) -> io::Result<()> {
        match rustix::fs::unlinkat(&self.fd, name, AtFlags::empty()) {
            Err(Errno::NOENT) => Ok(()),
            removed => Ok(removed?),
        }
    }

    /// Syncs the entries of the folder.
    pub(super) fn sync(&self) -> io::Result<()> {
        fault::point("sync a folder", &self.path)?;
        Ok(rustix::fs::fsync(&self.fd)?)
    }
}

/// Whether the file system of a folder is known to exchange files, as far as its kind shows.
#[must_use]
pub fn may_exchange(folder: &Path) -> bool {
    fault::exchanges() && !is_without_exchange(folder)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
#[expect(
    clippy::unnecessary_cast,
    reason = "the number has another type on other machines"
)]
fn is_without_exchange(folder: &Path) -> bool {
    /// NFS, SMB in three versions, FAT, exFAT, 9P and FUSE, by the numbers in Linux' `magic.h`.
    const WITHOUT: [i64; 8] = [
        0x6969,
        0x517b,
        0xff53_4d42,
        0xfe53_4d42,
        0x4d44,
        0x2011_bab0,
        0x0102_1997,
        0x6573_5546,
    ];
    let kind = rustix::fs::statfs(folder).map(|found| found.f_type as i64);
    kind.is_ok_and(|kind| WITHOUT.contains(&kind))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn is_without_exchange(_folder: &Path) -> bool {
    false
}

/// Whether an open file holds exactly `bytes`.
pub(super) fn holds(file: File, bytes: &[u8]) -> io::Result<bool> {
    if file.metadata()?.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut found = Vec::with_capacity(bytes.len());
    // One byte more than expected shows a file that grows.
    file.take(bytes.len() as u64 + 1).read_to_end(&mut found)?;
    Ok(found == bytes)
}

fn is_unsupported(error: Errno) -> bool {
    matches!(error, Errno::INVAL | Errno::NOSYS | Errno::NOTSUP)
}

fn not_a_file() -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, "this is not a regular file")
}
