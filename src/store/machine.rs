//! What this machine knows about the store of a household: which store is its own, and what it began.
//!
//! A store is a file, and a file can come from anywhere: a pull request, a backup, another household. So a run
//! notes beside, in the home of the person who runs it and never in the household, the random id of the store
//! and the digest of the intent it is about to carry out. Only an intent with that digest is ever finished.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::files;
use crate::vocabulary::Digest;

/// The most bytes a note may have.
const LIMIT: u64 = 4096;

/// Where this machine keeps its note about one store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Machine {
    /// `None` if there is no place for it.
    path: Option<PathBuf>,
}

/// The note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    /// The random id of the store.
    pub(super) store: String,
    /// The digest of the intent that was begun and is not ended.
    pub(super) intent: Option<Digest>,
}

impl Machine {
    /// The note about the store in the folder `state` of the machine `host`, below the folder `home`. There is
    /// none if that folder is in the household, where others may write it.
    #[must_use]
    pub fn at(home: &Path, host: &str, state: &Path, household: &Path) -> Self {
        let real = |path: &Path| existing(path).unwrap_or_else(|| path.to_owned());
        if !home.is_absolute() || real(home).starts_with(real(household)) {
            return Self::default();
        }
        let mut hash = Sha256::new();
        hash.update(host.as_bytes());
        hash.update([0]);
        hash.update(real(state).as_os_str().as_encoded_bytes());
        let digits: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        Self {
            path: Some(home.join(format!("{digits}.json"))),
        }
    }

    /// The note, if there is one that makes sense.
    pub(super) fn note(&self) -> Option<Note> {
        let bytes = files::read_limited(self.path.as_deref()?, LIMIT).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Writes the note and syncs it.
    ///
    /// # Errors
    /// When there is no place for it, and whatever the system says.
    pub(super) fn write(&self, note: &Note) -> io::Result<()> {
        let Some(path) = &self.path else {
            let what = "neither XDG_STATE_HOME nor HOME names a folder outside the household";
            return Err(io::Error::new(io::ErrorKind::NotFound, what));
        };
        if self.note().as_ref() == Some(note) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            files::make_private_folder(folder)?;
        }
        let text = serde_json::to_vec(note).map_err(io::Error::other)?;
        files::write_private(path, &text)
    }
}

/// A path without links, as far as it exists.
fn existing(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| {
        let folder = existing(path.parent()?)?;
        Some(folder.join(path.file_name()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_back_and_private() {
        use std::os::unix::fs::PermissionsExt;
        let (home, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let home = home.path().join("plexmgr");
        let machine = Machine::at(&home, "host", state.path(), state.path());
        assert_eq!(machine.note(), None);
        let note = Note {
            store: "id".to_owned(),
            intent: Some(Digest::of(b"intent")),
        };
        machine.write(&note).unwrap();
        assert_eq!(machine.note(), Some(note));
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(machine.path.as_deref().unwrap()), 0o600);
        assert_eq!(mode(&home), 0o700);
        let other = Machine::at(&home, "other", state.path(), state.path());
        assert_eq!(other.note(), None);
    }

    #[test]
    fn a_home_in_the_household_is_no_place_for_a_note() {
        let household = tempfile::tempdir().unwrap();
        let state = household.path().join("state");
        let home = household.path().join(".local/state/plexmgr");
        let inside = Machine::at(&home, "host", &state, household.path());
        let relative = Machine::at(Path::new("state"), "host", &state, household.path());
        assert_eq!([inside, relative], [Machine::default(), Machine::default()]);
    }
}
