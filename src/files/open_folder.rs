//! A folder of a household held open, to read its files.
//!
//! The way to the folder is followed once. A file in it is opened by its name alone and never through a link,
//! so nothing that is put in its way meanwhile leads elsewhere, and reading ten thousand small files asks the
//! system as little as possible. Whatever is not a plain file takes the way of [`read_inside`], which says
//! what it is.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Component, Path};

use rustix::fs::{Mode, OFlags};

use super::inside::{denied, inside, refuse_git};
use super::read::{read_inside, read_open};

/// A folder of a household whose files are read.
#[derive(Debug)]
pub struct HeldFolder<'h> {
    household: &'h Path,
    path: String,
    /// `None` if it could not be opened; reading a file says why.
    folder: Option<OwnedFd>,
}

impl<'h> HeldFolder<'h> {
    /// Opens the folder at `path`, relative to `household`.
    #[must_use]
    pub fn open(household: &'h Path, path: &str) -> Self {
        Self {
            household,
            path: path.to_owned(),
            folder: opened(household, path).ok(),
        }
    }

    /// Reads the file called `name`, of at most `limit` bytes.
    ///
    /// # Errors
    /// As [`read_inside`].
    pub fn read(&self, name: &str, limit: u64) -> io::Result<Vec<u8>> {
        match self.plain_file(name) {
            Some(file) => read_open(file, limit),
            None => read_inside(self.household, &format!("{}/{name}", self.path), limit),
        }
    }

    /// The regular file called `name`, opened; `None` for whatever else there is.
    fn plain_file(&self, name: &str) -> Option<File> {
        let folder = self.folder.as_ref()?;
        let mut components = Path::new(name).components();
        let (Some(Component::Normal(only)), None) = (components.next(), components.next()) else {
            return None;
        };
        refuse_git(only).ok()?;
        // Opening a pipe must not wait for its other end.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = rustix::fs::openat(folder, only, flags, Mode::empty()).ok()?;
        Some(File::from(file))
    }
}

/// The folder at `path`; a link on the way is followed if it stays inside.
fn opened(household: &Path, path: &str) -> io::Result<OwnedFd> {
    if let Ok(folder) = walked(household, Path::new(path)) {
        return Ok(folder);
    }
    let household = household.canonicalize()?;
    let target = inside(&household, path)?;
    let below = target.strip_prefix(&household).map_err(io::Error::other)?;
    walked(&household, below)
}

/// Opens one folder after the other, none of them through a link.
fn walked(household: &Path, path: &Path) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let mut folder = rustix::fs::open(household, flags, Mode::empty())?;
    for component in path.components() {
        let Component::Normal(name) = component else {
            return Err(denied("the path points outside the household"));
        };
        refuse_git(name)?;
        folder = rustix::fs::openat(&folder, name, flags | OFlags::NOFOLLOW, Mode::empty())?;
    }
    Ok(folder)
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "the tests lay out what they read"
)]
mod tests {
    use std::fs;
    use std::io::ErrorKind;
    use std::os::unix::fs::symlink;

    use super::*;

    fn household() -> tempfile::TempDir {
        let household = tempfile::tempdir().unwrap();
        for folder in ["records/users/old", "people", ".git", ".hidden"] {
            fs::create_dir_all(household.path().join(folder)).unwrap();
        }
        for file in [
            "records/users/ada.yaml",
            "people/bo.yaml",
            ".git/config",
            ".hidden/x.yaml",
        ] {
            fs::write(household.path().join(file), file).unwrap();
        }
        household
    }

    fn read(household: &tempfile::TempDir, folder: &str, name: &str) -> Result<String, ErrorKind> {
        let held = HeldFolder::open(household.path(), folder);
        let bytes = held.read(name, 100).map_err(|error| error.kind())?;
        Ok(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn plain_files_are_opened_by_their_name_alone() {
        let household = household();
        let held = HeldFolder::open(household.path(), "records/users");
        assert!(held.plain_file("ada.yaml").is_some());
        assert!(held.plain_file("../users/ada.yaml").is_none());
        let found = read(&household, "records/users", "ada.yaml");
        assert_eq!(found.as_deref(), Ok("records/users/ada.yaml"));
        let missing = read(&household, "records/users", "bo.yaml");
        assert_eq!(missing, Err(ErrorKind::NotFound));
        let folder = read(&household, "records/users", "old");
        assert_eq!(folder, Err(ErrorKind::IsADirectory));
        assert!(held.read("ada.yaml", 3).is_err());
    }

    #[test]
    fn links_are_followed_inside_and_refused_elsewhere() {
        let household = household();
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("x.yaml"), "x").unwrap();
        let link = |target: &Path, name: &str| {
            symlink(target, household.path().join(name)).unwrap();
        };
        link(Path::new("../../people/bo.yaml"), "records/users/bo.yaml");
        link(&elsewhere.path().join("x.yaml"), "records/users/out.yaml");
        link(Path::new("../../.git/config"), "records/users/git.yaml");
        link(Path::new("../../.hidden/x.yaml"), "records/users/hid.yaml");
        link(Path::new("none.yaml"), "records/users/gone.yaml");
        link(Path::new("../people"), "records/more");
        link(elsewhere.path(), "records/out");
        link(Path::new("../.git"), "records/git");
        let users = |name| read(&household, "records/users", name);
        assert_eq!(users("bo.yaml").as_deref(), Ok("people/bo.yaml"));
        assert_eq!(users("gone.yaml"), Err(ErrorKind::InvalidInput));
        for name in ["out.yaml", "git.yaml", "hid.yaml", "../../people/bo.yaml"] {
            assert_eq!(users(name), Err(ErrorKind::PermissionDenied), "{name}");
        }
        let more = HeldFolder::open(household.path(), "records/more");
        assert!(more.plain_file("bo.yaml").is_some());
        for (folder, name) in [
            ("records/out", "x.yaml"),
            ("records/git", "config"),
            (".git", "config"),
            ("records/../.git", "config"),
        ] {
            let found = read(&household, folder, name);
            assert_eq!(found, Err(ErrorKind::PermissionDenied), "{folder}/{name}");
        }
    }

    #[test]
    fn a_pipe_is_refused_without_waiting() {
        let household = household();
        let pipe = household.path().join("records/users/pipe.yaml");
        let folder = fs::File::open(pipe.parent().unwrap()).unwrap();
        let mode = Mode::RUSR | Mode::WUSR;
        let kind = rustix::fs::FileType::Fifo;
        rustix::fs::mknodat(&folder, "pipe.yaml", kind, mode, 0).unwrap();
        let found = read(&household, "records/users", "pipe.yaml");
        assert_eq!(found, Err(ErrorKind::InvalidInput));
    }
}
