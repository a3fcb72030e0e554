//! Puts texts in the place of texts, so that an edit made at the same moment is never lost.
//!
//! A look at a file and the rename that replaces it are two moments, and an editor may save between them.
//! So the two files are exchanged, and what came out is compared with what was read: an edit is put back
//! by another exchange. What came out stays beside the target until the end of the run and is compared
//! once more, because an editor may still hold it open. Start at [`Writing::put`].

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::attributes;
use super::fault;
use super::folder::{Exchange, Folder, holds};
use super::temporary::{Unfinished, aside_name, default_permissions, keep_beside, new_file};

/// The writes of one run.
#[derive(Debug, Default)]
pub struct Writing {
    folders: BTreeMap<PathBuf, Arc<Folder>>,
    /// Whether a file system could not exchange files.
    looked_only: bool,
}

/// A file that was written, with what was in it before still beside it.
#[derive(Debug)]
pub struct Replacement<'t> {
    folder: Arc<Folder>,
    target: OsString,
    /// What came out; `None` if the file is new, or was replaced without an exchange.
    aside: Option<OsString>,
    before: &'t [u8],
    after: Option<&'t [u8]>,
}

/// What a file held instead of what was read from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConcurrentChange {
    /// It was made since.
    Made,
    /// It was removed since.
    Removed,
    /// It was changed since.
    Changed,
}

/// Why a file was not written.
#[derive(Debug)]
pub enum PutError {
    /// It is not as it was read; where an older edit was kept under a name of its own, that name.
    Moved(ConcurrentChange, Option<PathBuf>),
    /// The system refused.
    Io(io::Error),
}

/// What was found in a file that was replaced, at the end of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplacedText {
    /// What was read from it.
    Untouched,
    /// An edit, which is in its place again instead of what the run wrote.
    PutBack,
    /// An edit, which is kept under this name.
    Kept(PathBuf),
}

impl From<io::Error> for PutError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Writing {
    /// Makes, replaces or removes the file at `target`, which leads through no link, if it holds `before`.
    /// Its folder is made if need be.
    ///
    /// # Errors
    /// When it does not hold `before`, and whatever the system says; it is as it was then.
    pub fn put<'t>(
        &mut self,
        target: &Path,
        before: Option<&'t [u8]>,
        after: Option<&'t [u8]>,
    ) -> Result<Replacement<'t>, PutError> {
        let folder = self.folder_of(target)?;
        let name = target.file_name().ok_or_else(|| {
            io::Error::new(ErrorKind::InvalidInput, "the path does not name a file")
        })?;
        let aside = match (before, after) {
            (None, Some(after)) => create(&folder, name, after).map(|()| None),
            (Some(before), Some(after)) => exchanged(&folder, name, before, after),
            (Some(before), None) => remove(&folder, name, before).map(Some),
            (None, None) => Ok(None),
        }?;
        self.looked_only |= aside.is_none() && before.is_some();
        Ok(Replacement {
            folder,
            target: name.to_owned(),
            aside,
            before: before.unwrap_or_default(),
            after,
        })
    }

    /// Whether a file was replaced without an exchange, because its file system has none: an edit saved at
    /// that very moment may be lost.
    #[must_use]
    pub fn looked_only(&self) -> bool {
        self.looked_only
    }

    /// Syncs every folder in which something was written.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn sync(&self) -> io::Result<()> {
        self.folders.values().try_for_each(|folder| folder.sync())
    }

    fn folder_of(&mut self, target: &Path) -> io::Result<Arc<Folder>> {
        let path = super::write::folder_of(target);
        if let Some(folder) = self.folders.get(&path) {
            return Ok(folder.clone());
        }
        super::write::make_folder(&path)?;
        let folder = Arc::new(Folder::open(&path)?);
        self.folders.insert(path, folder.clone());
        Ok(folder)
    }
}

impl Replacement<'_> {
    /// Looks once more at what was replaced. An edit made there meanwhile is put back, unless `keep`: then,
    /// and if the file changed again, it is kept under a name of its own.
    ///
    /// # Errors
    /// Whatever the system says; what was replaced is still beside the file then.
    pub fn settle(&mut self, keep: bool) -> io::Result<ReplacedText> {
        let Some(aside) = &self.aside else {
            return Ok(ReplacedText::Untouched);
        };
        if self.folder.holds(aside, self.before)? {
            return Ok(ReplacedText::Untouched);
        }
        let kept = match keep {
            true => Some(keep_beside(&self.folder, aside, &self.target)?),
            false => put_back(&self.folder, aside, &self.target, self.after)?,
        };
        self.aside = None;
        Ok(kept.map_or(ReplacedText::PutBack, ReplacedText::Kept))
    }

    /// Removes what was replaced, after a last look; an edit made there is kept under a name of its own.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn discard(self) -> io::Result<ReplacedText> {
        let Some(aside) = &self.aside else {
            return Ok(ReplacedText::Untouched);
        };
        let Some(mut replaced) = self.folder.open_file(aside)? else {
            return Ok(ReplacedText::Untouched);
        };
        if !holds(replaced.try_clone()?, self.before)? {
            return keep_beside(&self.folder, aside, &self.target).map(ReplacedText::Kept);
        }
        fault::freeing_point("remove what was replaced", &self.folder.at(&self.target))?;
        self.folder.remove(aside)?;
        // Written between the look and the removal, by a program that had opened it before.
        replaced.rewind()?;
        let mut found = Vec::new();
        replaced.read_to_end(&mut found)?;
        if found == self.before {
            return Ok(ReplacedText::Untouched);
        }
        let (again, mut file) = new_file(&self.folder)?;
        file.write_all(&found)?;
        file.sync_all()?;
        keep_beside(&self.folder, &again, &self.target).map(ReplacedText::Kept)
    }
}

