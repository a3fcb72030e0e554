//! Children of block collections: lines that go and lines that come.

use super::Refusal;
use super::changes::{Added, Changes, Child};
use super::editor::{Editor, Slot};
use super::line_view::Indentation;
use crate::yaml::emit::{BlockLayout, entry_lines, item_lines, scalar_text};
use crate::yaml::tree::{Content, NodeId};

impl<'d> Editor<'d> {
    /// Changes the children of a block collection of which at least one stays.
    pub(super) fn change_block(
        &mut self,
        slot: Slot<'d>,
        changes: &Changes<'d, '_, '_>,
    ) -> Result<(), Refusal> {
        let Changes {
            children,
            removed,
            inner,
            added,
        } = changes;
        let Some(first) = children.first() else {
            return Ok(());
        };
        let column = self.view.column(first.start);
        let known = self.splices.len();
        let skipped = self.remove_leading(children, removed, column);
        let mut inner = inner.iter().peekable();
        let mut scalar = None;
        for (number, child) in children.iter().enumerate().skip(skipped) {
            if removed[number] {
                self.remove_lines(child, column, scalar);
                continue;
            }
            scalar = self.block_scalar_at_end(child.node);
            if let Some((_, intent)) = inner.next_if(|(changed, _)| *changed == number) {
                let Child { node, place, .. } = *child;
                scalar = self.block_scalar_within(child);
                self.change(
                    Slot {
                        node,
                        place,
                        column,
                        in_flow: false,
                    },
                    intent,
                )?;
            }
        }
        if !added.is_empty() {
            // A removal may have taken more than the lines of the last child.
            let taken = self.splices[known..].iter().map(|splice| splice.range.end);
            let taken = taken.max().unwrap_or(0);
            self.add_lines(slot, changes, column, taken);
        }
        Ok(())
    }

    /// Removes all children of a block collection; comments without an owner among them stay.
    pub(super) fn empty_block(&mut self, slot: Slot<'d>, changes: &Changes<'d, '_, '_>) {
        let children = &changes.children;
        let empty = changes.added.to_value();
        let Some(first) = children.first() else {
            return;
        };
        if !self.view.begins_line(first.start) {
            return self.block_by_token(slot, &empty);
        }
        let column = self.view.column(first.start);
        let token = scalar_text(&empty, false);
        match self.head(slot) {
            Some(head) => {
                let end = self.properties_end(self.data(slot.node)).unwrap_or(head);
                self.splice(head..end, format!(" {token}"));
            }
            None => {
                let line = self.lines_text(&[token], column, first.start);
                self.insert(self.view.line_start(first.start), line);
            }
        }
        for child in children {
            self.remove_lines(child, column, None);
        }
    }

    /// Adds new children below the last one that stays, and below what splices have `taken`, separated by
    /// blank lines if the others are.
    fn add_lines(
        &mut self,
        slot: Slot<'d>,
        changes: &Changes<'d, '_, '_>,
        column: usize,
        taken: usize,
    ) {
        let Changes {
            children,
            removed,
            inner: _,
            added,
        } = changes;
        let stays = removed.iter().rposition(|removed| !removed);
        let Some(last) = stays.map(|number| children[number]) else {
            return;
        };
        let behind = self.behind_child(&last);
        let at = match children.last() {
            Some(end) if end.end > last.end => behind,
            _ => behind.max(taken),
        };
        let keeps_blank_lines = self.block_scalar_at_end(last.node) == Some(true);
        let gap = match self.are_separated(children) && !keeps_blank_lines {
            true => self.view.line_break(last.end),
            false => "",
        };
        let layout = self.layout(slot.node);
        let lines = added.lines(layout);
        let lines = lines
            .iter()
            .map(|lines| gap.to_owned() + &self.lines_text(lines, column, last.end));
        let text: String = lines.collect();
        self.insert(at, text);
    }

    /// Lines with indentation and the line break used around `near`.
    pub(super) fn lines_text(&self, lines: &[String], column: usize, near: usize) -> String {
        let end = self.view.line_break(near);
        let indent = " ".repeat(column);
        let mut text = String::new();
        for part in lines.iter().flat_map(|line| [&indent, line.as_str(), end]) {
            text.push_str(part);
        }
        text
    }

