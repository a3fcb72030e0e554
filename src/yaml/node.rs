//! Walking a document: what a node means, what it holds, and where it stands.
//!
//! [`Node::items`] and [`Node::entries`] follow aliases and apply `<<` keys, so that a reader need
//! not know of them. [`Node::own_entries`] shows a mapping as it is written.

use std::collections::HashSet;

use super::scalar::{Scalar, resolve_plain};
use super::tree::{CollectionStyle, Content, Document, NodeData, NodeId, ScalarStyle, Tag};

/// A node of a document; as cheap to copy as a reference.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    document: &'d Document,
    id: NodeId,
}

/// What a node means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind<'d> {
    /// `null`, `~`, or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// Any other number, as it is written.
    Float(&'d str),
    /// A text.
    Text(&'d str),
    /// A list; see [`Node::items`].
    Sequence,
    /// A mapping; see [`Node::entries`].
    Mapping,
}

/// An entry of a mapping.
#[derive(Clone, Copy)]
pub struct MappingEntry<'d> {
    /// The key.
    pub key: Node<'d>,
    /// The value, `NodeKind::Null` if there is none.
    pub value: Node<'d>,
    /// Whether the entry comes from another mapping, by `<<`.
    pub merged: bool,
}

impl<'d> Node<'d> {
    pub(super) fn new(document: &'d Document, id: NodeId) -> Self {
        Self { document, id }
    }

    /// What the node means; an alias means what it stands for.
    #[must_use]
    pub fn kind(self) -> NodeKind<'d> {
        let (data, document) = (self.target().data(), self.document);
        match &data.content {
            Content::Sequence { .. } => NodeKind::Sequence,
            Content::Mapping { .. } => NodeKind::Mapping,
            Content::Scalar { text, style } => resolve(document.scalar(text), *style, data.tag),
            Content::Alias(_) => NodeKind::Null,
        }
    }

    /// The text of a scalar of whatever kind, quotes and escapes undone; `None` for collections.
    #[must_use]
    pub fn text(self) -> Option<&'d str> {
        match &self.target().data().content {
            Content::Scalar { text, .. } => Some(self.document.scalar(text)),
            _ => None,
        }
    }

    /// The items of a sequence; nothing for any other kind.
    pub fn items(self) -> impl Iterator<Item = Node<'d>> {
        let items = match &self.target().data().content {
            Content::Sequence { items, .. } => items.as_slice(),
            _ => &[],
        };
        items
            .iter()
            .map(move |item| Node::new(self.document, item.node))
    }

    /// The entries of a mapping as written, `<<` and duplicates included; nothing for any other
    /// kind.
    pub fn own_entries(self) -> impl Iterator<Item = MappingEntry<'d>> {
        let entries = match &self.target().data().content {
            Content::Mapping { entries, .. } => entries.as_slice(),
            _ => &[],
        };
        entries.iter().map(move |entry| MappingEntry {
            key: Node::new(self.document, entry.key),
            value: Node::new(self.document, entry.value),
            merged: false,
        })
    }

    /// The entries of a mapping, those that `<<` brings included, behind its own.
    ///
    /// An own entry, or an earlier merged one, hides a merged one of the same key. Own duplicates
    /// are all there. A `<<` that names no mapping stays an entry.
    #[must_use]
    pub fn entries(self) -> Vec<MappingEntry<'d>> {
        let mut merges = Vec::new();
        let mut entries = Vec::new();
        for entry in self.own_entries() {
            match entry.merge_sources() {
                Some(sources) => merges.extend(sources),
                None => entries.push(entry),
            }
        }
        if merges.is_empty() {
            return entries;
        }
        let mut known: HashSet<&str> = entries
            .iter()
            .filter_map(|entry| entry.key.text())
            .collect();
        for source in merges {
            for entry in source.entries() {
                if entry.key.text().is_none_or(|key| known.insert(key)) {
                    entries.push(MappingEntry {
                        merged: true,
                        ..entry
                    });
                }
            }
        }
        entries
    }

    /// Line and column where the node begins, both counted from 1, the column in characters.
    ///
    /// An alias is where it stands, not where its target does. Anchors and tags are skipped.
    #[must_use]
    pub fn position(self) -> (u32, u32) {
        self.document.position(self.data().start as usize)
    }

    /// The line where the node begins, counted from 1.
    #[must_use]
    pub fn line(self) -> u32 {
        self.position().0
    }

    /// The column where the node begins, in characters, counted from 1.
    #[must_use]
    pub fn column(self) -> u32 {
        self.position().1
    }

    /// The node as it is written, its anchor and tag included.
    #[must_use]
    pub fn source(self) -> &'d str {
        &self.document.text[self.data().outer_range()]
    }

    /// How a scalar is written; `None` for collections.
    #[must_use]
    pub fn scalar_style(self) -> Option<ScalarStyle> {
        match &self.target().data().content {
            Content::Scalar { style, .. } => Some(*style),
            _ => None,
        }
    }

    /// How a collection is written; `None` for scalars.
    #[must_use]
    pub fn collection_style(self) -> Option<CollectionStyle> {
        match &self.target().data().content {
            Content::Sequence { style, .. } | Content::Mapping { style, .. } => Some(*style),
            _ => None,
        }
    }

    /// Whether the node is an alias such as `*defaults`.
    #[must_use]
    pub fn is_alias(self) -> bool {
        matches!(self.data().content, Content::Alias(_))
    }

    /// The tag of a node if it is one this program gives no meaning to, such as `!secret`.
    #[must_use]
    pub fn unknown_tag(self) -> Option<&'d str> {
        let data = self.target().data();
        if data.tag != Tag::Unknown {
            return None;
        }
        let properties = &self.document.text[data.outer as usize..data.start as usize];
        properties
            .split_ascii_whitespace()
            .find(|property| property.starts_with('!'))
    }

    /// Whether it has an anchor or a tag.
    pub(super) fn is_decorated(self) -> bool {
        let NodeData {
            outer,
            start,
            anchored,
            ..
        } = self.data();
        *anchored || outer != start
    }

    /// The line of the node's last byte, counted from 0.
    pub(super) fn last_line(self, document: &Document) -> usize {
        let NodeData { start, end, .. } = self.data();
        let last = end.saturating_sub(1).max(*start);
        document.position(last as usize).0 as usize - 1
    }

    pub(super) fn id(self) -> NodeId {
        self.id
    }

    /// The number behind that of the last node in this one; an alias has none.
    pub(super) fn subtree_end(self) -> NodeId {
        let mut last = self.id;
        loop {
            let next = match &self.document.node(last).content {
                Content::Sequence { items, .. } => items.last().map(|item| item.node),
                Content::Mapping { entries, .. } => entries.last().map(|entry| entry.value),
                Content::Scalar { .. } | Content::Alias(_) => None,
            };
            match next {
                Some(next) => last = next,
                None => return NodeId(last.0 + 1),
            }
        }
    }

    pub(super) fn data(self) -> &'d NodeData {
        self.document.node(self.id)
    }

    /// What an alias stands for; the node itself if it is none.
    pub(super) fn target(self) -> Self {
        match self.data().content {
            Content::Alias(id) => Self {
                document: self.document,
                id,
            },
            _ => self,
        }
    }
}

