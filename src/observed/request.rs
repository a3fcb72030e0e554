//! What is asked of plex.tv and how a request looks; sends nothing.
//!
//! All of it is reading, but for a new PIN, which is useless until a person approves it.

use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Method, Request, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};

use super::parse::Format;
use crate::vocabulary::MachineId;

/// One thing to read, in the order in which doubts about them are reported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Endpoint {
    Account,
    Resources,
    Users,
    Invitations,
    HomeUsers,
    Server(MachineId),
    SharedServers(MachineId),
    NewPin,
    Pin(u64),
}

impl Endpoint {
    /// The path, as people know it.
    pub(super) fn path(&self) -> String {
        match self {
            Self::Account => "/api/v2/user".to_owned(),
            Self::Resources => "/api/v2/resources".to_owned(),
            Self::Users => "/api/users".to_owned(),
            Self::Invitations => "/api/invites/requested".to_owned(),
            Self::HomeUsers => "/api/home/users".to_owned(),
            Self::Server(machine) => format!("/api/servers/{machine}"),
            Self::SharedServers(machine) => format!("/api/servers/{machine}/shared_servers"),
            // With the number and the client identifier, a stranger could fetch the token as well.
            Self::NewPin | Self::Pin(_) => "/api/v2/pins".to_owned(),
        }
    }

    /// The path as it is sent.
    fn address(&self) -> String {
        match self {
            Self::Pin(id) => format!("{}/{id}", self.path()),
            _ => self.path(),
        }
    }

    fn method(&self) -> Method {
        match self {
            Self::NewPin => Method::POST,
            _ => Method::GET,
        }
    }

    /// Whether an answer with this status may be a good one.
    pub(super) fn accepts(&self, status: StatusCode) -> bool {
        let is_created = *self == Self::NewPin && status == StatusCode::CREATED;
        is_created || status == StatusCode::OK
    }

    /// The server concerned, if it is one server's endpoint.
    pub(super) fn server(&self) -> Option<&MachineId> {
        match self {
            Self::Server(machine) | Self::SharedServers(machine) => Some(machine),
            _ => None,
        }
    }

    fn query(&self) -> Option<&'static str> {
        match self {
            Self::Resources => Some("includeHttps=1"),
            Self::NewPin => Some("strong=true"),
            _ => None,
        }
    }

    /// What the endpoint answers: JSON if it is of the newer generation.
    pub(super) fn format(&self) -> Format {
        match self {
            Self::Account | Self::Resources | Self::NewPin | Self::Pin(_) => Format::Json,
            Self::Users
            | Self::Invitations
            | Self::HomeUsers
            | Self::Server(_)
            | Self::SharedServers(_) => Format::Xml,
        }
    }

    /// The newer generation answers JSON to exactly this value and to no other.
    fn accept(&self) -> HeaderValue {
        HeaderValue::from_static(match self.format() {
            Format::Json => "application/json",
            _ => "application/xml",
        })
    }
}

/// Why no request can be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadRequest {
    #[error("the token contains invalid characters")]
    Token,
    #[error("the client identifier contains invalid characters")]
    ClientId,
}

/// The headers of every request of one account. The token is marked so that nothing prints it.
pub(super) fn headers(token: &SecretString, client_id: &str) -> Result<HeaderMap, BadRequest> {
    let mut secret = HeaderValue::from_str(token.expose_secret()).map_err(|_| BadRequest::Token)?;
    if secret.is_empty() {
        return Err(BadRequest::Token);
    }
    secret.set_sensitive(true);
    let mut headers = anonymous_headers(client_id)?;
    headers.insert(name("x-plex-token"), secret);
    Ok(headers)
}