    /// Removes first children that begin behind something else on their line, as in `- a: 1`, and
    /// moves the first that stays into their place. Returns how many that were.
    fn remove_leading(&mut self, children: &[Child<'d>], removed: &[bool], column: usize) -> usize {
        let count = removed.iter().take_while(|removed| **removed).count();
        if count == 0 || self.view.begins_line(children[0].start) {
            return 0;
        }
        let (start, next) = (children[0].start, children[count].start);
        if !self.has_staying(start..next) {
            self.splice(start..next, "");
            return count;
        }
        let line_end = self.view.end_of_line(start);
        let before = &self.view.text()[..start];
        let space = before.trim_end_matches([' ', '\t']).len();
        let behind: String = self.trailing_comment(start);
        let mut text = format!("{behind}{}", self.view.line_break(start));
        text.push_str(&self.kept_comments(line_end..next, column, Indentation::Kept));
        self.splice(space..self.view.line_start(next), text);
        count
    }

    /// Removes the lines of a child, but none of the comments on them that stay.
    ///
    /// `scalar` describes a block scalar right above, and whether it keeps blank lines.
    fn remove_lines(&mut self, child: &Child<'d>, column: usize, scalar: Option<bool>) {
        let view = self.view;
        let (first, mut next) = (view.line_start(child.start), view.next_line(child.end));
        let indentation = match scalar {
            Some(_) => Indentation::Limited,
            None => Indentation::Kept,
        };
        let kept = self.has_staying(child.start..next);
        if let Some(keeps_blank_lines) = scalar {
            // What follows would come to stand right below a block scalar and become part of it.
            let follows = view.next_content_line(next);
            let is_deep = |number: usize| view.column(view.comment_start(number)) > column;
            let swallowed = self.staying(next..follows).any(is_deep);
            if swallowed || (keeps_blank_lines && !kept && view.is_blank_line(next)) {
                next = follows;
            }
        }
        let text = self.kept_comments(child.start..next, column, indentation);
        self.splice(first..next, text);
    }

    /// Whether a node ends with a block scalar, and if so, whether that keeps blank lines.
    fn block_scalar_at_end(&self, node: NodeId) -> Option<bool> {
        let mut data = self.data(node);
        loop {
            let last = match &data.content {
                Content::Sequence { items, .. } => items.last().map(|item| item.node),
                Content::Mapping { entries, .. } => entries.last().map(|entry| entry.value),
                Content::Scalar { .. } if data.is_block_scalar() => {
                    return Some(self.header(data.start as usize).contains('+'));
                }
                Content::Scalar { .. } | Content::Alias(_) => None,
            };
            data = self.data(last?);
        }
    }

    /// Whether there is a block scalar in a child that may end with it once it is changed, and if
    /// so, whether any of them keeps blank lines.
    fn block_scalar_within(&self, child: &Child<'d>) -> Option<bool> {
        let nodes = &self.document.nodes[self.nodes_within(child.start..child.end)];
        let scalars = nodes.iter().filter(|data| data.is_block_scalar());
        scalars
            .map(|data| self.header(data.start as usize).contains('+'))
            .reduce(|one, other| one || other)
    }

    /// The indicators of a block scalar, such as `|-`.
    pub(super) fn header(&self, start: usize) -> &'d str {
        let text = &self.view.text()[start..];
        let indicator = |letter: char| matches!(letter, '|' | '>' | '+' | '-' | '0'..='9');
        &text[..text.find(|letter| !indicator(letter)).unwrap_or(text.len())]
    }
}

impl Added {
    /// The lines of each new child, without indentation of their own.
    fn lines(&self, layout: BlockLayout) -> Vec<Vec<String>> {
        match self {
            Self::Items(items) => items.iter().map(|item| item_lines(item, layout)).collect(),
            Self::Entries(entries) => entries
                .iter()
                .map(|(key, value)| entry_lines(key, value, layout))
                .collect(),
        }
    }
}
