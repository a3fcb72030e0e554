//! What is asked of plex.tv and how a request looks; sends nothing.
//!
//! All of it is reading, but for a new PIN, which is useless until a person approves it: every request may
//! be repeated.

use secrecy::SecretString;

use super::fact_kind::{FactKind, FactName};
use crate::http::{self, Ask, ContentType, HeaderMap, HeaderValue, Method, Repeat, Url, header};
use crate::vocabulary::MachineId;

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Endpoint {
    Fact(FactKind),
    /// Where invitations are read that cannot be read elsewhere.
    PendingShares,
    NewPin,
    Pin(u64),
}

impl Endpoint {
    /// The path, as people know it.
    pub(super) fn path(&self) -> String {
        match self {
            Self::Fact(fact) => fact.path(),
            Self::PendingShares => "/api/v2/shared_servers/owned/pending".to_owned(),
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

    /// The server concerned, if it is one server's endpoint.
    pub(super) fn server(&self) -> Option<&MachineId> {
        match self {
            Self::Fact(fact) => fact.server(),
            Self::PendingShares | Self::NewPin | Self::Pin(_) => None,
        }
    }

    /// What is not known if it cannot be read.
    pub(super) fn fact(&self) -> FactName {
        match self {
            Self::Fact(fact) => fact.name(),
            Self::PendingShares => FactName::Invitations,
            Self::NewPin | Self::Pin(_) => FactName::Owner,
        }
    }

    /// The method, what it answers (JSON if it is of the newer generation), and the query.
    fn parts(&self) -> (Method, ContentType, Option<&'static str>) {
        match self {
            Self::Fact(FactKind::Owner) | Self::PendingShares | Self::Pin(_) => {
                (Method::GET, ContentType::Json, None)
            }
            Self::Fact(FactKind::Servers) => {
                (Method::GET, ContentType::Json, Some("includeHttps=1"))
            }
            Self::NewPin => (Method::POST, ContentType::Json, Some("strong=true")),
            Self::Fact(_) => (Method::GET, ContentType::Xml, None),
        }
    }

    /// The request for it below `base`, which may itself have a path. The newer generation answers JSON to the
    /// exact name of the format and to no other.
    pub(super) fn ask(&self, base: &Url) -> Ask {
        let mut url = http::below(base, &self.address());
        let (method, format, query) = self.parts();
        url.set_query(query);
        Ask {
            name: self.path(),
            method,
            url,
            body: None,
            format: Some(format),
            repeat: Repeat::Always,
            needs_only_status: false,
        }
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

/// The headers of every request of one account, or of none yet. The token is marked so that nothing prints it.
pub(super) fn headers(
    token: Option<&SecretString>,
    client_id: &str,
) -> Result<HeaderMap, BadRequest> {
    let client_id = HeaderValue::from_str(client_id).map_err(|_| BadRequest::ClientId)?;
    let fixed = HeaderValue::from_static;
    let mut headers = HeaderMap::from_iter([
        (name("x-plex-client-identifier"), client_id),
        (name("x-plex-product"), fixed("plexmgr")),
        (name("x-plex-version"), fixed(env!("CARGO_PKG_VERSION"))),
        (name("x-plex-platform"), fixed(std::env::consts::OS)),
        (name("x-plex-device-name"), fixed("plexmgr")),
        (header::ACCEPT_ENCODING, fixed("gzip")),
    ]);
    if let Some(token) = token {
        let token = http::secret(token).ok_or(BadRequest::Token)?;
        headers.insert(name("x-plex-token"), token);
    }
    Ok(headers)
}

fn name(text: &'static str) -> header::HeaderName {
    header::HeaderName::from_static(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(endpoint: &Endpoint) -> Ask {
        endpoint.ask(&Url::parse("https://plex.tv").expect("a literal address"))
    }

    #[test]
    fn each_generation_is_asked_for_its_own_format() {
        assert_eq!(
            asked(&Endpoint::Fact(FactKind::Home)).format,
            Some(ContentType::Xml)
        );
        let newer = asked(&Endpoint::Fact(FactKind::Servers));
        assert_eq!(newer.format, Some(ContentType::Json));
        assert_eq!(newer.url.query(), Some("includeHttps=1"));
    }

    #[test]
    fn a_pin_is_asked_for_by_its_number_and_shown_without_it() {
        let pin = asked(&Endpoint::Pin(111_222_001));
        assert_eq!(pin.url.path(), "/api/v2/pins/111222001");
        assert_eq!(pin.name, "/api/v2/pins");
        let new = asked(&Endpoint::NewPin);
        assert_eq!(
            (new.method, new.url.query()),
            (Method::POST, Some("strong=true"))
        );
    }
}
