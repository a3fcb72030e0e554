//! Why one reading failed, in words for people.
//!
//! Nothing here holds a token, an address or any part of a body: only what was asked, numbers, and
//! the operating system's word for a connection that failed.

use std::time::Duration;

use reqwest::StatusCode;

use super::Doubt;
use super::disagreement::Disagreement;
use super::parse::{Format, ParseError};
use super::request::{BadRequest, Endpoint};
use crate::http::{asked_to_wait, said};
use crate::vocabulary::AccountName;

/// Why one endpoint could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ReadError {
    #[error(transparent)]
    Request(#[from] BadRequest),
    #[error("the client cannot be set up: {0}")]
    Setup(String),
    #[error("cannot connect: {0}")]
    Connect(String),
    #[error("the connection broke before the answer was complete")]
    Broken,
    #[error("no complete answer within {0} seconds")]
    TimedOut(u64),
    #[error("{}", said(*.0))]
    Token(StatusCode),
    #[error("{}", said(*.0))]
    Forbidden(StatusCode),
    #[error("{}", said(*.0))]
    NotFound(StatusCode),
    #[error("{}: the endpoint is retired", said(*.0))]
    Retired(StatusCode),
    #[error("{}{}", said(*.status), asked_to_wait(*.wait))]
    Busy {
        status: StatusCode,
        /// How long plex.tv asks to wait, if it says so.
        wait: Option<Duration>,
    },
    #[error("{}: a redirect, which is never followed", said(*.0))]
    Redirect(StatusCode),
    #[error("{}", said(*.0))]
    Unexpected(StatusCode),
    #[error("a body of more than {} MiB", .0 >> 20)]
    TooLarge(u64),
    #[error("the answer has a content type other than {0}")]
    Label(Format),
    #[error("the body has a content encoding that was not requested")]
    Coding,
    #[error("a body that is not valid gzip")]
    Gzip,
    #[error(transparent)]
    Parse(#[from] ParseError),
    #[error("the answer is for another server")]
    OtherServer,
    #[error(transparent)]
    Disagreement(#[from] Disagreement),
}

impl ReadError {
    /// Whether every request of the account would fail in the same way, so that one report is
    /// enough.
    pub(super) fn concerns_the_whole_account(&self) -> bool {
        matches!(
            self,
            Self::Request(_) | Self::Setup(_) | Self::Connect(_) | Self::Token(_)
        )
    }

    /// The report of this failure at `endpoint`.
    pub(super) fn doubt(&self, endpoint: &Endpoint, account: &AccountName) -> Doubt {
        Doubt {
            endpoint: endpoint.path(),
            server: endpoint.server().cloned(),
            reason: self.to_string(),
            hint: self.hint(account),
        }
    }

    /// The report of this failure during a sign-in: no token was sent, or only the one that was handed out
    /// a moment ago.
    pub(super) fn doubt_of_sign_in(&self, endpoint: &Endpoint, account: &AccountName) -> Doubt {
        let hint = match self {
            Self::Token(_) | Self::Forbidden(_) | Self::NotFound(_) => Some(
                "plex.tv refused the sign-in itself (no stored token was used); check `plex.url` \
                 and run `plexmgr login` again"
                    .to_owned(),
            ),
            _ => self.hint(account),
        };
        Doubt {
            hint,
            ..self.doubt(endpoint, account)
        }
    }

    fn hint(&self, account: &AccountName) -> Option<String> {
        let again = || "run again later; nothing was concluded from this answer".to_owned();
        let hint = match self {
            Self::Token(_) | Self::Request(BadRequest::Token) => format!(
                "the token of account `{account}` was refused; sign in again and replace it"
            ),
            Self::Request(BadRequest::ClientId) => {
                "`client_id` in the settings must be a UUID".to_owned()
            }
            Self::Setup(_) => "check the system's certificates and proxy settings".to_owned(),
            Self::Connect(_) => "check the network, the proxy settings and `plex.url`".to_owned(),
            Self::TimedOut(_) => "run again later, or raise `plex.timeout_seconds`".to_owned(),
            Self::Forbidden(_) => format!("account `{account}` may not read this"),
            Self::NotFound(_) => {
                format!("either account `{account}` does not own this, or plex.tv has moved it")
            }
            Self::Retired(_) => "a newer plexmgr may support its replacement".to_owned(),
            Self::Redirect(_)
            | Self::Label(_)
            | Self::Parse(ParseError::OtherFormat {
                found: Format::Html,
                ..
            }) => "check `plex.url`, and whether a proxy or login page intercepts it".to_owned(),
            _ => again(),
        };
        Some(hint)
    }
}

/// The failure that a status other than 200 stands for.
///
/// `wait` is what the answer asks to wait, if it does.
pub(super) fn of_status(status: StatusCode, wait: Option<Duration>) -> ReadError {
    match status.as_u16() {
        401 | 422 | 498 => ReadError::Token(status),
        403 => ReadError::Forbidden(status),
        404 => ReadError::NotFound(status),
        410 => ReadError::Retired(status),
        429 | 500..=599 => ReadError::Busy { status, wait },
        300..=303 | 305..=399 => ReadError::Redirect(status),
        _ => ReadError::Unexpected(status),
    }
}
