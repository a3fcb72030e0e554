//! Checks an edited text before it is used: its data, its comments, and a second reader's opinion.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::comments::{Fates, owner_now};
use super::line_view::LineView;
use super::owners::{Owner, Owners, Side, block_at, is_head, parent};
use crate::yaml::model::Data;
use crate::yaml::node::{Node, NodeKind};
use crate::yaml::tree::{Document, NodeId};

/// What an edited text is held to.
pub(super) struct Measure<'d> {
    pub(super) before: &'d Document,
    pub(super) wanted: &'d Data<'d>,
    pub(super) fates: &'d Fates,
}

/// Why an edited text is not used as it is.
pub(super) struct Fault {
    pub(super) reason: String,
    pub(super) remedy: Remedy,
}

/// What may help.
pub(super) enum Remedy {
    Nothing,
    /// Blank lines in front of these bytes of the edited text.
    BlankLines(BTreeSet<usize>),
    /// Writing these values, in the numbers before the edits, on one line.
    OneLine(Vec<NodeId>),
}

impl Fault {
    fn new(reason: &str) -> Self {
        Self {
            reason: reason.to_owned(),
            remedy: Remedy::Nothing,
        }
    }
}

/// A comment that belongs to something else after the edits.
struct Misplaced {
    /// Its number after.
    number: usize,
    /// Its number before.
    before: usize,
    expected: Owner,
}

impl Measure<'_> {
    /// Checks that a text holds the intended data, and the comments that stay where they belong.
    /// `inline` are values whose lines had to grow. Returns the text as it was read.
    pub(super) fn check(
        &self,
        text: &str,
        is_grown: impl Fn(NodeId) -> bool,
    ) -> Result<Document, Fault> {
        let after = Document::parse(text).map_err(|error| {
            Fault::new(&format!("the edited text could not be read again, {error}"))
        })?;
        if !self.wanted.matches(after.root()) {
            let reason = "the edited text would not contain the intended data";
            return Err(Fault::new(reason));
        }
        self.check_comments(&after, is_grown)?;
        Ok(after)
    }

    fn check_comments(
        &self,
        after: &Document,
        is_grown: impl Fn(NodeId) -> bool,
    ) -> Result<(), Fault> {
        let pairs = self.pairs(after)?;
        if pairs.is_empty() {
            return Ok(());
        }
        let (kept, owners) = (self.wanted.kept(after.root()), Owners::of(after));
        let mut misplaced = Vec::new();
        for (before, number) in pairs {
            let expected = owner_now(self.before, &self.fates.owners, before, &kept);
            let expected = expected.unwrap_or(Owner::Unowned(None));
            let fits = match (expected, owners.owners[number]) {
                (Owner::Child(one), Owner::Child(other)) => one == other,
                (Owner::Unowned(_), Owner::Unowned(_)) => true,
                _ => false,
            };
            if !fits {
                misplaced.push(Misplaced {
                    number,
                    before,
                    expected,
                });
            }
        }
        let review = Review {
            measure: self,
            after,
            owners,
            view: LineView::new(after),
        };
        misplaced.retain(|one| !review.is_tolerated(one, &is_grown));
        review.remedy(&misplaced)
    }

    /// The comments that stay, by their numbers before and after.
    fn pairs(&self, after: &Document) -> Result<Vec<(usize, usize)>, Fault> {
        let mut found: HashMap<&str, Vec<usize>> = HashMap::new();
        for number in (0..after.comments.len()).rev() {
            let text = LineView::new(after).comment_text(number).trim_end();
            found.entry(text).or_default().push(number);
        }
        let mut pairs = Vec::new();
        for (before, goes) in self.fates.goes.iter().enumerate() {
            let text = LineView::new(self.before).comment_text(before).trim_end();
            if *goes {
                continue;
            }
            match found.get_mut(text).and_then(Vec::pop) {
                Some(number) => pairs.push((before, number)),
                None => return Err(Fault::new("a comment would be lost")),
            }
        }
        if pairs.len() != after.comments.len() {
            let reason = "a comment would stay of something that is removed";
            return Err(Fault::new(reason));
        }
        pairs.sort_by_key(|(_, number)| *number);
        Ok(pairs)
    }
}

/// The comments of an edited text.
struct Review<'r> {
    measure: &'r Measure<'r>,
    after: &'r Document,
    owners: Owners,
    view: LineView<'r>,
}

