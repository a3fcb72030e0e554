//! Requests as they arrive and answers as they are meant, before anything happens to them on the wire.

use super::document::Node;
use super::xml::Element;

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Delete,
    Other,
}

/// A request without its body.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Without the query, as sent.
    pub(crate) path: String,
    pub(crate) query: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
}

impl Request {
    /// Reads a request's head, everything up to the empty line; `None` if it is no HTTP/1 request.
    pub(crate) fn parse(head: &str) -> Option<Self> {
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let method = match first.next()? {
            "GET" => Method::Get,
            "POST" => Method::Post,
            "PUT" => Method::Put,
            "DELETE" => Method::Delete,
            _ => Method::Other,
        };
        let target = first.next()?;
        if !first.next()?.starts_with("HTTP/1.") {
            return None;
        }
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Some(Self {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
        })
    }

    /// A header by its lower-case name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The token, from the header or the query; empty ones count as missing.
    pub(crate) fn token(&self) -> Option<&str> {
        self.parameter("X-Plex-Token")
    }

    pub(crate) fn client_identifier(&self) -> Option<&str> {
        self.parameter("X-Plex-Client-Identifier")
    }

    /// Whether v2 answers JSON: only to exactly this `Accept`.
    pub(crate) fn wants_json(&self) -> bool {
        self.header("accept") == Some("application/json")
    }

    pub(crate) fn accepts_gzip(&self) -> bool {
        self.header("accept-encoding")
            .is_some_and(|value| value.contains("gzip"))
    }

    /// Whether the client wants the connection to end with this exchange.
    pub(crate) fn closes(&self) -> bool {
        self.header("connection")
            .is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }

    /// The parts of the path, empty ones left out.
    pub(crate) fn segments(&self) -> Vec<&str> {
        self.path
            .split('/')
            .filter(|part| !part.is_empty())
            .collect()
    }

    /// Every `X-Plex-…` value may come as a header or as a query parameter.
    fn parameter(&self, name: &str) -> Option<&str> {
        let in_query = || {
            let pairs = self
                .query
                .split('&')
                .filter_map(|pair| pair.split_once('='));
            pairs
                .into_iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value)
        };
        let found = self.header(&name.to_ascii_lowercase()).or_else(in_query);
        found.filter(|value| !value.is_empty())
    }
}

/// An answer that is still a document, so that a fault can change its meaning.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Body,
}

/// What an answer carries.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    Xml(Element),
    Json(Node),
    /// A content type, and the bytes.
    Raw(&'static str, Vec<u8>),
    Empty,
}

impl Reply {
    pub(crate) fn new(status: u16, body: Body) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
        }
    }

    pub(crate) fn raw(status: u16, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, Body::Raw(content_type, body.into()))
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Content type and bytes.
    pub(crate) fn render(&self) -> (&'static str, Vec<u8>) {
        match &self.body {
            Body::Xml(root) => (XML, root.render().into_bytes()),
            Body::Json(node) => (JSON, node.json().to_string().into_bytes()),
            Body::Raw(content_type, bytes) => (content_type, bytes.clone()),
            Body::Empty => (HTML, Vec::new()),
        }
    }
}

pub(crate) const XML: &str = "application/xml; charset=utf-8";
pub(crate) const JSON: &str = "application/json; charset=utf-8";
pub(crate) const HTML: &str = "text/html; charset=utf-8";
