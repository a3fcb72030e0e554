//! The plain data that documents are generated for, what edits make of it, and how each reader's
//! answer becomes such data. It shares nothing with the editor.

use std::collections::BTreeSet;

use plexmgr::yaml::{Edit, Node, NodeKind, PathStep, Value};
use yaml_rust2::Yaml;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Datum {
    Null,
    Bool(bool),
    Int(i128),
    Text(String),
    List(Vec<Datum>),
    Map(Vec<(String, Datum)>),
}

impl Datum {
    pub(super) fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Int(value) => Self::Int(i128::from(*value)),
            Value::Text(text) | Value::Plain(text) => Self::Text(text.clone()),
            Value::Sequence(items) | Value::FlowSequence(items) => {
                Self::List(items.iter().map(Self::of_value).collect())
            }
            Value::Mapping(entries) | Value::FlowMapping(entries) => {
                let entry = |(key, value): &(String, Value)| (key.clone(), Self::of_value(value));
                Self::Map(entries.iter().map(entry).collect())
            }
        }
    }

    pub(super) fn of_node(node: Option<Node<'_>>) -> Self {
        let Some(node) = node else { return Self::Null };
        match node.kind() {
            NodeKind::Null => Self::Null,
            NodeKind::Bool(value) => Self::Bool(value),
            NodeKind::Int(value) => Self::Int(value),
            NodeKind::Float(text) | NodeKind::Text(text) => Self::Text(text.to_owned()),
            NodeKind::Sequence => {
                Self::List(node.items().map(|item| Self::of_node(Some(item))).collect())
            }
            NodeKind::Mapping => {
                let key = |node: Node<'_>| node.text().expect("keys are scalars").to_owned();
                let entries = node.entries().into_iter();
                Self::Map(
                    entries
                        .map(|own| (key(own.key), Self::of_node(Some(own.value))))
                        .collect(),
                )
            }
        }
    }

    /// What a node holds if it is plain data: keys are scalars and stand there once, nothing comes
    /// from `<<`, and there are no foreign tags.
    pub(super) fn of_own(node: Node<'_>) -> Option<Self> {
        fn is_plain(node: Node<'_>) -> bool {
            let keys = node.own_entries().map(|entry| entry.key);
            let mut known = BTreeSet::new();
            let mut simple = |key: Node<'_>| {
                key.text()
                    .is_some_and(|text| text != "<<" && known.insert(text.to_owned()))
            };
            node.unknown_tag().is_none()
                && keys.into_iter().all(&mut simple)
                && node.items().all(is_plain)
                && node.own_entries().all(|entry| is_plain(entry.value))
        }
        is_plain(node).then(|| Self::of_node(Some(node)))
    }

    /// `None` for what the documents of these tests never hold.
    pub(super) fn of_serde(value: &serde_yaml::Value) -> Option<Self> {
        Some(match value {
            serde_yaml::Value::Null => Self::Null,
            serde_yaml::Value::Bool(value) => Self::Bool(*value),
            serde_yaml::Value::Number(number) => Self::Int(number.as_i64()?.into()),
            serde_yaml::Value::String(text) => Self::Text(text.clone()),
            serde_yaml::Value::Sequence(items) => {
                Self::List(items.iter().map(Self::of_serde).collect::<Option<_>>()?)
            }
            serde_yaml::Value::Mapping(entries) => {
                let key = |key: &serde_yaml::Value| match key {
                    serde_yaml::Value::String(text) => Some(text.clone()),
                    serde_yaml::Value::Number(number) => Some(number.to_string()),
                    _ => None,
                };
                let entry = |(own, value)| Some((key(own)?, Self::of_serde(value)?));
                Self::Map(entries.iter().map(entry).collect::<Option<_>>()?)
            }
            serde_yaml::Value::Tagged(_) => return None,
        })
    }

    /// `None` for what the documents of these tests never hold.
    pub(super) fn of_yaml_rust(value: &Yaml) -> Option<Self> {
        Some(match value {
            Yaml::Null => Self::Null,
            Yaml::Boolean(value) => Self::Bool(*value),
            Yaml::Integer(value) => Self::Int((*value).into()),
            Yaml::String(text) => Self::Text(text.clone()),
            Yaml::Array(items) => Self::List(
                items
                    .iter()
                    .map(Self::of_yaml_rust)
                    .collect::<Option<_>>()?,
            ),
            Yaml::Hash(entries) => {
                let key = |key: &Yaml| match key {
                    Yaml::String(text) => Some(text.clone()),
                    Yaml::Integer(number) => Some(number.to_string()),
                    _ => None,
                };
                let entry = |(own, value)| Some((key(own)?, Self::of_yaml_rust(value)?));
                Self::Map(entries.iter().map(entry).collect::<Option<_>>()?)
            }
            Yaml::Real(_) | Yaml::Alias(_) | Yaml::BadValue => return None,
        })
    }

    /// Whether nothing stands at a path, or an empty list or mapping.
    pub(super) fn is_childless(&self, path: &[PathStep]) -> bool {
        match (path.split_first(), self) {
            (None, Self::Null) => true,
            (None, Self::List(items)) => items.is_empty(),
            (None, Self::Map(entries)) => entries.is_empty(),
            (Some((PathStep::Index(index), rest)), Self::List(items)) => items
                .get(*index)
                .is_some_and(|item| item.is_childless(rest)),
            (Some((PathStep::Key(key), rest)), Self::Map(entries)) => {
                let mut entries = entries.iter();
                entries.any(|(own, value)| own == key && value.is_childless(rest))
            }
            _ => false,
        }
    }

    /// What edits, which fit the data, make of it.
    pub(super) fn edited(&self, edits: &[Edit]) -> Self {
        let mut draft = Draft::of(self);
        let mut renamed = Vec::new();
        for edit in edits {
            match edit {
                Edit::Set { path, value } => *draft.at(path) = Draft::of(&Self::of_value(value)),
                Edit::Append { path, value } => {
                    let place = draft.at(path);
                    if matches!(place, Draft::Leaf(Datum::Null)) {
                        *place = Draft::List(Vec::new());
                    }
                    let Draft::List(items) = place else {
                        panic!("an item for no list")
                    };
                    items.push(Some(Draft::of(&Self::of_value(value))));
                }
                Edit::Rename { path, key } => {
                    let Some((PathStep::Key(old), parent)) = path.split_last() else {
                        panic!("only an entry has a key")
                    };
                    renamed.push((parent.to_vec(), old.clone(), key.clone()));
                }
                Edit::Remove { path } => {
                    let (last, parent) = path.split_last().expect("the root stays");
                    match (last, draft.at(parent)) {
                        (PathStep::Index(index), Draft::List(items)) => items[*index] = None,
                        (PathStep::Key(key), Draft::Map(entries)) => {
                            entries.retain(|own| own.0 != *key);
                        }
                        _ => panic!("a step that does not fit"),
                    }
                }
            }
        }
        // All edits name entries by their old keys, so the deepest keys change first.
        renamed.sort_by_key(|(parent, ..)| std::cmp::Reverse(parent.len()));
        for (parent, old, new) in renamed {
            let Draft::Map(entries) = draft.at(&parent) else {
                panic!("an entry of no mapping")
            };
            let mut entries = entries.iter_mut();
            let entry = entries
                .find(|own| own.0 == old)
                .expect("the entry stands there");
            entry.0 = new;
        }
        draft.finish()
    }
}

