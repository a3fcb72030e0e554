//! Reading files, with limits.
//!
//! Everything here answers with [`io::Error`] or plain facts; what a fact means for the records is
//! decided there. Nothing here looks into a file.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::inside::inside;

/// The most bytes a record file may have: 16 MiB.
pub const RECORD_LIMIT: u64 = 16 * 1024 * 1024;

/// Reads a whole regular file of at most `limit` bytes.
///
/// # Errors
/// [`ErrorKind::FileTooLarge`] past the limit, [`ErrorKind::IsADirectory`] or [`ErrorKind::InvalidInput`]
/// for anything that is not a regular file, and whatever the system says.
pub fn read_limited(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    // Asked before opening, because opening a named pipe waits for its other end.
    refuse_irregular(&fs::metadata(path)?)?;
    read_open(File::open(path)?, limit)
}

/// As [`read_limited`], of a file that is open.
pub(super) fn read_open(file: File, limit: u64) -> io::Result<Vec<u8>> {
    let metadata = file.metadata()?;
    refuse_irregular(&metadata)?;
    let expected = usize::try_from(metadata.len().min(limit)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(expected);
    // One byte more distinguishes a file that is too large from one that just fits.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::new(
            ErrorKind::FileTooLarge,
            format!("the file has more than {limit} bytes"),
        ));
    }
    Ok(bytes)
}

fn refuse_irregular(metadata: &fs::Metadata) -> io::Result<()> {
    if metadata.is_dir() {
        return Err(io::Error::new(
            ErrorKind::IsADirectory,
            "this is a folder, not a file",
        ));
    }
    match metadata.is_file() {
        true => Ok(()),
        false => Err(io::Error::new(
            ErrorKind::InvalidInput,
            "this is not a regular file",
        )),
    }
}

/// Reads the file at `path`, relative to `household`, of at most `limit` bytes.
///
/// # Errors
/// [`ErrorKind::PermissionDenied`] when a symbolic link points outside the household, otherwise as
/// [`read_limited`].
pub fn read_inside(household: &Path, path: &str, limit: u64) -> io::Result<Vec<u8>> {
    read_limited(&inside(household, path)?, limit)
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
        let listed = crate::files::entries(household.path(), "users").map_err(|e| e.kind());
        assert_eq!(listed, Err(ErrorKind::PermissionDenied));
    }
}
