//! What PayPal means by an answer that is not a good one. Its prose may change and is not shown.

use serde::Deserialize;

use crate::http::{Fault, HeaderMap, Said, StatusCode};

/// Too many records for one answer: a shorter window is needed.
pub(super) const TOO_LARGE: &str = "RESULTSET_TOO_LARGE";
/// Our word for a window that begins after the newest data; PayPal has only prose for it.
pub(super) const NOT_YET: &str = "START_DATE_NOT_AVAILABLE";
/// What that prose holds.
const NOT_YET_PROSE: &str = "start date is not available";
/// Too many requests, whatever the status.
const LIMIT: &str = "RATE_LIMIT_REACHED";

/// An error in both of PayPal's shapes.
#[derive(Debug, Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    debug_id: Option<String>,
    /// Where tokens are concerned, in place of a name.
    #[serde(default)]
    error: Option<String>,
}

/// The meaning of an unsuccessful answer.
pub(super) fn refused(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Fault {
    let refusal: Refusal = serde_json::from_slice(body).unwrap_or_default();
    let prose = refusal.message.unwrap_or_default().to_ascii_lowercase();
    let is_not_yet = status == StatusCode::BAD_REQUEST && prose.contains(NOT_YET_PROSE);
    let name = match is_not_yet {
        true => Some(NOT_YET),
        false => refusal.name.as_deref().or(refusal.error.as_deref()),
    };
    let in_headers = headers
        .get("paypal-debug-id")
        .and_then(|id| id.to_str().ok());
    let status = match name {
        Some(LIMIT) => StatusCode::TOO_MANY_REQUESTS,
        _ => status,
    };
    let said = Said::new(name, refusal.debug_id.as_deref().or(in_headers));
    Fault::of_status(status, headers).with(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(status: u16, body: &str) -> (bool, Option<String>, Option<String>) {
        let status = StatusCode::from_u16(status).expect("a literal status");
        let fault = refused(status, &HeaderMap::new(), body.as_bytes());
        let said = fault.said().cloned().unwrap_or_default();
        let own = |text: Option<&str>| text.map(str::to_owned);
        (fault.is_limit(), own(said.name()), own(said.reference()))
    }

    #[test]
    fn both_shapes_of_an_error_are_read() {
        let text = |text: &str| Some(text.to_owned());
        for (status, body, expected) in [
            (
                400,
                r#"{"name":"RESULTSET_TOO_LARGE","debug_id":"fake0000000a6","total_items":10427}"#,
                (false, text(TOO_LARGE), text("fake0000000a6")),
            ),
            (
                400,
                r#"{"name":"INVALID_REQUEST","message":"Data for the given start date is not available.","debug_id":"a4"}"#,
                (false, text(NOT_YET), text("a4")),
            ),
            (
                401,
                r#"{"error":"invalid_token","error_description":"expired"}"#,
                (false, text("invalid_token"), None),
            ),
            (
                400,
                r#"{"name":"RATE_LIMIT_REACHED"}"#,
                (true, text(LIMIT), None),
            ),
            (502, "<html>Bad gateway</html>", (false, None, None)),
            (
                500,
                r#"{"name":"two words <b>","debug_id":"::warning::"}"#,
                (false, None, None),
            ),
        ] {
            assert_eq!(said(status, body), expected, "{body}");
        }
    }
}
