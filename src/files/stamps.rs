//! Names, sizes and times of the files of a folder: enough to see whether any of them changed.

use std::io::{self, ErrorKind};
use std::path::Path;

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat};

/// What is known of a file without opening it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// Its name; undecodable parts are replaced.
    pub name: String,
    /// Whether it is a regular file.
    pub is_file: bool,
    /// Its size in bytes.
    pub bytes: u64,
    /// When its content and when anything of it changed last, in nanoseconds since 1970.
    pub changed: (i128, i128),
}

impl Stamp {
    fn of(name: &str, stat: &Stat) -> Self {
        let nanoseconds = |seconds: i64, rest: i128| i128::from(seconds) * 1_000_000_000 + rest;
        Self {
            name: name.to_owned(),
            is_file: FileType::from_raw_mode(stat.st_mode).is_file(),
            bytes: u64::try_from(stat.st_size).unwrap_or_default(),
            changed: (
                nanoseconds(stat.st_mtime, stat.st_mtime_nsec.into()),
                nanoseconds(stat.st_ctime, stat.st_ctime_nsec.into()),
            ),
        }
    }
}

impl Stamp {
    /// Appends bytes that are the same for equal stamps only.
    pub fn append_to(&self, bytes: &mut Vec<u8>) {
        let Self {
            name,
            is_file,
            bytes: size,
            changed: (content, anything),
        } = self;
        bytes.extend((name.len() as u64).to_le_bytes());
        bytes.extend(name.as_bytes());
        bytes.push(u8::from(*is_file));
        bytes.extend(size.to_le_bytes());
        bytes.extend(content.to_le_bytes());
        bytes.extend(anything.to_le_bytes());
    }
}

/// The stamps of everything in a folder but what is hidden, by name; a folder that is not there is empty.
///
/// # Errors
/// Whatever the system says.
pub fn stamps(folder: &Path) -> io::Result<Vec<Stamp>> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = match rustix::fs::open(folder, flags, Mode::empty()) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        opened => opened?,
    };
    let mut stamps = Vec::new();
    for entry in Dir::read_from(&folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_bytes().starts_with(b".") {
            continue;
        }
        match rustix::fs::statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stamps.push(Stamp::of(&name.to_string_lossy(), &stat)),
            // It was removed meanwhile.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    stamps.sort_unstable();
    Ok(stamps)
}

/// The stamp of a file; `None` if nothing is there. A link is followed.
///
/// # Errors
/// Whatever the system says.
pub fn stamp(file: &Path) -> io::Result<Option<Stamp>> {
    match rustix::fs::stat(file) {
        Ok(stat) => Ok(Some(Stamp::of("", &stat))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}
