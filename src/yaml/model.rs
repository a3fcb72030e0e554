//! What edits mean for the data, apart from any text.
//!
//! This is the yardstick of the editor and shares nothing with it: [`apply`] makes the data a
//! document ought to hold after its edits, [`Data::matches`] compares it with what a reader finds.

use std::borrow::Cow;
use std::collections::HashMap;

use super::edit::{Edit, PathStep};
use super::emit::Value;
use super::node::{Node, NodeKind};
use super::scalar::{Scalar, resolve_plain};
use super::tree::{Document, ScalarStyle};

/// Data to be found in a document.
pub(super) enum Data<'d> {
    /// What an untouched node holds.
    Same(Node<'d>),
    /// What an edit brought.
    New(Value),
    /// A sequence that edits touch; a removed item is `None` until the end, so that positions stay.
    Sequence(Vec<Option<Data<'d>>>),
    /// A mapping that edits touch.
    Mapping(Entries<'d>),
}

/// The entries of a mapping that edits touch, found by the text of their keys.
#[derive(Default)]
pub(super) struct Entries<'d> {
    /// A removed entry is `None`.
    list: Vec<Option<(EditedKey<'d>, Data<'d>)>>,
    numbers: HashMap<Cow<'d, str>, usize>,
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
                    items.get_mut(*index)?.as_mut()?
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
            Data::Sequence(items) => items.push(Some(Data::New(value))),
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
                items.get_mut(*index)?.take()?;
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
                    Data::Sequence(node.items().map(|item| Some(Data::Same(item))).collect())
                }
                NodeKind::Mapping => {
                    let entry = |key, value| (EditedKey::Same(key), Data::Same(value));
                    Data::Mapping(Entries::new(
                        node.own_entries().map(|own| entry(own.key, own.value)),
                    ))
                }
                _ => return,
            },
            Data::New(Value::Sequence(items) | Value::FlowSequence(items)) => {
                Data::Sequence(items.drain(..).map(|item| Some(Data::New(item))).collect())
            }
            Data::New(Value::Mapping(entries) | Value::FlowMapping(entries)) => {
                let entry = |(key, value)| (EditedKey::New(key), Data::New(value));
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
                        wanted.matches_node(found)
                    })
            }
            Data::Mapping(entries) => {
                let wanted: Vec<_> = entries.list.iter().flatten().collect();
                found.kind() == NodeKind::Mapping
                    && pairs_match(&wanted, found.own_entries(), |(key, value), found| {
                        key.matches_node(found.key) && value.matches_node(found.value)
                    })
            }
        }
    }
}

impl<'d> Entries<'d> {
    fn new(entries: impl Iterator<Item = (EditedKey<'d>, Data<'d>)>) -> Self {
        let mut made = Self::default();
        entries.for_each(|entry| made.push(entry));
        made
    }

    fn push(&mut self, entry: (EditedKey<'d>, Data<'d>)) {
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
            self.push((EditedKey::New(key.to_owned()), Data::New(Value::Null)));
        }
        let number = *self.numbers.get(key)?;
        self.list.get_mut(number)?.as_mut().map(|(_, data)| data)
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
