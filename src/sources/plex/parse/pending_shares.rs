//! `/api/v2/shared_servers/owned/pending`: shares that are offered and not accepted, where the list of invitations
//! cannot be read.

use serde::Deserialize;

use super::invitations::in_order;
use super::{ParseError, json};
use crate::sources::plex::Invitation;
use crate::vocabulary::PlexId;

/// The fields used; the others, tokens among them, are not even stored.
#[derive(Deserialize)]
struct Shape {
    #[serde(default, deserialize_with = "json::text")]
    name: Option<String>,
    #[serde(default, rename = "invitedId", deserialize_with = "json::id")]
    invited_id: Option<u64>,
    #[serde(default, rename = "invitedEmail", deserialize_with = "json::text")]
    invited_email: Option<String>,
    #[serde(default)]
    invited: Option<Invited>,
    #[serde(default, rename = "acceptedAt", deserialize_with = "json::scalar")]
    accepted: Option<String>,
    #[serde(default, rename = "leftAt", deserialize_with = "json::scalar")]
    left: Option<String>,
    #[serde(default, rename = "deletedAt", deserialize_with = "json::scalar")]
    deleted: Option<String>,
}

/// The account that was invited.
#[derive(Deserialize)]
struct Invited {
    #[serde(default, deserialize_with = "json::text")]
    username: Option<String>,
    #[serde(default, deserialize_with = "json::text")]
    email: Option<String>,
}

/// Reads the list, in a fixed order, one invitation for each person and server. It does not say when they were sent.
pub(crate) fn parse(body: &[u8]) -> Result<Vec<Invitation>, ParseError> {
    let shares: Vec<Shape> = json::read(body)?;
    let is_over = |share: &Shape| {
        let ends = [&share.accepted, &share.left, &share.deleted];
        ends.into_iter().flatten().any(|time| time != "0")
    };
    let pending = shares.into_iter().filter(|share| !is_over(share));
    Ok(in_order(pending.map(invitation).collect()))
}

fn invitation(share: Shape) -> Invitation {
    let (username, email) = share
        .invited
        .map_or((None, None), |invited| (invited.username, invited.email));
    Invitation {
        id: share.invited_id.filter(|id| *id != 0).map(PlexId),
        username,
        email: share.invited_email.or(email),
        created: None,
        servers: share.name.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pending_shares_are_invitations_and_those_that_are_over_are_not() {
        let sample = include_bytes!(
            "../../../../tests/fixtures/plex/constructed/account-a/v2_shared_servers_owned_pending.json"
        );
        let read = parse(sample).expect("the sample is good");
        assert_eq!(read[0].id, None);
        let known = read.iter().find(|one| one.id == Some(PlexId(301_000_009)));
        let known = known.expect("late.responder");
        assert_eq!(known.username.as_deref(), Some("late.responder"));
        assert_eq!(known.servers, ["Atlas"]);
        let over = r#"[{"name":"Atlas","invitedId":7,"leftAt":"2026-01-01T00:00:00Z"},
            {"name":"Atlas","invitedId":8,"acceptedAt":null}]"#;
        let read = parse(over.as_bytes()).expect("it is good");
        let ids: Vec<_> = read.iter().map(|one| one.id).collect();
        assert_eq!(ids, [Some(PlexId(8))]);
    }
}
