//! Writing a file that a person named, and no other one.
//!
//! A [`NamedFile`] is opened before the text is made and written afterwards, which may take minutes. The
//! folder stays open in between and the file is replaced only if it is still the one that was looked at, so
//! that no link or file put there meanwhile is written through or destroyed.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, RenameFlags, Stat};

use super::fault;

/// Where a text will be written.
#[derive(Debug)]
pub struct NamedFile {
    folder: OwnedFd,
    name: OsString,
    /// Where that is, without any link.
    path: PathBuf,
    /// What was there when it was opened.
    found: Option<FileIdentity>,
}

/// What sets a file apart from all others, and from itself after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileIdentity {
    device: i128,
    inode: i128,
    size: i128,
    modified: (i128, i128),
}

impl NamedFile {
    /// Opens the folder of `path`, which leads through no link, and looks at what is there.
    ///
    /// # Errors
    /// `NotFound` if there is no such folder, `IsADirectory` or `InvalidInput` if something is there that is
    /// not a regular file, and whatever the system says.
    pub fn open(path: &Path) -> io::Result<Self> {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(io::Error::new(ErrorKind::IsADirectory, "this is a folder"));
        };
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = rustix::fs::openat(CWD, parent, flags, Mode::empty())?;
        let found = identity(&folder, name)?;
        Ok(Self {
            folder,
            name: name.to_owned(),
            path: path.to_owned(),
            found,
        })
    }

    /// Where it is, without any link.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The first bytes of what is there, at most `most` of them; `None` if nothing is.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn beginning(&self, most: u64) -> io::Result<Option<Vec<u8>>> {
        if self.found.is_none() {
            return Ok(None);
        }
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = rustix::fs::openat(&self.folder, self.name.as_os_str(), flags, Mode::empty())?;
        let mut bytes = Vec::new();
        File::from(file).take(most).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Writes the whole file, readable by its owner only.
    ///
    /// # Errors
    /// `AlreadyExists` if what is there is not what was there when this was opened, and whatever the system
    /// says; what is there then stays as it is.
    pub fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let beside = self.written_beside(bytes)?;
        let put = self.put(&beside);
        if put.is_err() {
            // Nothing more can be done about a file that cannot be removed, either.
            let _ = self.remove(&beside);
        }
        put
    }

    /// A file of its own in the same folder, with all of `bytes` in it and synced.
    fn written_beside(&self, bytes: &[u8]) -> io::Result<OsString> {
        fault::point("make a file beside", &self.path)?;
        let name = OsString::from(format!(".plexmgr-{}.tmp", uuid::Uuid::new_v4().simple()));
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::RUSR | Mode::WUSR;
        let file = rustix::fs::openat(&self.folder, name.as_os_str(), flags, mode)?;
        let written = self.fill(&mut File::from(file), bytes);
        match written {
            Ok(()) => Ok(name),
            Err(error) => {
                let _ = self.remove(&name);
                Err(error)
            }
        }
    }

    fn fill(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        let (start, end) = bytes.split_at(bytes.len() / 2);
        file.write_all(start)?;
        fault::point("write the second half", &self.path)?;
        file.write_all(end)?;
        fault::point("sync a file", &self.path)?;
        file.sync_all()
    }

    /// Gives the file `beside` its name, if what has that name now is what was found.
    fn put(&self, beside: &OsStr) -> io::Result<()> {
        fault::point("put a file in its place", &self.path)?;
        if identity(&self.folder, &self.name)? != self.found {
            return Err(changed());
        }
        match self.found {
            None => self.put_new(beside)?,
            Some(found) => self.exchange(beside, found)?,
        }
        fault::point("sync a folder", &self.path)?;
        rustix::fs::fsync(&self.folder)?;
        Ok(())
    }

    /// Never replaces what may have come meanwhile.
    fn put_new(&self, beside: &OsStr) -> io::Result<()> {
        match self.rename(beside, RenameFlags::NOREPLACE) {
            Err(error) if is_unsupported(&error) => self.rename(beside, RenameFlags::empty()),
            put => put,
        }
    }

    /// Looks once more at what came out, and puts it back if it is a different file.
    fn exchange(&self, beside: &OsStr, found: FileIdentity) -> io::Result<()> {
        match self.rename(beside, RenameFlags::EXCHANGE) {
            Err(error) if is_unsupported(&error) => {
                return self.rename(beside, RenameFlags::empty());
            }
            exchanged => exchanged?,
        }
        if identity(&self.folder, beside).ok().flatten() == Some(found) {
            return self.remove(beside);
        }
        self.rename(beside, RenameFlags::EXCHANGE)?;
        Err(changed())
    }

    fn rename(&self, beside: &OsStr, flags: RenameFlags) -> io::Result<()> {
        let (folder, name) = (&self.folder, self.name.as_os_str());
        match flags.is_empty() {
            true => rustix::fs::renameat(folder, beside, folder, name)?,
            false => rustix::fs::renameat_with(folder, beside, folder, name, flags)?,
        }
        Ok(())
    }

    fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.folder, name, AtFlags::empty())?)
    }
}

