//! Long values of the store, deflated: an intent or the lines of a run take a tenth of their room.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::STATE_LIMIT;

/// The bytes, deflated.
pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    let written = encoder.write_all(bytes);
    let packed = written.and_then(|()| encoder.finish());
    packed.expect("memory takes any bytes")
}

/// What [`packed`] was given.
///
/// # Errors
/// When the bytes are not a deflated value, or one of more than the store may hold.
pub(super) fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, redb::Error> {
    let mut unpacked = Vec::new();
    let mut decoder = DeflateDecoder::new(bytes).take(STATE_LIMIT + 1);
    let read = decoder.read_to_end(&mut unpacked);
    match read {
        Ok(length) if length as u64 <= STATE_LIMIT => Ok(unpacked),
        Ok(_) => Err(corrupted("a value is too long")),
        Err(error) => Err(corrupted(&error.to_string())),
    }
}

fn corrupted(what: &str) -> redb::Error {
    redb::Error::Corrupted(what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_back() {
        for bytes in [&b""[..], b"marlow", &[0x5a; 100_000]] {
            assert_eq!(unpacked(&packed(bytes)).unwrap(), bytes);
        }
        assert!(unpacked(b"no deflated value").is_err());
    }
}
