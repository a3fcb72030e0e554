//! Why a comment could not be made, and what to do about it.
//!
//! Nothing here holds a token, an address or any part of an answer.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use crate::http::{asked_to_wait, said};

/// A failure, with what was being done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{doing}: {reason}")]
pub struct ForgeError {
    /// What was being done.
    pub doing: Doing,
    /// Why it failed.
    pub reason: Reason,
}

/// What is asked of GitHub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Nothing yet.
    Setup,
    /// The comments of the pull request.
    List,
    /// Whose token it is.
    Identify,
    /// A new comment.
    Create,
    /// Another text for a comment.
    Update,
}

impl fmt::Display for Doing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Setup => "cannot set up the client",
            Self::List => "cannot list the comments",
            Self::Identify => "cannot find the user of the token",
            Self::Create => "cannot create the comment",
            Self::Update => "cannot update the comment",
        })
    }
}

/// Why a request failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The client cannot be made; in the words of the library.
    #[error("{0}")]
    Setup(String),
    /// The token cannot stand in a header.
    #[error("the token contains invalid characters")]
    Token,
    /// No server listens, or TLS failed; with the message of the system.
    #[error("cannot connect: {0}")]
    Connect(String),
    /// The connection ended early.
    #[error("the connection broke before the answer was complete")]
    Broken,
    /// Nothing whole came in time.
    #[error("no complete answer within {0} seconds")]
    TimedOut(u64),
    /// The token is not known.
    #[error("{}", said(*.0))]
    Unauthorized(StatusCode),
    /// The token may not do this.
    #[error("{}", said(*.0))]
    Forbidden(StatusCode),
    /// There is nothing there, or the token may not see it.
    #[error("{}", said(*.0))]
    NotFound(StatusCode),
    /// Comments are switched off.
    #[error("{}", said(*.0))]
    Gone(StatusCode),
    /// The text of the comment was refused.
    #[error("{}", said(*.0))]
    Refused(StatusCode),
    /// Too many requests.
    #[error("{}: too many requests{}", said(*.status), asked_to_wait(*.wait))]
    Limited {
        /// 403 or 429.
        status: StatusCode,
        /// How long it asks to wait, if it says so.
        wait: Option<Duration>,
    },
    /// The server is in trouble.
    #[error("{}", said(*.status))]
    Server {
        /// 500 or more.
        status: StatusCode,
        /// How long it asks to wait, if it says so.
        wait: Option<Duration>,
    },
    /// It is somewhere else.
    #[error("{}: a redirect, which is never followed with a token", said(*.0))]
    Redirect(StatusCode),
    /// A status that means nothing here.
    #[error("{}", said(*.0))]
    Unexpected(StatusCode),
    /// The answer is not what this endpoint answers.
    #[error("the answer is not the expected JSON")]
    Shape,
    /// The answer is larger than any answer is.
    #[error("an answer of more than {} MiB", .0 >> 20)]
    TooLarge(usize),
    /// The next page is on another server.
    #[error("the link to the next page of comments names another server")]
    Elsewhere,
    /// The link to the next page is ambiguous.
    #[error("the link to the next page of comments is ambiguous")]
    Pages,
    /// There is no end to the pages.
    #[error("there are more than {0} pages of comments")]
    TooManyPages(usize),
}

impl Reason {
    /// The meaning of an unsuccessful status. `wait` is what the answer asks to wait; `is_limit` whether it
    /// says that there were too many requests.
    pub(super) fn of_status(status: StatusCode, wait: Option<Duration>, is_limit: bool) -> Self {
        match status.as_u16() {
            401 => Self::Unauthorized(status),
            429 => Self::Limited { status, wait },
            403 if is_limit => Self::Limited { status, wait },
            403 => Self::Forbidden(status),
            404 => Self::NotFound(status),
            410 | 423 => Self::Gone(status),
            413 | 422 => Self::Refused(status),
            500..=599 => Self::Server { status, wait },
            300..=399 => Self::Redirect(status),
            _ => Self::Unexpected(status),
        }
    }

    /// What a person can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Setup(_) => "check the system's certificates and proxy settings",
            Self::Token => "the token is one line of letters, digits and underscores",
            Self::Connect(_) => "check the network, the proxy settings and the address of the API",
            Self::TimedOut(_) => "run it again, or give it more time with `--timeout`",
            Self::Broken | Self::Server { .. } => {
                "run it again; if the comment was created nevertheless, it is found and updated"
            }
            Self::Limited { .. } => "run it again later; other steps count towards the same limit",
            Self::Unauthorized(_) => "the token is wrong or has expired; replace it",
            Self::Forbidden(_) => {
                "the token needs `pull-requests: write` in the `permissions` of the job; in a pull \
                 request from a fork it is read-only, and a locked one accepts no comments"
            }
            Self::NotFound(_) => {
                "check `--repo` and `--pr`; a repository that the token cannot read also counts as \
                 missing"
            }
            Self::Gone(_) => "comments are switched off or locked there",
            Self::Refused(_) => "please report this: the comment should fit",
            Self::Redirect(_) => {
                "the repository may have been renamed or moved: give its new name with `--repo`"
            }
            Self::Unexpected(_)
            | Self::Shape
            | Self::TooLarge(_)
            | Self::Elsewhere
            | Self::Pages
            | Self::TooManyPages(_) => {
                "check the address of the API, and whether a proxy or login page intercepts it"
            }
        }
    }
}
