//! Which comments go with what is removed, and where the others are while something is edited.

use std::ops::Range;

use super::changes::Child;
use super::editor::{Editor, Position};
use super::line_view::Indentation;
use super::owners::{Owner, Owners};
use crate::yaml::model::{Data, Kept};
use crate::yaml::node::Node;
use crate::yaml::tree::{Content, Document, NodeId};

/// What happens to each comment of a document.
pub(super) struct Fates {
    pub(super) owners: Owners,
    /// By the number of the comment: whether it goes.
    pub(super) goes: Vec<bool>,
}

impl Fates {
    /// The fates of all comments when the document is to hold other data; without data, all stay.
    pub(super) fn new(document: &Document, wanted: Option<&Data<'_>>) -> Self {
        let owners = Owners::of(document);
        let goes = match wanted {
            None => vec![false; owners.owners.len()],
            Some(wanted) => {
                let kept = wanted.kept(None);
                let all = 0..owners.owners.len();
                all.map(|number| owner_now(document, &owners, number, &kept).is_none())
                    .collect()
            }
        };
        Self { owners, goes }
    }
}

/// Whose a comment is after the edits, in the numbers of the document then; `None` if it goes.
pub(super) fn owner_now(
    document: &Document,
    owners: &Owners,
    number: usize,
    kept: &Kept,
) -> Option<Owner> {
    let at = document.comments[number].start as usize;
    match owners.owners[number] {
        Owner::Child(node) => kept.now(node).map(Owner::Child),
        Owner::Unowned(None) => Some(Owner::Unowned(None)),
        Owner::Unowned(Some(node)) => {
            let data = document.node(node);
            let is_inside =
                !matches!(data.content, Content::Scalar { .. }) && data.outer_range().contains(&at);
            let is_gone = is_inside && kept.is_replaced(node);
            let now = kept.now(node).filter(|_| !is_gone);
            now.map(|node| Owner::Unowned(Some(node)))
        }
    }
}

impl<'d> Editor<'d> {
    /// The numbers of the comments in a range that stay.
    pub(super) fn staying(&self, range: Range<usize>) -> impl Iterator<Item = usize> + use<'d> {
        let goes = &self.fates.goes;
        self.view.comments(range).filter(|number| !goes[*number])
    }

    pub(super) fn has_staying(&self, range: Range<usize>) -> bool {
        self.staying(range).next().is_some()
    }

    /// The comments of lines that go, as lines of their own, each with a line break.
    ///
    /// A comment behind something is put at `column`.
    pub(super) fn kept_comments(
        &self,
        range: Range<usize>,
        column: usize,
        indentation: Indentation,
    ) -> String {
        let view = self.view;
        let mut kept = String::new();
        for number in self.staying(range) {
            let at = view.comment_start(number);
            let start = view.line_start(at);
            let too_deep = indentation == Indentation::Limited && at - start > column;
            if view.begins_line(at) && !too_deep {
                kept.push_str(&view.text()[start..at]);
            } else {
                kept.push_str(&" ".repeat(column));
            }
            kept.push_str(view.comment_text(number));
            kept.push_str(view.line_break(at));
        }
        kept
    }

    /// The comment that ends the line of `at` and stays, with a space in front; nothing without one.
    pub(super) fn trailing_comment(&self, at: usize) -> String {
        self.staying(at..self.view.end_of_line(at))
            .map(|number| format!(" {}", self.view.comment_text(number)))
            .collect()
    }

    /// Whether nothing that stays stands behind `at` on its line.
    pub(super) fn ends_line(&self, at: usize) -> bool {
        let end = self.view.end_of_line(at);
        match self.view.comments(at..end).next() {
            Some(number) if self.fates.goes[number] => {
                let before = &self.view.text()[at..self.view.comment_start(number)];
                before.trim_matches([' ', '\t']).is_empty()
            }
            _ => self.view.ends_line(at),
        }
    }

    /// The nodes of a child, its key included.
    pub(super) fn nodes_of(&self, child: &Child<'d>) -> Range<u32> {
        let first = match child.place {
            Position::Value(entry) => entry.key,
            Position::Item { .. } | Position::Root => child.node,
        };
        let NodeId(end) = Node::new(self.document, child.node).subtree_end();
        first.0..end
    }

    /// Where a new line goes that follows a child: behind its last line, and behind the comments directly
    /// below that belong to it or to a part of it.
    pub(super) fn behind_child(&self, child: &Child<'d>) -> usize {
        let nodes = self.nodes_of(child);
        let mut at = self.view.next_line(child.end);
        let mut behind = at;
        while at < self.document.content_end
            && let Some(number) = self.view.comment_on_line(at)
        {
            at = self.view.next_line(at);
            if self.fates.owners.is_within(number, &nodes) {
                behind = at;
            }
        }
        behind
    }

    /// Removes the comments that go and that no other splice has removed.
    pub(super) fn remove_comments(&mut self) {
        self.splices
            .sort_by_key(|splice| (splice.range.start, splice.range.end));
        let mut removals = Vec::new();
        let mut splices = self.splices.iter().peekable();
        let mut taken = 0;
        for number in 0..self.fates.goes.len() {
            if !self.fates.goes[number] {
                continue;
            }
            let at = self.view.comment_start(number);
            while let Some(splice) = splices.next_if(|splice| splice.range.start <= at) {
                taken = taken.max(splice.range.end);
            }
            if at < taken {
                continue;
            }
            let range = if self.view.begins_line(at) {
                self.view.line_start(at)..self.view.next_line(at)
            } else {
                let before = self.view.text()[..at].trim_end_matches([' ', '\t']);
                before.len()..self.view.end_of_line(at)
            };
            removals.push(range.start.max(taken)..range.end);
        }
        for range in removals {
            self.splice(range, "");
        }
    }

    /// Whether the children of a collection are separated by blank lines, most of the last ones at least.
    pub(super) fn are_separated(&self, children: &[Child<'d>]) -> bool {
        const NEIGHBOURS: usize = 16;
        let last = &children[children.len().saturating_sub(NEIGHBOURS)..];
        let blank_between = |pair: &&[Child<'d>]| {
            let mut line = self.view.next_line(pair[0].end);
            while line < pair[1].start {
                if self.view.is_blank_line(line) {
                    return true;
                }
                line = self.view.next_line(line);
            }
            false
        };
        let pairs = last.windows(2);
        let separated = pairs.clone().filter(blank_between).count();
        separated * 2 > pairs.count()
    }
}
