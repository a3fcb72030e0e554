//! Reads a body up to a limit, decoding gzip on the way.
//!
//! Both the bytes that arrive and the bytes they decode to are limited, because a small body can
//! decode to gigabytes. Bodies of unusual size also need one of a few permits, so that many of them
//! at once cannot fill the memory together.

use std::io::{self, ErrorKind, Write};

use flate2::write::MultiGzDecoder;
use reqwest::Response;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::fault::Fault;

/// The most bytes a body may have, coded and decoded.
const MOST_BYTES: u64 = 64 << 20;
/// The size from which a body needs a permit: above that of a household of a thousand people.
const ORDINARY_BYTES: usize = 2 << 20;
/// The permits for bodies of unusual size: the memory is that of the process.
static UNUSUAL_BODIES: Semaphore = Semaphore::const_new(2);
/// How much is decoded between two looks at the size: one byte can become a thousand.
const PIECE: usize = 1 << 10;

/// A whole body, and the permit it holds while it is in memory.
#[derive(Default)]
pub(crate) struct Body {
    /// The decoded bytes.
    pub(crate) bytes: Vec<u8>,
    _permit: Option<SemaphorePermit<'static>>,
}

/// Reads the body of `response` to its end.
///
/// # Errors
/// When it is too large, in another coding than gzip, broken, or late. `timeout_seconds` is only for the
/// message.
pub(super) async fn read(mut response: Response, timeout_seconds: u64) -> Result<Body, Fault> {
    if response.content_length().is_some_and(|n| n > MOST_BYTES) {
        return Err(Fault::TooLarge(MOST_BYTES));
    }
    let mut decoder = Decoder::new(response.headers())?;
    let mut arrived = 0_u64;
    let mut permit = None;
    let failed = |error: reqwest::Error| Fault::of(&error, timeout_seconds);
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        arrived += chunk.len() as u64;
        if arrived > MOST_BYTES {
            return Err(Fault::TooLarge(MOST_BYTES));
        }
        for piece in chunk.chunks(PIECE) {
            decoder.decode(piece)?;
            if permit.is_none() && decoder.len() > ORDINARY_BYTES {
                permit = UNUSUAL_BODIES.acquire().await.ok();
            }
        }
    }
    Ok(Body {
        bytes: decoder.finish()?,
        _permit: permit,
    })
}

/// Collects a body that arrives in pieces.
enum Decoder {
    Plain(Limited),
    Gzip(Box<MultiGzDecoder<Limited>>),
}

impl Decoder {
    fn new(headers: &HeaderMap) -> Result<Self, Fault> {
        let mut codings = headers.get_all(CONTENT_ENCODING).iter();
        let coding = match (codings.next(), codings.next()) {
            (None, _) => "",
            (Some(coding), None) => coding.to_str().map_err(|_| Fault::Coding)?,
            (Some(_), Some(_)) => return Err(Fault::Coding),
        };
        let plain = Limited::default();
        match coding.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Ok(Self::Plain(plain)),
            "gzip" | "x-gzip" => Ok(Self::Gzip(Box::new(MultiGzDecoder::new(plain)))),
            _ => Err(Fault::Coding),
        }
    }

    fn decode(&mut self, piece: &[u8]) -> Result<(), Fault> {
        let result = match self {
            Self::Plain(bytes) => bytes.write_all(piece),
            Self::Gzip(decoder) => decoder.write_all(piece),
        };
        result.map_err(fault)
    }

    fn finish(self) -> Result<Vec<u8>, Fault> {
        match self {
            Self::Plain(limited) => Ok(limited.0),
            Self::Gzip(mut decoder) => {
                decoder.try_finish().map_err(fault)?;
                Ok(std::mem::take(&mut decoder.get_mut().0))
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Plain(limited) => limited.0.len(),
            Self::Gzip(decoder) => decoder.get_ref().0.len(),
        }
    }
}

fn fault(error: io::Error) -> Fault {
    match error.kind() {
        ErrorKind::FileTooLarge => Fault::TooLarge(MOST_BYTES),
        _ => Fault::Gzip,
    }
}

/// Bytes up to the limit.
#[derive(Default)]
struct Limited(Vec<u8>);

impl Limited {
    /// Reserves whatever may come, once: a buffer that grows again and again leaves all its smaller selves
    /// behind, and what is reserved and never written takes no memory.
    fn reserve_all(&mut self) {
        let most = usize::try_from(MOST_BYTES).unwrap_or(usize::MAX);
        if self.0.capacity() < most {
            self.0.reserve_exact(most - self.0.len());
        }
    }
}

impl Write for Limited {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if (self.0.len() + piece.len()) as u64 > MOST_BYTES {
            return Err(ErrorKind::FileTooLarge.into());
        }
        if self.0.len() + piece.len() > ORDINARY_BYTES {
            self.reserve_all();
        }
        self.0.extend_from_slice(piece);
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
    use reqwest::header::HeaderValue;

    use super::*;

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("a vector takes any bytes");
        encoder.finish().expect("a vector takes any bytes")
    }

    fn decoded(coding: &str, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let coding = HeaderValue::from_str(coding).expect("a plain value");
        let mut decoder = Decoder::new(&HeaderMap::from_iter([(CONTENT_ENCODING, coding)]))?;
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
        assert_eq!(refused, Err(Fault::TooLarge(MOST_BYTES)));
    }

    #[test]
    fn cut_off_or_foreign_codings_are_refused() {
        let whole = gzipped(b"some text that is long enough to be cut");
        let cut = &whole[..whole.len() - 9];
        assert_eq!(decoded("gzip", cut), Err(Fault::Gzip));
        assert_eq!(decoded("gzip", b"<MediaContainer/>"), Err(Fault::Gzip));
        for coding in ["br", "deflate", "gzip, gzip", "zstd"] {
            assert_eq!(decoded(coding, &whole), Err(Fault::Coding), "{coding}");
        }
    }
}
