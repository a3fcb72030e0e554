//! What the builder of the tree remembers of collections that are still open.

use granit_parser::ScalarStyle as EventStyle;

use super::tree::{CollectionStyle, Content, EntryNodes, NodeId, ScalarStyle, SequenceItem, Tag};

/// A collection whose end has not been seen yet.
pub(super) struct Frame {
    pub(super) node: NodeId,
    pub(super) anchor: usize,
    pub(super) children: Children,
    pub(super) extent: Extent,
}

pub(super) enum Children {
    Sequence {
        style: CollectionStyle,
        items: Vec<SequenceItem>,
    },
    Mapping {
        style: CollectionStyle,
        entries: Vec<EntryNodes>,
        key: Option<PendingKey>,
    },
}

/// The key of an entry whose value has not been seen yet.
pub(super) struct PendingKey {
    pub(super) start: u32,
    pub(super) explicit: bool,
    pub(super) node: NodeId,
}

/// How much a node stands for, aliases followed.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    pub(super) values: u64,
    pub(super) depth: usize,
}

/// What an anchor names, once it is complete.
#[derive(Clone, Copy)]
pub(super) struct AnchorTarget {
    pub(super) node: NodeId,
    pub(super) extent: Extent,
}

/// Where a node begins.
pub(super) struct Lead {
    pub(super) start: u32,
    pub(super) explicit: bool,
    pub(super) colon: Option<u32>,
}

impl Extent {
    pub(super) fn add(&mut self, child: Self) {
        self.values = self.values.saturating_add(child.values);
        self.depth = self.depth.max(child.depth + 1);
    }
}

#[derive(Clone, Copy)]
pub(super) struct Properties {
    pub(super) anchor: usize,
    pub(super) tag: Tag,
}

impl Properties {
    pub(super) fn count(self) -> usize {
        usize::from(self.anchor != 0) + usize::from(self.tag != Tag::Absent)
    }
}

#[derive(Clone, Copy)]
pub(super) enum CollectionKind {
    Sequence,
    Mapping,
}

impl CollectionKind {
    pub(super) fn opening(self) -> u8 {
        match self {
            Self::Sequence => b'[',
            Self::Mapping => b'{',
        }
    }

    pub(super) fn empty(self, style: CollectionStyle) -> (Children, Content) {
        match self {
            Self::Sequence => (
                Children::Sequence {
                    style,
                    items: Vec::new(),
                },
                Content::Sequence {
                    style,
                    items: Vec::new(),
                },
            ),
            Self::Mapping => (
                Children::Mapping {
                    style,
                    entries: Vec::new(),
                    key: None,
                },
                Content::Mapping {
                    style,
                    entries: Vec::new(),
                },
            ),
        }
    }
}

pub(super) fn scalar_style(style: EventStyle) -> ScalarStyle {
    match style {
        EventStyle::Plain => ScalarStyle::Plain,
        EventStyle::SingleQuoted => ScalarStyle::SingleQuoted,
        EventStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
        EventStyle::Literal => ScalarStyle::Literal,
        EventStyle::Folded => ScalarStyle::Folded,
    }
}

pub(super) fn resolve_tag(tag: &granit_parser::Tag) -> Tag {
    match tag.core_suffix() {
        Some("null") => Tag::Null,
        Some("bool") => Tag::Bool,
        Some("int") => Tag::Int,
        Some("float") => Tag::Float,
        Some("str") => Tag::Text,
        Some("seq") => Tag::Sequence,
        Some("map") => Tag::Mapping,
        _ if tag.original() == "!" => Tag::NonSpecific,
        _ => Tag::Unknown,
    }
}
