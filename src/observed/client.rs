//! Sends requests: permits, time limits, repetitions.
//!
//! One [`Client`] belongs to one account: its connections and its token are never used for another.
//! Only readings and requests for a new PIN are sent, so every one may be repeated.

use std::cell::Cell;

use reqwest::Url;
use reqwest::header::HeaderMap;
use secrecy::SecretString;
use tokio::sync::Semaphore;

use super::body;
use super::error::{self, ReadError};
use super::parse::ParseError;
use super::progress::Progress;
use super::request::{self, Endpoint};
use super::retry;
use crate::http;
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

/// What all accounts of one reading share: limits, and nothing secret. How many requests are under way at
/// once is limited for each account: one that answers slowly holds up no other.
pub(super) struct Limits<'a> {
    options: &'a ClientOptions,
    unusual_bodies: Semaphore,
}

impl<'a> Limits<'a> {
    pub(super) fn new(options: &'a ClientOptions) -> Self {
        Self {
            options,
            unusual_bodies: body::permits(),
        }
    }
}

/// A reading that failed, with what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) endpoint: Endpoint,
    pub(super) error: ReadError,
}

/// Reads endpoints of one account.
pub(super) struct Client<'a> {
    http: reqwest::Client,
    headers: HeaderMap,
    limits: &'a Limits<'a>,
    requests: Semaphore,
    account: &'a AccountName,
    progress: &'a dyn Progress,
    known: Cell<usize>,
    finished: Cell<usize>,
    plex_time: Cell<Option<Timestamp>>,
}

impl<'a> Client<'a> {
    /// A client with no open connection yet.
    pub(super) fn new(
        account: &'a AccountName,
        token: &SecretString,
        limits: &'a Limits<'a>,
        progress: &'a dyn Progress,
    ) -> Result<Self, ReadError> {
        let headers = request::headers(token, &limits.options.client_id)?;
        Self::with(headers, account, limits, progress)
    }

    /// A client without a token, for signing in.
    pub(super) fn anonymous(
        account: &'a AccountName,
        limits: &'a Limits<'a>,
        progress: &'a dyn Progress,
    ) -> Result<Self, ReadError> {
        let headers = request::anonymous_headers(&limits.options.client_id)?;
        Self::with(headers, account, limits, progress)
    }

    fn with(
        headers: HeaderMap,
        account: &'a AccountName,
        limits: &'a Limits<'a>,
        progress: &'a dyn Progress,
    ) -> Result<Self, ReadError> {
        Ok(Self {
            headers,
            http: http::connections(&limits.options.url, limits.options.timeout_seconds)
                .map_err(ReadError::Setup)?,
            requests: Semaphore::new(limits.options.concurrency.clamp(1, Semaphore::MAX_PERMITS)),
            limits,
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
    ) -> Result<T, Failure> {
        self.known.set(self.known.get() + 1);
        let result = self.get_patiently(&endpoint, parse).await;
        self.finished.set(self.finished.get() + 1);
        self.progress
            .request_finished(self.account, self.finished.get(), self.known.get());
        result.map_err(|error| Failure { endpoint, error })
    }

    /// What time it was at plex.tv: the newest `Date` of a good answer, because an answer out of some cache
    /// knows when it was stored.
    pub(super) fn plex_time(&self) -> Option<Timestamp> {
        self.plex_time.get()
    }

    async fn get_patiently<T>(
        &self,
        endpoint: &Endpoint,
        parse: impl Fn(&[u8]) -> Result<T, ParseError>,
    ) -> Result<T, ReadError> {
        let (mut failures, mut timeouts) = (0, 0);
        loop {
            let error = match self.get_once(endpoint, &parse).await {
                Ok(document) => return Ok(document),
                Err(error) => error,
            };
            tracing::debug!("account {}: {} {error}", self.account, endpoint.path());
            failures += 1;
            timeouts += u32::from(matches!(error, ReadError::TimedOut(_)));
            let retries = self.limits.options.retries;
            let pause = retry::pause(&error, failures, timeouts, retries).ok_or(error)?;
            self.progress.waiting(self.account, &endpoint.path(), pause);
            tokio::time::sleep(pause).await;
        }
    }

    async fn get_once<T>(
        &self,
        endpoint: &Endpoint,
        parse: impl Fn(&[u8]) -> Result<T, ParseError>,
    ) -> Result<T, ReadError> {
        let _permit = self.requests.acquire().await;
        tracing::debug!("account {}: asking {}", self.account, endpoint.path());
        let options = self.limits.options;
        let request = request::request(&options.url, &self.headers, endpoint);
        let response = self
            .http
            .execute(request)
            .await
            .map_err(|error| unsent(&error, options.timeout_seconds))?;
        if !endpoint.accepts(response.status()) {
            let wish = http::wish(response.headers());
            return Err(error::of_status(response.status(), wish));
        }
        if !request::is_labelled(response.headers(), endpoint.format()) {
            return Err(ReadError::Label(endpoint.format()));
        }
        let answered = http::date(response.headers());
        let permits = &self.limits.unusual_bodies;
        let body = body::read(response, permits, options.timeout_seconds).await?;
        let document = parse(&body.bytes)?;
        self.plex_time.set(self.plex_time.get().max(answered));
        Ok(document)
    }
}

/// Why no answer came at all.
fn unsent(error: &reqwest::Error, timeout_seconds: u64) -> ReadError {
    if error.is_connect() && !error.is_timeout() {
        ReadError::Connect(http::innermost(error))
    } else if error.is_timeout() {
        ReadError::TimedOut(timeout_seconds)
    } else {
        ReadError::Broken
    }
}
