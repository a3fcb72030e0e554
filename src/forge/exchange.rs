//! What is particular to an exchange with the API: its headers, and how it says that there are limits.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::error::Reason;
use crate::http::{self, Fault, HeaderMap, HeaderName, HeaderValue, Said, StatusCode, header};
use crate::vocabulary::Timestamp;

/// How long to wait after a limit that names no time, as GitHub asks.
const UNNAMED_LIMIT: Duration = Duration::from_secs(60);

/// The headers of every request. The token is marked so that nothing prints it.
pub(super) fn headers(token: &SecretString) -> Result<HeaderMap, Reason> {
    let bearer = SecretString::from(format!("Bearer {}", token.expose_secret()));
    let secret = http::secret(&bearer).ok_or(Reason::Token)?;
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

/// The meaning of an unsuccessful answer. Limits are in headers, and sometimes only in the body.
pub(super) fn refused(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Fault {
    let number = |name: &str| {
        let text = headers.get(name)?.to_str().ok()?;
        text.trim().parse::<i64>().ok()
    };
    let named = http::retry_after(headers);
    let is_used_up = number("x-ratelimit-remaining") == Some(0);
    let names_limit = body
        .windows(10)
        .any(|words| words.eq_ignore_ascii_case(b"rate limit"));
    let is_stated = named.is_some() || is_used_up || names_limit;
    let is_limit =
        status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::FORBIDDEN && is_stated;
    let reset = || {
        let reset = Timestamp(number("x-ratelimit-reset")?);
        Some(http::until(reset, http::date(headers)?)).filter(|_| is_used_up)
    };
    let unnamed = (is_limit && is_stated).then_some(UNNAMED_LIMIT);
    Fault::Status {
        status,
        is_limit,
        wait: named.or_else(reset).or(unnamed),
        said: Said::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_distinguished_from_missing_permissions() {
        let mut headers = HeaderMap::new();
        let forbidden = |headers: &HeaderMap, body: &str| {
            refused(StatusCode::FORBIDDEN, headers, body.as_bytes())
        };
        let answer = |is_limit, wait| Fault::Status {
            status: StatusCode::FORBIDDEN,
            is_limit,
            wait,
            said: Said::default(),
        };
        let limited = |seconds| answer(true, Some(Duration::from_secs(seconds)));
        assert_eq!(forbidden(&headers, "{}"), answer(false, None));
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
