//! `/api/v2/pins`: a PIN, and the token it was exchanged for once it was approved.

use secrecy::SecretString;
use serde::Deserialize;

use super::{ParseError, json};

/// What the endpoint says about a PIN.
pub(crate) struct PinDocument {
    pub(crate) id: u64,
    /// What the browser shows plex.tv; opaque.
    pub(crate) code: String,
    /// How long it is valid, if known.
    pub(crate) expires_in_seconds: Option<u64>,
    /// Set once it was approved.
    pub(crate) token: Option<SecretString>,
}

#[derive(Deserialize)]
struct Shape {
    #[serde(default, deserialize_with = "json::id")]
    id: Option<u64>,
    #[serde(default, deserialize_with = "json::text")]
    code: Option<String>,
    #[serde(default, rename = "expiresIn", deserialize_with = "json::id")]
    expires_in: Option<u64>,
    #[serde(default, rename = "authToken", deserialize_with = "json::text")]
    auth_token: Option<String>,
}

/// Reads a PIN.
pub(crate) fn parse(body: &[u8]) -> Result<PinDocument, ParseError> {
    let shape: Shape = json::read(body)?;
    let missing = |field| ParseError::Value {
        entry: "pin",
        field,
    };
    Ok(PinDocument {
        id: shape.id.ok_or(missing("id"))?,
        code: shape.code.ok_or(missing("code"))?,
        expires_in_seconds: shape.expires_in,
        token: shape.auth_token.map(SecretString::from),
    })
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_pin_has_no_token_until_a_person_agreed() {
        let fresh = br#"{"id": 111, "code": "abc", "expiresIn": 1800, "authToken": null}"#;
        let fresh = parse(fresh).expect("a pin");
        assert_eq!(
            (fresh.id, fresh.code.as_str(), fresh.expires_in_seconds),
            (111, "abc", Some(1800))
        );
        assert!(fresh.token.is_none());
        let agreed = parse(br#"{"id": "111", "code": "abc", "authToken": "token-a"}"#);
        let token = agreed.expect("a pin").token.expect("a token");
        assert_eq!(token.expose_secret(), "token-a");
    }

    #[test]
    fn a_pin_without_number_or_code_is_none() {
        for body in [r#"{"code": "abc"}"#, r#"{"id": 1}"#, "[]", "<pin/>"] {
            assert!(parse(body.as_bytes()).is_err(), "{body}");
        }
    }
}
