//! Reading files and listing folders, with limits.
//!
//! Everything here answers with [`io::Error`] or plain facts; what a fact means for the records is
//! decided there. Nothing here looks into a file.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::inside::inside;

/// The most bytes a record file may have: 16 MiB.
pub const RECORD_LIMIT: u64 = 16 * 1024 * 1024;

/// What was found in a folder of records.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The names of the `*.yaml` files, sorted.
    pub names: Vec<String>,
    /// What looks like a record file but cannot be read as one, sorted by name.
    pub strays: Vec<Stray>,
}

/// An entry of a folder that somebody may take for a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stray {
    /// The name ends in `.yml`, `.YAML` or the like.
    OtherExtension(String),
    /// The name ends in `.yaml`, but it is a folder, a pipe or the like.
    NoFile(String),
    /// The name ends in `.yaml` and is no UTF-8; undecodable parts are replaced.
    NoText(String),
}

/// Reads a whole regular file of at most `limit` bytes.
///
/// # Errors
/// [`ErrorKind::FileTooLarge`] past the limit, [`ErrorKind::IsADirectory`] or
/// [`ErrorKind::InvalidInput`] for what is no regular file, and whatever the system says.
pub fn read_limited(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    // Asked before opening, because opening a named pipe waits for its other end.
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::Error::new(
            ErrorKind::IsADirectory,
            "this is a folder, not a file",
        ));
    }
    if !metadata.is_file() {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "this is no regular file",
        ));
    }
    let expected = usize::try_from(metadata.len().min(limit)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(expected);
    // One byte more tells a file that is too large from one that just fits.
    File::open(path)?
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::new(
            ErrorKind::FileTooLarge,
            format!("the file has more than {limit} bytes"),
        ));
    }
    Ok(bytes)
}

/// Reads the file at `path`, relative to `household`, of at most `limit` bytes.
///
/// # Errors
/// [`ErrorKind::PermissionDenied`] when a symbolic link leads out of the household, otherwise as
/// [`read_limited`].
pub fn read_inside(household: &Path, path: &str, limit: u64) -> io::Result<Vec<u8>> {
    read_limited(&inside(household, path)?, limit)
}

/// Lists the record files of a folder, given relative to `household`; a folder that does not exist
/// has none.
///
/// Hidden files, backups of editors (`*~`, `#…#`), subfolders and other files (`README.md`) are
/// passed over in silence.
///
/// # Errors
/// When the folder lies outside the household, or it or an entry of it cannot be read.
pub fn list_records(household: &Path, folder: &str) -> io::Result<Listing> {
    let entries = inside(household, folder).and_then(fs::read_dir);
    let entries = match entries {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Listing::default()),
        Err(error) => return Err(error),
    };
    let mut listing = Listing::default();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let Some(kind) = Suffix::of(&name.to_string_lossy()) else {
            continue;
        };
        let kind_of_file = entry.file_type()?;
        let regular = kind_of_file.is_file() || kind_of_file.is_symlink();
        match (kind, name.into_string()) {
            (Suffix::Other, Ok(name)) if regular => {
                listing.strays.push(Stray::OtherExtension(name));
            }
            (Suffix::Other, _) => {}
            (Suffix::Yaml, Err(name)) => {
                let name = name.to_string_lossy().into_owned();
                listing.strays.push(Stray::NoText(name));
            }
            (Suffix::Yaml, Ok(name)) if regular => listing.names.push(name),
            (Suffix::Yaml, Ok(name)) => listing.strays.push(Stray::NoFile(name)),
        }
    }
    listing.names.sort_unstable();
    listing.strays.sort_unstable();
    Ok(listing)
}

/// How the name of a file that holds YAML ends.
enum Suffix {
    /// `.yaml`
    Yaml,
    /// Another spelling of it.
    Other,
}

impl Suffix {
    /// `None` for hidden files and for files that hold something else.
    fn of(name: &str) -> Option<Self> {
        let (stem, extension) = name.rsplit_once('.')?;
        if name.starts_with(['.', '#']) || stem.is_empty() {
            return None;
        }
        match extension {
            "yaml" => Some(Self::Yaml),
            other if other.eq_ignore_ascii_case("yaml") || other.eq_ignore_ascii_case("yml") => {
                Some(Self::Other)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "the tests lay out the files they read"
)]
mod tests {
    use super::*;

    #[test]
    fn a_file_over_the_limit_is_an_error_of_its_own() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("plans.yaml");
        fs::write(&path, b"12345678").expect("written");
        assert_eq!(read_limited(&path, 8).expect("fits"), b"12345678");
        let kind = read_limited(&path, 7).map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::FileTooLarge));
        let kind = read_limited(folder.path(), 7).map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::IsADirectory));
    }

    #[test]
    fn only_yaml_files_are_listed_and_near_misses_reported() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in [
            "zoe.yaml",
            "ada.yaml",
            "ada.yaml~",
            ".#ada.yaml",
            ".hidden.yaml",
            "#ada.yaml#",
            "bob.yml",
            "Cid.YAML",
            "README.md",
            "ada.yaml.bak",
        ] {
            fs::write(folder.path().join(name), b"").expect("written");
        }
        fs::create_dir(folder.path().join("folder.yaml")).expect("made");
        fs::create_dir(folder.path().join("archive")).expect("made");
        assert_eq!(
            list_records(folder.path(), "").expect("readable"),
            Listing {
                names: vec!["ada.yaml".into(), "zoe.yaml".into()],
                strays: vec![
                    Stray::OtherExtension("Cid.YAML".into()),
                    Stray::OtherExtension("bob.yml".into()),
                    Stray::NoFile("folder.yaml".into()),
                ],
            }
        );
        let missing = list_records(folder.path(), "missing");
        assert_eq!(missing.expect("no error"), Listing::default());
    }

    #[cfg(unix)]
    #[test]
    fn links_may_stay_inside_but_not_lead_out() {
        let household = tempfile::tempdir().expect("a temporary folder");
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        let (inside, outside) = (
            household.path().join("a.yaml"),
            elsewhere.path().join("b.yaml"),
        );
        fs::write(&inside, b"a").expect("written");
        fs::write(&outside, b"b").expect("written");
        let link = |target: &Path, name: &str| {
            std::os::unix::fs::symlink(target, household.path().join(name)).expect("linked");
        };
        link(&inside, "good.yaml");
        link(&outside, "bad.yaml");
        link(elsewhere.path(), "users");
        let read = |path: &str| read_inside(household.path(), path, 10).map_err(|e| e.kind());
        assert_eq!(read("good.yaml"), Ok(b"a".to_vec()));
        assert_eq!(read("bad.yaml"), Err(ErrorKind::PermissionDenied));
        assert_eq!(read("users/b.yaml"), Err(ErrorKind::PermissionDenied));
        assert_eq!(read("none.yaml"), Err(ErrorKind::NotFound));
        assert_eq!(read("users/none.yaml"), Err(ErrorKind::PermissionDenied));
        let listed = list_records(household.path(), "users").map_err(|e| e.kind());
        assert_eq!(listed, Err(ErrorKind::PermissionDenied));
    }
}