impl Review<'_> {
    /// Whether no text could leave the comment to its owner.
    fn is_tolerated(&self, one: &Misplaced, is_grown: impl Fn(NodeId) -> bool) -> bool {
        let (Owner::Child(owner), Owner::Child(before)) =
            (one.expected, self.measure.fates.owners.owners[one.before])
        else {
            return false;
        };
        let found = self.owners.owners[one.number];
        let side = self.measure.fates.owners.sides[one.before];
        let inside = self.nodes_of(owner);
        let is_inside = match found {
            Owner::Child(node) | Owner::Unowned(Some(node)) => inside.contains(&node.0),
            Owner::Unowned(None) => false,
        };
        // The first children go below a comment that was all there was.
        if is_inside && is_childless(Node::new(self.measure.before, before)) {
            return true;
        }
        // What used to be in front of the first block of comments is gone.
        if found == Owner::Unowned(None) && is_head(self.after, self.view, one.number) {
            return true;
        }
        // An item became as short as the one entry in its line, or longer.
        let is_around =
            matches!(found, Owner::Child(node) if self.nodes_of(node).contains(&owner.0));
        let is_around = is_around && side != Side::Heading;
        let is_inside_line =
            side == Side::EndOfLine && matches!(found, Owner::Child(_)) && is_inside;
        if self.owners.sides[one.number] == side && (is_around || is_inside_line) {
            return true;
        }
        let end = self.after.node(owner).end as usize;
        let line = self.view.line_of(self.view.comment_start(one.number));
        let is_next = self.view.line_of(end.saturating_sub(1)) + 1 == line;
        let parent_of = |node| parent(self.after, node);
        let is_beside = matches!(found, Owner::Child(node) if parent_of(node) == parent_of(owner));
        let heads = self.owners.sides[one.number] == Side::Heading;
        let is_near = is_inside || !heads && (is_next || is_beside);
        side == Side::Below && is_grown(before) && is_near
    }

    fn nodes_of(&self, node: NodeId) -> Range<u32> {
        node.0..Node::new(self.after, node).subtree_end().0
    }

    fn remedy(&self, misplaced: &[Misplaced]) -> Result<(), Fault> {
        let Some(first) = misplaced.first() else {
            return Ok(());
        };
        let numbers: BTreeSet<usize> = misplaced.iter().map(|one| one.number).collect();
        let (mut places, mut grown) = (BTreeSet::new(), Vec::new());
        for one in misplaced {
            let owner_before = self.measure.fates.owners.owners[one.before];
            let place = match (self.owners.sides[one.number], owner_before) {
                (Side::Heading, _) => self.view.next_line(self.free_end(one.number, &numbers)),
                (Side::Below, _) => self.view.line_start(self.free_start(one.number, &numbers)),
                _ if self.begins_late_in_head(one.number) => {
                    self.view.line_start(self.view.comment_start(one.number))
                }
                (_, Owner::Child(node)) => {
                    grown.push(node);
                    continue;
                }
                (_, Owner::Unowned(_)) => continue,
            };
            places.insert(place);
        }
        let text = self.view.comment_text(first.number);
        let reason = format!("the comment `{text}` would come to belong to something else");
        let remedy = match (places.is_empty(), grown.is_empty()) {
            (false, _) => Remedy::BlankLines(places),
            (true, false) => Remedy::OneLine(grown),
            (true, true) => Remedy::Nothing,
        };
        Err(Fault { reason, remedy })
    }

    /// Where a blank line separates a misplaced comment from what is above its block: in front of the
    /// block, or behind the last comment of the block that rightly belongs to what is above.
    fn free_start(&self, number: usize, misplaced: &BTreeSet<usize>) -> usize {
        let in_block = |other: &usize| self.is_same_block(*other, number);
        let is_free =
            |other: &usize| self.owners.sides[*other] != Side::Below || misplaced.contains(other);
        let before = (0..number).rev().take_while(in_block);
        let free = before.take_while(is_free).last();
        self.view.comment_start(free.unwrap_or(number))
    }

    /// Behind which comment a blank line separates a misplaced comment from what its block is above: the
    /// last of the block, or the last in front of those that rightly belong to what is below.
    fn free_end(&self, number: usize, misplaced: &BTreeSet<usize>) -> usize {
        let in_block = |other: &usize| self.is_same_block(number, *other);
        let is_free =
            |other: &usize| self.owners.sides[*other] != Side::Heading || misplaced.contains(other);
        let behind = (number + 1..self.owners.sides.len()).take_while(in_block);
        let free = behind.take_while(is_free).last();
        self.view.comment_start(free.unwrap_or(number))
    }

    fn is_same_block(&self, one: usize, other: usize) -> bool {
        let (first, second) = (one.min(other), one.max(other));
        self.view.begins_line(self.view.comment_start(first))
            && block_at(self.after, self.view, first).contains(&second)
    }

    /// Whether the comment stands in the first block of the file, below another comment.
    fn begins_late_in_head(&self, number: usize) -> bool {
        let first = (0..=number).rev();
        let first = first
            .take_while(|first| self.is_same_block(*first, number))
            .last();
        first.is_some_and(|first| first < number && is_head(self.after, self.view, first))
    }
}

fn is_childless(node: Node<'_>) -> bool {
    match node.kind() {
        NodeKind::Null => true,
        NodeKind::Sequence => node.items().next().is_none(),
        NodeKind::Mapping => node.own_entries().next().is_none(),
        _ => false,
    }
}

/// Whether the last line of a text belongs to a block scalar.
pub(super) fn ends_with_block_scalar(document: &Document) -> bool {
    let end = document.text().trim_end_matches(['\r', '\n']).len();
    let last = document
        .nodes
        .iter()
        .rev()
        .find(|data| data.end > data.outer);
    last.is_some_and(|data| data.is_block_scalar() && data.end as usize >= end)
}
