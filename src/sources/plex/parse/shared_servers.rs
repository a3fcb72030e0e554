//! `/api/servers/{m}/shared_servers`: who is given one server, with dates and libraries.

use super::xml::{Announced, CONTAINER, Element, walk};
use super::{ParseError, ShareId, folded};
use crate::vocabulary::{LibraryId, PlexId, Timestamp};

const SHARE: &str = "SharedServer";
const SECTION: &str = "Section";

/// One server given to one person, or offered to an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShareRow {
    pub(crate) id: ShareId,
    /// `None` while the invited address has no account.
    pub(crate) user: Option<PlexId>,
    /// The person's user name.
    pub(crate) username: Option<String>,
    /// The person's address, or the one that was invited.
    pub(crate) email: Option<String>,
    pub(crate) invited: Option<Timestamp>,
    /// `None` while it is not accepted.
    pub(crate) accepted: Option<Timestamp>,
    pub(crate) all_libraries: bool,
    /// Every library of the server, by id, shared or not.
    pub(crate) sections: Vec<SharedSection>,
}

/// A library below a share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SharedSection {
    pub(crate) id: LibraryId,
    pub(crate) shared: bool,
    pub(crate) title: String,
    pub(crate) kind: String,
}

/// Reads the list, sorted by share id.
pub(crate) fn parse(body: &[u8]) -> Result<Vec<ShareRow>, ParseError> {
    let mut announced = Announced::default();
    let mut rows: Vec<ShareRow> = Vec::new();
    walk(body, CONTAINER, |around, element| {
        match (around, element.name()) {
            ([], _) => announced = Announced::read(element)?,
            ([_], SHARE) => rows.push(share(element)?),
            ([_, parent], SECTION) if parent == SHARE => {
                if let Some(row) = rows.last_mut() {
                    row.sections.push(section(element)?);
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    let found = rows.len();
    for row in &mut rows {
        let sections = std::mem::take(&mut row.sections);
        row.sections = folded(SECTION, sections, |s| s.id, |s| Some(s.id.0))?;
    }
    let rows = folded(SHARE, rows, |row| row.id, |row| Some(row.id.0))?;
    announced.check([found, rows.len()])?;
    Ok(rows)
}

fn share(element: &Element<'_>) -> Result<ShareRow, ParseError> {
    Ok(ShareRow {
        id: ShareId(element.id(SHARE, "id")?),
        user: element
            .optional_id(SHARE, "userID")?
            .filter(|id| *id != 0)
            .map(PlexId),
        username: element.owned("username"),
        email: element.owned("email"),
        invited: element.time(SHARE, "invitedAt")?,
        accepted: element.time(SHARE, "acceptedAt")?,
        all_libraries: element.flag(SHARE, "allLibraries")?.unwrap_or(false),
        sections: Vec::new(),
    })
}

fn section(element: &Element<'_>) -> Result<SharedSection, ParseError> {
    Ok(SharedSection {
        id: LibraryId(element.id(SECTION, "id")?),
        shared: element.flag(SECTION, "shared")?.unwrap_or(false),
        title: element.owned("title").unwrap_or_default(),
        kind: element.owned("type").unwrap_or_default(),
    })
}
