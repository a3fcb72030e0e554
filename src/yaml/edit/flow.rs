//! Children of flow collections, and values between brackets.

use std::ops::Range;

use super::Refusal;
use super::changes::{Added, Changes, Child};
use super::editor::{Editor, Position, Slot};
use crate::yaml::emit::Value;
use crate::yaml::emit::{key_text, scalar_text, scalar_text_like};
use crate::yaml::text::skip_space_and_comments;
use crate::yaml::tree::{CollectionStyle, Content};

impl<'d> Editor<'d> {
    /// Changes the children of a flow collection.
    pub(super) fn change_flow(
        &mut self,
        slot: Slot<'d>,
        style: CollectionStyle,
        changes: &Changes<'d, '_, '_>,
    ) -> Result<(), Refusal> {
        let Changes {
            children,
            removed,
            inner,
            added: _,
        } = changes;
        for (number, intent) in inner {
            let Child { node, place, .. } = children[*number];
            self.change(
                Slot {
                    node,
                    place,
                    in_flow: true,
                    ..slot
                },
                intent,
            )?;
        }
        let mut number = 0;
        while number < children.len() {
            let run = removed[number..]
                .iter()
                .take_while(|removed| **removed)
                .count();
            if run > 0 {
                let is_last = number + run == children.len();
                self.remove_from_flow(slot, &children[number..number + run], is_last);
            }
            number += run.max(1);
        }
        self.end_flow(slot, style, changes);
        Ok(())
    }

    /// Sees to what follows the last child that stays: new children, or no comma any more.
    fn end_flow(&mut self, slot: Slot<'d>, style: CollectionStyle, changes: &Changes<'d, '_, '_>) {
        let Changes {
            children,
            removed,
            inner: _,
            added,
        } = changes;
        let last_kept = removed.iter().rposition(|removed| !removed);
        let Some(last) = last_kept.map(|number| children[number]) else {
            return self.fill_flow(slot, &added.flow_texts());
        };
        let trailing = children
            .last()
            .and_then(|last| self.comma_behind(last))
            .is_some();
        let new = added.flow_texts();
        let data = self.data(slot.node);
        if new.is_empty() {
            let comma = self.comma_behind(&last);
            if let (Some(comma), Some(true), false) = (comma, removed.last(), trailing) {
                self.splice(comma..comma + 1, "");
            }
        } else if style == CollectionStyle::Pair {
            self.insert(data.start as usize, "{");
            self.insert(data.end as usize, format!(", {}}}", new.join(", ")));
        } else {
            let close = (data.end as usize).saturating_sub(1);
            let next = children.iter().find(|child| child.start > last.start);
            self.add_to_flow(
                &last,
                next.map_or(close, |removed| removed.start),
                &new,
                trailing,
            );
        }
    }

    /// Puts a value in the place of one between brackets; comments within go in front of it.
    pub(super) fn replace_in_flow(&mut self, slot: Slot<'d>, value: &Value) {
        let data = self.data(slot.node);
        let token = match data.content {
            Content::Scalar { style, .. } => scalar_text_like(value, style, true),
            _ => scalar_text(value, true),
        };
        let range = data.outer_range();
        if range.is_empty() {
            match slot.place {
                Position::Value(entry) if entry.colon.is_none() => {
                    let key_end = (self.data(entry.key).end as usize).max(entry.start as usize + 1);
                    self.insert(key_end, format!(": {token}"));
                }
                Position::Value(entry) => {
                    let head = entry.colon.map_or(range.start, |colon| colon as usize + 1);
                    self.insert(head, format!(" {token}"));
                }
                Position::Root | Position::Item { .. } => self.insert(range.start, token),
            }
            return;
        }
        let comments = self.flow_comments(slot, range.clone());
        // The space that is there may go with a neighbour.
        let needs_space = !comments.is_empty() || self.view.text()[..range.start].ends_with(':');
        let space = if needs_space { " " } else { "" };
        self.splice(range, format!("{space}{comments}{token}"));
    }

    /// The comments of a range, each followed by a line break and the indentation of flow content.
    fn flow_comments(&self, slot: Slot<'d>, range: Range<usize>) -> String {
        let indent = slot.column + 2;
        let end = self.view.line_break(range.start);
        let comments = self.view.comments(range);
        let line = |comment| format!("{}{end}{:indent$}", self.view.comment_text(comment), "");
        comments.iter().map(line).collect()
    }

