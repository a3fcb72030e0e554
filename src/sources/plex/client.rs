//! Reads endpoints, one [`PlexClient`] for each account: its token is never used for another.

use std::cell::Cell;

use secrecy::SecretString;

use super::Fact;
use super::error::ReadError;
use super::fact_kind::FactKind;
use super::parse::ParseError;
use super::read::ReadProgress;
use super::request::{self, Endpoint};
use crate::http::{self, FIRST_PAUSE, Service, Url};
use crate::vocabulary::{AccountName, Timestamp};

/// How plex.tv is reached.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// Where plex.tv is: an http or https address, perhaps with a path.
    pub url: Url,
    /// `X-Plex-Client-Identifier`: the same on every run of a household.
    pub client_id: String,
    /// The most requests of one account under way at once; at least one.
    pub concurrency: usize,
    /// The longest one exchange may take, from connecting to the last byte.
    pub timeout_seconds: u64,
    /// How often one request is repeated at most.
    pub retries: u32,
}

/// A reading that failed, with what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FailedRead {
    pub(super) endpoint: Endpoint,
    pub(super) error: ReadError,
}

/// Reads endpoints of one account.
pub(super) struct PlexClient<'a> {
    http: http::Client,
    url: &'a Url,
    account: &'a AccountName,
    progress: &'a dyn ReadProgress,
    known: Cell<usize>,
    finished: Cell<usize>,
    plex_time: Cell<Option<Timestamp>>,
}

impl<'a> PlexClient<'a> {
    /// A client with no open connection yet, and without a token for signing in. How many requests are under
    /// way at once is limited for each account: one that answers slowly holds up no other.
    pub(super) fn new(
        account: &'a AccountName,
        token: Option<&SecretString>,
        options: &'a ClientOptions,
        progress: &'a dyn ReadProgress,
    ) -> Result<Self, ReadError> {
        let headers = request::headers(token, &options.client_id)?;
        let service = Service {
            url: options.url.clone(),
            timeout_seconds: options.timeout_seconds,
            retries: options.retries,
            concurrency: options.concurrency,
            limit_pause: FIRST_PAUSE,
            refused: None,
        };
        Ok(Self {
            http: http::Client::new(format!("account {account}"), service, headers)?,
            url: &options.url,
            account,
            progress,
            known: Cell::new(0),
            finished: Cell::new(0),
            plex_time: Cell::new(None),
        })
    }

    /// Reads one endpoint, again and again where that makes sense.
    pub(super) async fn get<T>(
        &self,
        endpoint: Endpoint,
        parse: impl Fn(&[u8]) -> Result<T, ParseError>,
    ) -> Result<T, FailedRead> {
        self.known.set(self.known.get() + 1);
        let result = self.document(&endpoint, parse).await;
        self.finished.set(self.finished.get() + 1);
        self.progress
            .request_finished(self.account, self.finished.get(), self.known.get());
        result.map_err(|error| FailedRead { endpoint, error })
    }

    /// Reads one fact of the account.
    pub(super) async fn fact<T>(
        &self,
        fact: FactKind,
        parse: impl Fn(&[u8]) -> Result<T, ParseError>,
    ) -> Fact<T> {
        match self.get(Endpoint::Fact(fact.clone()), parse).await {
            Ok(value) => Fact::Known(value),
            Err(failure) => Fact::Unknown(failure.error.doubt(fact, self.account)),
        }
    }

    async fn document<T>(
        &self,
        endpoint: &Endpoint,
        parse: impl Fn(&[u8]) -> Result<T, ParseError>,
    ) -> Result<T, ReadError> {
        let path = endpoint.path();
        let waiting = |pause| self.progress.waiting(self.account, &path, pause);
        let answer = self.http.send(&endpoint.ask(self.url), waiting).await?;
        let document = parse(&answer.body.bytes).inspect_err(|error| {
            tracing::debug!("account {}: {path} {error}", self.account);
        })?;
        let answered = http::date(&answer.headers);
        self.plex_time.set(self.plex_time.get().max(answered));
        Ok(document)
    }

    /// What time it was at plex.tv: the newest `Date` of a good answer, because an answer out of some cache
    /// knows when it was stored.
    pub(super) fn plex_time(&self) -> Option<Timestamp> {
        self.plex_time.get()
    }
}
