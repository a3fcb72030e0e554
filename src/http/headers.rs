//! What single headers say.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};

use crate::vocabulary::Timestamp;

/// A kind of content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContentType {
    /// What the older generation of plex.tv answers.
    Xml,
    /// What every newer service answers.
    Json,
    /// What an outage, a proxy or a login page answers.
    Html,
}

impl ContentType {
    /// The names of the format, the one to ask for first.
    pub(super) fn media_types(self) -> &'static [&'static str] {
        match self {
            Self::Xml => &["application/xml", "text/xml"],
            Self::Json => &["application/json"],
            Self::Html => &["text/html"],
        }
    }

    /// Whether an answer says of itself that it is in this format; one that says nothing may be.
    pub(super) fn fits(self, headers: &HeaderMap) -> bool {
        let fits = |label: &HeaderValue| {
            let label = label.to_str().unwrap_or_default();
            let essence = label.split(';').next().unwrap_or_default().trim();
            let mut names = self.media_types().iter();
            names.any(|name| essence.eq_ignore_ascii_case(name))
        };
        headers.get_all(CONTENT_TYPE).iter().all(fits)
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Xml => "XML",
            Self::Json => "JSON",
            Self::Html => "an HTML page",
        })
    }
}

/// The value of a header that nothing prints; `None` if the text is empty or cannot stand in a header.
pub(crate) fn secret(text: &SecretString) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text.expose_secret()).ok()?;
    value.set_sensitive(true);
    Some(value).filter(|value| !value.is_empty())
}

/// The value of `Authorization` for a name and a password (RFC 7617), which nothing prints; `None` if the name holds
/// a colon or one of them is empty.
pub(crate) fn basic(name: &SecretString, password: &SecretString) -> Option<HeaderValue> {
    let (name, password) = (name.expose_secret(), password.expose_secret());
    if name.is_empty() || password.is_empty() || name.contains(':') {
        return None;
    }
    let coded = STANDARD.encode(format!("{name}:{password}"));
    secret(&SecretString::from(format!("Basic {coded}")))
}

/// Whether a text is part of a secret that these headers send, as it is sent or as it was before it was coded.
pub(crate) fn send_secret(headers: &HeaderMap, text: &str) -> bool {
    let secrets = headers.values().filter(|value| value.is_sensitive());
    let mut secrets = secrets.filter_map(|value| value.to_str().ok());
    secrets.any(|secret| {
        let coded = secret.strip_prefix("Basic ").unwrap_or_default();
        let decoded = STANDARD.decode(coded).unwrap_or_default();
        secret.contains(text) || String::from_utf8_lossy(&decoded).contains(text)
    })
}

/// What `Retry-After` asks for: seconds, or a moment, which is compared with the answer's own
/// `Date` so that no clock is needed.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_cannot_be_printed_and_has_to_fit_a_header() {
        let value = secret(&SecretString::from("token-a")).expect("a plain value");
        assert_eq!(value, "token-a");
        assert!(!format!("{value:?}").contains("token-a"));
        for text in ["two\nlines", ""] {
            assert_eq!(secret(&SecretString::from(text)), None);
        }
    }

    #[test]
    fn a_name_and_a_password_cannot_be_printed() {
        let text = |text: &str| SecretString::from(text);
        let value = basic(&text("Aladdin"), &text("open sesame")).expect("plain texts");
        assert_eq!(value, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert!(!format!("{value:?}").contains("QWxh"));
        for (name, password) in [("", "x"), ("x", ""), ("a:b", "c")] {
            assert_eq!(basic(&text(name), &text(password)), None);
        }
    }

    #[test]
    fn words_of_what_is_sent_are_secret() {
        let text = |text: &str| SecretString::from(text);
        let sent = basic(&text("Aladdin"), &text("open-sesame")).expect("plain texts");
        let bearer = secret(&text("Bearer A21AAF")).expect("a plain value");
        let sent = HeaderMap::from_iter([(reqwest::header::AUTHORIZATION, sent)]);
        let with_token = HeaderMap::from_iter([(reqwest::header::AUTHORIZATION, bearer)]);
        for word in ["open-sesame", "sesame", "Aladdin", "QWxhZGRpbjpvcGVu"] {
            assert!(send_secret(&sent, word), "{word}");
        }
        assert!(send_secret(&with_token, "A21AAF"));
        for word in ["INVALID_REQUEST", "A21AAF0", "invalid_client"] {
            assert!(
                !send_secret(&sent, word) && !send_secret(&with_token, word),
                "{word}"
            );
        }
    }

    #[test]
    fn a_retry_time_is_read_from_seconds_or_from_a_moment() {
        let mut headers = HeaderMap::new();
        assert_eq!(retry_after(&headers), None);
        let mut check = |text: &'static str, seconds: Option<u64>| {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(text));
            headers.insert(
                DATE,
                HeaderValue::from_static("Sun, 22 Nov 2026 08:00:00 GMT"),
            );
            assert_eq!(
                retry_after(&headers),
                seconds.map(Duration::from_secs),
                "{text}"
            );
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
