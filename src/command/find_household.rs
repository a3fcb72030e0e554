//! Finds the household: the folder given with `-C`, otherwise the nearest one from the current folder upwards.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::cli::{Command, Global};
use crate::settings;

/// Where the household is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its folder, as seen from the current one.
    pub(super) folder: PathBuf,
    /// A folder above with settings that belong to another user, who could have the run start programs.
    pub(super) foreign: Option<PathBuf>,
}

/// The folder of the household. Without one in the current folder or above, it is the current one.
pub(super) fn find(global: &Global, command: Option<&Command>) -> Found {
    let here = |foreign| Found {
        folder: PathBuf::from("."),
        foreign,
    };
    if let Some(folder) = &global.household {
        return Found {
            folder: folder.clone(),
            foreign: None,
        };
    }
    let makes_one = matches!(command, Some(Command::Init(_)));
    if makes_one || global.config.is_some() {
        return here(None);
    }
    match above() {
        Some(folder) if is_own(&folder) => Found {
            folder,
            foreign: None,
        },
        foreign => here(foreign),
    }
}

/// The nearest folder with settings, as in `../..`.
pub(super) fn above() -> Option<PathBuf> {
    let current = Path::new(".").canonicalize().ok()?;
    let mut folder = PathBuf::from(".");
    for depth in 0..current.ancestors().count() {
        if depth > 0 {
            folder = (0..depth).map(|_| "..").collect();
        }
        if folder.join(settings::FILE_NAME).is_file() {
            return Some(folder);
        }
    }
    None
}

/// Whether settings belong to the user of this process or to root. In the current folder any owner will do, as with
/// `-C`.
fn is_own(folder: &Path) -> bool {
    let owner = folder.join(settings::FILE_NAME).metadata();
    let user = rustix::process::getuid().as_raw();
    folder == Path::new(".") || owner.is_ok_and(|owner| owner.uid() == user || owner.uid() == 0)
}