/// Data whose items keep their positions while edits are applied.
enum Draft {
    Leaf(Datum),
    List(Vec<Option<Draft>>),
    Map(Vec<(String, Draft)>),
}

impl Draft {
    fn of(datum: &Datum) -> Self {
        match datum {
            Datum::List(items) => {
                Self::List(items.iter().map(|item| Some(Self::of(item))).collect())
            }
            Datum::Map(entries) => Self::Map(
                entries
                    .iter()
                    .map(|(key, value)| (key.clone(), Self::of(value)))
                    .collect(),
            ),
            leaf => Self::Leaf(leaf.clone()),
        }
    }

    fn at(&mut self, path: &[PathStep]) -> &mut Self {
        let Some((step, rest)) = path.split_first() else {
            return self;
        };
        if matches!((step, &*self), (PathStep::Key(_), Self::Leaf(Datum::Null))) {
            *self = Self::Map(Vec::new());
        }
        match (step, self) {
            (PathStep::Index(index), Self::List(items)) => {
                items[*index].as_mut().expect("the item is there").at(rest)
            }
            (PathStep::Key(key), Self::Map(entries)) => {
                let found = entries
                    .iter()
                    .position(|own| own.0 == *key)
                    .unwrap_or_else(|| {
                        entries.push((key.clone(), Self::Leaf(Datum::Null)));
                        entries.len() - 1
                    });
                entries[found].1.at(rest)
            }
            _ => panic!("a step that does not fit"),
        }
    }

    fn finish(self) -> Datum {
        match self {
            Self::Leaf(datum) => datum,
            Self::List(items) => {
                Datum::List(items.into_iter().flatten().map(Self::finish).collect())
            }
            Self::Map(entries) => Datum::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| (key, value.finish()))
                    .collect(),
            ),
        }
    }
}
