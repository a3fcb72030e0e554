//! Sends requests to the REST API: time limits, repetitions, pages.

use std::time::Duration;

use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Request, Response, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::answer::{Comment, next_page};
use super::decide::Identity;
use super::error::{Doing, ForgeError, Reason};
use super::retry;
use super::target::Target;
use crate::http;
use crate::vocabulary::Timestamp;

/// The most bytes of an answer: a page holds a hundred comments of at most 65,536 characters.
const MOST_BYTES: usize = 64 << 20;
/// The most pages that are read.
const MOST_PAGES: usize = 100;
/// How long to wait after a limit that names no time, as GitHub asks.
const UNNAMED_LIMIT: Duration = Duration::from_secs(60);

/// How the API is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The longest one exchange may take.
    pub timeout_seconds: u64,
    /// How often one request is repeated at most.
    pub retries: u32,
}

/// Speaks to one API with one token.
pub(super) struct Client<'t> {
    http: reqwest::Client,
    headers: HeaderMap,
    target: &'t Target,
    options: Options,
}

impl<'t> Client<'t> {
    /// A client with no open connection yet.
    pub(super) fn new(
        target: &'t Target,
        token: &SecretString,
        options: Options,
    ) -> Result<Self, ForgeError> {
        let failed = |reason| ForgeError {
            doing: Doing::Setup,
            reason,
        };
        let http = http::connections(target.api.url(), options.timeout_seconds);
        Ok(Self {
            http: http.map_err(|reason| failed(Reason::Setup(reason)))?,
            headers: headers(token).map_err(failed)?,
            target,
            options,
        })
    }

    /// Every comment of the pull request.
    pub(super) async fn comments(&self) -> Result<Vec<Comment>, ForgeError> {
        let failed = |reason| ForgeError {
            doing: Doing::List,
            reason,
        };
        let mut url = self.target.api.at(&self.comments_path());
        url.set_query(Some("per_page=100"));
        let mut comments = Vec::new();
        for _ in 0..MOST_PAGES {
            let Answer { body, next } = self.send(Doing::List, Method::GET, &url, None).await?;
            let page: Vec<Comment> = shaped(&body).map_err(failed)?;
            comments.extend(page);
            match next.map_err(failed)? {
                Some(next) => url = next,
                None => return Ok(comments),
            }
        }
        Err(failed(Reason::TooManyPages(MOST_PAGES)))
    }

    /// Whose token it is.
    pub(super) async fn identity(&self) -> Result<Identity, ForgeError> {
        let url = self.target.api.at("/user");
        let answer = self.send(Doing::Identify, Method::GET, &url, None).await;
        match answer {
            Ok(Answer { body, .. }) => Ok(match shaped(&body) {
                Ok(user) => Identity::Account(user),
                Err(_) => Identity::Untold,
            }),
            Err(ForgeError {
                reason: Reason::Forbidden(_),
                ..
            }) => Ok(Identity::App),
            Err(ForgeError {
                reason: Reason::NotFound(_),
                ..
            }) => Ok(Identity::Untold),
            Err(error) => Err(error),
        }
    }

    /// Makes a comment; tells where people see it.
    pub(super) async fn make(&self, body: &str) -> Result<Option<String>, ForgeError> {
        let url = self.target.api.at(&self.comments_path());
        self.write(Doing::Create, Method::POST, &url, body).await
    }

    /// Gives a comment another text; tells where people see it.
    pub(super) async fn update(&self, id: u64, body: &str) -> Result<Option<String>, ForgeError> {
        let repository = &self.target.repository;
        let path = format!("/repos/{repository}/issues/comments/{id}");
        let url = self.target.api.at(&path);
        self.write(Doing::Update, Method::PATCH, &url, body).await
    }

    fn comments_path(&self) -> String {
        let Target {
            repository,
            pull_request,
            api: _,
        } = self.target;
        format!("/repos/{repository}/issues/{pull_request}/comments")
    }

    /// Writes a text. The comment is there even if the answer cannot be understood.
    async fn write(
        &self,
        doing: Doing,
        method: Method,
        url: &Url,
        body: &str,
    ) -> Result<Option<String>, ForgeError> {
        let body = json!({"body": body}).to_string();
        let answer = self.send(doing, method, url, Some(&body)).await?;
        let comment = shaped::<Comment>(&answer.body).ok();
        Ok(comment.and_then(|comment| comment.html_url))
    }

    /// Sends a request, again and again where that makes sense.
    async fn send(
        &self,
        doing: Doing,
        method: Method,
        url: &Url,
        body: Option<&str>,
    ) -> Result<Answer, ForgeError> {
        let mut failures = 0;
        loop {
            tracing::debug!(%method, path = url.path(), "asking");
            let reason = match self.send_once(method.clone(), url, body).await {
                Ok(answer) => return Ok(answer),
                Err(reason) => reason,
            };
            tracing::debug!(%method, path = url.path(), %reason, "failed");
            failures += 1;
            match retry::pause(doing, &reason, failures, self.options.retries) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(ForgeError { doing, reason }),
            }
        }
    }

    async fn send_once(
        &self,
        method: Method,
        url: &Url,
        body: Option<&str>,
    ) -> Result<Answer, Reason> {
        let is_reading = method == Method::GET;
        let mut request = Request::new(method, url.clone());
        request.headers_mut().clone_from(&self.headers);
        *request.body_mut() = body.map(|body| body.to_owned().into());
        let seconds = self.options.timeout_seconds;
        let sent = self.http.execute(request).await;
        let response = sent.map_err(|error| unsent(&error, seconds))?;
        let status = response.status();
        let headers = response.headers().clone();
        let read = read(response, seconds).await;
        if !matches!(status, StatusCode::OK | StatusCode::CREATED) {
            return Err(refused(status, &headers, &read.unwrap_or_default()));
        }
        let body = match read {
            Ok(body) => body,
            // It was written, whatever became of the answer.
            Err(_) if !is_reading => Vec::new(),
            Err(reason) => return Err(reason),
        };
        let link = headers
            .get(header::LINK)
            .and_then(|link| link.to_str().ok());
        let next = next_page(link.unwrap_or_default(), url);
        Ok(Answer {
            body,
            next: next.map_err(|_| Reason::Elsewhere),
        })
    }
}

