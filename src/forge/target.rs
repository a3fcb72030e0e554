//! Where to comment: an API, a repository, a pull request.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use crate::http::{Url, below, is_this_machine};

/// A pull request of a repository, and the API it is reached by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentTarget {
    /// The API.
    pub api: ApiUrl,
    /// The repository.
    pub repository: RepositoryName,
    /// The pull request.
    pub pull_request: PullRequest,
}

/// `OWNER/NAME`, with nothing in it that means something in an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryName {
    owner: String,
    name: String,
}

/// The number of a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PullRequest(NonZeroU64);

/// The address of a REST API: https, or http on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiUrl(Url);

/// Why a text names no repository or pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// No [`RepositoryName`].
    #[error("a repository is written OWNER/NAME, as in `octocat/household`")]
    Repository,
    /// No [`PullRequest`].
    #[error("a pull request is a number, as in `12`")]
    PullRequest,
}

/// Why a text is not an [`ApiUrl`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApiUrlError {
    /// No address at all.
    #[error("this is not an address like `https://api.github.com`")]
    Shape,
    /// A token would be sent unencrypted.
    #[error("the token is sent over https only")]
    Unprotected,
    /// A name, a password or a query in the address.
    #[error("an address with a user, a query or a fragment is not allowed here")]
    TooMuch,
}

impl FromStr for RepositoryName {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let is_name = |part: &str| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            let is_dots = part.bytes().all(|byte| byte == b'.');
            !is_dots && part.len() <= 100 && part.bytes().all(fits)
        };
        match text.split_once('/') {
            Some((owner, name)) if is_name(owner) && is_name(name) => Ok(Self {
                owner: owner.to_owned(),
                name: name.to_owned(),
            }),
            _ => Err(TargetError::Repository),
        }
    }
}

impl FromStr for PullRequest {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| digits);
        number.map(Self).ok_or(TargetError::PullRequest)
    }
}

impl PullRequest {
    /// A pull request by its number, which is not 0.
    #[must_use]
    pub fn numbered(number: u64) -> Option<Self> {
        NonZeroU64::new(number).map(Self)
    }
}

impl FromStr for ApiUrl {
    type Err = ApiUrlError;

    fn from_str(text: &str) -> Result<Self, ApiUrlError> {
        let url = Url::parse(text.trim()).map_err(|_| ApiUrlError::Shape)?;
        let is_bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        match url.scheme() {
            "https" if is_bare => Ok(Self(url)),
            "http" if is_bare && is_this_machine(&url) => Ok(Self(url)),
            "https" | "http" if !is_bare => Err(ApiUrlError::TooMuch),
            "http" => Err(ApiUrlError::Unprotected),
            _ => Err(ApiUrlError::Shape),
        }
    }
}

impl ApiUrl {
    /// The address itself.
    pub(super) fn url(&self) -> &Url {
        &self.0
    }

    /// The address of something below it; `path` begins with `/`.
    pub(super) fn at(&self, path: &str) -> Url {
        below(&self.0, path)
    }
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { owner, name } = self;
        write!(formatter, "{owner}/{name}")
    }
}

impl fmt::Display for PullRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_cannot_lead_elsewhere() {
        for text in ["octocat/household", "a-b/c.d_e"] {
            let repository: RepositoryName = text.parse().expect(text);
            assert_eq!(repository.to_string(), text);
        }
        for text in [
            "", "a", "a/", "/b", "a/b/c", "../b", "a/..", "a b/c", "a/b?c", "a/ü", "a/%2e",
        ] {
            assert_eq!(
                text.parse::<RepositoryName>(),
                Err(TargetError::Repository),
                "{text}"
            );
        }
    }

    #[test]
    fn pull_requests_are_numbers() {
        assert_eq!(
            "12".parse::<PullRequest>().map(|n| n.to_string()),
            Ok("12".into())
        );
        for text in ["", "0", "-1", "+1", "1.0", "#12", "99999999999999999999"] {
            assert_eq!(
                text.parse::<PullRequest>(),
                Err(TargetError::PullRequest),
                "{text}"
            );
        }
    }

    #[test]
    fn a_token_is_not_sent_in_the_open() {
        let at = |text: &str| {
            let url: ApiUrl = text.parse()?;
            Ok::<_, ApiUrlError>(url.at("/user").to_string())
        };
        assert_eq!(
            at("https://api.github.com"),
            Ok("https://api.github.com/user".into())
        );
        assert_eq!(
            at("https://git.example/api/v3/"),
            Ok("https://git.example/api/v3/user".into())
        );
        assert_eq!(
            at("http://127.0.0.1:9"),
            Ok("http://127.0.0.1:9/user".into())
        );
        assert_eq!(at("http://git.example"), Err(ApiUrlError::Unprotected));
        assert_eq!(at("https://me:pw@git.example"), Err(ApiUrlError::TooMuch));
        assert_eq!(at("https://git.example/?a=b"), Err(ApiUrlError::TooMuch));
        assert_eq!(at("file:///etc"), Err(ApiUrlError::Shape));
        assert_eq!(at("api.github.com"), Err(ApiUrlError::Shape));
    }
}
