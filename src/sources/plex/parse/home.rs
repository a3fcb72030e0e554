//! `/api/home/users`: the members of the account's Plex Home.

use super::xml::{Announced, CONTAINER, Element, walk};
use super::{ParseError, folded};
use crate::vocabulary::PlexId;

const USER: &str = "User";

/// One member; the account itself and a guest may be among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HomeMember {
    pub(crate) id: PlexId,
    pub(crate) username: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) restricted: bool,
    /// The one guest a Home may have, who need not be in the list of users.
    pub(crate) guest: bool,
}

/// Reads the list, sorted by id.
pub(crate) fn parse(body: &[u8]) -> Result<Vec<HomeMember>, ParseError> {
    let mut announced = Announced::default();
    let mut rows = Vec::new();
    walk(body, CONTAINER, |around, element| {
        match (around, element.name()) {
            ([], _) => announced = Announced::read(element)?,
            ([_], USER) => rows.push(member(element)?),
            _ => {}
        }
        Ok(())
    })?;
    let found = rows.len();
    let rows = folded(USER, rows, |row| row.id, |row| Some(row.id.0))?;
    announced.check([found, rows.len()])?;
    Ok(rows)
}

fn member(element: &Element<'_>) -> Result<HomeMember, ParseError> {
    Ok(HomeMember {
        id: PlexId(element.id(USER, "id")?),
        username: element.owned("username"),
        title: element.owned("title"),
        email: element.owned("email"),
        restricted: element.flag(USER, "restricted")?.unwrap_or(false),
        guest: element.flag(USER, "guest")?.unwrap_or(false),
    })
}