impl<'d> MappingEntry<'d> {
    /// The mappings that a `<<` entry brings in, first wins; `None` for any other entry.
    pub(super) fn merge_sources(self) -> Option<Vec<Node<'d>>> {
        let key = self.key;
        let is_merge = key.text() == Some("<<")
            && key.scalar_style() == Some(ScalarStyle::Plain)
            && key.data().tag == Tag::Absent;
        if !is_merge {
            return None;
        }
        match self.value.kind() {
            NodeKind::Mapping => Some(vec![self.value]),
            NodeKind::Sequence => {
                let sources: Vec<_> = self.value.items().collect();
                sources
                    .iter()
                    .all(|source| source.kind() == NodeKind::Mapping)
                    .then_some(sources)
            }
            _ => None,
        }
    }
}

fn resolve(text: &str, style: ScalarStyle, tag: Tag) -> NodeKind<'_> {
    let resolved = match (style, tag) {
        (ScalarStyle::Plain, Tag::Absent) => resolve_plain(text),
        (_, Tag::Null | Tag::Bool | Tag::Int | Tag::Float) => resolve_plain(text),
        _ => Scalar::Text(text),
    };
    match resolved {
        Scalar::Null => NodeKind::Null,
        Scalar::Bool(value) => NodeKind::Bool(value),
        Scalar::Int(value) => NodeKind::Int(value),
        Scalar::Float(text) => NodeKind::Float(text),
        Scalar::Text(text) => NodeKind::Text(text),
    }
}
