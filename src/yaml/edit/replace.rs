//! Whole values that take the place of others, outside of brackets.

use super::Refusal;
use super::editor::{Editor, Position, Slot};
use super::line_view::Indentation;
use super::owners::Owner;
use crate::yaml::emit::Value;
use crate::yaml::emit::{block_lines, scalar_text, scalar_text_like};
use crate::yaml::tree::{CollectionStyle, Content, NodeData, Tag};

/// How the value that goes is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Old {
    /// Not at all.
    Nothing,
    /// From its first to its last byte, over one line or several.
    Token,
    /// As a `|` or `>` with lines below.
    BlockScalar,
    /// As the lines of a block collection.
    Block,
}

impl<'d> Editor<'d> {
    /// Puts a value in the place of a node.
    pub(super) fn replace(&mut self, slot: Slot<'d>, value: &Value) -> Result<(), Refusal> {
        let data = self.data(slot.node);
        self.refuse_anchors_within(data.outer_range())?;
        if slot.in_flow {
            self.replace_in_flow(slot, value);
            return Ok(());
        }
        match (old_form(data), self.is_inline(slot, value)) {
            (Old::Nothing, _) => self.fill(slot, value),
            (Old::Token, true) => self.token_by_token(slot, value),
            (Old::Token, false) => self.token_by_block(slot, value),
            (Old::BlockScalar, _) => self.block_scalar_by_any(slot, value),
            (Old::Block, true) => self.block_by_token(slot, value),
            (Old::Block, false) => self.block_by_block(slot, value),
        }
        Ok(())
    }

    fn token_by_token(&mut self, slot: Slot<'d>, value: &Value) {
        let data = self.data(slot.node);
        // An anchor that nothing refers to does not matter; only the value is replaced.
        let keeps_anchor = data.anchored && data.tag == Tag::Absent && data.start < data.end;
        let range = if keeps_anchor {
            data.start as usize..data.end as usize
        } else {
            data.outer_range()
        };
        self.splice(range, self.inline_text(data, value));
        self.keep_comments_behind(data, slot.column + self.layout(slot.node).mapping_indent);
    }

    /// Puts the comments within a flow collection that goes below the line it ended on.
    fn keep_comments_behind(&mut self, data: &NodeData, column: usize) {
        let range = data.outer_range();
        let next = self.view.next_line(range.end);
        let kept = self.kept_comments(range, column, Indentation::Limited);
        self.insert(next, kept);
    }

    fn token_by_block(&mut self, slot: Slot<'d>, value: &Value) {
        let data = self.data(slot.node);
        let (start, end) = (data.outer as usize, data.end as usize);
        let next = self.view.next_line(end);
        let head = self
            .head(slot)
            .filter(|head| self.view.line_of(*head) == self.view.line_of(start));
        let Some(head) = head else {
            // The value has lines of its own.
            let column = self.view.column(start);
            let kept = self.kept_comments(start..next, column, Indentation::Limited);
            let lines = self.lines_text(&block_lines(value, self.layout(slot.node)), column, end);
            self.splice(self.view.line_start(start)..next, kept + &lines);
            return;
        };
        let mut lines = block_lines(value, self.layout(slot.node));
        let mut kept_from = start;
        let column = if self.continues_line(slot) {
            let first = lines.remove(0);
            self.splice(start..end, first);
            self.view.column(start)
        } else {
            let comment = self.comment_behind_open(slot, start, end);
            if comment.is_some() {
                kept_from = self.view.end_of_line(start);
            }
            let comment = comment.unwrap_or_default();
            self.splice(head..end, comment);
            self.block_column(slot, value)
        };
        let kept = self.kept_comments(kept_from..end, column, Indentation::Limited);
        let lines = self.lines_text(&lines, column, end);
        self.insert(next, kept + &lines);
    }

    /// The comment behind an opening bracket, if it belongs to the item or entry and may stay with it: on its line, else
    /// above it, where another one behind the closing bracket takes that place.
    fn comment_behind_open(&mut self, slot: Slot<'d>, start: usize, end: usize) -> Option<String> {
        let view = self.view;
        if !self.is_own_comment(slot, start) || view.end_of_line(start) >= end {
            return None;
        }
        let comment = self.trailing_comment(start);
        if self.trailing_comment(end).is_empty() {
            return Some(comment);
        }
        let line = view.line_of(start);
        let is_explicit = matches!(slot.place, Position::Value(entry) if entry.explicit);
        if is_explicit || view.indentation_of_line(line) != Some(slot.column) {
            return None;
        }
        let (line, comment) = (view.line_start(start), comment.trim_start());
        let heading = self.lines_text(&[comment.to_owned()], slot.column, start);
        self.insert(line, heading);
        Some(String::new())
    }

    fn block_scalar_by_any(&mut self, slot: Slot<'d>, value: &Value) {
        let data = self.data(slot.node);
        let (outer, start) = (data.outer as usize, data.start as usize);
        let header_end = start + self.header(start).len();
        let content = self.view.next_line(start)..self.view.next_line(data.end as usize);
        if self.is_inline(slot, value) {
            self.splice(outer..header_end, self.inline_text(data, value));
            self.splice(content, "");
            return;
        }
        let mut lines = block_lines(value, self.layout(slot.node));
        let column = match self.head(slot) {
            Some(head) if !self.continues_line(slot) => {
                self.splice(head..header_end, "");
                self.block_column(slot, value)
            }
            _ => {
                let first = lines.remove(0);
                self.splice(outer..header_end, first);
                self.view.column(outer)
            }
        };
        let lines = self.lines_text(&lines, column, start);
        self.splice(content, lines);
    }

