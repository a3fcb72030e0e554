//! Adding to the end of a file that others add to as well.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::fault;

/// Adds `text` to the end of a file in one write, on a line of its own; a file that is missing is made.
///
/// # Errors
/// [`ErrorKind::IsADirectory`] for a folder, [`ErrorKind::InvalidInput`] for anything else that is not a
/// file, and whatever the system says.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where files are added to"
)]
pub fn append(path: &Path, text: &str) -> io::Result<()> {
    if let Ok(metadata) = fs::metadata(path)
        && !metadata.is_file()
    {
        let (kind, what) = match metadata.is_dir() {
            true => (ErrorKind::IsADirectory, "this is a folder, not a file"),
            // Opening a pipe without a reader would block forever.
            false => (
                ErrorKind::InvalidInput,
                "this is a pipe or device, not a file",
            ),
        };
        return Err(io::Error::new(kind, what));
    }
    let break_before = if ends_within_a_line(path) { "\n" } else { "" };
    fault::point("append to a file", path)?;
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(format!("{break_before}{text}").as_bytes())
}

/// Whether a file has a last line without a line break. What cannot be read has none to break.
fn ends_within_a_line(path: &Path) -> bool {
    let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    let last = || -> io::Result<u8> {
        let mut file = fs::File::open(path)?;
        file.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        file.read_exact(&mut last)?;
        Ok(last[0])
    };
    is_file && last().is_ok_and(|last| last != b'\n')
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "the tests lay out and look at files"
)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_stays_and_lines_do_not_run_together() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("output");
        append(&path, "a=1\n").expect("made");
        append(&path, "b=2\nc=3").expect("added");
        append(&path, "d=4\n").expect("added");
        let text = fs::read_to_string(&path).expect("readable");
        assert_eq!(text, "a=1\nb=2\nc=3\nd=4\n");
    }

    #[test]
    fn what_is_no_file_is_refused_without_waiting() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let refused = |path: &Path| append(path, "a=1\n").map_err(|error| error.kind());
        assert_eq!(refused(folder.path()), Err(ErrorKind::IsADirectory));
        assert_eq!(
            refused(Path::new("/dev/null")),
            Err(ErrorKind::InvalidInput)
        );
    }
}
