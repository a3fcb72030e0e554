//! Sends requests: connections, time limits, repetitions.

use std::time::Duration;

use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Method, Request, Response, StatusCode, Url};
use tokio::sync::Semaphore;

use super::body::{self, Body};
use super::fault::{Fault, innermost};
use super::headers::ContentType;
use super::retry::{Attempts, Repeat};
use super::{is_this_machine, proxy};

/// The most connections that wait for another use.
const IDLE_CONNECTIONS: usize = 8;

/// How one service is reached.
#[derive(Debug)]
pub(crate) struct Service {
    /// An address of the service: its scheme and its host decide how connections are made.
    pub(crate) url: Url,
    /// The longest one exchange may take, from connecting to the last byte.
    pub(crate) timeout_seconds: u64,
    /// How often one request is repeated at most.
    pub(crate) retries: u32,
    /// The most requests of one client under way at once; at least one.
    pub(crate) concurrency: usize,
    /// The first pause after too many requests where the answer names no time; each further one is twice as long.
    pub(crate) limit_pause: Duration,
    /// Sorts a status that is not a good one, for a service that says in other headers or in the body what was
    /// wrong. Without it such a body is not read.
    pub(crate) refused: Option<FaultOfRefusal>,
}

/// Makes a fault of an answer's status, headers and body.
pub(crate) type FaultOfRefusal = fn(StatusCode, &HeaderMap, &[u8]) -> Fault;

/// What is asked of a service.
#[derive(Debug)]
pub(crate) struct Ask {
    /// What the log calls it: nothing secret.
    pub(crate) name: String,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Option<String>,
    /// What the answer has to be, if it is to be asked for and checked.
    pub(crate) format: Option<ContentType>,
    pub(crate) repeat: Repeat,
    /// Whether a good status says everything: it is done, whatever becomes of the body.
    pub(crate) needs_only_status: bool,
}

impl Ask {
    fn request(&self, headers: &HeaderMap) -> Request {
        let mut request = Request::new(self.method.clone(), self.url.clone());
        request.headers_mut().clone_from(headers);
        if let Some(format) = self.format {
            let accept = HeaderValue::from_static(format.media_types()[0]);
            request.headers_mut().insert(ACCEPT, accept);
        }
        *request.body_mut() = self.body.clone().map(Into::into);
        request
    }

    /// Whether an answer with this status may be a good one.
    fn accepts(&self, status: StatusCode) -> bool {
        let is_created = self.method != Method::GET && status == StatusCode::CREATED;
        is_created || status == StatusCode::OK
    }
}

/// An answer with a good status, in the format asked for.
pub(crate) struct Answer {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
}

/// Sends requests with the same headers: its connections and its token are never used for another account.
pub(crate) struct Client {
    /// What the log calls it.
    name: String,
    connections: reqwest::Client,
    headers: HeaderMap,
    service: Service,
    requests: Semaphore,
}

impl Client {
    /// A client with no open connection yet.
    ///
    /// # Errors
    /// [`Fault::Setup`], if the system lacks what TLS needs (in the words of the library), or if the
    /// environment names a proxy that cannot be used.
    pub(crate) fn new(name: String, service: Service, headers: HeaderMap) -> Result<Self, Fault> {
        Ok(Self {
            name,
            connections: connections(&service)?,
            headers,
            requests: Semaphore::new(service.concurrency.clamp(1, Semaphore::MAX_PERMITS)),
            service,
        })
    }

    /// Sends a request, again and again where that makes sense; `waiting` is called before each pause.
    pub(crate) async fn send(
        &self,
        ask: &Ask,
        waiting: impl Fn(Duration),
    ) -> Result<Answer, Fault> {
        let mut attempts =
            Attempts::new(ask.repeat, self.service.retries, self.service.limit_pause);
        loop {
            let fault = match self.send_once(ask).await {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            tracing::debug!("{}: {} {fault}", self.name, ask.name);
            let pause = attempts.pause_after(&fault).ok_or(fault)?;
            waiting(pause);
            tokio::time::sleep(pause).await;
        }
    }

    async fn send_once(&self, ask: &Ask) -> Result<Answer, Fault> {
        let _permit = self.requests.acquire().await;
        tracing::debug!("{}: asking {}", self.name, ask.name);
        let sent = self.connections.execute(ask.request(&self.headers)).await;
        let response = sent.map_err(|error| Fault::of(&error, self.service.timeout_seconds))?;
        let status = response.status();
        if !ask.accepts(status) {
            return Err(match self.service.refused {
                None => Fault::of_status(status, response.headers()),
                Some(refused) => {
                    let headers = response.headers().clone();
                    let body = self.body(response).await.unwrap_or_default();
                    refused(status, &headers, &body.bytes).without_secrets(&self.headers)
                }
            });
        }
        if let Some(format) = ask.format.filter(|format| !format.fits(response.headers())) {
            return Err(Fault::Label(format));
        }
        let headers = response.headers().clone();
        let body = match self.body(response).await {
            Err(_) if ask.needs_only_status => Body::default(),
            body => body?,
        };
        Ok(Answer { headers, body })
    }

    async fn body(&self, response: Response) -> Result<Body, Fault> {
        body::read(response, self.service.timeout_seconds).await
    }
}

/// Connections to one service, each exchange limited in time.
fn connections(service: &Service) -> Result<reqwest::Client, Fault> {
    let url = &service.url;
    if let Some(fault) = proxy::unusable(url, |name| std::env::var_os(name)) {
        return Err(Fault::Setup(fault));
    }
    // Installing a second time fails, and the first one is as good.
    let _already_there = rustls::crypto::ring::default_provider().install_default();
    let seconds = service.timeout_seconds;
    let mut builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .connect_timeout(Duration::from_secs(seconds.clamp(1, 10)))
        .timeout(Duration::from_secs(seconds.max(1)));
    if url.scheme() == "http" {
        // Without TLS no certificate is looked at: a system without certificates works too.
        builder = builder.tls_certs_only([]);
    }
    if is_this_machine(url) {
        builder = builder.no_proxy();
    }
    let built = builder.build();
    built.map_err(|error| Fault::Setup(innermost(&error)))
}