/// The headers of a request that belongs to no account yet.
pub(super) fn anonymous_headers(client_id: &str) -> Result<HeaderMap, BadRequest> {
    let client_id = HeaderValue::from_str(client_id).map_err(|_| BadRequest::ClientId)?;
    let fixed = HeaderValue::from_static;
    Ok(HeaderMap::from_iter([
        (name("x-plex-client-identifier"), client_id),
        (name("x-plex-product"), fixed("plexmgr")),
        (name("x-plex-version"), fixed(env!("CARGO_PKG_VERSION"))),
        (name("x-plex-platform"), fixed(std::env::consts::OS)),
        (name("x-plex-device-name"), fixed("plexmgr")),
        (header::ACCEPT_ENCODING, fixed("gzip")),
    ]))
}

fn name(text: &'static str) -> header::HeaderName {
    header::HeaderName::from_static(text)
}

/// The request for one endpoint below `base`, which may itself have a path.
pub(super) fn request(base: &Url, headers: &HeaderMap, endpoint: &Endpoint) -> Request {
    let mut url = base.clone();
    let path = format!(
        "{}{}",
        base.path().trim_end_matches('/'),
        endpoint.address()
    );
    url.set_path(&path);
    url.set_query(endpoint.query());
    url.set_fragment(None);
    let mut request = Request::new(endpoint.method(), url);
    request.headers_mut().clone_from(headers);
    request
        .headers_mut()
        .insert(header::ACCEPT, endpoint.accept());
    request
}

/// Whether an answer says of itself that it is in `format`; one that says nothing may be.
pub(super) fn is_labelled(headers: &HeaderMap, format: Format) -> bool {
    let allowed: &[&str] = match format {
        Format::Xml => &["application/xml", "text/xml"],
        Format::Json => &["application/json"],
        Format::Html => &["text/html"],
    };
    let fits = |label: &HeaderValue| {
        let label = label.to_str().unwrap_or_default();
        let essence = label.split(';').next().unwrap_or_default().trim();
        allowed
            .iter()
            .any(|name| essence.eq_ignore_ascii_case(name))
    };
    headers.get_all(header::CONTENT_TYPE).iter().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(base: &str, endpoint: &Endpoint) -> Request {
        let base = Url::parse(base).expect("a literal address");
        let headers = headers(&SecretString::from("token-a"), "an-id").expect("plain values");
        request(&base, &headers, endpoint)
    }

    #[test]
    fn the_token_stands_in_a_header_that_cannot_be_printed() {
        let request = built("https://plex.tv", &Endpoint::Users);
        assert_eq!(request.headers()["x-plex-token"], "token-a");
        assert!(!format!("{request:?}").contains("token-a"));
        assert_eq!(request.url().as_str(), "https://plex.tv/api/users");
    }

    #[test]
    fn each_generation_is_asked_for_its_own_format() {
        let older = built("https://plex.tv", &Endpoint::HomeUsers);
        assert_eq!(older.headers()["accept"], "application/xml");
        let newer = built("https://plex.tv", &Endpoint::Resources);
        assert_eq!(newer.headers()["accept"], "application/json");
        assert_eq!(newer.url().query(), Some("includeHttps=1"));
    }

    #[test]
    fn a_pin_is_asked_for_by_its_number_and_told_without_it() {
        let endpoint = Endpoint::Pin(111_222_001);
        let request = built("https://plex.tv", &endpoint);
        assert_eq!(
            request.url().as_str(),
            "https://plex.tv/api/v2/pins/111222001"
        );
        assert_eq!(endpoint.path(), "/api/v2/pins");
        let new = built("https://plex.tv", &Endpoint::NewPin);
        assert_eq!(
            (new.method(), new.url().query()),
            (&Method::POST, Some("strong=true"))
        );
    }

    #[test]
    fn a_base_with_a_path_keeps_it() {
        let request = built("http://proxy.example/plex/?x=1", &Endpoint::Account);
        assert_eq!(
            request.url().as_str(),
            "http://proxy.example/plex/api/v2/user"
        );
    }

    #[test]
    fn a_token_that_is_no_header_value_is_refused_without_showing_it() {
        for token in ["two\nlines", ""] {
            let refused = headers(&SecretString::from(token), "an-id");
            assert_eq!(refused.expect_err("no token"), BadRequest::Token);
        }
    }
}
