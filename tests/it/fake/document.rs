//! The documents of v2: one tree, rendered as JSON or as the XML plex.tv makes of it.

use super::date;
use super::random::Random;
use super::xml::Element;

/// A value of a v2 document.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Null,
    Flag(bool),
    Number(u64),
    Text(String),
    /// ISO-8601 in both forms.
    Time(u64),
    /// ISO-8601 in JSON, `2023-03-24 00:00:00 UTC` in XML.
    SpacedTime(u64),
    /// The element name of an item in XML, and the items.
    List(&'static str, Vec<Node>),
    Object(Vec<(&'static str, Node)>),
}

/// How one read differs from the next, although nothing happened.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reading {
    /// Added to `lastSeenAt` and the avatar's `c`.
    pub(crate) tick: u64,
    /// Seed of the order of all lists; `None` keeps the order of the world.
    pub(crate) shuffle: Option<u64>,
}

impl Reading {
    pub(crate) fn random(&self) -> Option<Random> {
        self.shuffle
            .map(|seed| Random::new(seed ^ self.tick.rotate_left(32)))
    }
}

impl Node {
    pub(crate) fn text(value: impl Into<String>) -> Self {
        Self::Text(value.into())
    }

    /// Null instead of an empty text.
    pub(crate) fn text_or_null(value: &str) -> Self {
        if value.is_empty() {
            Self::Null
        } else {
            Self::text(value)
        }
    }

    pub(crate) fn time_or_null(value: Option<u64>) -> Self {
        value.map_or(Self::Null, Self::Time)
    }

    pub(crate) fn texts(item: &'static str, values: &[&str]) -> Self {
        Self::List(
            item,
            values.iter().map(|value| Self::text(*value)).collect(),
        )
    }

    /// Puts the items of every list into another order.
    pub(crate) fn shuffle(&mut self, random: &mut Random) {
        match self {
            Self::List(_, items) => {
                random.shuffle(items);
                items.iter_mut().for_each(|item| item.shuffle(random));
            }
            Self::Object(fields) => fields.iter_mut().for_each(|(_, node)| node.shuffle(random)),
            _ => {}
        }
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Flag(value) => (*value).into(),
            Self::Number(value) => (*value).into(),
            Self::Text(value) => value.as_str().into(),
            Self::Time(epoch) | Self::SpacedTime(epoch) => date::iso(*epoch).into(),
            Self::List(_, items) => items.iter().map(Self::json).collect(),
            Self::Object(fields) => fields
                .iter()
                .map(|(name, node)| ((*name).to_owned(), node.json()))
                .collect(),
        }
    }

    /// Scalars become attributes, lists and objects become children, bare texts `id` attributes.
    pub(crate) fn xml(&self, name: &str) -> Element {
        let mut element = Element::new(name);
        match self {
            Self::List(item, nodes) => {
                element.children = nodes.iter().map(|node| node.xml(item)).collect();
            }
            Self::Object(fields) => {
                for (field, node) in fields {
                    match node.scalar() {
                        Some(value) => element.set(field, value),
                        None => element.children.push(node.xml(field)),
                    }
                }
            }
            scalar => element.set("id", scalar.scalar().unwrap_or_default()),
        }
        element
    }

    fn scalar(&self) -> Option<String> {
        match self {
            Self::Null => Some(String::new()),
            Self::Flag(value) => Some(u8::from(*value).to_string()),
            Self::Number(value) => Some(value.to_string()),
            Self::Text(value) => Some(value.clone()),
            Self::Time(epoch) => Some(date::iso(*epoch)),
            Self::SpacedTime(epoch) => Some(date::spaced(*epoch)),
            Self::List(..) | Self::Object(_) => None,
        }
    }
}
