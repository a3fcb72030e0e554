//! Walks along an intent and the tree together, and decides what kind of splice each place needs.
//!
//! Start at [`Editor::change`]. Children of block collections are in `block`, of flow collections
//! in `flow`, whole values in `replace` and `fill`.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::Refusal;
use super::changes::{Changes, children_of};
use super::comments::Fates;
use super::layout::{self, SeenIndents};
use super::line_view::LineView;
use super::splice::Splice;
use super::wanted::WantedEdits;
use crate::yaml::emit::{BlockLayout, Value, is_inline};
use crate::yaml::node::{Node, NodeKind};
use crate::yaml::tree::{CollectionStyle, Content, Document, EntryNodes, NodeData, NodeId};

/// Collects splices for one document.
pub(super) struct Editor<'d> {
    pub(super) document: &'d Document,
    pub(super) view: LineView<'d>,
    pub(super) splices: Vec<Splice>,
    pub(super) fates: &'d Fates,
    /// Values that stay on the line of their indicator, because a comment below needs it.
    inline: &'d HashSet<NodeId>,
    overall: OnceCell<SeenIndents>,
    /// Comments that moved from behind closing brackets to what they belong to.
    pub(super) moved: HashSet<usize>,
    pub(super) keys: HashMap<NodeId, HashMap<&'d str, Vec<usize>>>,
}

/// A node and the place it stands in.
#[derive(Clone, Copy)]
pub(super) struct Slot<'d> {
    pub(super) node: NodeId,
    pub(super) place: Position<'d>,
    /// The column of the innermost block collection's children that lead to this node.
    pub(super) column: usize,
    /// Whether the node stands between brackets.
    pub(super) in_flow: bool,
}

/// What a node is to its parent.
#[derive(Clone, Copy)]
pub(super) enum Position<'d> {
    Root,
    /// The value of an entry.
    Value(&'d EntryNodes),
    /// An item; in block style with its dash at `start`.
    Item {
        start: usize,
    },
}

impl<'d> Editor<'d> {
    pub(super) fn new(
        document: &'d Document,
        fates: &'d Fates,
        inline: &'d HashSet<NodeId>,
    ) -> Self {
        Self {
            document,
            view: LineView::new(document),
            splices: Vec::new(),
            fates,
            inline,
            overall: OnceCell::new(),
            moved: HashSet::new(),
            keys: HashMap::new(),
        }
    }

    /// Does what an intent wants of the whole document.
    pub(super) fn change_document(&mut self, intent: &WantedEdits<'_>) -> Result<(), Refusal> {
        if intent.remove || intent.rename.is_some() || intent.replace.is_some() {
            return Err(self.refusal(
                0,
                "the whole document cannot be replaced, removed or renamed",
            ));
        }
        match self.document.root {
            Some(node) => {
                let slot = Slot {
                    node,
                    place: Position::Root,
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
    pub(super) fn change(
        &mut self,
        slot: Slot<'d>,
        intent: &WantedEdits<'_>,
    ) -> Result<(), Refusal> {
        if let (Some(value), Content::Alias(_)) = (intent.replace, &self.data(slot.node).content) {
            return self.replace(slot, value);
        }
        self.refuse_shared(slot.node)?;
        if let Some(value) = intent.replace {
            return self.replace(slot, value);
        }
        match &self.data(slot.node).content {
            Content::Mapping { style, entries } if intent.appended.is_empty() => {
                let changes = self.changes_of_mapping(slot.node, entries, intent)?;
                self.change_children(slot, *style, &changes)
            }
            Content::Sequence { style, .. } if intent.keys.is_empty() => {
                let children = children_of(self.document, slot.node);
                let changes = self.changes_of_sequence(slot.node, children, intent)?;
                self.change_children(slot, *style, &changes)
            }
            _ if Node::new(self.document, slot.node).kind() == NodeKind::Null => {
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
            CollectionStyle::Block if none_left && changes.added.is_empty() => {
                self.empty_block(slot, changes);
                Ok(())
            }
            CollectionStyle::Block | CollectionStyle::Pair if none_left => {
                self.replace(slot, &changes.added.to_value())
            }
            CollectionStyle::Flow if none_left && self.needs_other_style(slot, changes) => {
                self.replace(slot, &changes.added.to_value())
            }
            CollectionStyle::Block => self.change_block(slot, changes),
            CollectionStyle::Flow | CollectionStyle::Pair => self.change_flow(slot, style, changes),
        }
    }

    /// Whether a flow collection without other children becomes a block, because it is to hold blocks, is
    /// not between other brackets, and has no comments inside.
    fn needs_other_style(&self, slot: Slot<'d>, changes: &Changes<'d, '_, '_>) -> bool {
        let is_root = matches!(slot.place, Position::Root);
        let wants_block = !changes.added.is_empty() && (is_root || changes.added.holds_blocks());
        let may = !slot.in_flow && !self.inline.contains(&slot.node);
        wants_block && may && !self.has_staying(self.data(slot.node).outer_range())
    }

    /// Whether a value is written on the line of its indicator.
    pub(super) fn is_inline(&self, slot: Slot<'d>, value: &Value) -> bool {
        is_inline(value) || self.inline.contains(&slot.node)
    }

    /// The value an intent makes where there is none yet.
    pub(super) fn value_of(
        &self,
        intent: &WantedEdits<'_>,
        place: usize,
    ) -> Result<Value, Refusal> {
        intent
            .to_value()
            .ok_or_else(|| self.refusal(place, "the value to change is not here"))
    }

    /// The numbers of the nodes that begin in a range.
    pub(super) fn nodes_within(&self, range: Range<usize>) -> Range<usize> {
        let nodes = &self.document.nodes;
        let before = |at: usize| nodes.partition_point(|data| (data.outer as usize) < at);
        before(range.start)..before(range.end)
    }

    pub(super) fn data(&self, node: NodeId) -> &'d NodeData {
        self.document.node(node)
    }

    pub(super) fn layout(&self, node: NodeId) -> BlockLayout {
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
}
