//! Asks the REST API: the comments of a pull request, page by page, and what is written to them.

use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::answer::{Comment, User, next_page};
use super::decide::TokenOwner;
use super::error::{Doing, ForgeError, Reason};
use super::exchange::{headers, refused};
use super::target::CommentTarget;
use crate::http::{self, Answer, Ask, FIRST_PAUSE, Method, Repeat, Service, Url, header::LINK};

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
pub(super) struct GithubClient<'t> {
    http: http::Client,
    target: &'t CommentTarget,
}

impl<'t> GithubClient<'t> {
    /// A client with no open connection yet.
    pub(super) fn new(
        target: &'t CommentTarget,
        token: &SecretString,
        options: Options,
    ) -> Result<Self, ForgeError> {
        let service = Service {
            url: target.api.url().clone(),
            timeout_seconds: options.timeout_seconds,
            retries: options.retries,
            concurrency: 1,
            limit_pause: FIRST_PAUSE,
            refused: Some(refused),
        };
        let http = headers(token)
            .and_then(|headers| Ok(http::Client::new("GitHub".to_owned(), service, headers)?));
        let http = http.map_err(|reason| Doing::Setup.failed(reason))?;
        Ok(Self { http, target })
    }

    /// Every comment of the pull request.
    pub(super) async fn comments(&self) -> Result<Vec<Comment>, ForgeError> {
        let failed = |reason| Doing::List.failed(reason);
        let mut url = self.target.api.at(&self.comments_path());
        url.set_query(Some("per_page=100"));
        let mut comments = Vec::new();
        for _ in 0..MOST_PAGES {
            let answer = self.send(Doing::List, Method::GET, &url, None).await?;
            let page: Vec<Comment> = shaped(&answer).map_err(failed)?;
            comments.extend(page);
            let link = answer.headers.get(LINK);
            let link = link.map_or("", |link| link.to_str().unwrap_or("?"));
            match next_page(link, &url).map_err(failed)? {
                Some(next) => url = next,
                None => return Ok(comments),
            }
        }
        Err(failed(Reason::TooManyPages(MOST_PAGES)))
    }

    /// Whose token it is.
    pub(super) async fn identity(&self) -> Result<TokenOwner, ForgeError> {
        let url = self.target.api.at("/user");
        let answer = self.send(Doing::Identify, Method::GET, &url, None).await;
        match answer {
            Ok(answer) => Ok(match shaped::<User>(&answer) {
                Ok(user) if user.is_named() => TokenOwner::Account(user),
                _ => TokenOwner::Unknown,
            }),
            Err(error) if error.reason.is_forbidden() => Ok(TokenOwner::App),
            Err(error) if error.reason.code() == 404 => Ok(TokenOwner::Unknown),
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
        let CommentTarget {
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
        let comment = shaped::<Comment>(&answer).ok();
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
        let ask = Ask {
            name: format!("{method} {}", url.path()),
            // The comment is written even if its answer is lost.
            needs_only_status: method != Method::GET,
            method,
            url: url.clone(),
            body: body.map(str::to_owned),
            format: None,
            repeat: match doing {
                Doing::Create => Repeat::OnlyIfCertainlyNotDone,
                _ => Repeat::Always,
            },
        };
        let answer = self.http.send(&ask, |_| ()).await;
        answer.map_err(|fault| doing.failed(fault.into()))
    }
}

fn shaped<T: DeserializeOwned>(answer: &Answer) -> Result<T, Reason> {
    serde_json::from_slice(&answer.body.bytes).map_err(|_| Reason::Shape)
}
