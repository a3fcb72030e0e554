//! Finds programs in `PATH`, never in a folder that others may have filled.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use rustix::fs::Access;

/// Where programs are without a `PATH`.
const USUAL: &str = "/usr/local/bin:/usr/bin:/bin";

/// The folders of `path` (the value of `PATH`, or else the usual ones) in which programs are looked for: no empty and no relative
/// entry, which would mean the current folder, and none inside one of the folders `avoided`.
pub(crate) fn folders(path: Option<&OsStr>, avoided: &[&Path]) -> Vec<PathBuf> {
    std::env::split_paths(path.unwrap_or(OsStr::new(USUAL)))
        .filter(|entry| entry.is_absolute() && !is_inside(entry, avoided))
        .collect()
}

/// The program called `name` in the first of the `folders` that has it, unless it is a link into one of the
/// folders `avoided`.
pub(crate) fn program(name: &OsStr, folders: &[PathBuf], avoided: &[&Path]) -> Option<PathBuf> {
    let programs = folders.iter().map(|folder| folder.join(name));
    let is_program = |path: &PathBuf| {
        path.is_file()
            && rustix::fs::access(path, Access::EXEC_OK).is_ok()
            && !is_inside(path, avoided)
    };
    programs.into_iter().find(is_program)
}

/// The value of `PATH` for a program that is started.
pub(crate) fn joined(folders: &[PathBuf]) -> OsString {
    // Each came out of such a value, so none holds the separator.
    std::env::join_paths(folders).unwrap_or_default()
}

/// Whether a path leads into one of `folders`, which are canonical.
fn is_inside(path: &Path, folders: &[&Path]) -> bool {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    folders.iter().any(|folder| real.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_the_current_folder_and_of_avoided_ones_are_left_out() {
        let path = OsStr::new("/usr/bin::.:bin:/household/bin:/householder:/bin:");
        let found = folders(Some(path), &[Path::new("/household")]);
        let expected = ["/usr/bin", "/householder", "/bin"].map(PathBuf::from);
        assert_eq!(found, expected);
        assert_eq!(folders(Some(OsStr::new("")), &[]), Vec::<PathBuf>::new());
        assert!(folders(None, &[]).contains(&"/bin".into()));
    }

    #[test]
    fn a_program_is_an_executable_file() {
        let folders = ["/nowhere", "/bin", "/etc"].map(PathBuf::from);
        let found = program(OsStr::new("sh"), &folders, &[]);
        assert_eq!(found, Some("/bin/sh".into()));
        assert_eq!(program(OsStr::new("passwd"), &folders[2..], &[]), None);
        let real = Path::new("/bin/sh").canonicalize().unwrap();
        let avoided = real.parent().unwrap();
        assert_eq!(program(OsStr::new("sh"), &folders, &[avoided]), None);
    }
}