    /// Removes neighbours, with the commas behind them and the white space they leave.
    fn remove_from_flow(&mut self, slot: Slot<'d>, run: &[Child<'d>], is_last: bool) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            return;
        };
        let view = self.view;
        let mut start = first.start;
        let mut end = self.comma_behind(last).map_or(last.end, |comma| comma + 1);
        let comments = self.flow_comments(slot, start..end);
        let text = view.text();
        let spaces_behind = text[end..].len() - text[end..].trim_start_matches([' ', '\t']).len();
        let before = &text[view.line_start(start)..start];
        let spaces_before = before.len() - before.trim_end_matches([' ', '\t']).len();
        if !comments.is_empty() {
            let ends_line = view.ends_line(end);
            let replacement = if ends_line {
                comments.trim_end()
            } else {
                &comments
            };
            end += if ends_line { 0 } else { spaces_behind };
            let space = if before.is_empty() || spaces_before > 0 {
                ""
            } else {
                " "
            };
            self.splice(start..end, format!("{space}{replacement}"));
            return;
        }
        let behind = text[end + spaces_behind..].chars().next();
        if view.begins_line(start) && view.ends_line(end) {
            (start, end) = (view.line_start(start), view.next_line(end));
        } else if view.begins_line(start) {
            end += spaces_behind;
        } else if is_last || matches!(behind, None | Some('\r' | '\n' | '#')) {
            start -= spaces_before;
        } else {
            end += spaces_behind;
        }
        self.splice(start..end, "");
    }

    /// Adds children behind the last one that stays.
    ///
    /// `next` is where a removed child or the closing bracket follows; `trailing` means that there is a
    /// comma in front of the latter.
    fn add_to_flow(&mut self, last: &Child<'d>, next: usize, new: &[String], trailing: bool) {
        let view = self.view;
        let comma = self.comma_behind(last);
        let at = comma.map_or(last.end, |comma| comma + 1);
        let final_comma = if trailing { "," } else { "" };
        // Older readers take a `:` for the end of a key only if a space follows.
        let new_comma = if view.text()[..last.end].ends_with(':') {
            " ,"
        } else {
            ","
        };
        if !view.begins_line(last.start) {
            let separator = if comma.is_some() { "" } else { new_comma };
            self.insert(at, format!("{separator} {}{final_comma}", new.join(", ")));
            return;
        }
        let end = view.line_break(last.start);
        let indent = &view.text()[view.line_start(last.start)..last.start];
        let lines = new.join(&format!(",{end}{indent}"));
        if comma.is_none() {
            self.insert(last.end, new_comma);
        }
        if view.line_of(at) == view.line_of(next) {
            self.insert(at, format!("{end}{indent}{lines}{final_comma}"));
            return;
        }
        let mut line = view.next_line(at);
        while view.own_line_comment(line).is_some() {
            line = view.next_line(line);
        }
        self.insert(line, format!("{indent}{lines}{final_comma}{end}"));
    }

    /// Adds the first children between empty brackets.
    fn fill_flow(&mut self, slot: Slot<'d>, new: &[String]) {
        let data = self.data(slot.node);
        let inside = data.start as usize + 1..(data.end as usize).saturating_sub(1);
        let blank = self.view.text()[inside.clone()]
            .bytes()
            .all(|byte| matches!(byte, b' ' | b'\t'));
        let range = if blank {
            inside
        } else {
            inside.start..inside.start
        };
        self.splice(range, new.join(", "));
    }

    fn comma_behind(&self, child: &Child<'d>) -> Option<usize> {
        let next = skip_space_and_comments(self.view.text(), child.end);
        (self.view.text().as_bytes().get(next) == Some(&b',')).then_some(next)
    }
}

impl Added {
    fn flow_texts(&self) -> Vec<String> {
        match self {
            Self::Items(items) => items.iter().map(|item| scalar_text(item, true)).collect(),
            Self::Entries(entries) => entries
                .iter()
                .map(|(key, value)| {
                    format!("{}: {}", key_text(key, true), scalar_text(value, true))
                })
                .collect(),
        }
    }
}
