//! `/api/v2/user`: whose token it is.

use serde::Deserialize;

use super::{ParseError, json};
use crate::sources::plex::Owner;
use crate::vocabulary::PlexId;

/// What the endpoint says about the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountAnswer {
    pub(crate) owner: Owner,
    /// Whether the account belongs to a Plex Home.
    pub(crate) home: bool,
}

/// The fields used; the others, the echoed token among them, are not even stored.
#[derive(Deserialize)]
struct Shape {
    #[serde(default, deserialize_with = "json::id")]
    id: Option<u64>,
    #[serde(default, deserialize_with = "json::text")]
    username: Option<String>,
    #[serde(default, deserialize_with = "json::text")]
    title: Option<String>,
    #[serde(default, deserialize_with = "json::text")]
    email: Option<String>,
    #[serde(default, deserialize_with = "json::flag")]
    home: Option<bool>,
}

/// Reads the account.
pub(crate) fn parse(body: &[u8]) -> Result<AccountAnswer, ParseError> {
    let shape: Shape = json::read(body)?;
    let id = shape.id.filter(|id| *id != 0).ok_or(ParseError::Value {
        entry: "user",
        field: "id",
    })?;
    Ok(AccountAnswer {
        owner: Owner {
            id: PlexId(id),
            username: shape.username,
            title: shape.title,
            email: shape.email,
        },
        home: shape.home.unwrap_or(false),
    })
}
