//! Reads a body up to a limit, decoding gzip on the way.
//!
//! Both the bytes that arrive and the bytes they decode to are limited, because a small body can
//! decode to gigabytes. Bodies of unusual size also need one of a few permits, so that many of them
//! at once cannot fill the memory together.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use reqwest::Response;
use reqwest::header::CONTENT_ENCODING;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::error::ReadError;

/// The most bytes a body may have, coded and decoded.
pub(super) const MOST_BYTES: u64 = 64 << 20;
/// The size from which a body needs a permit: above that of a household of a thousand people.
const ORDINARY_BYTES: usize = 2 << 20;
/// How many bodies of unusual size are held at once.
const UNUSUAL_BODIES: usize = 2;
/// How much is decoded between two looks at the size: one byte can become a thousand.
const PIECE: usize = 1 << 10;

/// The permits for bodies of unusual size.
pub(super) fn permits() -> Semaphore {
    Semaphore::new(UNUSUAL_BODIES)
}

/// A whole body, and the permit it holds while it is in memory.
pub(super) struct Body<'p> {
    /// The decoded bytes.
    pub(super) bytes: Vec<u8>,
    _permit: Option<SemaphorePermit<'p>>,
}

/// Reads the body of `response` to its end.
///
/// # Errors
/// When it is too large, in another coding than gzip, broken, or late. `timeout_seconds` is only
/// for the message.
pub(super) async fn read<'p>(
    mut response: Response,
    permits: &'p Semaphore,
    timeout_seconds: u64,
) -> Result<Body<'p>, ReadError> {
    if response.content_length().is_some_and(|n| n > MOST_BYTES) {
        return Err(ReadError::TooLarge(MOST_BYTES));
    }
    let mut decoder = Decoder::new(&coding(&response)?)?;
    let mut arrived = 0_u64;
    let mut permit = None;
    while let Some(chunk) = response.chunk().await.map_err(|error| {
        if error.is_timeout() {
            ReadError::TimedOut(timeout_seconds)
        } else {
            ReadError::Broken
        }
    })? {
        arrived += chunk.len() as u64;
        if arrived > MOST_BYTES {
            return Err(ReadError::TooLarge(MOST_BYTES));
        }
        for piece in chunk.chunks(PIECE) {
            decoder.decode(piece)?;
            if permit.is_none() && decoder.len() > ORDINARY_BYTES {
                permit = permits.acquire().await.ok();
            }
        }
    }
    Ok(Body {
        bytes: decoder.finish()?,
        _permit: permit,
    })
}

fn coding(response: &Response) -> Result<String, ReadError> {
    let mut codings = response.headers().get_all(CONTENT_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => Ok(String::new()),
        (Some(coding), None) => coding
            .to_str()
            .map(|text| text.trim().to_ascii_lowercase())
            .map_err(|_| ReadError::Coding),
        (Some(_), Some(_)) => Err(ReadError::Coding),
    }
}

/// Collects a body that arrives in pieces.
enum Decoder {
    Plain(Limited),
    Gzip(Box<MultiGzDecoder<Limited>>),
}

impl Decoder {
    fn new(coding: &str) -> Result<Self, ReadError> {
        match coding {
            "" | "identity" => Ok(Self::Plain(Limited::default())),
            "gzip" | "x-gzip" => Ok(Self::Gzip(Box::new(
                MultiGzDecoder::new(Limited::default()),
            ))),
            _ => Err(ReadError::Coding),
        }
    }

    fn decode(&mut self, piece: &[u8]) -> Result<(), ReadError> {
        let result = match self {
            Self::Plain(bytes) => bytes.write_all(piece),
            Self::Gzip(decoder) => decoder.write_all(piece),
        };
        result.map_err(|_| self.fault())
    }

    fn finish(self) -> Result<Vec<u8>, ReadError> {
        match self {
            Self::Plain(limited) => Ok(limited.bytes),
            Self::Gzip(mut decoder) => match decoder.try_finish() {
                Ok(()) => Ok(std::mem::take(&mut decoder.get_mut().bytes)),
                Err(_) => Err(Self::Gzip(decoder).fault()),
            },
        }
    }

    fn len(&self) -> usize {
        self.limited().bytes.len()
    }

    fn limited(&self) -> &Limited {
        match self {
            Self::Plain(limited) => limited,
            Self::Gzip(decoder) => decoder.get_ref(),
        }
    }

    fn fault(&self) -> ReadError {
        if self.limited().full {
            ReadError::TooLarge(MOST_BYTES)
        } else {
            ReadError::Gzip
        }
    }
}

/// Bytes up to the limit.
#[derive(Default)]
struct Limited {
    bytes: Vec<u8>,
    full: bool,
}

impl Limited {
    /// Reserves whatever may come, once: a buffer that grows again and again leaves all its smaller selves
    /// behind, and what is reserved and never written takes no memory.
    fn reserve_all(&mut self) {
        let most = usize::try_from(MOST_BYTES).unwrap_or(usize::MAX);
        if self.bytes.capacity() < most {
            self.bytes.reserve_exact(most - self.bytes.len());
        }
    }
}

impl Write for Limited {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if (self.bytes.len() + piece.len()) as u64 > MOST_BYTES {
            self.full = true;
            return Err(io::Error::other("the limit is reached"));
        }
        if self.bytes.len() + piece.len() > ORDINARY_BYTES {
            self.reserve_all();
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("a vector takes any bytes");
        encoder.finish().expect("a vector takes any bytes")
    }

    fn decoded(coding: &str, body: &[u8]) -> Result<Vec<u8>, ReadError> {
        let mut decoder = Decoder::new(coding)?;
        for piece in body.chunks(PIECE) {
            decoder.decode(piece)?;
        }
        decoder.finish()
    }

    #[test]
    fn gzip_and_plain_bodies_are_read_whole() {
        let text = b"<MediaContainer/>".repeat(10_000);
        assert_eq!(decoded("gzip", &gzipped(&text)), Ok(text.clone()));
        assert_eq!(decoded("", &text), Ok(text));
    }

    #[test]
    fn a_body_that_decodes_to_too_much_is_refused_at_the_limit() {
        let bomb = gzipped(&vec![b' '; MOST_BYTES as usize + 1]);
        assert!(bomb.len() < 1 << 20);
        let refused = decoded("gzip", &bomb);
        assert_eq!(refused, Err(ReadError::TooLarge(MOST_BYTES)));
    }

    #[test]
    fn cut_off_or_foreign_codings_are_refused() {
        let whole = gzipped(b"some text that is long enough to be cut");
        let cut = &whole[..whole.len() - 9];
        assert_eq!(decoded("gzip", cut), Err(ReadError::Gzip));
        assert_eq!(decoded("gzip", b"<MediaContainer/>"), Err(ReadError::Gzip));
        for coding in ["br", "deflate", "gzip, gzip", "zstd"] {
            assert_eq!(decoded(coding, &whole), Err(ReadError::Coding), "{coding}");
        }
    }
}
