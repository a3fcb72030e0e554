//! What a killed run left beside the files it was writing.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::read::read_limited;
use super::replace::{self, ReplacedText};
use super::temporary::{ASIDE_PREFIX, NEW_PREFIX, SUFFIX, keep_beside, target_of_aside};
use super::write::remove;

/// The leftovers in one folder.
#[derive(Debug, Default)]
pub struct Leftovers {
    /// Files that never had their place: they hold nothing of value.
    pub unfinished: Vec<PathBuf>,
    /// What was replaced, or was about to replace it.
    pub asides: Vec<Aside>,
}

/// What was replaced and still is beside its target, or what was about to replace it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// Where it is.
    pub path: PathBuf,
    /// The name of its target in the same folder, if it is known.
    target: Option<String>,
}

/// Finds the files that a killed run left in `folder`; a folder that is not there has none.
///
/// Only to be called while no other run writes there.
///
/// # Errors
/// When the folder cannot be listed.
pub fn leftovers(folder: &Path) -> io::Result<Leftovers> {
    let mut found = Leftovers::default();
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(found),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_ours = name.starts_with(NEW_PREFIX) && name.ends_with(SUFFIX);
        if !is_ours || !entry.file_type()?.is_file() {
            continue;
        }
        match name.starts_with(ASIDE_PREFIX) {
            true => found.asides.push(Aside {
                path: entry.path(),
                target: target_of_aside(&name).map(str::to_owned),
            }),
            false => found.unfinished.push(entry.path()),
        }
    }
    found.asides.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

impl Leftovers {
    /// Removes the files that never had their place; returns how many.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn remove_unfinished(&self) -> io::Result<usize> {
        for path in &self.unfinished {
            remove(path)?;
        }
        Ok(self.unfinished.len())
    }
}

impl Aside {
    /// The name of the file it is beside of, if it is known.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    /// What is in it.
    ///
    /// # Errors
    /// As [`read_limited`].
    pub fn read(&self) -> io::Result<Vec<u8>> {
        read_limited(&self.path, super::RECORD_LIMIT)
    }

    /// Removes it.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn remove(&self) -> io::Result<()> {
        remove(&self.path)
    }

    /// Gives the edit in it its place again, if the target holds one of the texts the run wrote, or is gone
    /// and the run meant to remove it (`None`); otherwise keeps it under a name that people see.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn restore(&self, written: &[Option<&[u8]>]) -> io::Result<ReplacedText> {
        let path = super::write::folder_of(&self.path);
        let folder = Folder::open(&path)?;
        let aside = self.path.file_name().unwrap_or_default();
        let Some(target) = &self.target else {
            return keep_beside(&folder, aside, "record".as_ref()).map(ReplacedText::Kept);
        };
        let target = target.as_ref();
        let is_present = |text: &&Option<&[u8]>| match text {
            Some(text) => folder.holds(target, text),
            None => folder.open_file(target).map(|file| file.is_none()),
        };
        let text = written
            .iter()
            .find(|text| is_present(text).unwrap_or(false));
        let kept = match text {
            Some(text) => replace::put_back(&folder, aside, target, *text)?,
            None => Some(keep_beside(&folder, aside, target)?),
        };
        folder.sync()?;
        Ok(kept.map_or(ReplacedText::PutBack, ReplacedText::Kept))
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "the tests lay out and look at files"
)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_in_place_is_distinguished_from_a_possible_edit() {
        let folder = tempfile::tempdir().unwrap();
        let aside = ".plexmgr-aside-marlow.yaml-0123456789ab.tmp";
        for name in [
            ".plexmgr-a1.tmp",
            ".plexmgr-",
            "marlow.yaml",
            "x.tmp",
            aside,
        ] {
            fs::write(folder.path().join(name), b"edit").unwrap();
        }
        let found = leftovers(folder.path()).unwrap();
        assert_eq!(found.unfinished, [folder.path().join(".plexmgr-a1.tmp")]);
        assert_eq!(found.asides[0].target.as_deref(), Some("marlow.yaml"));
        assert_eq!(found.remove_unfinished().unwrap(), 1);
        assert!(folder.path().join(aside).exists());
        let missing = leftovers(&folder.path().join("missing")).unwrap();
        assert!(missing.unfinished.is_empty() && missing.asides.is_empty());
    }

    #[test]
    fn an_edit_gets_its_place_back_only_from_the_run() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let restored = |now: Option<&str>, written: &[Option<&[u8]>]| {
            fs::write(at(".plexmgr-aside-ada.yaml-0123456789ab.tmp"), b"edit").unwrap();
            match now {
                Some(text) => fs::write(at("ada.yaml"), text).unwrap(),
                None => drop(fs::remove_file(at("ada.yaml"))),
            }
            let found = leftovers(folder.path()).unwrap();
            found.asides[0].restore(written).unwrap()
        };
        assert_eq!(
            restored(Some("ours"), &[Some(b"ours")]),
            ReplacedText::PutBack
        );
        assert_eq!(fs::read(at("ada.yaml")).unwrap(), b"edit");
        assert_eq!(restored(None, &[None]), ReplacedText::PutBack);
        assert_eq!(fs::read(at("ada.yaml")).unwrap(), b"edit");
        let kept = ReplacedText::Kept(at("ada.yaml.edited"));
        assert_eq!(restored(Some("newer"), &[Some(b"ours")]), kept);
        assert_eq!(fs::read(at("ada.yaml")).unwrap(), b"newer");
        assert_eq!(fs::read(at("ada.yaml.edited")).unwrap(), b"edit");
    }
}