    pub(super) fn block_by_token(&mut self, slot: Slot<'d>, value: &Value) {
        let data = self.data(slot.node);
        let (start, next) = (data.start as usize, self.view.next_line(data.end as usize));
        let token = scalar_text(value, false);
        let column = self.view.column(start);
        if !self.view.begins_line(start) {
            let line_end = self.view.end_of_line(start);
            let mut text = token + &self.trailing_comment(start) + self.view.line_break(start);
            text += &self.kept_comments(line_end..next, column, Indentation::Limited);
            self.splice(start..next, text);
            return;
        }
        let lines = self.view.line_start(start)..next;
        let kept = self.kept_comments(start..next, column, Indentation::Kept);
        match self.head(slot) {
            Some(head) => {
                let properties = self.properties_end(data).unwrap_or(head);
                self.splice(head..properties, format!(" {token}"));
                self.splice(lines, kept);
            }
            None => {
                let token = self.lines_text(&[token], column, start);
                self.splice(lines, token + &kept);
            }
        }
    }

    fn block_by_block(&mut self, slot: Slot<'d>, value: &Value) {
        let data = self.data(slot.node);
        let (start, next) = (data.start as usize, self.view.next_line(data.end as usize));
        let layout = self.layout(slot.node);
        let mut lines = block_lines(value, layout);
        let column = self.view.column(start);
        if !self.view.begins_line(start) {
            let line_end = self.view.end_of_line(start);
            let comment = self.trailing_comment(start);
            let mut text = match self.is_own_comment(slot, start) {
                true => comment.trim_start().to_owned(),
                false => lines.remove(0) + &comment,
            };
            text += self.view.line_break(start);
            text += &self.kept_comments(line_end..next, column, Indentation::Limited);
            text += &self.lines_text(&lines, column, start);
            self.splice(start..next, text);
            return;
        }
        let same_kind = matches!(
            (&data.content, value),
            (Content::Sequence { .. }, Value::Sequence(_))
                | (Content::Mapping { .. }, Value::Mapping(_))
        );
        let new_column = if same_kind {
            column
        } else {
            self.block_column(slot, value)
        };
        if let (Some(head), Some(end)) = (self.head(slot), self.properties_end(data)) {
            self.splice(head..end, "");
        }
        let kept = self.kept_comments(start..next, new_column, Indentation::Kept);
        let lines = self.lines_text(&lines, new_column, start);
        self.splice(self.view.line_start(start)..next, kept + &lines);
    }

    fn inline_text(&self, old: &NodeData, value: &Value) -> String {
        match old.content {
            Content::Scalar { style, .. } => scalar_text_like(value, style, false),
            _ => scalar_text(value, false),
        }
    }

    /// Behind the indicator a value stands after; `None` at the root, and where there is none.
    pub(super) fn head(&self, slot: Slot<'d>) -> Option<usize> {
        match slot.place {
            Position::Root => {
                let start = self.document.content_start;
                self.view.text()[..start].ends_with("---").then_some(start)
            }
            Position::Value(entry) => entry.colon.map(|colon| colon as usize + 1),
            Position::Item { start } => Some(start + 1),
        }
    }

    /// Whether a block begins on the line of its indicator, as in `- a: 1`: not in front of a comment that belongs to
    /// the item, because it would come to belong to what begins there.
    pub(super) fn continues_line(&self, slot: Slot<'d>) -> bool {
        let is_compact = match slot.place {
            Position::Root => false,
            Position::Value(entry) => entry.explicit,
            Position::Item { .. } => true,
        };
        is_compact && !self.has_comment_behind(slot)
    }

    /// Whether a comment behind a value, or behind the bracket it begins with, belongs to its item or entry.
    fn has_comment_behind(&self, slot: Slot<'d>) -> bool {
        let data = self.data(slot.node);
        let start = data.start as usize;
        let has_lines = self.view.end_of_line(start) < data.end as usize;
        if old_form(data) == Old::Token && has_lines && self.is_own_comment(slot, start) {
            return true;
        }
        let end = match data.is_block_scalar() {
            true => data.start,
            false => data.end,
        };
        self.is_own_comment(slot, self.head(slot).unwrap_or(0).max(end as usize))
    }

    /// Whether a comment that ends the line of `at` belongs to the item or entry of a value.
    fn is_own_comment(&self, slot: Slot<'d>, at: usize) -> bool {
        let mut behind = self.staying(at..self.view.end_of_line(at));
        behind.any(|number| self.fates.owners.owners[number] == Owner::Child(slot.node))
    }

    /// The column of a new block below a key or at the root.
    pub(super) fn block_column(&self, slot: Slot<'d>, value: &Value) -> usize {
        let layout = self.layout(slot.node);
        match (slot.place, value) {
            (Position::Root, _) => 0,
            (Position::Item { .. }, _) => slot.column + layout.dash_width,
            (_, Value::Sequence(_)) => slot.column + layout.sequence_indent,
            _ => slot.column + layout.mapping_indent,
        }
    }

    /// Behind the tag of a node, if it has one.
    pub(super) fn properties_end(&self, data: &NodeData) -> Option<usize> {
        let properties = &self.view.text()[data.outer as usize..data.start as usize];
        let length = properties.find([' ', '\t', '\r', '\n'])?;
        Some(data.outer as usize + length)
    }
}

fn old_form(data: &NodeData) -> Old {
    match &data.content {
        _ if data.outer == data.end => Old::Nothing,
        Content::Scalar { .. } if data.is_block_scalar() => Old::BlockScalar,
        Content::Sequence {
            style: CollectionStyle::Block,
            ..
        }
        | Content::Mapping {
            style: CollectionStyle::Block,
            ..
        } => Old::Block,
        _ => Old::Token,
    }
}