/// Replaces the file at `path` with all its attributes, or makes it, with its folder. A symbolic link stays a
/// link to the file that is replaced.
///
/// # Errors
/// When the file changed at the same moment, and whatever the system says; it is as it was then.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = super::real_file(path)?;
    let before = match super::read_limited(&target, u64::MAX - 1) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        before => Some(before?),
    };
    match replace_if(&target, before.as_deref(), bytes)? {
        true => Ok(()),
        false => Err(io::Error::other("the file changed in the meantime")),
    }
}

/// Replaces or makes the file at `target`, which is not a link, if it holds `before`; returns whether it did.
///
/// # Errors
/// Whatever the system says; the file is as it was then.
pub fn replace_if(target: &Path, before: Option<&[u8]>, after: &[u8]) -> io::Result<bool> {
    let mut writing = Writing::default();
    let mut written = match writing.put(target, before, Some(after)) {
        Err(PutError::Io(error)) => return Err(error),
        Err(PutError::Moved(..)) => return Ok(false),
        Ok(written) => written,
    };
    if written.settle(false)? == ReplacedText::PutBack {
        return Ok(false);
    }
    // What was replaced goes even if its folder cannot be synced: the new text has its place.
    let synced = writing.sync();
    written.discard()?;
    synced.map(|()| true)
}

/// Makes a file that is not there yet.
fn create(folder: &Folder, name: &OsStr, after: &[u8]) -> Result<(), PutError> {
    let unfinished = Unfinished::filled(folder, after, |file| {
        file.set_permissions(default_permissions(folder.path())?)
    })?;
    fault::point("put a new file in its place", &folder.at(name))?;
    match folder.rename_new(&unfinished.name, name) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(PutError::Moved(ConcurrentChange::Made, None))
        }
        Err(error) => Err(error.into()),
        Ok(()) => {
            unfinished.leave();
            Ok(())
        }
    }
}

/// Exchanges a file with its new text; returns the name under which the old one is beside it.
fn exchanged(
    folder: &Folder,
    name: &OsStr,
    before: &[u8],
    after: &[u8],
) -> Result<Option<OsString>, PutError> {
    let moved = |moved| PutError::Moved(moved, None);
    let current = match folder.open_file(name) {
        Ok(Some(current)) => current,
        Ok(None) => return Err(moved(ConcurrentChange::Removed)),
        Err(error) => return Err(error.into()),
    };
    if !holds(current.try_clone()?, before)? {
        return Err(moved(ConcurrentChange::Changed));
    }
    let mut unfinished =
        Unfinished::filled(folder, after, |file| attributes::keep(file, &current))?;
    let aside = aside_name(name);
    unfinished.rename(aside.clone())?;
    fault::point("put a file in its place", &folder.at(name))?;
    match folder.exchange(&aside, name) {
        Err(error) if error.kind() == ErrorKind::NotFound => Err(moved(ConcurrentChange::Removed)),
        Err(error) => Err(error.into()),
        Ok(Exchange::Unsupported) => match folder.holds(name, before)? {
            false => Err(moved(ConcurrentChange::Changed)),
            true => {
                folder.rename_over(&aside, name)?;
                unfinished.leave();
                Ok(None)
            }
        },
        Ok(Exchange::Done) => {
            unfinished.leave();
            match folder.holds(&aside, before)? {
                true => Ok(Some(aside)),
                false => {
                    let kept = put_back(folder, &aside, name, Some(after))?;
                    Err(PutError::Moved(ConcurrentChange::Changed, kept))
                }
            }
        }
    }
}

/// Moves a file aside; returns the name it has there.
fn remove(folder: &Folder, name: &OsStr, before: &[u8]) -> Result<OsString, PutError> {
    let aside = aside_name(name);
    fault::freeing_point("remove a file", &folder.at(name))?;
    match folder.rename_new(name, &aside) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(PutError::Moved(ConcurrentChange::Removed, None));
        }
        renamed => renamed?,
    }
    match folder.holds(&aside, before)? {
        true => Ok(aside),
        false => {
            let kept = put_back(folder, &aside, name, None)?;
            Err(PutError::Moved(ConcurrentChange::Changed, kept))
        }
    }
}

/// Puts an edit back into its place, from which it was exchanged for `after`. If the file was saved once
/// more meanwhile, the newer edit gets the place, and the older one is kept under the name returned.
pub(super) fn put_back(
    folder: &Folder,
    aside: &OsStr,
    name: &OsStr,
    after: Option<&[u8]>,
) -> io::Result<Option<PathBuf>> {
    fault::freeing_point("put an edit back", &folder.at(name))?;
    let Some(after) = after else {
        return give_back_its_name(folder, aside, name);
    };
    for _ in 0..2 {
        match folder.exchange(aside, name) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return give_back_its_name(folder, aside, name);
            }
            exchanged => exchanged?,
        };
        if folder.holds(aside, after)? {
            folder.remove(aside)?;
            return Ok(None);
        }
    }
    keep_beside(folder, aside, name).map(Some)
}

/// The same where nothing has taken its place.
fn give_back_its_name(folder: &Folder, aside: &OsStr, name: &OsStr) -> io::Result<Option<PathBuf>> {
    match folder.rename_new(aside, name) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            keep_beside(folder, aside, name).map(Some)
        }
        renamed => renamed.map(|()| None),
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "the tests lay out and look at files"
)]
mod tests;
