//! What edits mean for the data, apart from any text.
//!
//! This is the yardstick of the editor and shares nothing with it: [`apply`] makes the data a
//! document ought to hold after its edits, [`Data::matches`] compares it with what a reader finds.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::edit::{Edit, PathStep};
use super::emit::Value;
use super::node::{Node, NodeKind};
use super::scalar::{Scalar, resolve_plain};
use super::tree::{Document, NodeId, ScalarStyle};

/// Data to be found in a document.
pub(super) enum Data<'d> {
    /// What an untouched node holds.
    Same(Node<'d>),
    /// What an edit brought.
    New(Value),
    /// A sequence that edits touch; a removed item is `None` until the end, so that positions stay.
    Sequence(Vec<Option<Slot<'d>>>),
    /// A mapping that edits touch.
    Mapping(Entries<'d>),
}

/// The entries of a mapping that edits touch, found by the text of their keys.
#[derive(Default)]
pub(super) struct Entries<'d> {
    /// A removed entry is `None`.
    list: Vec<Option<(EditedKey<'d>, Slot<'d>)>>,
    numbers: HashMap<Cow<'d, str>, usize>,
}

/// An item, or the value of an entry.
pub(super) struct Slot<'d> {
    /// What stood here before any edit.
    origin: Option<Node<'d>>,
    data: Data<'d>,
}

/// What became of the nodes of a document: those that are kept, with their numbers before and after.
///
/// The value of an item or entry that stays counts as kept, also if it is another one now: it names the
/// item or entry.
#[derive(Default)]
pub(super) struct Kept {
    /// Ranges that are as they were, by their beginnings, with the first number after.
    ranges: Vec<(Range<u32>, u32)>,
    /// Values in whose place others stand.
    replaced: HashSet<NodeId>,
}

/// A key of a mapping that edits touch.
pub(super) enum EditedKey<'d> {
    Same(Node<'d>),
    New(String),
}

/// The data of a document after edits; `None` when an edit names a place that is not there.
pub(super) fn apply<'d>(document: &'d Document, edits: &[Edit]) -> Option<Data<'d>> {
    let mut data = document.root().map_or(Data::New(Value::Null), Data::Same);
    for edit in edits {
        match edit {
            Edit::Set { path, value } => *data.place(path)? = Data::New(value.clone()),
            Edit::Append { path, value } => data.place(path)?.append(value.clone())?,
            Edit::Remove { path } => data.remove(path)?,
            Edit::Rename { path, key } => data.rename(path, key)?,
        }
    }
    Some(data)
}

impl<'d> Data<'d> {
    /// The data at a path; missing entries are made, as nothing at first.
    fn place(&mut self, path: &[PathStep]) -> Option<&mut Self> {
        let mut place = self;
        for step in path {
            place.open();
            if matches!(step, PathStep::Key(_)) && place.is_null() {
                *place = Data::Mapping(Entries::default());
            }
            place = match (step, place) {
                (PathStep::Index(index), Data::Sequence(items)) => {
                    &mut items.get_mut(*index)?.as_mut()?.data
                }
                (PathStep::Key(key), Data::Mapping(entries)) => entries.find_or_add(key)?,
                _ => return None,
            };
        }
        Some(place)
    }

    fn append(&mut self, value: Value) -> Option<()> {
        self.open();
        if self.is_null() {
            *self = Data::Sequence(Vec::new());
        }
        match self {
            Data::Sequence(items) => items.push(Some(Slot::new(value))),
            _ => return None,
        }
        Some(())
    }

    fn remove(&mut self, path: &[PathStep]) -> Option<()> {
        let (last, parents) = path.split_last()?;
        let parent = self.place(parents)?;
        parent.open();
        match (last, parent) {
            (PathStep::Index(index), Data::Sequence(items)) => {
                drop(items.get_mut(*index)?.take()?);
            }
            (PathStep::Key(key), Data::Mapping(entries)) => {
                let number = entries.numbers.remove(key.as_str())?;
                entries.list[number] = None;
            }
            _ => return None,
        }
        Some(())
    }

    /// The entry is found by its old key also after this.
    fn rename(&mut self, path: &[PathStep], new: &str) -> Option<()> {
        let (PathStep::Key(old), parents) = path.split_last()? else {
            return None;
        };
        let parent = self.place(parents)?;
        parent.open();
        let Data::Mapping(entries) = parent else {
            return None;
        };
        let number = *entries.numbers.get(old.as_str())?;
        entries.list[number].as_mut()?.0 = EditedKey::New(new.to_owned());
        Some(())
    }

