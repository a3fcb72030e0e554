//! The plans and servers that a filter names, by handle or by name.

use std::collections::{BTreeMap, BTreeSet};

use super::{Key, SelectionError};
use crate::problem::{choices, listed};
use crate::records::schema::Records;
use crate::vocabulary::{Handle, folded, shown};

/// Recorded things by handle, with their names.
pub(super) type Named<'r> = BTreeMap<&'r Handle, Option<&'r str>>;

pub(super) fn named_plans(records: &Records) -> Named<'_> {
    let plans = records.plans.iter();
    plans
        .map(|(handle, plan)| (handle, plan.name.as_ref().map(|name| name.as_str())))
        .collect()
}

pub(super) fn named_servers(records: &Records) -> Named<'_> {
    let servers = records.servers.iter();
    servers
        .map(|(handle, server)| (handle, server.name.as_ref().map(|name| name.as_str())))
        .collect()
}

/// The plans or servers in all texts. A text that is a name with a comma in it is not split.
pub(super) fn handles<'t>(
    key: Key,
    texts: impl Iterator<Item = &'t str>,
    recorded: &Named<'_>,
) -> Result<BTreeSet<Handle>, SelectionError> {
    let mut found = BTreeSet::new();
    for text in texts.map(str::trim) {
        let values: Vec<&str> = match handle(key, text, recorded) {
            Ok(_) => vec![text],
            Err(_) => text.split(',').map(str::trim).collect(),
        };
        for value in values {
            found.insert(handle(key, value, recorded)?);
        }
    }
    Ok(found)
}

/// The plan or server with that handle, otherwise the only one with that name; case does not count.
fn handle(key: Key, typed: &str, recorded: &Named<'_>) -> Result<Handle, SelectionError> {
    let wanted = folded(typed);
    if let Some(handle) = recorded.keys().find(|handle| handle.key() == wanted) {
        return Ok((*handle).clone());
    }
    let is_called = |name: &Option<&str>| name.is_some_and(|name| folded(name) == wanted);
    let called = recorded.iter().filter(|(_, name)| is_called(name));
    let called: Vec<&Handle> = called.map(|(handle, _)| *handle).collect();
    match called.as_slice() {
        [handle] => Ok((*handle).clone()),
        [] => Err(not_recorded(key, typed, recorded)),
        several => Err(SelectionError {
            message: format!(
                "the name `{}` belongs to several {}s",
                shown(typed),
                key.word()
            ),
            hint: format!(
                "use a handle: {}",
                listed(several.iter().map(|handle| handle.as_str()))
            ),
        }),
    }
}

fn not_recorded(key: Key, typed: &str, recorded: &Named<'_>) -> SelectionError {
    let word = key.word();
    let message = match typed {
        "" => format!("a {word} requires a handle or a name"),
        typed => format!("there is no {word} `{}`", shown(typed)),
    };
    let handles: Vec<&str> = recorded.keys().map(|handle| handle.as_str()).collect();
    SelectionError {
        message,
        hint: choices(typed, &format!("recorded {word}s are"), handles),
    }
}