/// A good answer.
struct Answer {
    body: Vec<u8>,
    /// Where the next page is.
    next: Result<Option<Url>, Reason>,
}

/// The headers of every request. The token is marked so that nothing prints it.
fn headers(token: &SecretString) -> Result<HeaderMap, Reason> {
    let bearer = SecretString::from(format!("Bearer {}", token.expose_secret()));
    let mut secret = HeaderValue::from_str(bearer.expose_secret()).map_err(|_| Reason::Token)?;
    secret.set_sensitive(true);
    let fixed = HeaderValue::from_static;
    Ok(HeaderMap::from_iter([
        (header::AUTHORIZATION, secret),
        (header::ACCEPT, fixed("application/vnd.github+json")),
        (header::ACCEPT_ENCODING, fixed("identity")),
        (header::CONTENT_TYPE, fixed("application/json")),
        (
            header::USER_AGENT,
            fixed(concat!("plexmgr/", env!("CARGO_PKG_VERSION"))),
        ),
        (
            HeaderName::from_static("x-github-api-version"),
            fixed("2022-11-28"),
        ),
    ]))
}

/// Why no answer came at all.
fn unsent(error: &reqwest::Error, timeout_seconds: u64) -> Reason {
    if error.is_connect() && !error.is_timeout() {
        Reason::Connect(http::innermost(error))
    } else if error.is_timeout() {
        Reason::TimedOut(timeout_seconds)
    } else {
        Reason::Broken
    }
}

/// Reads a whole body up to the limit.
async fn read(mut response: Response, timeout_seconds: u64) -> Result<Vec<u8>, Reason> {
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| match error.is_timeout() {
            true => Reason::TimedOut(timeout_seconds),
            false => Reason::Broken,
        })?
    {
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(Reason::TooLarge(MOST_BYTES));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn shaped<T: DeserializeOwned>(body: &[u8]) -> Result<T, Reason> {
    serde_json::from_slice(body).map_err(|_| Reason::Shape)
}

/// What an answer that is no success means. Limits are told by headers, and sometimes by the body only.
fn refused(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Reason {
    let number = |name: &str| {
        let text = headers.get(name)?.to_str().ok()?;
        text.trim().parse::<i64>().ok()
    };
    let named = http::wish(headers);
    let is_used_up = number("x-ratelimit-remaining") == Some(0);
    let is_told = body
        .windows(10)
        .any(|words| words.eq_ignore_ascii_case(b"rate limit"));
    let is_limit = named.is_some() || is_used_up || is_told;
    let reset = || {
        let reset = Timestamp(number("x-ratelimit-reset")?);
        Some(http::until(reset, http::date(headers)?)).filter(|_| is_used_up)
    };
    let wait = named.or_else(reset);
    let has_to_wait = matches!(status.as_u16(), 403 | 429) && is_limit;
    Reason::of_status(
        status,
        wait.or(has_to_wait.then_some(UNNAMED_LIMIT)),
        is_limit,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_stands_in_a_header_that_cannot_be_printed() {
        let headers = headers(&SecretString::from("ghs_secret")).expect("plain values");
        assert_eq!(headers["authorization"], "Bearer ghs_secret");
        assert!(!format!("{headers:?}").contains("ghs_secret"));
        let broken = super::headers(&SecretString::from("a\nb"));
        assert_eq!(broken, Err(Reason::Token));
    }

    #[test]
    fn limits_are_told_from_missing_permissions() {
        let mut headers = HeaderMap::new();
        let forbidden = |headers: &HeaderMap, body: &str| {
            refused(StatusCode::FORBIDDEN, headers, body.as_bytes())
        };
        let limited = |seconds| Reason::Limited {
            status: StatusCode::FORBIDDEN,
            wait: Some(Duration::from_secs(seconds)),
        };
        assert_eq!(
            forbidden(&headers, "{}"),
            Reason::Forbidden(StatusCode::FORBIDDEN)
        );
        assert_eq!(
            forbidden(&headers, "You have exceeded a secondary rate limit"),
            limited(60)
        );
        let fixed = HeaderValue::from_static;
        headers.insert("x-ratelimit-remaining", fixed("0"));
        assert_eq!(forbidden(&headers, "{}"), limited(60));
        headers.insert("date", fixed("Sun, 22 Nov 2026 08:00:00 GMT"));
        headers.insert("x-ratelimit-reset", fixed("1795334409"));
        assert_eq!(forbidden(&headers, "{}"), limited(9));
        headers.insert("retry-after", fixed("3"));
        assert_eq!(forbidden(&headers, "{}"), limited(3));
    }
}
