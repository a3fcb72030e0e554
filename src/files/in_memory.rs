//! A copy of the store's file in memory: what redb does to it on opening never reaches the file.

use std::fmt;
use std::io::{Error, ErrorKind, Result};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

/// A backend that holds these bytes of a file.
#[must_use]
pub fn in_memory(bytes: Vec<u8>) -> impl StorageBackend {
    InMemory(Mutex::new(bytes))
}

/// Bytes that were read. redb's own backend can only be filled with another copy of them, and a store of many runs
/// is large.
struct InMemory(Mutex<Vec<u8>>);

impl InMemory {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for InMemory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("InMemory").finish_non_exhaustive()
    }
}

impl StorageBackend for InMemory {
    fn len(&self) -> Result<u64> {
        Ok(self.bytes().len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        let bytes = self.bytes();
        let part = bytes.get(range(offset, out.len())?);
        out.copy_from_slice(part.ok_or_else(out_of_range)?);
        Ok(())
    }

    fn set_len(&self, length: u64) -> Result<()> {
        let length = usize::try_from(length).map_err(|_| out_of_range())?;
        self.bytes().resize(length, 0);
        Ok(())
    }

    fn sync_data(&self) -> Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<()> {
        let mut bytes = self.bytes();
        let part = bytes.get_mut(range(offset, data.len())?);
        part.ok_or_else(out_of_range)?.copy_from_slice(data);
        Ok(())
    }
}

fn range(offset: u64, length: usize) -> Result<Range<usize>> {
    let start = usize::try_from(offset).map_err(|_| out_of_range())?;
    let end = start.checked_add(length).ok_or_else(out_of_range)?;
    Ok(start..end)
}

fn out_of_range() -> Error {
    Error::new(ErrorKind::InvalidInput, "out of range")
}
