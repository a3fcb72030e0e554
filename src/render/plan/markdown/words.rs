//! What a change does, in the words of a table's cell.

use crate::change::{Act, Change, Field, FieldValue, Libraries, Share};
use crate::render::kit::markdown::escape::{Voice, code};
use crate::vocabulary::Handle;

/// The most items of a list that a cell names.
const MOST_ITEMS: usize = 10;

/// What an effect does; of an edit every field with its old and new value, except a list that follows from
/// another field.
pub(super) fn what(change: &Change, voice: Voice) -> String {
    let action = match &change.act {
        Act::Edit(edit) => &edit.action,
        Act::Effect(_, effect) => return voice.sentence(&effect.operation.what),
    };
    let fields = action.fields().into_iter();
    let shown = fields.filter(|field| !field.follows_another());
    // The name of a payer is that of a stranger, unlike the name of a server.
    let is_payer = change.subject.transaction().is_some();
    let shown: Vec<String> = shown
        .map(|shown| match is_payer && shown.name == "name" {
            true => field(&shown, "payer", voice),
            false => field(&shown, &shown.name, voice),
        })
        .collect();
    shown.join(", ")
}

/// A field with its values, masked like those of `key`.
fn field(field: &Field, key: &str, voice: Voice) -> String {
    let Field {
        name,
        before,
        after,
    } = field;
    let value = |of: &FieldValue| value(key, of, voice);
    let name = name.replace('_', " ");
    match (before, after) {
        (Some(before), Some(after)) => {
            format!("{name} {} → {}", value(before), value(after))
        }
        (None, Some(after)) => format!("{name} {}", value(after)),
        (Some(before), None) => format!("{name} was {}", value(before)),
        (None, None) => name,
    }
}

fn value(key: &str, value: &FieldValue, voice: Voice) -> String {
    match value {
        FieldValue::Text(text) => voice.value(key, text),
        FieldValue::List(items) => listed(key, items.iter().map(String::as_str), voice),
    }
}

/// What is shared: the server and which of its libraries.
pub(super) fn share(share: &Share, voice: Voice) -> String {
    let Share {
        server,
        libraries,
        invited: _,
        accepted: _,
    } = share;
    let libraries = match libraries {
        Libraries::All => "all libraries".to_owned(),
        Libraries::Some(handles) => listed("libraries", handles.iter().map(Handle::as_str), voice),
    };
    format!("{} ({libraries})", code(server.as_str()))
}

/// The items as code; past ten the rest is counted only.
fn listed<'i>(key: &str, items: impl ExactSizeIterator<Item = &'i str>, voice: Voice) -> String {
    let more = items.len().saturating_sub(MOST_ITEMS);
    let mut named: Vec<String> = items
        .take(MOST_ITEMS)
        .map(|item| voice.value(key, item))
        .collect();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    match named.is_empty() {
        true => "nothing".to_owned(),
        false => named.join(", "),
    }
}
