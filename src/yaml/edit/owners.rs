//! Whose is a comment: an item's, an entry's, or without an owner.
//!
//! A comment behind something on its line belongs to the outermost child of a collection that begins and
//! ends on this line (the last of several), else to what begins there, else to what ends there, else to what
//! is around it. A comment with a line of its own belongs to the child directly below at the same column, else to the
//! child directly above if it is indented at least as that child's last line: the one around brackets that are closed
//! above the comment. The first block of a file has no owner.
//! Start at [`Owners::of`].

use std::collections::BTreeMap;
use std::ops::Range;

use super::changes::{Child, children_of};
use super::line_view::LineView;
use crate::yaml::tree::{CollectionStyle, Content, Document, NodeId};

/// Whose a comment is. An item or entry is named by its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// An item's or an entry's.
    Child(NodeId),
    /// Without an owner, inside of this item or entry, or outside of all.
    Unowned(Option<NodeId>),
}

/// How a comment shows whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// It ends the line of what it belongs to.
    EndOfLine,
    /// It stands above what it belongs to.
    Heading,
    /// It stands below what it belongs to.
    Below,
    /// It has no owner.
    Loose,
}

/// The owner of each comment, by its number.
pub(super) struct Owners {
    pub(super) owners: Vec<Owner>,
    pub(super) sides: Vec<Side>,
}

/// What begins and ends on a line.
#[derive(Default)]
struct LineFacts {
    /// The outermost child that is the first on the line, with its column.
    first: Option<(NodeId, usize)>,
    /// The outermost child that begins and ends here, with its end.
    whole: Option<(NodeId, usize)>,
    /// The last child that begins here and ends further down, with its start.
    begun: Option<(NodeId, usize)>,
    /// The outermost child that began further up and ends here, with its start and end.
    ended: Option<(NodeId, Range<usize>)>,
}

impl LineFacts {
    /// What a comment at the end of the line belongs to.
    fn owner(&self) -> Option<NodeId> {
        let one = |found: Option<(NodeId, usize)>| found.map(|(node, _)| node);
        let ended = self.ended.as_ref().map(|(node, _)| *node);
        one(self.whole).or(one(self.begun)).or(ended)
    }

    /// What a comment below the line belongs to: nothing if it stands inside of what begins last, and what is around
    /// brackets that are closed there rather than what is inside of them.
    fn above(&self) -> Option<NodeId> {
        let is_inside = match (self.whole, self.begun) {
            (Some((_, end)), Some((_, start))) => start >= end,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        let ended = self.ended.as_ref();
        let around = ended.filter(|(_, range)| self.whole.is_none_or(|(_, end)| end <= range.end));
        let whole = self.whole.map(|(node, _)| node);
        let above = around.map(|(node, _)| *node).or(whole);
        above
            .or(ended.map(|(node, _)| *node))
            .filter(|_| !is_inside)
    }
}

impl Owners {
    /// Finds the owner of every comment of a document.
    pub(super) fn of(document: &Document) -> Self {
        let mut found = Self {
            owners: Vec::with_capacity(document.comments.len()),
            sides: Vec::with_capacity(document.comments.len()),
        };
        if document.comments.is_empty() {
            return found;
        }
        let view = LineView::new(document);
        let lines = lines_with_facts(document, view);
        while let Some(comment) = document.comments.get(found.owners.len()) {
            let at = comment.start as usize;
            if view.begins_line(at) {
                found.block(document, view, &lines);
            } else {
                let owner = lines.get(&view.line_of(at)).and_then(LineFacts::owner);
                let owner = owner.or_else(|| innermost(document, at));
                found.push(document, owner.map(|node| (node, Side::EndOfLine)), at);
            }
        }
        found
    }

    fn push(&mut self, document: &Document, owner: Option<(NodeId, Side)>, at: usize) {
        let (owner, side) = match owner {
            Some((node, side)) => (Owner::Child(node), side),
            None => (Owner::Unowned(innermost(document, at)), Side::Loose),
        };
        self.owners.push(owner);
        self.sides.push(side);
    }

    /// The comments that belong to nodes of a range.
    pub(super) fn is_within(&self, number: usize, nodes: &Range<u32>) -> bool {
        matches!(self.owners[number], Owner::Child(node) if nodes.contains(&node.0))
    }

