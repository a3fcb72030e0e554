//! Walks along an intent and the tree together, and decides what kind of splice each place needs.
//!
//! Start at [`Editor::change`]. Children of block collections are in `block`, of flow collections
//! in `flow`, whole values in `replace` and `fill`.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use super::Refusal;
use super::intent::Intent;
use super::layout::{self, Seen};
use super::page::Page;
use super::splice::Splice;
use crate::yaml::emit::Layout;
use crate::yaml::node::{Kind, Node};
use crate::yaml::tree::{CollectionStyle, Content, Document, Entry, NodeData, NodeId, Tag};
use crate::yaml::value::Value;

/// Collects splices for one document.
pub(super) struct Editor<'d> {
    pub(super) document: &'d Document,
    pub(super) page: Page<'d>,
    pub(super) splices: Vec<Splice>,
    overall: OnceCell<Seen>,
    keys: HashMap<NodeId, HashMap<&'d str, Vec<usize>>>,
}

/// A node and the place it stands in.
#[derive(Clone, Copy)]
pub(super) struct Slot<'d> {
    pub(super) node: NodeId,
    pub(super) place: Place<'d>,
    /// The column of the innermost block collection's children that lead to this node.
    pub(super) column: usize,
    /// Whether the node stands between brackets.
    pub(super) in_flow: bool,
}

/// What a node is to its parent.
#[derive(Clone, Copy)]
pub(super) enum Place<'d> {
    Root,
    /// The value of an entry.
    Value(&'d Entry),
    /// An item; in block style with its dash at `start`.
    Item {
        start: usize,
    },
}

/// A child of a collection: an entry with its key, or an item with its dash.
#[derive(Clone, Copy)]
pub(super) struct Child<'d> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) node: NodeId,
    pub(super) place: Place<'d>,
}

/// What is to happen to the children of one collection.
pub(super) struct Changes<'d, 'i, 'e> {
    pub(super) children: Vec<Child<'d>>,
    pub(super) removed: Vec<bool>,
    /// By number of the child, in order.
    pub(super) inner: Vec<(usize, &'i Intent<'e>)>,
    pub(super) added: Added,
}

/// New last children of a collection.
pub(super) enum Added {
    Items(Vec<Value>),
    Entries(Vec<(String, Value)>),
}