fn changed() -> io::Error {
    let what = "another file was created there while plexmgr was running";
    io::Error::new(ErrorKind::AlreadyExists, what)
}

/// Whether a file system cannot rename that way.
fn is_unsupported(error: &io::Error) -> bool {
    let codes = [
        rustix::io::Errno::INVAL,
        rustix::io::Errno::NOSYS,
        rustix::io::Errno::OPNOTSUPP,
    ];
    codes
        .map(|code| Some(code.raw_os_error()))
        .contains(&error.raw_os_error())
}

/// What is in `folder` under `name`; `None` if nothing is.
fn identity(folder: &OwnedFd, name: &OsStr) -> io::Result<Option<FileIdentity>> {
    let stat: Stat = match rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Err(rustix::io::Errno::NOENT) => return Ok(None),
        stat => stat?,
    };
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => {}
        FileType::Directory => {
            return Err(io::Error::new(ErrorKind::IsADirectory, "this is a folder"));
        }
        FileType::Symlink => return Err(changed()),
        _ => {
            let what = "this is not a regular file";
            return Err(io::Error::new(ErrorKind::InvalidInput, what));
        }
    }
    // The types of these numbers differ between systems.
    Ok(Some(FileIdentity {
        device: stat.st_dev.into(),
        inode: stat.st_ino.into(),
        size: stat.st_size.into(),
        modified: (stat.st_mtime.into(), stat.st_mtime_nsec.into()),
    }))
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "the tests look at what was written"
)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_made_and_replaced_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.json");
        for text in ["one", "two"] {
            let named = NamedFile::open(&path).unwrap();
            named.write(text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            assert_eq!(names(folder.path()), ["plan.json"]);
        }
        let named = NamedFile::open(&path).unwrap();
        assert_eq!(named.beginning(2).unwrap().unwrap(), b"tw");
    }

    #[test]
    fn what_was_put_there_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.json");
        let precious = folder.path().join("precious");
        let swaps: [fn(&Path, &Path); 4] = [
            |path, _| fs::write(path, "new").unwrap(),
            |path, precious| std::os::unix::fs::symlink(precious, path).unwrap(),
            |path, precious| fs::hard_link(precious, path).unwrap(),
            |path, _| fs::create_dir(path).unwrap(),
        ];
        for (number, swap) in swaps.into_iter().enumerate() {
            for existed in [false, true] {
                fs::write(&precious, "precious").unwrap();
                if existed {
                    fs::write(&path, "old").unwrap();
                }
                let named = NamedFile::open(&path).unwrap();
                if existed {
                    fs::remove_file(&path).unwrap();
                }
                swap(&path, &precious);
                named.write(b"text").expect_err("it is a different file");
                assert_eq!(fs::read(&precious).unwrap(), b"precious", "{number}");
                assert_eq!(names(folder.path()), ["plan.json", "precious"], "{number}");
                let is_folder = path.is_dir() && !path.is_symlink();
                match is_folder {
                    true => fs::remove_dir(&path).unwrap(),
                    false => fs::remove_file(&path).unwrap(),
                }
            }
        }
    }

    #[test]
    fn a_folder_that_was_moved_keeps_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        fs::create_dir(&old).unwrap();
        let named = NamedFile::open(&old.join("plan.json")).unwrap();
        fs::rename(&old, &new).unwrap();
        std::os::unix::fs::symlink("/", &old).unwrap();
        named.write(b"text").unwrap();
        assert_eq!(names(&new), ["plan.json"]);
    }

    #[test]
    fn only_regular_files_are_opened() {
        for path in ["/dev/null", "/", "/missing/plan.json"] {
            NamedFile::open(Path::new(path)).expect_err(path);
        }
    }
}
