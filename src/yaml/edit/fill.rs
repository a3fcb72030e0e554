//! Values where nothing stands yet.

use std::ops::Range;

use super::editor::{Editor, Position, Slot};
use crate::yaml::emit::Value;
use crate::yaml::emit::{BlockLayout, block_lines, scalar_text};
use crate::yaml::tree::EntryNodes;

impl<'d> Editor<'d> {
    /// Writes a value where a node is that is not written at all.
    pub(super) fn fill(&mut self, slot: Slot<'d>, value: &Value) {
        match (slot.place, self.head(slot)) {
            (Position::Root, _) => self.fill_root(value),
            (Position::Value(entry), None) => self.add_colon(slot, entry, value),
            (_, None) => {}
            (_, Some(head)) if self.is_inline(slot, value) => {
                let token = format!(" {}", scalar_text(value, false));
                self.splice(self.space_behind(head), token);
            }
            (_, Some(head)) if self.continues_line(slot) => self.fill_line(slot, head, value),
            (_, Some(head)) => {
                let column = self.block_column(slot, value);
                let lines = block_lines(value, self.layout(slot.node));
                let text = self.lines_text(&lines, column, head);
                self.insert(self.behind_indicator(slot, head), text);
            }
        }
    }

    /// Below an indicator that nothing follows, and below the deeper comments that belong to its child.
    fn behind_indicator(&self, slot: Slot<'d>, head: usize) -> usize {
        let own = slot.node.0..slot.node.0 + 1;
        let mut at = self.view.next_line(head);
        while at < self.document.content_end
            && let Some(number) = self.view.comment_on_line(at)
            && self.view.column(self.view.comment_start(number)) > slot.column
            && self.fates.owners.is_within(number, &own)
        {
            at = self.view.next_line(at);
        }
        at
    }

    /// The white space behind an indicator, unless it separates a comment.
    pub(super) fn space_behind(&self, head: usize) -> Range<usize> {
        let behind = &self.view.text()[head..];
        let rest = behind.trim_start_matches([' ', '\t']);
        let length = if rest.starts_with('#') {
            0
        } else {
            behind.len() - rest.len()
        };
        head..head + length
    }

    /// Writes a value as the first of a text that holds only comments and markers so far.
    pub(super) fn fill_root(&mut self, value: &Value) {
        let at = self.document.content_end;
        let lines = block_lines(value, BlockLayout::default());
        let text = self.lines_text(&lines, 0, at);
        self.insert(at, text);
    }

    /// Writes a block that begins on the line of its indicator.
    fn fill_line(&mut self, slot: Slot<'d>, head: usize, value: &Value) {
        let layout = self.layout(slot.node);
        let mut lines = block_lines(value, layout);
        let first = lines.remove(0);
        let space = layout.dash_width - 1;
        let column = self.view.column(head) + space;
        self.splice(self.space_behind(head), format!("{:space$}{first}", ""));
        let text = self.lines_text(&lines, column, head);
        self.insert(self.view.next_line(head), text);
    }

    /// Writes the value of a `? key` that has no `:` yet.
    fn add_colon(&mut self, slot: Slot<'d>, entry: &EntryNodes, value: &Value) {
        let layout = BlockLayout {
            dash_width: 2,
            ..self.layout(slot.node)
        };
        let lines = block_lines(value, layout);
        let colon = |(number, line): (usize, &String)| {
            format!("{}{line}", if number == 0 { ": " } else { "  " })
        };
        let lines: Vec<_> = lines.iter().enumerate().map(colon).collect();
        let key_end = (self.data(entry.key).end as usize).max(entry.start as usize + 1);
        let text = self.lines_text(&lines, slot.column, key_end);
        self.insert(self.view.next_line(key_end), text);
    }
}
