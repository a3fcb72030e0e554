//! What an intent means for the children of one collection.

use std::collections::{HashMap, HashSet};

use super::Refusal;
use super::editor::{Editor, Position};
use super::wanted::WantedEdits;
use crate::yaml::emit::Value;
use crate::yaml::emit::{is_inline, scalar_text, scalar_text_like};
use crate::yaml::node::Node;
use crate::yaml::tree::{Content, Document, EntryNodes, NodeId, SequenceItem};

/// A child of a collection: an entry with its key, or an item with its dash.
#[derive(Clone, Copy)]
pub(super) struct Child<'d> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) node: NodeId,
    pub(super) place: Position<'d>,
}

/// What is to happen to the children of one collection.
pub(super) struct Changes<'d, 'i, 'e> {
    pub(super) children: Vec<Child<'d>>,
    pub(super) removed: Vec<bool>,
    /// By number of the child, in order.
    pub(super) inner: Vec<(usize, &'i WantedEdits<'e>)>,
    pub(super) added: Added,
}

/// New last children of a collection.
pub(super) enum Added {
    Items(Vec<Value>),
    Entries(Vec<(String, Value)>),
}

impl Added {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Items(items) => items.is_empty(),
            Self::Entries(entries) => entries.is_empty(),
        }
    }

    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Items(items) => Value::Sequence(items.clone()),
            Self::Entries(entries) => Value::Mapping(entries.clone()),
        }
    }

    pub(super) fn holds_blocks(&self) -> bool {
        let is_block = |value: &Value| !is_inline(value);
        match self {
            Self::Items(items) => items.iter().any(is_block),
            Self::Entries(entries) => entries.iter().any(|(_, value)| is_block(value)),
        }
    }
}

impl<'d> Editor<'d> {
    pub(super) fn changes_of_mapping<'i, 'e>(
        &mut self,
        node: NodeId,
        entries: &'d [EntryNodes],
        intent: &'i WantedEdits<'e>,
    ) -> Result<Changes<'d, 'i, 'e>, Refusal> {
        if !intent.items.is_empty() {
            return Err(self.refusal_at(node, "this is a mapping, not a list"));
        }
        self.refuse_double_keys(node, entries, intent)?;
        let children: Vec<_> = entries
            .iter()
            .map(|entry| entry_child(self.document, entry))
            .collect();
        let mut removed = vec![false; children.len()];
        let (mut inner, mut added) = (Vec::new(), Vec::new());
        for (key, wanted) in &intent.keys {
            match self.numbers_of(node, entries, key) {
                [] => {
                    let place = self.data(node).start as usize;
                    self.refuse_merged(node, key, wanted)?;
                    if wanted.rename.is_some() {
                        return Err(self.refusal(place, "the entry to rename is not here"));
                    }
                    added.push(((*key).to_owned(), self.value_of(wanted, place)?));
                }
                [number] if wanted.remove => removed[*number] = true,
                [number] => {
                    let number = *number;
                    if let Some(new) = wanted.rename {
                        self.rename(&entries[number], new);
                    }
                    if !wanted.is_empty() {
                        inner.push((number, wanted));
                    }
                }
                [_, second, ..] => {
                    let second = entries[*second].key;
                    return Err(
                        self.refusal_at(second, &format!("the key `{key}` is duplicated here"))
                    );
                }
            }
        }
        inner.sort_by_key(|(number, _)| *number);
        Ok(Changes {
            children,
            removed,
            inner,
            added: Added::Entries(added),
        })
    }

    pub(super) fn changes_of_sequence<'i, 'e>(
        &self,
        node: NodeId,
        children: Vec<Child<'d>>,
        intent: &'i WantedEdits<'e>,
    ) -> Result<Changes<'d, 'i, 'e>, Refusal> {
        let mut removed = vec![false; children.len()];
        let mut inner = Vec::new();
        for (number, wanted) in &intent.items {
            match removed.get_mut(*number) {
                None => {
                    let reason = format!("there is no item number {}", number.saturating_add(1));
                    return Err(self.refusal_at(node, &reason));
                }
                Some(_) if wanted.rename.is_some() => {
                    return Err(self.refusal_at(node, "an item of a list has no key"));
                }
                Some(removed) if wanted.remove => *removed = true,
                Some(_) => inner.push((*number, wanted)),
            }
        }
        let added = intent
            .appended
            .iter()
            .map(|value| (*value).clone())
            .collect();
        Ok(Changes {
            children,
            removed,
            inner,
            added: Added::Items(added),
        })
    }

    /// Refuses a new key that another entry has once all edits are done.
    fn refuse_double_keys(
        &mut self,
        node: NodeId,
        entries: &'d [EntryNodes],
        intent: &WantedEdits<'_>,
    ) -> Result<(), Refusal> {
        let mut taken = HashSet::new();
        for new in intent.keys.iter().filter_map(|(_, wanted)| wanted.rename) {
            let stays = match (self.numbers_of(node, entries, new), intent.below_key(new)) {
                ([], wanted) => wanted.is_some(),
                (_, None) => true,
                (_, Some(wanted)) => !wanted.remove && wanted.rename.is_none(),
            };
            if stays || !taken.insert(new) {
                return Err(self.refusal_at(node, &format!("the key `{new}` is already here")));
            }
        }
        Ok(())
    }

    /// Writes another key in the place of an entry's key.
    fn rename(&mut self, entry: &EntryNodes, new: &str) {
        let data = self.data(entry.key);
        let value = Value::Text(new.to_owned());
        let text = match data.content {
            Content::Scalar { style, .. } => scalar_text_like(&value, style, true),
            _ => scalar_text(&value, true),
        };
        self.splice(data.start as usize..data.end as usize, text);
    }

    /// The numbers of the entries with a key, all of them.
    fn numbers_of(&mut self, node: NodeId, entries: &'d [EntryNodes], key: &str) -> &[usize] {
        let document = self.document;
        let numbers = self.keys.entry(node).or_insert_with(|| {
            let mut numbers: HashMap<&str, Vec<usize>> = HashMap::new();
            for (number, entry) in entries.iter().enumerate() {
                if let Some(text) = Node::new(document, entry.key).text() {
                    numbers.entry(text).or_default().push(number);
                }
            }
            numbers
        });
        numbers.get(key).map_or(&[], Vec::as_slice)
    }
}

/// The children of a node; nothing for a scalar or an alias.
pub(super) fn children_of(document: &Document, node: NodeId) -> Vec<Child<'_>> {
    match &document.node(node).content {
        Content::Sequence { items, .. } => items
            .iter()
            .map(|item| item_child(document, item))
            .collect(),
        Content::Mapping { entries, .. } => entries
            .iter()
            .map(|entry| entry_child(document, entry))
            .collect(),
        Content::Scalar { .. } | Content::Alias(_) => Vec::new(),
    }
}

fn item_child<'d>(document: &'d Document, item: &SequenceItem) -> Child<'d> {
    let start = item.start as usize;
    Child {
        start,
        end: (document.node(item.node).end as usize).max(start + 1),
        node: item.node,
        place: Position::Item { start },
    }
}

fn entry_child<'d>(document: &'d Document, entry: &'d EntryNodes) -> Child<'d> {
    let value = document.node(entry.value);
    let written = entry
        .colon
        .map_or(0, |colon| colon + 1)
        .max(document.node(entry.key).end);
    let end = if value.end > value.outer {
        value.end.max(written)
    } else {
        written
    };
    let start = entry.start as usize;
    Child {
        start,
        end: (end as usize).max(start + usize::from(entry.explicit)),
        node: entry.value,
        place: Position::Value(entry),
    }
}
