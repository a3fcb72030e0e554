//! The file below the store, opened for writing.
//!
//! An ordinary build hands redb its own backend; with `fault-injection` every write of redb passes a
//! numbered point first.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use redb::backends::FileBackend;
use redb::{DatabaseError, StorageBackend};

/// Opens the store's file for redb; it has to exist.
///
/// # Errors
/// [`DatabaseError::DatabaseAlreadyOpen`] when another process has it open, and whatever the system says.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where files are opened for writing"
)]
pub fn open_store_file(path: &Path) -> Result<impl StorageBackend, DatabaseError> {
    let opened = OpenOptions::new().read(true).write(true).open(path);
    backend(opened.map_err(storage)?)
}

/// Whether a regular file is there, under this name and no other: not a hard link.
#[must_use]
pub fn has_one_name(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.nlink() == 1)
}

/// The backend redb writes to `file` with.
///
/// # Errors
/// As [`open_store_file`].
pub fn backend(file: File) -> Result<impl StorageBackend, DatabaseError> {
    let backend = FileBackend::new(file)?;
    #[cfg(feature = "fault-injection")]
    let backend = watched::Watched(backend);
    Ok(backend)
}

fn storage(error: io::Error) -> DatabaseError {
    DatabaseError::Storage(redb::StorageError::Io(error))
}

#[cfg(feature = "fault-injection")]
mod watched {
    use std::ops::Bound;
    use std::path::Path;

    use redb::backends::FileBackend;
    use redb::{BackendError, StorageBackend};

    use super::super::fault;

    /// The backend with a numbered point before each write.
    #[derive(Debug)]
    pub(super) struct Watched(pub(super) FileBackend);

    impl StorageBackend for Watched {
        fn len(&self) -> std::io::Result<u64> {
            self.0.len()
        }

        fn read(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
            self.0.read(offset, out)
        }

        fn set_len(&self, len: u64) -> std::io::Result<()> {
            fault::point("give the store its length", Path::new(""))?;
            self.0.set_len(len)
        }

        fn sync_data(&self) -> std::io::Result<()> {
            fault::point("sync the store", Path::new(""))?;
            self.0.sync_data()
        }

        fn write(&self, offset: u64, data: &[u8]) -> std::io::Result<()> {
            fault::point("write the store", Path::new(""))?;
            self.0.write(offset, data)
        }

        fn close(&self) -> std::io::Result<()> {
            self.0.close()
        }

        fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
            self.0.try_lock_range(start, end)
        }

        fn try_lock_shared_range(
            &self,
            start: Bound<u64>,
            end: Bound<u64>,
        ) -> Result<bool, BackendError> {
            self.0.try_lock_shared_range(start, end)
        }

        fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
            self.0.lock_range(start, end)
        }

        fn lock_shared_range(
            &self,
            start: Bound<u64>,
            end: Bound<u64>,
        ) -> Result<(), BackendError> {
            self.0.lock_shared_range(start, end)
        }

        fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
            self.0.unlock_range(start, end)
        }

        fn query_lock_range(
            &self,
            start: Bound<u64>,
            end: Bound<u64>,
        ) -> Result<bool, BackendError> {
            self.0.query_lock_range(start, end)
        }
    }
}
