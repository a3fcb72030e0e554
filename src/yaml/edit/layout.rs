//! How people indent around the place of an edit.

use crate::yaml::emit::BlockLayout;
use crate::yaml::tree::{CollectionStyle, Content, Document, NodeData, NodeId};

use super::line_view::LineView;

/// How many siblings are looked at before the whole document is asked.
const NEIGHBOURS: usize = 16;

/// Indentations that were seen somewhere.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SeenIndents {
    mapping_indent: Option<usize>,
    sequence_indent: Option<usize>,
    dash_width: Option<usize>,
}

/// What a document shows first, from its beginning.
pub(super) fn overall(document: &Document) -> SeenIndents {
    let mut seen = SeenIndents::default();
    for data in &document.nodes {
        seen.look_at(document, data);
        if seen.is_complete() {
            break;
        }
    }
    seen
}

/// The layout of block collections in a node: as its own children show it, or its grandchildren,
/// or else the whole document.
pub(super) fn near(document: &Document, node: NodeId, overall: SeenIndents) -> BlockLayout {
    let mut seen = SeenIndents::default();
    seen.look_at(document, document.node(node));
    for child in last_children(document.node(node)) {
        seen.look_at(document, document.node(child));
        for grandchild in last_children(document.node(child)) {
            seen.look_at(document, document.node(grandchild));
        }
    }
    seen.or(overall).layout()
}

impl SeenIndents {
    fn look_at(&mut self, document: &Document, data: &NodeData) {
        let view = LineView::new(document);
        match &data.content {
            Content::Mapping {
                style: CollectionStyle::Block,
                entries,
            } => {
                for entry in entries.iter().rev().take(NEIGHBOURS) {
                    let key_column = view.column(entry.start as usize);
                    let value = document.node(entry.value);
                    let (is_block, is_sequence) = match &value.content {
                        Content::Mapping { style, .. } => (*style == CollectionStyle::Block, false),
                        Content::Sequence { style, .. } => (*style == CollectionStyle::Block, true),
                        _ => (false, false),
                    };
                    let start = value.start as usize;
                    if !is_block || !view.begins_line(start) {
                        continue;
                    }
                    let Some(indent) = view.column(start).checked_sub(key_column) else {
                        continue;
                    };
                    let known = if is_sequence {
                        &mut self.sequence_indent
                    } else {
                        &mut self.mapping_indent
                    };
                    known.get_or_insert(indent);
                }
            }
            Content::Sequence {
                style: CollectionStyle::Block,
                items,
            } => {
                for item in items.iter().rev().take(NEIGHBOURS) {
                    let (dash, value) = (item.start as usize, document.node(item.node));
                    let start = value.outer as usize;
                    let same_line = view.line_of(dash) == view.line_of(start);
                    if same_line && start > dash + 1 && value.end > value.outer {
                        self.dash_width
                            .get_or_insert(view.column(start) - view.column(dash));
                    }
                }
            }
            _ => {}
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            mapping_indent: self.mapping_indent.or(other.mapping_indent),
            sequence_indent: self.sequence_indent.or(other.sequence_indent),
            dash_width: self.dash_width.or(other.dash_width),
        }
    }

    fn is_complete(&self) -> bool {
        let Self {
            mapping_indent,
            sequence_indent,
            dash_width,
        } = self;
        mapping_indent.is_some() && sequence_indent.is_some() && dash_width.is_some()
    }

    fn layout(self) -> BlockLayout {
        let usual = BlockLayout::default();
        let mapping_indent = self
            .mapping_indent
            .or(self.sequence_indent)
            .filter(|indent| *indent > 0);
        let mapping_indent = mapping_indent.unwrap_or(usual.mapping_indent);
        BlockLayout {
            mapping_indent,
            sequence_indent: self.sequence_indent.unwrap_or(mapping_indent),
            dash_width: self.dash_width.unwrap_or(usual.dash_width),
        }
    }
}

fn last_children(data: &NodeData) -> Vec<NodeId> {
    match &data.content {
        Content::Mapping { entries, .. } => entries
            .iter()
            .rev()
            .take(NEIGHBOURS)
            .map(|entry| entry.value)
            .collect(),
        Content::Sequence { items, .. } => items
            .iter()
            .rev()
            .take(NEIGHBOURS)
            .map(|item| item.node)
            .collect(),
        Content::Scalar { .. } | Content::Alias(_) => Vec::new(),
    }
}
