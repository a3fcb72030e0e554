//! `/api/users`: friends, shared users and Home members, with the servers between them and the
//! account.

use super::xml::{Announced, CONTAINER, Element, walk};
use super::{ParseError, ShareId, folded};
use crate::vocabulary::{MachineId, PlexId};

const USER: &str = "User";
const SERVER: &str = "Server";

/// One person of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UserRow {
    pub(crate) id: PlexId,
    pub(crate) username: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) home: bool,
    pub(crate) restricted: bool,
    /// By share id. The account's own servers and the person's servers alike.
    pub(crate) servers: Vec<UserServer>,
}

/// A server shared in one direction or the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UserServer {
    pub(crate) share: ShareId,
    pub(crate) machine: MachineId,
    /// `None` when the list does not say.
    pub(crate) pending: Option<bool>,
    /// Whether the list says that it is not the account's own.
    pub(crate) is_foreign: bool,
}

/// Reads the list, sorted by id.
pub(crate) fn parse(body: &[u8]) -> Result<Vec<UserRow>, ParseError> {
    let mut announced = Announced::default();
    let mut rows: Vec<UserRow> = Vec::new();
    walk(body, CONTAINER, |around, element| {
        match (around, element.name()) {
            ([], _) => announced = Announced::read(element)?,
            ([_], USER) => rows.push(user(element)?),
            ([_, parent], SERVER) if parent == USER => {
                if let Some(row) = rows.last_mut() {
                    row.servers.extend(server(element)?);
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    let found = rows.len();
    for row in &mut rows {
        let servers = std::mem::take(&mut row.servers);
        row.servers = folded(SERVER, servers, |s| s.share, |s| Some(s.share.0))?;
    }
    let rows = folded(USER, rows, |row| row.id, |row| Some(row.id.0))?;
    announced.check([found, rows.len()])?;
    Ok(rows)
}

fn user(element: &Element<'_>) -> Result<UserRow, ParseError> {
    Ok(UserRow {
        id: PlexId(element.id(USER, "id")?),
        username: element.owned("username"),
        title: element.owned("title"),
        email: element.owned("email"),
        home: element.flag(USER, "home")?.unwrap_or(false),
        restricted: element.flag(USER, "restricted")?.unwrap_or(false),
        servers: Vec::new(),
    })
}

/// A server below a user. One that is not the account's own is passed over if it has no usable id: nothing is
/// concluded from it.
fn server(element: &Element<'_>) -> Result<Option<UserServer>, ParseError> {
    let is_foreign = element.flag(SERVER, "owned")? == Some(false);
    let server = || {
        Ok(UserServer {
            share: ShareId(element.id(SERVER, "id")?),
            machine: element.machine(SERVER, "machineIdentifier")?,
            pending: element.flag(SERVER, "pending")?,
            is_foreign,
        })
    };
    match server() {
        Err(_) if is_foreign => Ok(None),
        server => server.map(Some),
    }
}
