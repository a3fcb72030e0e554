//! Documents made to hurt their reader.

use super::fault::HostileDocument;
use super::message::{HTML, JSON, Reply, Request, XML};

/// Where an answer repeats the caller's token.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Echo {
    /// In JSON that ends in the middle.
    CutJson,
    /// In XML that ends in the middle.
    CutXml,
    /// As the name of the root element.
    RootName,
    /// As an id that is no number.
    Id,
    /// In the message of a proper error document.
    ErrorMessage(u16),
    /// As the text of an element that should have none.
    Text,
    /// As the time to wait.
    RetryAfter,
}

/// The hostile answer to a request.
pub(crate) fn reply(document: HostileDocument, request: &Request) -> Reply {
    match document {
        HostileDocument::HtmlAt200 => Reply::raw(200, HTML, HTML_AT_200),
        HostileDocument::EntityBomb => Reply::raw(200, XML, entity_bomb()),
        HostileDocument::ExternalEntity => Reply::raw(200, XML, EXTERNAL_ENTITY),
        HostileDocument::Nested(depth) => Reply::raw(200, XML, nested(depth)),
        HostileDocument::NestedJson(depth) => {
            Reply::raw(200, JSON, "[".repeat(depth) + &"]".repeat(depth))
        }
        HostileDocument::NotUtf8 => Reply::raw(200, XML, NOT_UTF8),
        HostileDocument::RepeatedAttribute => Reply::raw(200, XML, REPEATED_ATTRIBUTE),
        HostileDocument::Empty => Reply::raw(200, XML, ""),
        HostileDocument::TokenEcho(echo) => echo.reply(request.token().unwrap_or("none")),
    }
}

const HTML_AT_200: &str =
    include_str!("../../fixtures/plex/constructed/errors/200_html_instead_of_xml.html");

const EXTERNAL_ENTITY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <!DOCTYPE MediaContainer [<!ENTITY secret SYSTEM \"file:///etc/passwd\">]>\n\
    <MediaContainer size=\"1\"><User id=\"1\" title=\"&secret;\"/></MediaContainer>\n";

const NOT_UTF8: &[u8] =
    b"<MediaContainer size=\"1\"><User id=\"1\" title=\"\xff\xfe\"/></MediaContainer>";

const REPEATED_ATTRIBUTE: &str =
    "<MediaContainer size=\"1\"><User id=\"1\" id=\"2\" title=\"x\"/></MediaContainer>";

/// Ten levels of ten: ten thousand million characters for a reader that expands them.
fn entity_bomb() -> String {
    let mut text = String::from("<?xml version=\"1.0\"?>\n<!DOCTYPE MediaContainer [\n");
    text.push_str("<!ENTITY a0 \"aaaaaaaaaa\">\n");
    for level in 1..10 {
        let inner = format!("&a{};", level - 1).repeat(10);
        text.push_str(&format!("<!ENTITY a{level} \"{inner}\">\n"));
    }
    text.push_str(
        "]>\n<MediaContainer size=\"1\"><User id=\"1\" title=\"&a9;\"/></MediaContainer>\n",
    );
    text
}

fn nested(depth: usize) -> String {
    let mut text =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<MediaContainer size=\"1\">");
    text.push_str(&"<User>".repeat(depth));
    text.push_str(&"</User>".repeat(depth));
    text.push_str("</MediaContainer>\n");
    text
}

impl Echo {
    fn reply(self, token: &str) -> Reply {
        match self {
            Self::CutJson => Reply::raw(
                200,
                JSON,
                format!("{{\"id\": 1, \"authToken\": \"{token}\", \"user"),
            ),
            Self::CutXml => Reply::raw(
                200,
                XML,
                format!("<MediaContainer size=\"1\"><User token=\"{token}"),
            ),
            Self::RootName => Reply::raw(200, XML, format!("<{token} size=\"0\"/>")),
            Self::Id => {
                let user = format!("<User id=\"{token}\" title=\"{token}\"/>");
                Reply::raw(
                    200,
                    XML,
                    format!("<MediaContainer size=\"1\">{user}</MediaContainer>"),
                )
            }
            Self::ErrorMessage(status) => {
                let message = format!("token {token} is refused");
                let error = format!(
                    "{{\"errors\":[{{\"code\":1001,\"message\":\"{message}\",\"status\":{status}}}]}}"
                );
                Reply::raw(status, JSON, error)
            }
            Self::Text => Reply::raw(
                200,
                XML,
                format!("<MediaContainer size=\"1\">{token}</MediaContainer>"),
            ),
            Self::RetryAfter => {
                Reply::raw(429, HTML, "slow down").header("Retry-After", token.to_owned())
            }
        }
    }
}
