//! `/api/servers/{m}/shared_servers`: who is given one server, with dates and libraries.

use super::xml::{Announced, CONTAINER, Element, walk};
use super::{Listed, ParseError, ShareId, folded};
use crate::vocabulary::{LibraryId, PlexId, Timestamp};

const SHARE: &str = "SharedServer";
const SECTION: &str = "Section";

/// One server given to one person, or offered to an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SharedSection {
    pub(crate) id: LibraryId,
    pub(crate) shared: bool,
    pub(crate) title: String,
    pub(crate) kind: String,
}

/// Reads the list, sorted by share id. A person whose row names them and is otherwise wrong is odd; a row that names
/// its person in a way that cannot be read is passed over, with its share id kept.
pub(crate) fn parse(body: &[u8]) -> Result<Listed<ShareRow>, ParseError> {
    let mut announced = Announced::default();
    let mut rows: Vec<ShareRow> = Vec::new();
    let (mut odd, mut unnamed, mut passed_over) = (Vec::new(), Vec::new(), 0);
    let mut is_passed_over = false;
    walk(body, CONTAINER, |around, element| {
        match (around, element.name()) {
            ([], _) => announced = Announced::read(element)?,
            ([_], SHARE) => {
                let user = user(element);
                let row = share(user.clone().unwrap_or_default(), element);
                is_passed_over = row.is_err() || user.is_err();
                match (row, user) {
                    (Ok(row), Ok(_)) => rows.push(row),
                    (Ok(row), Err(_)) => unnamed.push(row.id),
                    (Err(error), Ok(Some(user))) => odd.push((user, error)),
                    (Err(error), _) => return Err(error),
                }
                passed_over += usize::from(is_passed_over);
            }
            ([_, parent], SECTION) if parent == SHARE => {
                if let Some(row) = rows.last_mut().filter(|_| !is_passed_over) {
                    match (section(element), row.user) {
                        (Ok(section), _) => row.sections.push(section),
                        (Err(error), Some(user)) => odd.push((user, error)),
                        (Err(error), None) => return Err(error),
                    }
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    let found = rows.len() + passed_over;
    for row in &mut rows {
        let sections = std::mem::take(&mut row.sections);
        match (
            folded(SECTION, sections, |s| s.id, |s| Some(s.id.0)),
            row.user,
        ) {
            (Ok(sections), _) => row.sections = sections,
            (Err(error), Some(user)) => odd.push((user, error)),
            (Err(error), None) => return Err(error),
        }
    }
    let mut rows = Listed::folded(SHARE, rows, odd, |row| row.id.0, |row| row.user);
    announced.check([found, rows.len() + passed_over])?;
    unnamed.sort_unstable();
    rows.unnamed = unnamed;
    Ok(rows)
}

fn user(element: &Element<'_>) -> Result<Option<PlexId>, ParseError> {
    let id = element.optional_id(SHARE, "userID")?;
    Ok(id.filter(|id| *id != 0).map(PlexId))
}

fn share(user: Option<PlexId>, element: &Element<'_>) -> Result<ShareRow, ParseError> {
    Ok(ShareRow {
        id: ShareId(element.id(SHARE, "id")?),
        user,
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
