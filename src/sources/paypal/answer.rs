//! What PayPal answers, as far as it is used; unknown fields are passed over.

use chrono::DateTime;
use secrecy::SecretString;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::ReadError;
use super::request::SCOPE;
use crate::vocabulary::Timestamp;

/// One page of a listing.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Page {
    #[serde(default)]
    pub(super) transaction_details: Option<Vec<Value>>,
    #[serde(default)]
    pub(super) account_number: Option<String>,
    /// The end of what was looked through: earlier than asked where the data do not reach so far.
    #[serde(default)]
    pub(super) end_date: Option<String>,
    #[serde(default)]
    pub(super) last_refreshed_datetime: Option<String>,
    #[serde(default)]
    pub(super) page: Option<u64>,
    #[serde(default)]
    pub(super) total_items: Option<u64>,
    #[serde(default)]
    pub(super) total_pages: Option<u64>,
}

/// An access token; it has no `Debug`, because it is a secret.
#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    access_token: String,
    /// What it may be used for, if PayPal says so.
    #[serde(default)]
    scope: Option<String>,
}

/// A page of a listing.
pub(super) fn page(body: &[u8]) -> Result<Page, ReadError> {
    parsed(body)
}

/// A token that may read the listing.
pub(super) fn token(body: &[u8]) -> Result<SecretString, ReadError> {
    let token: Token = parsed(body)?;
    if token.access_token.is_empty() {
        return Err(ReadError::NoToken);
    }
    match token.scope {
        Some(scopes) if !scopes.split_ascii_whitespace().any(|scope| scope == SCOPE) => {
            Err(ReadError::NoScope)
        }
        _ => Ok(SecretString::from(token.access_token)),
    }
}

fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T, ReadError> {
    serde_json::from_slice(body).map_err(|error| match body.trim_ascii_start().first() {
        Some(b'<') => ReadError::Html,
        _ if error.is_data() => ReadError::Shape,
        _ => ReadError::NotJson,
    })
}

/// An instant as PayPal writes it: with or without a fraction, and with `Z`, `+0000` or `+00:00` at its end.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let strict = DateTime::parse_from_rfc3339(text);
    let instant = strict.or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"));
    Some(Timestamp(instant.ok()?.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_may_end_in_three_ways() {
        let expected = "2026-03-05T10:19:55Z".parse().ok();
        for text in [
            "2026-03-05T10:19:55+0000",
            "2026-03-05T10:19:55Z",
            "2026-03-05T10:19:55.250Z",
            "2026-03-05T10:19:55.250+0000",
            "2026-03-05T10:19:55+00:00",
            "2026-03-05T11:19:55+0100",
        ] {
            assert_eq!(instant(text), expected, "{text}");
        }
        for text in [
            "2026-03-05",
            "2026-03-05T10:19:55",
            "2026-13-05T10:19:55Z",
            "",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn a_token_without_the_scope_is_not_used() {
        let kind = |body: &str| token(body.as_bytes()).err();
        let with = format!(r#"{{"access_token":"A21","scope":"openid {SCOPE}"}}"#);
        assert_eq!(kind(&with), None);
        assert_eq!(kind(r#"{"access_token":"A21"}"#), None);
        assert_eq!(
            kind(r#"{"access_token":"A21","scope":"openid"}"#),
            Some(ReadError::NoScope)
        );
        assert_eq!(kind("{}"), Some(ReadError::NoToken));
        assert_eq!(kind("<!DOCTYPE html>"), Some(ReadError::Html));
        assert_eq!(kind(r#"{"access_token":"A2"#), Some(ReadError::NotJson));
        assert_eq!(kind(r#"{"access_token":7}"#), Some(ReadError::Shape));
    }
}
