//! `/api/v2/resources`: which servers belong to the account.

use serde::Deserialize;

use super::{ParseError, folded, json};
use crate::vocabulary::MachineId;

const RESOURCE: &str = "resource";

/// A server the account owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnServer {
    pub(crate) machine: MachineId,
    pub(crate) name: Option<String>,
}

impl OwnServer {
    /// A server of which only the key is known.
    pub(crate) fn without_name(machine: &MachineId) -> Self {
        Self {
            machine: machine.clone(),
            name: None,
        }
    }
}

/// The fields used; the others, tokens among them, are not even stored.
#[derive(Deserialize)]
struct Shape {
    #[serde(default, rename = "clientIdentifier", deserialize_with = "json::text")]
    client_identifier: Option<String>,
    #[serde(default, deserialize_with = "json::text")]
    name: Option<String>,
    /// Empty for some players, but always there.
    #[serde(deserialize_with = "json::text")]
    provides: Option<String>,
    #[serde(default, deserialize_with = "json::flag")]
    owned: Option<bool>,
}

/// Reads the account's own servers, sorted by machine identifier; players and the servers of
/// others are left out.
pub(crate) fn parse(body: &[u8]) -> Result<Vec<OwnServer>, ParseError> {
    let resources: Vec<Shape> = json::read(body)?;
    let mut own = Vec::new();
    for resource in resources.into_iter().filter(is_server) {
        // A server without an owner cannot be skipped safely.
        if resource.owned.ok_or_else(|| unusable("owned"))? {
            own.push(OwnServer {
                machine: resource
                    .client_identifier
                    .and_then(|text| text.parse().ok())
                    .ok_or_else(|| unusable("clientIdentifier"))?,
                name: resource.name,
            });
        }
    }
    folded(RESOURCE, own, |server| server.machine.clone(), |_| None)
}

fn is_server(resource: &Shape) -> bool {
    let provides = resource.provides.as_deref().unwrap_or_default();
    provides.split(',').any(|word| word.trim() == "server")
}

fn unusable(field: &'static str) -> ParseError {
    ParseError::Value {
        entry: RESOURCE,
        field,
    }
}
