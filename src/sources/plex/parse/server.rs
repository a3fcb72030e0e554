//! `/api/servers/{m}`: one server and its libraries.

use super::xml::{Announced, CONTAINER, Element, walk};
use super::{ParseError, folded};
use crate::sources::plex::ObservedLibrary;
use crate::vocabulary::{LibraryId, MachineId};

const SERVER: &str = "Server";
const SECTION: &str = "Section";

/// What the endpoint says about the one server it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerCatalogue {
    /// The caller compares it with what it asked for.
    pub(crate) machine: MachineId,
    pub(crate) name: Option<String>,
    /// By id.
    pub(crate) libraries: Vec<ObservedLibrary>,
}

impl ServerCatalogue {
    /// A server of which only the key is known.
    pub(crate) fn empty(machine: MachineId) -> Self {
        Self {
            machine,
            name: None,
            libraries: Vec::new(),
        }
    }
}

/// Reads the server, its libraries sorted by id.
pub(crate) fn parse(body: &[u8]) -> Result<ServerCatalogue, ParseError> {
    let mut announced = Announced::default();
    let mut servers = Vec::new();
    let mut libraries = Vec::new();
    walk(body, CONTAINER, |around, element| {
        match (around, element.name()) {
            ([], _) => announced = Announced::read(element)?,
            ([_], SERVER) => servers.push(ServerCatalogue {
                machine: element.machine(SERVER, "machineIdentifier")?,
                name: element.owned("name"),
                libraries: Vec::new(),
            }),
            ([_, parent], SECTION) if parent == SERVER => libraries.push(library(element)?),
            _ => {}
        }
        Ok(())
    })?;
    // The number at the root counts the libraries, or, read literally, the one server.
    announced.check([libraries.len(), servers.len()])?;
    let libraries = folded(
        SECTION,
        libraries,
        |library| library.id,
        |library| Some(library.id.0),
    )?;
    match (servers.pop(), servers.is_empty()) {
        (Some(server), true) => Ok(ServerCatalogue {
            libraries,
            ..server
        }),
        (None, _) => Err(ParseError::Value {
            entry: CONTAINER,
            field: SERVER,
        }),
        (Some(_), false) => Err(ParseError::Duplicate {
            entry: SERVER,
            id: None,
        }),
    }
}

fn library(element: &Element<'_>) -> Result<ObservedLibrary, ParseError> {
    Ok(ObservedLibrary {
        id: LibraryId(element.id(SECTION, "id")?),
        title: element.owned("title").unwrap_or_default(),
        kind: element.owned("type").unwrap_or_default(),
    })
}
