//! `/api/invites/requested`: invitations sent and not yet accepted.

use super::xml::{Announced, CONTAINER, Element, walk};
use super::{ParseError, value};
use crate::sources::plex::Invitation;
use crate::vocabulary::PlexId;

const INVITE: &str = "Invite";
const SERVER: &str = "Server";

/// Reads the list, in a fixed order.
pub(crate) fn parse(body: &[u8]) -> Result<Vec<Invitation>, ParseError> {
    let mut announced = Announced::default();
    let mut rows: Vec<Invitation> = Vec::new();
    walk(body, CONTAINER, |around, element| {
        match (around, element.name()) {
            ([], _) => announced = Announced::read(element)?,
            ([_], INVITE) => rows.push(invitation(element)?),
            ([_, parent], SERVER) if parent == INVITE => {
                let row = rows.last_mut();
                if let (Some(row), Some(name)) = (row, element.owned("name")) {
                    row.servers.push(name);
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    let found = rows.len();
    for row in &mut rows {
        row.servers.sort();
    }
    // The same person may be invited as a friend, to the Home and to a server; each is a row.
    let rows = in_order(rows);
    announced.check([found, rows.len()])?;
    Ok(rows)
}

/// Each invitation once, in a fixed order.
pub(super) fn in_order(mut rows: Vec<Invitation>) -> Vec<Invitation> {
    rows.sort_by(|a, b| parts(a).cmp(&parts(b)));
    rows.dedup();
    rows
}

fn parts(row: &Invitation) -> impl Ord + '_ {
    (row.id, &row.email, row.created, &row.servers, &row.username)
}

fn invitation(element: &Element<'_>) -> Result<Invitation, ParseError> {
    // The id of an invitation is the invited account's number, or the address if there is none.
    let text = element.text("id");
    let text = text.filter(|text| *text != "0");
    let id = text.and_then(value::id).map(PlexId);
    let address = text.filter(|_| id.is_none()).map(str::to_owned);
    Ok(Invitation {
        id,
        username: element.owned("username"),
        email: element.owned("email").or(address),
        created: element.time(INVITE, "createdAt")?,
        servers: Vec::new(),
    })
}