impl<'d> Editor<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self {
            document,
            page: Page::new(document),
            splices: Vec::new(),
            overall: OnceCell::new(),
            keys: HashMap::new(),
        }
    }

    /// Does what an intent wants of the whole document.
    pub(super) fn change_document(&mut self, intent: &Intent<'_>) -> Result<(), Refusal> {
        if intent.remove || intent.replace.is_some() {
            return Err(self.refusal(0, "the whole document cannot be replaced"));
        }
        match self.document.root {
            Some(node) => {
                let slot = Slot {
                    node,
                    place: Place::Root,
                    column: 0,
                    in_flow: false,
                };
                self.change(slot, intent)
            }
            None => {
                let value = self.value_of(intent, 0)?;
                self.fill_root(&value);
                Ok(())
            }
        }
    }

    /// Does what an intent wants of a node.
    pub(super) fn change(&mut self, slot: Slot<'d>, intent: &Intent<'_>) -> Result<(), Refusal> {
        self.refuse_shared(slot.node)?;
        if let Some(value) = intent.replace {
            return self.replace(slot, value);
        }
        match &self.data(slot.node).content {
            Content::Mapping { style, entries } if intent.appended.is_empty() => {
                let changes = self.changes_of_mapping(slot.node, entries, intent)?;
                self.change_children(slot, *style, &changes)
            }
            Content::Sequence { style, items } if intent.keys.is_empty() => {
                let child = |item: &crate::yaml::tree::Item| {
                    let (start, place) = (
                        item.start as usize,
                        Place::Item {
                            start: item.start as usize,
                        },
                    );
                    let end = (self.data(item.node).end as usize).max(start + 1);
                    Child {
                        start,
                        end,
                        node: item.node,
                        place,
                    }
                };
                let children: Vec<_> = items.iter().map(child).collect();
                let changes = self.changes_of_sequence(slot.node, children, intent)?;
                self.change_children(slot, *style, &changes)
            }
            _ if Node::new(self.document, slot.node).kind() == Kind::Null => {
                let value = self.value_of(intent, self.data(slot.node).start as usize)?;
                self.replace(slot, &value)
            }
            Content::Mapping { .. } => {
                Err(self.refusal_at(slot.node, "this is a mapping, not a list"))
            }
            Content::Sequence { .. } => {
                Err(self.refusal_at(slot.node, "this is a list, not a mapping"))
            }
            Content::Scalar { .. } | Content::Alias(_) => {
                Err(self.refusal_at(slot.node, "this is a single value, not a list or mapping"))
            }
        }
    }

    fn change_children(
        &mut self,
        slot: Slot<'d>,
        style: CollectionStyle,
        changes: &Changes<'d, '_, '_>,
    ) -> Result<(), Refusal> {
        for (child, removed) in changes.children.iter().zip(&changes.removed) {
            if *removed {
                self.refuse_anchors_within(child.start..child.end)?;
            }
        }
        let none_left = changes.removed.iter().all(|removed| *removed);
        match style {
            CollectionStyle::Block if none_left => self.replace(slot, &changes.added.to_value()),
            CollectionStyle::Pair if none_left => self.replace(slot, &changes.added.to_value()),
            CollectionStyle::Flow if none_left && self.needs_other_style(slot, changes) => {
                self.replace(slot, &changes.added.to_value())
            }
            CollectionStyle::Block => self.change_block(slot, changes),
            CollectionStyle::Flow | CollectionStyle::Pair => self.change_flow(slot, style, changes),
        }
    }

    /// Whether an emptied flow collection is written anew: always when it held something, and when
    /// it is to hold blocks outside of other brackets.
    fn needs_other_style(&self, slot: Slot<'d>, changes: &Changes<'d, '_, '_>) -> bool {
        let is_root = matches!(slot.place, Place::Root);
        let wants_block = is_root || changes.added.holds_blocks();
        !changes.children.is_empty() || (!changes.added.is_empty() && !slot.in_flow && wants_block)
    }

    fn changes_of_mapping<'i, 'e>(
        &mut self,
        node: NodeId,
        entries: &'d [Entry],
        intent: &'i Intent<'e>,
    ) -> Result<Changes<'d, 'i, 'e>, Refusal> {
        if !intent.items.is_empty() {
            return Err(self.refusal_at(node, "this is a mapping, not a list"));
        }
        let children: Vec<_> = entries.iter().map(|entry| self.child_of(entry)).collect();
        let mut removed = vec![false; children.len()];
        let (mut inner, mut added) = (Vec::new(), Vec::new());
        for (key, wanted) in &intent.keys {
            match self.numbers_of(node, entries, key) {
                [] => {
                    let place = self.data(node).start as usize;
                    self.refuse_merged(node, key, wanted)?;
                    added.push(((*key).to_owned(), self.value_of(wanted, place)?));
                }
                [number] if wanted.remove => removed[*number] = true,
                [number] => inner.push((*number, wanted)),
                [_, second, ..] => {
                    let second = entries[*second].key;
                    return Err(
                        self.refusal_at(second, &format!("the key `{key}` stands here twice"))
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

    fn changes_of_sequence<'i, 'e>(
        &self,
        node: NodeId,
        children: Vec<Child<'d>>,
        intent: &'i Intent<'e>,
    ) -> Result<Changes<'d, 'i, 'e>, Refusal> {
        let mut removed = vec![false; children.len()];
        let mut inner = Vec::new();
        for (number, wanted) in &intent.items {
            match removed.get_mut(*number) {
                None => {
                    let reason = format!("there is no item number {}", number.saturating_add(1));
                    return Err(self.refusal_at(node, &reason));
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

    fn child_of(&self, entry: &'d Entry) -> Child<'d> {
        let value = self.data(entry.value);
        let written = entry
            .colon
            .map_or(0, |colon| colon + 1)
            .max(self.data(entry.key).end);
        let end = if value.end > value.outer {
            value.end.max(written)
        } else {
            written
        };
        let start = entry.start as usize;
        let end = (end as usize).max(start + usize::from(entry.explicit));
        Child {
            start,
            end,
            node: entry.value,
            place: Place::Value(entry),
        }
    }

    /// The numbers of the entries with a key, all of them.
    fn numbers_of(&mut self, node: NodeId, entries: &'d [Entry], key: &str) -> &[usize] {
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

    /// The value an intent makes where there is none yet.
    fn value_of(&self, intent: &Intent<'_>, place: usize) -> Result<Value, Refusal> {
        intent
            .to_value()
            .ok_or_else(|| self.refusal(place, "what is to be changed is not here"))
    }

    /// An own entry may override a merged one as a whole, but not change a part of it.
    fn refuse_merged(&self, node: NodeId, key: &str, wanted: &Intent<'_>) -> Result<(), Refusal> {
        if wanted.replace.is_some() {
            return Ok(());
        }
        let node = Node::new(self.document, node);
        let merge = node.own_entries().find(|entry| {
            let sources = entry.merge_sources().unwrap_or_default();
            let mut found = sources.iter().flat_map(|source| source.entries());
            found.any(|entry| entry.key.text() == Some(key))
        });
        match merge {
            None => Ok(()),
            Some(merge) => {
                let reason = format!("`{key}` comes from another mapping, by `<<`");
                Err(self.refusal_at(merge.key.id(), &reason))
            }
        }
    }

    fn refuse_shared(&self, node: NodeId) -> Result<(), Refusal> {
        let data = self.data(node);
        if let Content::Alias(target) = data.content {
            let target = self.data(target).outer as usize;
            let (line, _) = self.document.position(target);
            let reason = format!("the alias stands for the value anchored in line {line}");
            return Err(self.refusal_at(node, &reason));
        }
        if data.anchored {
            let reason = "the value has an anchor, so that a change may show in other places";
            return Err(self.refusal(data.outer as usize, reason));
        }
        if data.tag == Tag::Unknown {
            return Err(self.refusal(
                data.outer as usize,
                "the value has a tag of unknown meaning",
            ));
        }
        Ok(())
    }

    /// Refuses to take away what aliases elsewhere may stand for.
    pub(super) fn refuse_anchors_within(&self, range: Range<usize>) -> Result<(), Refusal> {
        let nodes = &self.document.nodes;
        let first = nodes.partition_point(|data| (data.outer as usize) < range.start);
        let within = nodes[first..]
            .iter()
            .take_while(|data| (data.outer as usize) < range.end);
        match within.into_iter().find(|data| data.anchored) {
            None => Ok(()),
            Some(data) => Err(self.refusal(
                data.outer as usize,
                "an anchor stands in what is to be replaced",
            )),
        }
    }

    pub(super) fn data(&self, node: NodeId) -> &'d NodeData {
        self.document.node(node)
    }

    pub(super) fn layout(&self, node: NodeId) -> Layout {
        let overall = *self.overall.get_or_init(|| layout::overall(self.document));
        layout::near(self.document, node, overall)
    }

    pub(super) fn splice(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.splices.push(Splice {
            range,
            text: text.into(),
        });
    }

    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.splice(at..at, text);
    }

    fn refusal_at(&self, node: NodeId, reason: &str) -> Refusal {
        self.refusal(self.data(node).start as usize, reason)
    }

    fn refusal(&self, at: usize, reason: &str) -> Refusal {
        let (line, column) = self.document.position(at);
        Refusal {
            line,
            column,
            reason: reason.to_owned(),
        }
    }
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

    fn holds_blocks(&self) -> bool {
        let is_block = |value: &Value| !crate::yaml::emit::is_inline(value);
        match self {
            Self::Items(items) => items.iter().any(is_block),
            Self::Entries(entries) => entries.iter().any(|(_, value)| is_block(value)),
        }
    }
}
