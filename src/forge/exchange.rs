//! One exchange with the API: its headers, its body, and what a refusal means.

use std::time::Duration;

use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;

use super::error::Reason;
use crate::http;
use crate::vocabulary::Timestamp;

/// The most bytes of an answer: a page holds a hundred comments of at most 65,536 characters.
const MOST_BYTES: usize = 64 << 20;
/// How long to wait after a limit that names no time, as GitHub asks.
const UNNAMED_LIMIT: Duration = Duration::from_secs(60);

/// The headers of every request. The token is marked so that nothing prints it.
pub(super) fn headers(token: &SecretString) -> Result<HeaderMap, Reason> {
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
pub(super) fn unsent(error: &reqwest::Error, timeout_seconds: u64) -> Reason {
    if error.is_connect() && !error.is_timeout() {
        Reason::Connect(http::innermost(error))
    } else if error.is_timeout() {
        Reason::TimedOut(timeout_seconds)
    } else {
        Reason::Broken
    }
}

/// Reads a whole body up to the limit.
pub(super) async fn read(mut response: Response, timeout_seconds: u64) -> Result<Vec<u8>, Reason> {
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

pub(super) fn shaped<T: DeserializeOwned>(body: &[u8]) -> Result<T, Reason> {
    serde_json::from_slice(body).map_err(|_| Reason::Shape)
}

/// The meaning of an unsuccessful answer. Limits are in headers, and sometimes only in the body.
pub(super) fn refused(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Reason {
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
