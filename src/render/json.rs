//! The change set as one JSON document for programs.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::tame::text_of;
use super::{FileView, Shown};
use crate::plan::{AccountVerdict, Change, Field, GuardVerdict, Notice};

/// The version of the format: the minor part grows with new optional keys, the major with anything
/// else.
pub const FORMAT_VERSION: &str = "1.0";

/// The document, pretty-printed, with a final line break. Equal input gives equal bytes.
#[must_use]
pub fn plan(shown: &Shown<'_>) -> String {
    text_of(&document(shown))
}

/// The document itself, to be part of another one.
pub(crate) fn document<'s>(shown: &Shown<'s>) -> Document<'s> {
    let set = shown.change_set;
    let summary: BTreeMap<&str, usize> = set
        .summary()
        .into_iter()
        .map(|(kind, count)| (kind.word(), count))
        .collect();
    Document {
        format_version: FORMAT_VERSION,
        plexmgr: env!("CARGO_PKG_VERSION"),
        today: set.today.to_string(),
        complete: set.is_complete(),
        accounts: set.accounts.iter().map(account).collect(),
        changes: set.changes.iter().map(change).collect(),
        files: shown.files.iter().map(file).collect(),
        notices: set.notices.iter().map(notice).collect(),
        guards: set.guards.iter().map(guard).collect(),
        summary,
    }
}

/// The document of a plan; the order of its fields is part of the format.
#[derive(Serialize)]
pub(crate) struct Document<'a> {
    format_version: &'a str,
    plexmgr: &'a str,
    today: String,
    complete: bool,
    accounts: Vec<Value>,
    changes: Vec<Value>,
    files: Vec<Value>,
    notices: Vec<Value>,
    guards: Vec<Value>,
    summary: BTreeMap<&'a str, usize>,
}

fn account(verdict: &AccountVerdict) -> Value {
    let AccountVerdict {
        name,
        id,
        complete,
        servers,
        users,
    } = verdict;
    json!({
        "name": name.as_str(),
        "id": id.map(|id| id.to_string()),
        "complete": complete,
        "servers": servers,
        "users": users,
    })
}

/// One change, also as a line of the history shows it.
#[must_use]
pub fn change(change: &Change) -> Value {
    let Change {
        file,
        action,
        reason,
    } = change;
    let mut object = Map::new();
    object.insert("kind".into(), action.kind().word().into());
    if let Some(who) = action.who() {
        object.insert("user".into(), who.user.as_str().into());
        object.insert("plex_id".into(), who.plex_id.to_string().into());
    }
    if let Some(server) = action.server() {
        object.insert("server".into(), server.as_str().into());
    }
    if let Some(library) = action.library() {
        object.insert("library".into(), library.as_str().into());
    }
    object.insert("file".into(), file.as_ref().into());
    let fields = action.fields().into_iter().map(
        |Field {
             name,
             before,
             after,
         }| { (name.to_owned(), json!({"before": before, "after": after})) },
    );
    object.insert("fields".into(), Value::Object(fields.collect()));
    object.insert("reason".into(), reason.as_str().into());
    Value::Object(object)
}

fn file(view: &FileView) -> Value {
    let FileView { path, status, diff } = view;
    json!({"path": path.as_ref(), "status": status.word(), "diff": diff})
}

fn notice(notice: &Notice) -> Value {
    let Notice {
        kind,
        subject,
        message,
        place,
    } = notice;
    json!({
        "kind": kind.word(),
        "subject": subject,
        "message": message,
        "file": place.as_ref().map(|place| place.file.as_ref()),
        "line": place.as_ref().map(|place| place.line).filter(|line| *line > 0),
        "column": place.as_ref().map(|place| place.column).filter(|column| *column > 0),
    })
}

fn guard(verdict: &GuardVerdict) -> Value {
    let GuardVerdict {
        name,
        limit,
        found,
        refusal,
        accepted,
        to_accept,
    } = verdict;
    let mut guard = json!({
        "name": name.word(),
        "limit": limit,
        "found": found,
        "verdict": if refusal.is_some() { "refuse" } else { "pass" },
        "message": refusal,
    });
    if let Some(accepted) = accepted {
        guard["accepted"] = json!(accepted);
    }
    if let Some(number) = to_accept {
        guard["to_accept"] = json!(number);
    }
    guard
}
