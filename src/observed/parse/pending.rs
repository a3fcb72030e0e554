//! `/api/v2/shared_servers/owned/pending`: offered shares, for when the list of invitations is
//! retired.

use serde::Deserialize;

use super::{ParseError, folded, json};
use crate::observed::Invitation;
use crate::vocabulary::PlexId;

const SHARE: &str = "share";

#[derive(Deserialize)]
struct Shape {
    #[serde(default, deserialize_with = "json::id")]
    id: Option<u64>,
    #[serde(default, deserialize_with = "json::text")]
    name: Option<String>,
    #[serde(default, rename = "invitedId", deserialize_with = "json::id")]
    invited_id: Option<u64>,
    #[serde(default, rename = "invitedEmail", deserialize_with = "json::text")]
    invited_email: Option<String>,
    #[serde(default)]
    invited: Option<Invited>,
    #[serde(default, rename = "leftAt", deserialize_with = "json::text")]
    left: Option<String>,
    #[serde(default, rename = "deletedAt", deserialize_with = "json::text")]
    deleted: Option<String>,
}

#[derive(Deserialize)]
struct Invited {
    #[serde(default, deserialize_with = "json::text")]
    username: Option<String>,
    #[serde(default, deserialize_with = "json::text")]
    email: Option<String>,
}

/// Reads the offered shares as one invitation per person and server, in a fixed order.
pub(crate) fn parse(body: &[u8]) -> Result<Vec<Invitation>, ParseError> {
    let shares: Vec<Shape> = json::read(body)?;
    let mut rows = Vec::new();
    for share in shares {
        let id = share.id.ok_or(ParseError::Value {
            entry: SHARE,
            field: "id",
        })?;
        let over = share.left.is_some() || share.deleted.is_some();
        if !over {
            rows.push((id, invitation(share)));
        }
    }
    let rows = folded(SHARE, rows, |row| row.0, |row| Some(row.0))?;
    Ok(rows.into_iter().map(|(_, invitation)| invitation).collect())
}

fn invitation(share: Shape) -> Invitation {
    let (username, email) = match share.invited {
        Some(invited) => (invited.username, invited.email),
        None => (None, None),
    };
    Invitation {
        id: share.invited_id.map(PlexId),
        username,
        email: share.invited_email.or(email),
        created: None,
        servers: share.name.into_iter().collect(),
    }
}
