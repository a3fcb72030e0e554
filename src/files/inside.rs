//! Where a path of the household really leads, and that it does not lead out of it.
//!
//! A committed file can be a link to anything, so no path is read or written before [`inside`] followed it.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

/// The file or folder that `path`, relative to `household`, leads to, whether or not it is there.
///
/// Links that stay inside the household are followed.
///
/// # Errors
/// [`ErrorKind::PermissionDenied`] when it leads out of the household, into a `.git` folder, or through a
/// link to something hidden; [`ErrorKind::InvalidInput`] when a link on it leads to nothing; and whatever
/// the system says.
pub fn inside(household: &Path, path: &str) -> io::Result<PathBuf> {
    let mut there = household.to_owned();
    let mut missing = PathBuf::new();
    let mut linked = false;
    for component in Path::new(path).components() {
        let Component::Normal(name) = component else {
            return Err(denied("the path is outside the household"));
        };
        refuse_git(name)?;
        if !missing.as_os_str().is_empty() {
            missing.push(name);
            continue;
        }
        match fs::symlink_metadata(there.join(name)) {
            Ok(metadata) => {
                linked |= metadata.is_symlink();
                there.push(name);
            }
            // What is made here is made where the way so far leads.
            Err(error) if error.kind() == ErrorKind::NotFound => missing.push(name),
            Err(error) => return Err(error),
        }
    }
    if linked {
        there = followed(household, &there)?;
    }
    // Joining nothing would add a slash.
    match missing.as_os_str().is_empty() {
        true => Ok(there),
        false => Ok(there.join(missing)),
    }
}

/// Refuses a path, relative to `household`, for which there is no [`inside`].
///
/// # Errors
/// As [`inside`].
pub fn refuse_way_out(household: &Path, path: &str) -> io::Result<()> {
    inside(household, path).map(drop)
}

/// Refuses a folder that is a `.git` folder or below one.
///
/// # Errors
/// [`ErrorKind::PermissionDenied`] if it is one, and whatever the system says.
pub fn refuse_inside_git(folder: &Path) -> io::Result<()> {
    folder.canonicalize()?.iter().try_for_each(refuse_git)
}

/// What a path with links on it leads to.
fn followed(household: &Path, linked: &Path) -> io::Result<PathBuf> {
    let target = linked.canonicalize().map_err(|error| match error.kind() {
        // Not the same as a file that is not there: a user is recorded behind it.
        ErrorKind::NotFound => io::Error::new(ErrorKind::InvalidInput, "a symbolic link is broken"),
        _ => error,
    })?;
    let household = household.canonicalize()?;
    let Ok(below) = target.strip_prefix(&household) else {
        return Err(denied("a symbolic link points outside the household"));
    };
    for name in below {
        refuse_git(name)?;
    }
    // What begins with a dot belongs to git, to CI or to an editor, and is never a record.
    let is_hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
    let as_named = linked.strip_prefix(&household).unwrap_or(linked);
    let named: Vec<&OsStr> = as_named.iter().collect();
    match below
        .iter()
        .any(|name| is_hidden(name) && !named.contains(&name))
    {
        true => Err(denied("a symbolic link points to a hidden file or folder")),
        false => Ok(target),
    }
}

pub(super) fn refuse_git(name: &OsStr) -> io::Result<()> {
    match is_git_folder(name) {
        true => Err(denied("the path is inside a `.git` folder")),
        false => Ok(()),
    }
}

/// Whether a file system may take this name for `.git`: some ignore case, and some characters that cannot
/// be seen.
pub(crate) fn is_git_folder(name: &OsStr) -> bool {
    let is_ignored = |character: &char| {
        matches!(character, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{206a}'..='\u{206f}' | '\u{feff}')
    };
    let name = name.to_string_lossy();
    let seen: String = name.chars().filter(|c| !is_ignored(c)).collect();
    let seen = seen.trim_end_matches(['.', ' ']);
    seen.eq_ignore_ascii_case(".git") || seen.eq_ignore_ascii_case("git~1")
}

pub(super) fn denied(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::PermissionDenied, what)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests lay out links")]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn household() -> tempfile::TempDir {
        let household = tempfile::tempdir().unwrap();
        for folder in ["records/users", "people", ".git/hooks", ".github/workflows"] {
            fs::create_dir_all(household.path().join(folder)).unwrap();
        }
        household
    }

    fn kind(household: &tempfile::TempDir, path: &str) -> Result<PathBuf, ErrorKind> {
        inside(household.path(), path).map_err(|error| error.kind())
    }

    #[test]
    fn a_path_without_links_is_taken_as_it_is() {
        let household = household();
        for path in ["records/users/ada.yaml", "records/new/ada.yaml", "none"] {
            assert_eq!(kind(&household, path), Ok(household.path().join(path)));
        }
    }

    #[test]
    fn links_inside_are_followed_also_to_what_is_not_there_yet() {
        let household = household();
        symlink("../people", household.path().join("records/more")).unwrap();
        let real = household.path().canonicalize().unwrap();
        assert_eq!(
            kind(&household, "records/more/ada.yaml"),
            Ok(real.join("people/ada.yaml"))
        );
    }

    #[test]
    fn nothing_leads_out_or_into_git_or_to_what_is_hidden() {
        let household = household();
        let link = |target: &str, name: &str| {
            symlink(target, household.path().join("records").join(name)).unwrap();
        };
        link("../..", "out");
        link("../.git", "git");
        link("../.git/hooks", "hooks");
        link("../.github/workflows", "workflows");
        for path in [
            "records/out/x.yaml",
            "records/git/config",
            "records/hooks/post-commit",
            "records/workflows/x.yaml",
            "../x.yaml",
            "/etc/passwd",
            "records/../../x.yaml",
            ".git/config",
            "records/.GIT/config",
            "records/.g\u{200c}it/config",
        ] {
            let found = kind(&household, path);
            assert_eq!(found, Err(ErrorKind::PermissionDenied), "{path}");
        }
        link("../missing", "gone");
        assert_eq!(
            kind(&household, "records/gone"),
            Err(ErrorKind::InvalidInput)
        );
    }
}
