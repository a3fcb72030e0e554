//! Turns the bytes of one answer into a typed document, or says why not.
//!
//! Pure: bytes in, document or [`ParseError`] out. One file per document; [`xml`] and [`json`] hold
//! what the documents of one generation share, [`value`] the spellings of ids, flags and times.
//! An error never carries any part of the body: bodies hold secrets, and strangers' text.

pub(super) mod account;
pub(super) mod home;
pub(super) mod invitations;
mod json;
mod listed;
pub(super) mod pending_shares;
pub(super) mod pin;
pub(super) mod resources;
pub(super) mod server;
pub(super) mod shared_servers;
pub(super) mod users;
mod value;
mod xml;

use std::fmt;

pub(super) use listed::Listed;
pub(crate) use value::ShareId;

use crate::http::ContentType;

/// Why an answer is not the expected document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParseError {
    /// No byte besides white space.
    #[error("an empty body")]
    Empty,
    /// Another kind of content than this endpoint has.
    #[error("{found} instead of {expected}")]
    OtherFormat {
        /// What the body looks like.
        found: ContentType,
        /// What the endpoint answers.
        expected: ContentType,
    },
    /// Bytes that are not UTF-8, or a declaration of another encoding.
    #[error("a text that is not UTF-8")]
    Encoding,
    /// The body ends before the document does.
    #[error("a document that is cut off")]
    CutOff,
    /// Not well-formed.
    #[error("a body that is not well-formed {0}")]
    Malformed(ContentType),
    /// A document type declaration, which plex.tv never sends.
    #[error("XML with a document type declaration")]
    DocumentType,
    /// A reference to an entity that is not one of the five every document has.
    #[error("XML with an entity that is not built in")]
    Entity,
    /// Elements inside elements beyond any real answer.
    #[error("XML nested deeper than {0} levels")]
    TooDeep(usize),
    /// More elements, or more attributes of one element, than any real answer has.
    #[error("XML with too many elements or attributes")]
    TooMany,
    /// Another document than the endpoint answers.
    #[error("a document whose root is not `{0}`")]
    Root(&'static str),
    /// Text where a list has entries only.
    #[error("text between the entries of a list")]
    Text,
    /// Content behind the end of the document.
    #[error("content behind the end of the document")]
    Trailing,
    /// JSON of another shape than the document has.
    #[error("JSON of an unexpected shape at line {line} column {column}")]
    Shape {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// The list announces another number of entries than it holds.
    #[error("a list that announces {announced} entries but contains {found}")]
    Count {
        /// The number in `size` or `totalSize`.
        announced: u64,
        /// The number of entries.
        found: usize,
    },
    /// A required value is absent, or is not what its place allows.
    #[error("an entry `{entry}` without a usable `{field}`")]
    Value {
        /// The element or object concerned.
        entry: &'static str,
        /// The attribute or key concerned.
        field: &'static str,
    },
    /// The same id twice with different content.
    #[error("two different entries `{entry}` with one id{}", ExampleId(*id))]
    Duplicate {
        /// The element or object concerned.
        entry: &'static str,
        /// The id, when it is a number.
        id: Option<u64>,
    },
}

/// Shows an id behind a clause, if there is one.
struct ExampleId(Option<u64>);

impl fmt::Display for ExampleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(id) => write!(formatter, ", {id}"),
            None => Ok(()),
        }
    }
}

/// The body as text without a byte-order mark, once it looks like the expected format.
fn text_of(body: &[u8], expected: ContentType) -> Result<&str, ParseError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = match std::str::from_utf8(body) {
        Ok(text) => text,
        // An incomplete last character is what a cut leaves behind.
        Err(error) if error.error_len().is_none() => return Err(ParseError::CutOff),
        Err(_) => return Err(ParseError::Encoding),
    };
    let found = match text.trim_start().as_bytes() {
        [] => return Err(ParseError::Empty),
        [b'{' | b'[', ..] => ContentType::Json,
        start if is_html(start) => ContentType::Html,
        [b'<', ..] => ContentType::Xml,
        _ => return Err(ParseError::Malformed(expected)),
    };
    if found == expected {
        Ok(text)
    } else {
        Err(ParseError::OtherFormat { found, expected })
    }
}

/// Whether a document begins like a web page.
fn is_html(start: &[u8]) -> bool {
    ["<!doctype html", "<html"].iter().any(|opening| {
        start
            .get(..opening.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(opening.as_bytes()))
    })
}

/// Sorts entries by id and folds identical repeats; different ones under one id are refused.
///
/// `number` shows the id in the error, when it is a number.
fn folded<T: PartialEq, K: Ord>(
    entry: &'static str,
    mut rows: Vec<T>,
    key: impl Fn(&T) -> K,
    number: impl Fn(&T) -> Option<u64>,
) -> Result<Vec<T>, ParseError> {
    rows.sort_by_key(&key);
    rows.dedup();
    match rows.windows(2).find(|pair| key(&pair[0]) == key(&pair[1])) {
        Some(pair) => Err(ParseError::Duplicate {
            entry,
            id: number(&pair[0]),
        }),
        None => Ok(rows),
    }
}

#[cfg(test)]
mod tests;
