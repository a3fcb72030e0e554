//! Why an exchange ended without an answer that can be used.
//!
//! Nothing here holds a token, an address or any part of a body: only numbers, and the operating system's
//! word for a connection that failed.

use std::error::Error;
use std::iter::successors;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::headers::{ContentType, retry_after, send_secret};

/// What a service says beside a status, in its words for programs: never prose, and nothing of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    name: Option<String>,
    reference: Option<String>,
}

impl Said {
    /// The most characters of a word.
    const MOST: usize = 64;

    /// The name of the error, and what the service's own support finds the exchange by. What is not one plain word
    /// is left out.
    pub(crate) fn new(name: Option<&str>, reference: Option<&str>) -> Self {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        let word = |text: &&str| {
            !text.is_empty() && text.len() <= Self::MOST && text.bytes().all(is_plain)
        };
        Self {
            name: name.filter(word).map(str::to_owned),
            reference: reference.filter(word).map(str::to_owned),
        }
    }

    /// The name of the error.
    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What the service's own support finds the exchange by.
    pub(crate) fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }
}

/// The causes, sorted. Each has plain words of its own; a room replaces them where its service needs others.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// Connections cannot be prepared: no TLS, or a proxy that cannot be used.
    #[error("the client cannot be set up: {0}")]
    Setup(String),
    /// No server listens, or TLS failed, in the system's words: nothing was sent.
    #[error("cannot connect: {0}")]
    Connect(String),
    /// The connection ended early.
    #[error("the connection broke before the answer was complete")]
    Broken,
    /// Nothing whole came in this many seconds.
    #[error("no complete answer within {0} seconds")]
    TimedOut(u64),
    /// Another status than a good one.
    #[error("{}{}", status_text(*.status), aside(*.status, *.wait))]
    Status {
        status: StatusCode,
        is_limit: bool,
        /// How long the service asks to wait, if it says so.
        wait: Option<Duration>,
        /// What else it says; nothing where the service has no way of sorting its refusals.
        said: Said,
    },
    /// More bytes than this, before or after decoding.
    #[error("a body of more than {} MiB", .0 >> 20)]
    TooLarge(u64),
    /// The answer says that it is not in the format asked for.
    #[error("the answer has a content type other than {0}")]
    Label(ContentType),
    /// Neither plain nor gzip.
    #[error("the body has a content encoding that was not requested")]
    Coding,
    #[error("a body that is not valid gzip")]
    Gzip,
}

impl Fault {
    /// What the library failed with, while sending or receiving.
    pub(super) fn of(error: &reqwest::Error, timeout_seconds: u64) -> Self {
        if error.is_timeout() {
            Self::TimedOut(timeout_seconds)
        } else if error.is_connect() {
            Self::Connect(innermost(error))
        } else {
            Self::Broken
        }
    }

    /// A status that is not a good one, where only 429 means too many requests.
    pub(crate) fn of_status(status: StatusCode, headers: &HeaderMap) -> Self {
        let is_limit = status == StatusCode::TOO_MANY_REQUESTS;
        Self::Status {
            status,
            is_limit,
            wait: retry_after(headers).filter(|_| is_limit || status.is_server_error()),
            said: Said::default(),
        }
    }

    /// Whether the service refused it because there were too many requests.
    pub(crate) fn is_limit(&self) -> bool {
        matches!(self, Self::Status { is_limit: true, .. })
    }

    /// The same, with what the service says beside the status.
    pub(crate) fn with(self, words: Said) -> Self {
        match self {
            Self::Status {
                status,
                is_limit,
                wait,
                said: _,
            } => Self::Status {
                status,
                is_limit,
                wait,
                said: words,
            },
            other => other,
        }
    }

    /// The same without words that are part of a secret which was sent: a proxy may answer with what it was asked.
    pub(crate) fn without_secrets(self, sent: &HeaderMap) -> Self {
        let Some(said) = self.said().cloned() else {
            return self;
        };
        let is_harmless = |word: &String| !send_secret(sent, word);
        self.with(Said {
            name: said.name.filter(is_harmless),
            reference: said.reference.filter(is_harmless),
        })
    }

    /// What the service said beside the status.
    pub(crate) fn said(&self) -> Option<&Said> {
        match self {
            Self::Status { said, .. } => Some(said),
            _ => None,
        }
    }

    /// The number of the status; 0 if there was none.
    pub(crate) fn code(&self) -> u16 {
        match self {
            Self::Status { status, .. } => status.as_u16(),
            _ => 0,
        }
    }
}

/// The innermost cause in the system's or the TLS library's words. The outer ones name addresses.
pub(super) fn innermost(error: &reqwest::Error) -> String {
    let causes = successors(error.source(), |cause| (*cause).source());
    let innermost = causes.last().map(ToString::to_string);
    innermost.unwrap_or_else(|| "no further detail".to_owned())
}

/// A status as people read it, as in `status 404 Not Found`.
pub(crate) fn status_text(status: StatusCode) -> String {
    match status.canonical_reason() {
        Some(reason) => format!("status {} {reason}", status.as_u16()),
        None => format!("status {}", status.as_u16()),
    }
}

fn aside(status: StatusCode, wait: Option<Duration>) -> String {
    match status.as_u16() {
        300..=303 | 305..=399 => ": a redirect, which is never followed".to_owned(),
        _ => asked_to_wait(wait),
    }
}

/// The suffix of a status with `Retry-After`.
pub(crate) fn asked_to_wait(wait: Option<Duration>) -> String {
    wait.map(|wait| format!(", retry after {} s", wait.as_secs()))
        .unwrap_or_default()
}