    /// Takes a node or value apart so that its children can be changed one by one.
    fn open(&mut self) {
        let opened = match self {
            Data::Same(node) => match node.kind() {
                NodeKind::Sequence => {
                    Data::Sequence(node.items().map(|item| Some(Slot::of(item))).collect())
                }
                NodeKind::Mapping => {
                    let entry = |key, value| (EditedKey::Same(key), Slot::of(value));
                    Data::Mapping(Entries::new(
                        node.own_entries().map(|own| entry(own.key, own.value)),
                    ))
                }
                _ => return,
            },
            Data::New(Value::Sequence(items) | Value::FlowSequence(items)) => {
                Data::Sequence(items.drain(..).map(|item| Some(Slot::new(item))).collect())
            }
            Data::New(Value::Mapping(entries) | Value::FlowMapping(entries)) => {
                let entry = |(key, value)| (EditedKey::New(key), Slot::new(value));
                Data::Mapping(Entries::new(entries.drain(..).map(entry)))
            }
            Data::New(_) | Data::Sequence(_) | Data::Mapping(_) => return,
        };
        *self = opened;
    }

    fn is_null(&self) -> bool {
        match self {
            Data::Same(node) => node.kind() == NodeKind::Null,
            Data::New(value) => *value == Value::Null,
            Data::Sequence(_) | Data::Mapping(_) => false,
        }
    }

    /// Whether a document's root holds this data.
    pub(super) fn matches(&self, found: Option<Node<'_>>) -> bool {
        match found {
            Some(node) => self.matches_node(node),
            None => self.is_null(),
        }
    }

    fn matches_node(&self, found: Node<'_>) -> bool {
        match self {
            Data::Same(node) => same_data(*node, found),
            Data::New(value) => value_matches(value, found),
            Data::Sequence(items) => {
                let wanted: Vec<_> = items.iter().flatten().collect();
                found.kind() == NodeKind::Sequence
                    && pairs_match(&wanted, found.items(), |wanted, found| {
                        wanted.data.matches_node(found)
                    })
            }
            Data::Mapping(entries) => {
                let wanted: Vec<_> = entries.list.iter().flatten().collect();
                found.kind() == NodeKind::Mapping
                    && pairs_match(&wanted, found.own_entries(), |(key, value), found| {
                        key.matches_node(found.key) && value.data.matches_node(found.value)
                    })
            }
        }
    }

    /// What is kept of the document, with the numbers after if `found` holds this very data, and with
    /// numbers that mean nothing otherwise.
    pub(super) fn kept(&self, found: Option<Node<'_>>) -> Kept {
        let mut kept = Kept::default();
        self.keep(found, &mut kept);
        kept.ranges
            .sort_by_key(|(range, _)| (range.start, range.end));
        kept
    }

    fn keep(&self, found: Option<Node<'_>>, kept: &mut Kept) {
        match self {
            Data::Same(node) => kept.subtree(*node, found),
            Data::New(_) => {}
            Data::Sequence(items) => {
                let mut found = found.into_iter().flat_map(Node::items);
                for item in items.iter().flatten() {
                    item.keep(found.next(), kept);
                }
            }
            Data::Mapping(entries) => {
                let mut found = found.into_iter().flat_map(Node::own_entries);
                for (key, value) in entries.list.iter().flatten() {
                    let found = found.next();
                    if let EditedKey::Same(key) = key {
                        kept.subtree(*key, found.map(|entry| entry.key));
                    }
                    value.keep(found.map(|entry| entry.value), kept);
                }
            }
        }
    }
}

impl<'d> Slot<'d> {
    fn of(node: Node<'d>) -> Self {
        Self {
            origin: Some(node),
            data: Data::Same(node),
        }
    }

    fn new(value: Value) -> Self {
        Self {
            origin: None,
            data: Data::New(value),
        }
    }

    fn keep(&self, found: Option<Node<'_>>, kept: &mut Kept) {
        if let Some(origin) = self.origin {
            let id = origin.id();
            kept.ranges
                .push((id.0..id.0 + 1, found.map_or(0, |found| found.id().0)));
            if matches!(self.data, Data::New(_)) {
                kept.replaced.insert(id);
            }
        }
        self.data.keep(found, kept);
    }
}

impl Kept {
    fn subtree(&mut self, node: Node<'_>, found: Option<Node<'_>>) {
        let end = node.subtree_end().0;
        self.ranges
            .push((node.id().0..end, found.map_or(0, |found| found.id().0)));
    }