    /// Comments on neighbouring lines of their own, from the first of them.
    fn block(
        &mut self,
        document: &Document,
        view: LineView<'_>,
        lines: &BTreeMap<usize, LineFacts>,
    ) {
        let number = self.owners.len();
        let block = block_at(document, view, number);
        let starts = block
            .clone()
            .map(|number| document.comments[number].start as usize);
        let first = document.comments[block.start].start as usize;
        let last = document.comments[block.end - 1].start as usize;
        if is_head(document, view, number) {
            starts.for_each(|at| self.push(document, None, at));
            return;
        }
        let above_line = view.line_of(first).checked_sub(1);
        let above = above_line.and_then(|line| {
            let indentation = view.indentation_of_line(line)?;
            Some((lines.get(&line)?.above()?, indentation))
        });
        let below = lines
            .get(&(view.line_of(last) + 1))
            .and_then(|facts| facts.first);
        for at in starts {
            let column = view.column(at);
            let below = below.filter(|(_, found)| *found == column);
            let below = below.map(|(node, _)| (node, Side::Heading));
            let above = above.filter(|(_, least)| column >= *least);
            let above = above.map(|(node, _)| (node, Side::Below));
            self.push(document, below.or(above), at);
        }
    }
}

/// The numbers of the comments on neighbouring lines, of which `number` is the first.
pub(super) fn block_at(document: &Document, view: LineView<'_>, number: usize) -> Range<usize> {
    let mut end = number + 1;
    let mut line = view.line_of(document.comments[number].start as usize);
    while let Some(next) = document.comments.get(end) {
        let at = next.start as usize;
        line += 1;
        if view.line_of(at) != line || !view.begins_line(at) {
            break;
        }
        end += 1;
    }
    number..end
}

/// Whether the block that begins with this comment is the first of the file, in front of all content.
pub(super) fn is_head(document: &Document, view: LineView<'_>, number: usize) -> bool {
    let comments = &document.comments;
    let leads = document.root.is_none_or(|root| {
        let data = document.node(root);
        comments[number].start < data.outer || data.outer == data.end
    });
    let mut before = comments[..number].iter();
    leads && before.all(|comment| !view.begins_line(comment.start as usize))
}

/// What begins and ends on each line at which a comment stands, and on the lines above and below it.
fn lines_with_facts(document: &Document, view: LineView<'_>) -> BTreeMap<usize, LineFacts> {
    let mut lines: BTreeMap<usize, LineFacts> = BTreeMap::new();
    for comment in &document.comments {
        let line = view.line_of(comment.start as usize);
        for line in line.saturating_sub(1)..=line + 1 {
            lines.entry(line).or_default();
        }
    }
    for number in 0..document.nodes.len() {
        for child in children_of(document, NodeId(crate::yaml::text::offset(number))) {
            note(document, view, &mut lines, &child);
        }
    }
    lines
}

fn note(
    document: &Document,
    view: LineView<'_>,
    lines: &mut BTreeMap<usize, LineFacts>,
    child: &Child<'_>,
) {
    let Child {
        start, end, node, ..
    } = *child;
    let (first, last) = (view.line_of(start), view.line_of(end.max(start + 1) - 1));
    if let Some(facts) = lines.get_mut(&first) {
        if facts.first.is_none() && view.begins_line(start) {
            facts.first = Some((node, view.column(start)));
        }
        if first == last {
            if facts.whole.is_none_or(|(_, end)| start >= end) {
                facts.whole = Some((node, end));
            }
        } else if facts.begun.is_none_or(|(_, known)| start >= known) {
            facts.begun = Some((node, start));
        }
    }
    // A block collection only ends where its last child does.
    if first != last
        && !is_block(&document.node(node).content)
        && let Some(facts) = lines.get_mut(&last)
        && facts
            .ended
            .as_ref()
            .is_none_or(|(_, known)| start < known.start)
    {
        facts.ended = Some((node, start..end));
    }
}

fn is_block(content: &Content) -> bool {
    matches!(
        content,
        Content::Sequence {
            style: CollectionStyle::Block,
            ..
        } | Content::Mapping {
            style: CollectionStyle::Block,
            ..
        }
    )
}

/// The collection in which an item or entry stands, named by its value.
pub(super) fn parent(document: &Document, child: NodeId) -> Option<NodeId> {
    let mut node = document.root?;
    loop {
        let children = children_of(document, node);
        let before = children.partition_point(|other| other.node <= child);
        let around = children.get(before.checked_sub(1)?)?.node;
        if around == child {
            return Some(node);
        }
        node = around;
    }
}

/// The innermost child around a place.
fn innermost(document: &Document, at: usize) -> Option<NodeId> {
    let mut found = None;
    let mut node = document.root?;
    loop {
        let children = children_of(document, node);
        let before = children.partition_point(|child| child.start <= at);
        match before.checked_sub(1).map(|number| children[number]) {
            Some(child) if at < child.end => {
                found = Some(child.node);
                node = child.node;
            }
            _ => return found,
        }
    }
}
