//! Lists that an alias stands for: they are written out in its place, so that only this list changes.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Edit, PathStep};
use crate::yaml::emit::Value;
use crate::yaml::node::{Node, NodeKind};
use crate::yaml::tree::Document;

/// The edits with those of a list behind an alias taken together to one that puts a list of its own there.
pub(super) fn written_out<'e>(document: &Document, edits: &'e [Edit]) -> Cow<'e, [Edit]> {
    let lists: BTreeSet<&[PathStep]> = edits
        .iter()
        .filter_map(list_of)
        .filter(|list| aliased(document, list).is_some())
        .collect();
    if lists.is_empty() {
        return Cow::Borrowed(edits);
    }
    let mut all: Vec<Edit> = edits.to_vec();
    for list in lists {
        let value = aliased(document, list).and_then(|node| changed(node, edits, list));
        if let Some(value) = value {
            all.retain(|edit| list_of(edit) != Some(list));
            let path = list.to_vec();
            all.push(Edit::Set { path, value });
        }
    }
    Cow::Owned(all)
}

/// The list that an edit adds an item to or takes one from.
fn list_of(edit: &Edit) -> Option<&[PathStep]> {
    match edit {
        Edit::Append { path, .. } => Some(path),
        Edit::Remove { path } => match path.split_last()? {
            (PathStep::Index(_), list) => Some(list),
            (PathStep::Key(_), _) => None,
        },
        Edit::Set { .. } | Edit::Rename { .. } => None,
    }
}

/// The alias at a path to which no other alias leads.
fn aliased<'d>(document: &'d Document, path: &[PathStep]) -> Option<Node<'d>> {
    let mut node = document.root()?;
    for step in path {
        if node.is_alias() {
            return None;
        }
        node = match step {
            PathStep::Index(index) => node.items().nth(*index)?,
            PathStep::Key(key) => {
                let mut entries = node.own_entries();
                entries.find(|entry| entry.key.text() == Some(key))?.value
            }
        };
    }
    (node.is_alias() && node.kind() == NodeKind::Sequence).then_some(node)
}

/// The list after the edits; `None` if it holds what cannot be written.
fn changed(node: Node<'_>, edits: &[Edit], list: &[PathStep]) -> Option<Value> {
    let edits = edits.iter().filter(|edit| list_of(edit) == Some(list));
    let is_removed = |index: usize| {
        edits.clone().any(|edit| {
            matches!((edit, edit.path().last()), (Edit::Remove { .. }, Some(PathStep::Index(own))) if *own == index)
        })
    };
    let kept = node
        .items()
        .enumerate()
        .filter(|(index, _)| !is_removed(*index));
    let mut items: Vec<Value> = kept.map(|(_, item)| value(item)).collect::<Option<_>>()?;
    items.extend(edits.clone().filter_map(|edit| match edit {
        Edit::Append { value, .. } => Some(value.clone()),
        _ => None,
    }));
    let holds_mappings = items.iter().any(|item| matches!(item, Value::Mapping(_)));
    Some(match holds_mappings {
        true => Value::Sequence(items),
        false => Value::FlowSequence(items),
    })
}

/// What a node holds, aliases and `<<` followed; `None` if it cannot be written.
fn value(node: Node<'_>) -> Option<Value> {
    if node.unknown_tag().is_some() {
        return None;
    }
    match node.kind() {
        NodeKind::Null => Some(Value::Null),
        NodeKind::Bool(value) => Some(Value::Bool(value)),
        NodeKind::Int(value) => u64::try_from(value).ok().map(Value::Int),
        NodeKind::Text(text) if is_written_plainly(node, text) => {
            Some(Value::Plain(text.to_owned()))
        }
        NodeKind::Text(text) => Some(Value::Text(text.to_owned())),
        NodeKind::Float(_) => None,
        NodeKind::Sequence => {
            let items: Option<_> = node.items().map(value).collect();
            items.map(Value::FlowSequence)
        }
        NodeKind::Mapping => {
            let entries = node.entries();
            let entry = |key: Option<&str>, of| Some((key?.to_owned(), value(of)?));
            let entries = entries.iter().map(|one| entry(one.key.text(), one.value));
            entries.collect::<Option<_>>().map(Value::Mapping)
        }
    }
}

/// Whether a text stands there without quotes and needs none in any place, as a day does.
fn is_written_plainly(node: Node<'_>, text: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    node.source() == text && text.chars().all(is_plain)
}
