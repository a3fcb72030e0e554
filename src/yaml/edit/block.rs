//! Children of block collections: lines that go and lines that come.

use super::Refusal;
use super::changes::{Added, Changes, Child};
use super::editor::{Editor, Slot};
use super::line_view::Indentation;
use crate::yaml::emit::{BlockLayout, entry_lines, item_lines};
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
        let (Some(first), Some(last)) = (children.first(), children.last()) else {
            return Ok(());
        };
        let column = self.view.column(first.start);
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
            let taken = self.splices.last().map_or(0, |splice| splice.range.end);
            let at = self.view.behind(last.end, column).max(taken);
            let lines = added.lines(self.layout(slot.node));
            let text = self.lines_text(&lines, column, last.end);
            self.insert(at, text);
        }
        Ok(())
    }

    /// Lines with indentation and the line break used around `near`.
    pub(super) fn lines_text(&self, lines: &[String], column: usize, near: usize) -> String {
        let end = self.view.line_break(near);
        lines
            .iter()
            .map(|line| format!("{:column$}{line}{end}", ""))
            .collect()
    }

    /// Removes first children that begin behind something else on their line, as in `- a: 1`, and
    /// moves the first that stays into their place. Returns how many that were.
    fn remove_leading(&mut self, children: &[Child<'d>], removed: &[bool], column: usize) -> usize {
        let count = removed.iter().take_while(|removed| **removed).count();
        if count == 0 || self.view.begins_line(children[0].start) {
            return 0;
        }
        let (start, next) = (children[0].start, children[count].start);
        if !self.view.has_comment(start..next) {
            self.splice(start..next, "");
            return count;
        }
        let line_end = self.view.end_of_line(start);
        let before = &self.view.text()[..start];
        let space = before.trim_end_matches([' ', '\t']).len();
        let behind: String = self.trailing_comment(start);
        let mut text = format!("{behind}{}", self.view.line_break(start));
        text.push_str(
            &self
                .view
                .kept_comments(line_end..next, column, Indentation::Kept),
        );
        self.splice(space..self.view.line_start(next), text);
        count
    }

    /// The comment that ends the line of `at`, with a space in front; nothing without one.
    pub(super) fn trailing_comment(&self, at: usize) -> String {
        let comments = self.view.comments(at..self.view.end_of_line(at));
        comments
            .iter()
            .map(|comment| format!(" {}", self.view.comment_text(comment)))
            .collect()
    }

    /// Removes the lines of a child, but none of their comments.
    ///
    /// `scalar` describes a block scalar right above, and whether it keeps blank lines.
    fn remove_lines(&mut self, child: &Child<'d>, column: usize, scalar: Option<bool>) {
        let view = self.view;
        let (first, mut next) = (view.line_start(child.start), view.next_line(child.end));
        let indentation = match scalar {
            Some(_) => Indentation::Limited,
            None => Indentation::Kept,
        };
        let kept = view.has_comment(child.start..next);
        if let Some(keeps_blank_lines) = scalar {
            // What follows would come to stand right below a block scalar and become part of it.
            let follows = view.next_content_line(next);
            let is_deep =
                |comment: &std::ops::Range<u32>| view.column(comment.start as usize) > column;
            let swallowed = view.comments(next..follows).iter().any(is_deep);
            if swallowed || (keeps_blank_lines && !kept && view.is_blank_line(next)) {
                next = follows;
            }
        }
        let text = view.kept_comments(child.start..next, column, indentation);
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
        let nodes = self.nodes_within(child.start..child.end);
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
    /// The new children as lines without indentation of their own.
    fn lines(&self, layout: BlockLayout) -> Vec<String> {
        match self {
            Self::Items(items) => items
                .iter()
                .flat_map(|item| item_lines(item, layout))
                .collect(),
            Self::Entries(entries) => entries
                .iter()
                .flat_map(|(key, value)| entry_lines(key, value, layout))
                .collect(),
        }
    }
}
