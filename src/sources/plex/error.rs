//! Why one reading failed, in words for people.
//!
//! Nothing here holds a token, an address or any part of a body: only what was asked, numbers, and
//! the operating system's word for a connection that failed.

use super::disagreement::Disagreement;
use super::fact_kind::FactKind;
use super::parse::ParseError;
use super::request::{BadRequest, Endpoint};
use super::{Doubt, FailureReport};
use crate::http::{ContentType, Fault};
use crate::vocabulary::{AccountName, PlexId};

/// Why one endpoint could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ReadError {
    #[error(transparent)]
    Request(#[from] BadRequest),
    #[error("{}{}", .0, if .0.code() == 410 { ": the endpoint is retired" } else { "" })]
    Exchange(#[from] Fault),
    #[error(transparent)]
    Parse(#[from] ParseError),
    #[error("the answer is for another server")]
    OtherServer,
    #[error(transparent)]
    Disagreement(#[from] Disagreement),
}

impl ReadError {
    /// The number of the status it failed with; 0 if there was none.
    pub(super) fn code(&self) -> u16 {
        match self {
            Self::Exchange(fault) => fault.code(),
            _ => 0,
        }
    }

    /// Whether plex.tv was reached, so that it may answer another question.
    pub(super) fn has_reached_plex(&self) -> bool {
        !matches!(
            self,
            Self::Request(_) | Self::Exchange(Fault::Setup(_) | Fault::Connect(_))
        )
    }

    fn is_refused_token(&self) -> bool {
        matches!(self.code(), 401 | 422 | 498)
    }

    /// Why a fact is not known, if it failed in this way.
    pub(super) fn doubt(&self, fact: FactKind, account: &AccountName) -> Doubt {
        Doubt {
            account: account.clone(),
            person: None,
            is_of_whole_account: self.concerns_the_whole_account(),
            reason: self.to_string(),
            status: self.code(),
            now: self.hint(account),
            if_it_stays: self
                .if_it_stays()
                .unwrap_or_else(|| fact.if_it_stays().to_owned()),
            fact,
        }
    }

    fn if_it_stays(&self) -> Option<String> {
        match self {
            Self::Disagreement(found) => found.if_it_stays(),
            _ => None,
        }
    }

    /// Why only what a fact says about one person is not known.
    pub(super) fn doubt_about(
        &self,
        person: PlexId,
        fact: FactKind,
        account: &AccountName,
    ) -> Doubt {
        Doubt {
            person: Some(person),
            if_it_stays: format!("add {person} to `ignore_users` in `[import]`"),
            ..self.doubt(fact, account)
        }
    }

    /// Whether every request of the account would fail in the same way, so that one report is
    /// enough.
    fn concerns_the_whole_account(&self) -> bool {
        let is_early = matches!(
            self,
            Self::Request(_) | Self::Exchange(Fault::Setup(_) | Fault::Connect(_))
        );
        is_early || self.is_refused_token()
    }

    /// The report of this failure at `endpoint`.
    pub(super) fn report(&self, endpoint: &Endpoint, account: &AccountName) -> FailureReport {
        FailureReport {
            fact: endpoint.fact(),
            endpoint: endpoint.path(),
            server: endpoint.server().cloned(),
            person: None,
            reason: self.to_string(),
            hint: Some(self.hint(account)),
            if_it_stays: None,
        }
    }

    /// The report of this failure during a sign-in: no token was sent, or only the one that was handed out
    /// a moment ago.
    pub(super) fn report_of_sign_in(
        &self,
        endpoint: &Endpoint,
        account: &AccountName,
    ) -> FailureReport {
        let hint = match self.code() {
            401 | 403 | 404 | 422 | 498 => {
                "plex.tv refused the sign-in itself (no stored token was used); check `plex.url` \
                 and run `plexmgr login` again"
                    .to_owned()
            }
            _ => self.hint(account),
        };
        FailureReport {
            hint: Some(hint),
            ..self.report(endpoint, account)
        }
    }

    fn hint(&self, account: &AccountName) -> String {
        let fixed = match (self, self.code()) {
            (Self::Request(BadRequest::Token), _) | (_, 401 | 422 | 498) => {
                return format!(
                    "the token of account `{account}` was refused; sign in again and replace it"
                );
            }
            (_, 403) => return format!("account `{account}` may not read this"),
            (_, 404) => {
                return format!(
                    "either account `{account}` does not own this, or plex.tv has moved it"
                );
            }
            (_, 410) => "a newer plexmgr may support its replacement",
            (Self::Request(BadRequest::ClientId), _) => {
                "`client_id` in the settings must be a UUID"
            }
            (Self::Exchange(Fault::Setup(_)), _) => {
                "check the system's certificates and proxy settings"
            }
            (Self::Exchange(Fault::Connect(_)), _) => {
                "check the network, the proxy settings and `plex.url`"
            }
            (Self::Exchange(Fault::TimedOut(_)), _) => {
                "run again later, or raise `plex.timeout_seconds`"
            }
            (_, 300..=303 | 305..=399)
            | (Self::Exchange(Fault::Label(_)), _)
            | (
                Self::Parse(ParseError::OtherFormat {
                    found: ContentType::Html,
                    ..
                }),
                _,
            ) => "check `plex.url`, and whether a proxy or login page intercepts it",
            _ => "run again later; nothing was concluded from this answer",
        };
        fixed.to_owned()
    }
}
