//! The parsers of plex.tv's answers by name, their results as text.

use std::fmt::Debug;

use super::parse::{self, ParseError};

/// A document of plex.tv, by the endpoint that answers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlexDocument {
    /// `/api/v2/user`, JSON.
    Account,
    /// `/api/v2/resources`, JSON.
    Resources,
    /// `/api/users`, XML.
    Users,
    /// `/api/invites/requested`, XML.
    Invitations,
    /// `/api/home/users`, XML.
    HomeUsers,
    /// `/api/servers/{machine}`, XML.
    Server,
    /// `/api/servers/{machine}/shared_servers`, XML.
    SharedServers,
}

/// Everything that is understood of a body, written out; equal texts are equal documents.
///
/// # Errors
/// What is said about a body that is not understood.
pub fn read_plex_document(document: PlexDocument, body: &[u8]) -> Result<String, String> {
    match document {
        PlexDocument::Account => written(parse::account::parse(body)),
        PlexDocument::Resources => written(parse::resources::parse(body)),
        PlexDocument::Users => written(parse::users::parse(body)),
        PlexDocument::Invitations => written(parse::invitations::parse(body)),
        PlexDocument::HomeUsers => written(parse::home::parse(body)),
        PlexDocument::Server => written(parse::server::parse(body)),
        PlexDocument::SharedServers => written(parse::shared_servers::parse(body)),
    }
}

fn written(read: Result<impl Debug, ParseError>) -> Result<String, String> {
    match read {
        Ok(document) => Ok(format!("{document:?}")),
        Err(error) => Err(error.to_string()),
    }
}
