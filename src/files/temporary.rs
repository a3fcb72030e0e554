//! The files beside a target: what is about to replace it, and what was replaced.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::fault;
use super::folder::Folder;

/// How the names of files begin that hold what is about to be written.
pub(super) const NEW_PREFIX: &str = ".plexmgr-";

/// How the names of files begin that hold what was replaced, or is about to replace it.
pub(super) const ASIDE_PREFIX: &str = ".plexmgr-aside-";

/// How both end.
pub(super) const SUFFIX: &str = ".tmp";

/// The longest name that fits into the name of the file beside it, in bytes.
const LONGEST_NAME: usize = 200;

/// Gives what is beside a file a name that people see: `marlow.yaml.edited`.
pub(super) fn keep_beside(folder: &Folder, aside: &OsStr, name: &OsStr) -> io::Result<PathBuf> {
    for number in 1.. {
        let mut kept = name.to_owned();
        kept.push(".edited");
        if number > 1 {
            kept.push(format!("-{number}"));
        }
        match folder.rename_new(aside, &kept) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            renamed => return renamed.map(|()| folder.at(&kept)),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// A file beside its target that is removed unless it gets its place.
pub(super) struct Unfinished<'f> {
    folder: &'f Folder,
    pub(super) name: OsString,
    is_placed: bool,
}

impl<'f> Unfinished<'f> {
    /// One with all of `bytes` in it, the attributes that `keep` gives it, and synced.
    pub(super) fn filled(
        folder: &'f Folder,
        bytes: &[u8],
        keep: impl FnOnce(&File) -> io::Result<()>,
    ) -> io::Result<Self> {
        let (name, mut file) = new_file(folder)?;
        let unfinished = Self {
            folder,
            name,
            is_placed: false,
        };
        let (start, end) = bytes.split_at(bytes.len() / 2);
        file.write_all(start)?;
        fault::point("write the second half", folder.path())?;
        file.write_all(end)?;
        keep(&file)?;
        fault::point("sync a file", folder.path())?;
        file.sync_all()?;
        Ok(unfinished)
    }

    pub(super) fn rename(&mut self, name: OsString) -> io::Result<()> {
        fault::point("rename a file beside", self.folder.path())?;
        self.folder.rename_new(&self.name, &name)?;
        self.name = name;
        Ok(())
    }

    pub(super) fn leave(mut self) {
        self.is_placed = true;
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.is_placed {
            // What stays is removed by the next run that writes.
            let _ = self.folder.remove(&self.name);
        }
    }
}

pub(super) fn new_file(folder: &Folder) -> io::Result<(OsString, File)> {
    fault::point("make a file beside", folder.path())?;
    let name = OsString::from(format!("{NEW_PREFIX}{}{SUFFIX}", random()));
    let file = folder.create(&name)?;
    Ok((name, file))
}

/// A name for what is replaced in `name`, from which [`target_of_aside`] derives `name` again.
pub(super) fn aside_name(name: &OsStr) -> OsString {
    let mut aside = OsString::from(ASIDE_PREFIX);
    if name.len() <= LONGEST_NAME {
        aside.push(name);
    }
    aside.push(format!("-{}{SUFFIX}", random()));
    aside
}

/// The name of the file that was replaced, from the name of what is beside it.
pub(super) fn target_of_aside(aside: &str) -> Option<&str> {
    let inner = aside.strip_prefix(ASIDE_PREFIX)?.strip_suffix(SUFFIX)?;
    let (name, random) = inner.rsplit_once('-')?;
    let is_random = random.len() == RANDOM_LENGTH && random.bytes().all(|b| b.is_ascii_hexdigit());
    (is_random && !name.is_empty()).then_some(name)
}

/// How long the random part of a name is.
const RANDOM_LENGTH: usize = 12;

fn random() -> String {
    let mut random = uuid::Uuid::new_v4().simple().to_string();
    random.truncate(RANDOM_LENGTH);
    random
}

/// What a file made in the ordinary way would get: read and write as the folder's own rights say.
pub(super) fn default_permissions(folder: &Path) -> io::Result<fs::Permissions> {
    let folder_mode = fs::metadata(folder)?.permissions().mode();
    Ok(fs::Permissions::from_mode(
        0o600 | (folder_mode & 0o066 & !0o022),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_beside_says_what_it_is_beside_of() {
        let aside = aside_name("zoe-angstrom.yaml".as_ref());
        let aside = aside.to_str().unwrap();
        assert_eq!(target_of_aside(aside), Some("zoe-angstrom.yaml"));
        assert_eq!(target_of_aside(".plexmgr-aside--0123456789ab.tmp"), None);
        assert_eq!(target_of_aside(".plexmgr-aside-x.tmp"), None);
    }
}
