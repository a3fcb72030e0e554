//! What is asked of PayPal and how a request looks; sends nothing. All of it may be repeated.

use secrecy::{ExposeSecret, SecretString};

use super::error::ReadError;
use super::stretch::Stretch;
use crate::http::{self, Ask, ContentType, HeaderMap, HeaderValue, Method, Repeat, Url, header};

/// Where tokens are handed out.
pub(super) const TOKEN_PATH: &str = "/v1/oauth2/token";
/// Where transactions are listed.
pub const LISTING_PATH: &str = "/v1/reporting/transactions";
/// What a token has to be good for.
pub(super) const SCOPE: &str = "https://uri.paypal.com/services/reporting/search/read";
/// The most records of a page.
const PAGE_SIZE: &str = "500";
/// The parts of a record that are read.
const FIELDS: &str = "transaction_info,payer_info,cart_info";

/// The request for a token.
pub(super) fn token(base: &Url) -> Ask {
    Ask {
        method: Method::POST,
        body: Some("grant_type=client_credentials".to_owned()),
        ..ask(TOKEN_PATH, http::below(base, TOKEN_PATH))
    }
}

/// The request for one page, counted from 1, of what happened in a window.
pub(super) fn page(base: &Url, window: Stretch, number: u64) -> Ask {
    let mut url = http::below(base, LISTING_PATH);
    url.query_pairs_mut()
        .append_pair("start_date", &window.from.to_string())
        .append_pair("end_date", &window.to.to_string())
        .append_pair("fields", FIELDS)
        .append_pair("balance_affecting_records_only", "Y")
        .append_pair("page_size", PAGE_SIZE)
        .append_pair("page", &number.to_string());
    ask(LISTING_PATH, url)
}

fn ask(name: &str, url: Url) -> Ask {
    Ask {
        name: name.to_owned(),
        method: Method::GET,
        url,
        body: None,
        format: Some(ContentType::Json),
        repeat: Repeat::Always,
        needs_only_status: false,
    }
}

/// The headers of the request for a token.
pub(super) fn token_headers(
    id: &SecretString,
    secret: &SecretString,
) -> Result<HeaderMap, ReadError> {
    let mut headers = headers(http::basic(id, secret))?;
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    headers.insert(header::CONTENT_TYPE, form);
    Ok(headers)
}

/// The headers of every request with a token.
pub(super) fn listing_headers(token: &SecretString) -> Result<HeaderMap, ReadError> {
    let bearer = SecretString::from(format!("Bearer {}", token.expose_secret()));
    headers(http::secret(&bearer))
}

fn headers(authorization: Option<HeaderValue>) -> Result<HeaderMap, ReadError> {
    let agent = concat!("plexmgr/", env!("CARGO_PKG_VERSION"));
    Ok(HeaderMap::from_iter([
        (
            header::AUTHORIZATION,
            authorization.ok_or(ReadError::Secret)?,
        ),
        (header::USER_AGENT, HeaderValue::from_static(agent)),
        (header::ACCEPT_ENCODING, HeaderValue::from_static("gzip")),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_asked_for_with_everything_that_is_read() {
        let base = Url::parse("http://127.0.0.1:9/mirror/").expect("a literal address");
        let window = Stretch {
            from: "2026-03-01T00:00:00Z".parse().expect("an instant"),
            to: "2026-03-31T23:59:59Z".parse().expect("an instant"),
        };
        let url = page(&base, window, 2).url;
        assert_eq!(url.path(), "/mirror/v1/reporting/transactions");
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            pairs,
            [
                ("start_date", "2026-03-01T00:00:00Z"),
                ("end_date", "2026-03-31T23:59:59Z"),
                ("fields", "transaction_info,payer_info,cart_info"),
                ("balance_affecting_records_only", "Y"),
                ("page_size", "500"),
                ("page", "2"),
            ]
        );
        assert_eq!(url.query().map(|query| query.contains('+')), Some(false));
    }
}
