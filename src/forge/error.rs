//! Why a comment could not be made, and what to do about it.
//!
//! Nothing here holds a token, an address or any part of an answer.

use std::fmt;

use crate::http::{Fault, asked_to_wait, status_text};

/// A failure, with what was being done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{doing}: {reason}")]
pub struct ForgeError {
    doing: Doing,
    pub(super) reason: Reason,
}

/// What is asked of GitHub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    Setup,
    List,
    Identify,
    Create,
    Update,
}

impl Doing {
    /// The failure of this for a reason.
    pub(super) fn failed(self, reason: Reason) -> ForgeError {
        let doing = self;
        ForgeError { doing, reason }
    }
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
pub(super) enum Reason {
    #[error("the token contains invalid characters")]
    Token,
    /// No answer that can be used.
    #[error("{}", in_words(.0))]
    Exchange(#[from] Fault),
    #[error("the answer is not the expected JSON")]
    Shape,
    #[error("the link to the next page of comments names another server")]
    Elsewhere,
    #[error("the link to the next page of comments is ambiguous")]
    Pages,
    #[error("there are more than {0} pages of comments")]
    TooManyPages(usize),
}

fn in_words(fault: &Fault) -> String {
    match fault {
        Fault::Setup(reason) => reason.clone(),
        Fault::TooLarge(bytes) => format!("an answer of more than {} MiB", bytes >> 20),
        Fault::Coding | Fault::Gzip => Reason::Shape.to_string(),
        Fault::Status { status, wait, .. } => {
            let status_text = status_text(*status);
            match fault.code() {
                _ if fault.is_limit() => {
                    format!("{status_text}: too many requests{}", asked_to_wait(*wait))
                }
                300..=399 => {
                    format!("{status_text}: a redirect, which is never followed with a token")
                }
                _ => status_text,
            }
        }
        _ => fault.to_string(),
    }
}

impl ForgeError {
    /// What a person can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match &self.reason {
            Reason::Token => "the token is one line of letters, digits and underscores",
            Reason::Exchange(fault) => hint(fault),
            _ => OTHER_PLACE,
        }
    }
}

impl Reason {
    /// The number of the status it failed with; 0 if there was none.
    pub(super) fn code(&self) -> u16 {
        match self {
            Self::Exchange(fault) => fault.code(),
            _ => 0,
        }
    }

    /// Whether the token may not do this, which a limit does not mean.
    pub(super) fn is_forbidden(&self) -> bool {
        matches!(self, Self::Exchange(fault) if fault.code() == 403 && !fault.is_limit())
    }
}

const OTHER_PLACE: &str =
    "check the address of the API, and whether a proxy or login page intercepts it";

fn hint(fault: &Fault) -> &'static str {
    match (fault, fault.code()) {
        (Fault::Setup(_), _) => "check the system's certificates and proxy settings",
        (Fault::Connect(_), _) => {
            "check the network, the proxy settings and the address of the API"
        }
        (Fault::TimedOut(_), _) => "run it again, or give it more time with `--timeout`",
        (Fault::Broken, _) | (_, 500..=599) => {
            "run it again; if the comment was created nevertheless, it is found and updated"
        }
        _ if fault.is_limit() => "run it again later; other steps count towards the same limit",
        (_, 401) => "the token is wrong or has expired; replace it",
        (_, 403) => {
            "the token needs `pull-requests: write` in the `permissions` of the job; in a pull \
             request from a fork it is read-only, and a locked one accepts no comments"
        }
        (_, 404) => {
            "check `--repo` and `--pr`; a repository that the token cannot read also counts as \
             missing"
        }
        (_, 410 | 423) => "comments are switched off or locked there",
        (_, 413 | 422) => "please report this: the comment should fit",
        (_, 300..=399) => {
            "the repository may have been renamed or moved: give its new name with `--repo`"
        }
        _ => OTHER_PLACE,
    }
}