    /// The number a node has now, if it is kept.
    pub(super) fn now(&self, node: NodeId) -> Option<NodeId> {
        let behind = self
            .ranges
            .partition_point(|(range, _)| range.start <= node.0);
        let (range, now) = self.ranges.get(behind.checked_sub(1)?)?;
        range
            .contains(&node.0)
            .then(|| NodeId(now + (node.0 - range.start)))
    }

    /// Whether another value stands in the place of this one.
    pub(super) fn is_replaced(&self, node: NodeId) -> bool {
        self.replaced.contains(&node)
    }
}

impl<'d> Entries<'d> {
    fn new(entries: impl Iterator<Item = (EditedKey<'d>, Slot<'d>)>) -> Self {
        let mut made = Self::default();
        entries.for_each(|entry| made.push(entry));
        made
    }

    fn push(&mut self, entry: (EditedKey<'d>, Slot<'d>)) {
        let text = match &entry.0 {
            EditedKey::Same(node) => node.text().map(Cow::Borrowed),
            EditedKey::New(text) => Some(Cow::Owned(text.clone())),
        };
        if let Some(text) = text {
            self.numbers.insert(text, self.list.len());
        }
        self.list.push(Some(entry));
    }

    fn find_or_add(&mut self, key: &str) -> Option<&mut Data<'d>> {
        if !self.numbers.contains_key(key) {
            self.push((EditedKey::New(key.to_owned()), Slot::new(Value::Null)));
        }
        let number = *self.numbers.get(key)?;
        self.list
            .get_mut(number)?
            .as_mut()
            .map(|(_, slot)| &mut slot.data)
    }
}

impl EditedKey<'_> {
    fn matches_node(&self, found: Node<'_>) -> bool {
        match self {
            EditedKey::Same(node) => same_data(*node, found),
            EditedKey::New(text) => found.kind() == NodeKind::Text(text),
        }
    }
}

/// Whether two nodes hold the same data, aliases followed and merge keys as written.
fn same_data(one: Node<'_>, other: Node<'_>) -> bool {
    if one.kind() != other.kind() || one.unknown_tag() != other.unknown_tag() {
        return false;
    }
    match one.kind() {
        NodeKind::Sequence => {
            let items: Vec<_> = one.items().collect();
            pairs_match(&items, other.items(), |one, other| same_data(*one, other))
        }
        NodeKind::Mapping => {
            let entries: Vec<_> = one.own_entries().collect();
            pairs_match(&entries, other.own_entries(), |one, other| {
                same_data(one.key, other.key)
                    && one.merge_sources().is_some() == other.merge_sources().is_some()
                    && same_data(one.value, other.value)
            })
        }
        _ => true,
    }
}

fn value_matches(value: &Value, found: Node<'_>) -> bool {
    if found.unknown_tag().is_some() || found.is_alias() {
        return false;
    }
    match value {
        Value::Null => found.kind() == NodeKind::Null,
        Value::Bool(value) => found.kind() == NodeKind::Bool(*value),
        Value::Int(value) => found.kind() == NodeKind::Int(i128::from(*value)),
        Value::Text(text) => found.kind() == NodeKind::Text(text),
        Value::Plain(text) => found.kind() == plain_kind(text, found),
        Value::Sequence(items) | Value::FlowSequence(items) => {
            found.kind() == NodeKind::Sequence && pairs_match(items, found.items(), value_matches)
        }
        Value::Mapping(entries) | Value::FlowMapping(entries) => {
            found.kind() == NodeKind::Mapping
                && pairs_match(entries, found.own_entries(), |(key, value), found| {
                    found.key.kind() == NodeKind::Text(key) && value_matches(value, found.value)
                })
        }
    }
}

/// What a value meant to be plain is: quotes, where it needs them, make it a text.
fn plain_kind<'t>(text: &'t str, found: Node<'_>) -> NodeKind<'t> {
    if found.scalar_style() != Some(ScalarStyle::Plain) {
        return NodeKind::Text(text);
    }
    match resolve_plain(text) {
        Scalar::Null => NodeKind::Null,
        Scalar::Bool(value) => NodeKind::Bool(value),
        Scalar::Int(value) => NodeKind::Int(value),
        Scalar::Float(text) => NodeKind::Float(text),
        Scalar::Text(text) => NodeKind::Text(text),
    }
}

/// Whether there are as many found as wanted, and each pair fits.
fn pairs_match<W, F>(
    wanted: &[W],
    mut found: impl Iterator<Item = F>,
    fits: impl Fn(&W, F) -> bool,
) -> bool {
    wanted
        .iter()
        .all(|wanted| found.next().is_some_and(|found| fits(wanted, found)))
        && found.next().is_none()
}
