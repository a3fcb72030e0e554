//! What everything that speaks HTTP has in common: how connections are made, and how long to wait.
//!
//! Sends nothing itself. Redirects are never followed, because they would carry a token elsewhere, and
//! nothing is repeated by the library: each room that sends decides that for itself.

mod proxy;

use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};

use crate::vocabulary::Timestamp;

/// The most connections that wait for another use.
const IDLE_CONNECTIONS: usize = 8;
/// The pause before the first repetition when the answer names none.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The pause that doubling ends at.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Connections to the server of `url`, each exchange limited in time.
///
/// # Errors
/// The reason, if the system lacks what TLS needs (in the words of the library), or if the environment names a
/// proxy that cannot be used.
pub(crate) fn connections(url: &Url, timeout_seconds: u64) -> Result<Client, String> {
    if let Some(fault) = proxy::unusable(url, |name| std::env::var_os(name)) {
        return Err(fault);
    }
    // Installing a second time fails, and the first one is as good.
    let _already_there = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .redirect(Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .connect_timeout(Duration::from_secs(timeout_seconds.clamp(1, 10)))
        .timeout(Duration::from_secs(timeout_seconds.max(1)));
    if url.scheme() == "http" {
        // Without TLS no certificate is looked at: a system without certificates works too.
        builder = builder.tls_certs_only([]);
    }
    if is_this_machine(url) {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| innermost(&error))
}

/// Whether what is sent to an address can be read on the way: without TLS, and to another machine.
pub(crate) fn is_exposed(url: &Url) -> bool {
    url.scheme() != "https" && !is_this_machine(url)
}

/// Whether an address is one that no proxy could reach for us.
pub(crate) fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// The innermost cause in the system's or the TLS library's words. The outer ones name addresses.
pub(crate) fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    let mut depth = 0;
    while let Some(inner) = cause.source() {
        cause = inner;
        depth += 1;
    }
    match depth {
        0 => "no further detail".to_owned(),
        _ => cause.to_string(),
    }
}

/// 1, 2, 4, … seconds after the first, second, third, … failure, up to thirty.
pub(crate) fn doubled(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(8);
    FIRST_PAUSE
        .saturating_mul(1 << doublings)
        .min(LONGEST_PAUSE)
}

/// What `Retry-After` asks for: seconds, or a moment, which is compared with the answer's own
/// `Date` so that no clock is needed.
pub(crate) fn wish(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number with more digits is longer than any wait.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    Some(until(moment(text)?, date(headers)?))
}

/// How long it is from `now` to `moment`; nothing if that is over.
pub(crate) fn until(Timestamp(moment): Timestamp, Timestamp(now): Timestamp) -> Duration {
    let seconds = moment.saturating_sub(now);
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
}

/// The moment in `Date`, if that is there and can be read.
pub(crate) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    moment(headers.get(DATE)?.to_str().ok()?)
}

fn moment(text: &str) -> Option<Timestamp> {
    let moment = DateTime::parse_from_rfc2822(text.trim()).ok()?;
    Some(Timestamp(moment.timestamp()))
}

/// A status as people read it, as in `status 404 Not Found`.
pub(crate) fn said(status: StatusCode) -> String {
    match status.canonical_reason() {
        Some(reason) => format!("status {} {reason}", status.as_u16()),
        None => format!("status {}", status.as_u16()),
    }
}

/// The suffix of a status with `Retry-After`.
pub(crate) fn asked_to_wait(wait: Option<Duration>) -> String {
    wait.map(|wait| format!(", retry after {} s", wait.as_secs()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn loopback_addresses_are_told_from_others() {
        for (url, here) in [
            ("http://127.0.0.1:9", true),
            ("http://[::1]:9", true),
            ("http://localhost:9/x", true),
            ("https://plex.tv", false),
            ("http://127.0.0.1.example.com", false),
            ("http://localhost.example.com", false),
        ] {
            let url = Url::parse(url).expect("a literal address");
            assert_eq!(is_this_machine(&url), here, "{url}");
        }
    }

    #[test]
    fn a_wish_is_read_from_seconds_or_from_a_moment() {
        let mut headers = HeaderMap::new();
        assert_eq!(wish(&headers), None);
        let mut check = |text: &'static str, seconds: Option<u64>| {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(text));
            headers.insert(
                DATE,
                HeaderValue::from_static("Sun, 22 Nov 2026 08:00:00 GMT"),
            );
            assert_eq!(wish(&headers), seconds.map(Duration::from_secs), "{text}");
        };
        check("7", Some(7));
        check("Sun, 22 Nov 2026 08:00:09 GMT", Some(9));
        check("Sun, 22 Nov 2026 07:00:00 GMT", Some(0));
        check("99999999999999999999", Some(u64::MAX));
        check("soon", None);
        check("-3", None);
        check("", None);
    }
}
