//! Sends requests to the REST API: time limits, repetitions, pages.

use reqwest::header::{HeaderMap, LINK};
use reqwest::{Method, Request, StatusCode, Url};
use secrecy::SecretString;
use serde_json::json;

use super::answer::{Comment, NoPage, User, next_page};
use super::decide::Identity;
use super::error::{Doing, ForgeError, Reason};
use super::exchange::{headers, read, refused, shaped, unsent};
use super::retry;
use super::target::Target;
use crate::http;

/// The most pages that are read.
const MOST_PAGES: usize = 100;

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
            Ok(Answer { body, .. }) => Ok(match shaped::<User>(&body) {
                Ok(user) if user.is_named() => Identity::Account(user),
                _ => Identity::Untold,
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

    /// Makes a comment; returns its address on the web.
    pub(super) async fn make(&self, body: &str) -> Result<Option<String>, ForgeError> {
        let url = self.target.api.at(&self.comments_path());
        self.write(Doing::Create, Method::POST, &url, body).await
    }

    /// Gives a comment another text; returns its address on the web.
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
        let link = headers.get(LINK).map(|link| link.to_str().unwrap_or("?"));
        let next = next_page(link.unwrap_or_default(), url);
        Ok(Answer {
            body,
            next: next.map_err(|why| match why {
                NoPage::Elsewhere => Reason::Elsewhere,
                NoPage::Unreadable => Reason::Pages,
            }),
        })
    }
}

/// A good answer.
struct Answer {
    body: Vec<u8>,
    /// Where the next page is.
    next: Result<Option<Url>, Reason>,
}
