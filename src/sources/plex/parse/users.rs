//! `/api/users`: friends, shared users and Home members, with the servers between them and the
//! account.

use super::xml::{Announced, CONTAINER, Element, walk};
use super::{Listed, ParseError, ShareId, folded};
use crate::vocabulary::{MachineId, PlexId};

const USER: &str = "User";
const SERVER: &str = "Server";

/// One person of the list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UserServer {
    pub(crate) share: ShareId,
    pub(crate) machine: MachineId,
    /// `None` when the list does not say.
    pub(crate) pending: Option<bool>,
    /// Whether the list says that it is not the account's own.
    pub(crate) is_foreign: bool,
}

/// Reads the list, sorted by id. A person whose entry has an id and is otherwise wrong is odd; one without a usable id
/// is passed over, with the shares of the account's servers that the entry names.
pub(crate) fn parse(body: &[u8]) -> Result<Listed<UserRow>, ParseError> {
    let mut announced = Announced::default();
    let mut rows: Vec<UserRow> = Vec::new();
    let (mut odd, mut unnamed, mut passed_over) = (Vec::new(), Vec::new(), 0);
    let mut is_passed_over = false;
    walk(body, CONTAINER, |around, element| {
        match (around, element.name()) {
            ([], _) => announced = Announced::read(element)?,
            ([_], USER) => {
                let id = element.id(USER, "id").map(PlexId);
                is_passed_over = id.is_err();
                let Ok(id) = id else {
                    passed_over += 1;
                    return Ok(());
                };
                let row = user(id, element);
                rows.push(row.unwrap_or_else(|error| {
                    odd.push((id, error));
                    named(id, element)
                }));
            }
            ([_, parent], SERVER) if parent == USER => {
                if is_passed_over {
                    let own = server(element)?.filter(|server| !server.is_foreign);
                    unnamed.extend(own.map(|server| server.share));
                } else if let Some(row) = rows.last_mut() {
                    match server(element) {
                        Ok(server) => row.servers.extend(server),
                        Err(error) => odd.push((row.id, error)),
                    }
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    let found = rows.len() + passed_over;
    for row in &mut rows {
        let servers = std::mem::take(&mut row.servers);
        match folded(SERVER, servers, |s| s.share, |s| Some(s.share.0)) {
            Ok(servers) => row.servers = servers,
            Err(error) => odd.push((row.id, error)),
        }
    }
    let mut rows = Listed::folded(USER, rows, odd, |row| row.id.0, |row| Some(row.id));
    announced.check([found, rows.len() + passed_over])?;
    unnamed.sort_unstable();
    rows.unnamed = unnamed;
    Ok(rows)
}

fn user(id: PlexId, element: &Element<'_>) -> Result<UserRow, ParseError> {
    Ok(UserRow {
        home: element.flag(USER, "home")?.unwrap_or(false),
        restricted: element.flag(USER, "restricted")?.unwrap_or(false),
        ..named(id, element)
    })
}

/// A person of whom only the names are certain.
fn named(id: PlexId, element: &Element<'_>) -> UserRow {
    UserRow {
        id,
        username: element.owned("username"),
        title: element.owned("title"),
        email: element.owned("email"),
        home: false,
        restricted: false,
        servers: Vec::new(),
    }
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
