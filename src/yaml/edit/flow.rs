//! Children of flow collections, and values between brackets.

use std::ops::Range;

use super::Refusal;
use super::changes::{Added, Changes, Child};
use super::editor::{Editor, Position, Slot};
use super::flow_lines::NewChildren;
use crate::yaml::emit::Value;
use crate::yaml::emit::{key_text, scalar_text, scalar_text_like};
use crate::yaml::text::skip_space_and_comments;
use crate::yaml::tree::{CollectionStyle, Content};

/// What follows children that are removed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Removed {
    /// One that stays.
    Between,
    /// New ones.
    BeforeNew,
    /// The closing bracket.
    Last,
}

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
            added,
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
        if self.is_emptied(slot, removed) {
            self.end_flow(slot, style, changes);
            return Ok(());
        }
        let mut number = 0;
        while number < children.len() {
            let run = removed[number..]
                .iter()
                .take_while(|removed| **removed)
                .count();
            if run > 0 {
                let is_last = number + run == children.len();
                let place = match (is_last, added.is_empty()) {
                    (false, _) => Removed::Between,
                    (true, false) => Removed::BeforeNew,
                    (true, true) => Removed::Last,
                };
                self.remove_from_flow(slot, &children[number..number + run], place);
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
        let new = added.flow_texts();
        let last_kept = removed.iter().rposition(|removed| !removed);
        let Some(last) = last_kept.map(|number| children[number]) else {
            return self.fill_flow(slot, &new);
        };
        let trailing = children
            .last()
            .and_then(|last| self.comma_behind(last))
            .is_some();
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
            let next = next.map_or(close, |removed| removed.start);
            let gap = self.are_separated(children);
            self.add_to_flow(
                slot,
                &last,
                next,
                NewChildren {
                    texts: &new,
                    trailing,
                    gap,
                },
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
        let before = &self.view.text()[..range.start];
        if !comments.is_empty() && matches!(slot.place, Position::Item { .. }) {
            return self.head_in_flow(range, &token);
        }
        // The space that is there may go with a neighbour.
        let needs_space = !comments.is_empty() || before.ends_with(':');
        let space = if needs_space { " " } else { "" };
        let is_joined = self.view.line_of(range.start) != self.view.line_of(range.end);
        let behind = self.own_line_behind(slot, range.start, range.end);
        let behind = behind.filter(|_| is_joined).unwrap_or_default();
        self.splice(range, format!("{space}{comments}{token}{behind}"));
    }

    /// Puts an item in the place of another one, below the comments within that stay.
    fn head_in_flow(&mut self, range: Range<usize>, token: &str) {
        let (column, end) = (
            self.view.column(range.start),
            self.view.line_break(range.start),
        );
        let indent = " ".repeat(column);
        let comments = self.staying(range.clone());
        let lines: String = comments
            .map(|number| format!("{indent}{}{end}", self.view.comment_text(number)))
            .collect();
        let before = self.view.text()[..range.start].trim_end_matches([' ', '\t']);
        let (start, first) = match self.view.begins_line(range.start) {
            true => (self.view.line_start(range.start), ""),
            false => (before.len(), end),
        };
        self.splice(start..range.end, format!("{first}{lines}{indent}{token}"));
    }

    /// The comments of a range, each followed by a line break and the indentation of flow content.
    fn flow_comments(&self, slot: Slot<'d>, range: Range<usize>) -> String {
        let indent = slot.column + 2;
        let end = self.view.line_break(range.start);
        let line = |number| format!("{}{end}{:indent$}", self.view.comment_text(number), "");
        self.staying(range).map(line).collect()
    }

    /// Whether nothing stays between brackets, no comment either.
    fn is_emptied(&self, slot: Slot<'d>, removed: &[bool]) -> bool {
        let inside = self.data(slot.node).outer_range();
        removed.iter().all(|removed| *removed) && !self.has_staying(inside)
    }

    /// Removes neighbours, with the commas behind them and the white space they leave.
    fn remove_from_flow(&mut self, slot: Slot<'d>, run: &[Child<'d>], place: Removed) {
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
            let ends_line = self.ends_line(end);
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
        if let Some(own_line) = self.own_line_behind(slot, start, end) {
            let first = match view.begins_line(start) {
                true => view.line_start(start),
                false => start - spaces_before,
            };
            let own_line = if view.begins_line(start) {
                own_line.trim_start_matches(['\r', '\n']).to_owned()
            } else {
                own_line
            };
            self.splice(first..end + spaces_behind, own_line);
            return;
        }
        let behind = text[end + spaces_behind..].chars().next();
        if view.begins_line(start) && self.ends_line(end) {
            (start, end) = (view.line_start(start), view.next_line(end));
        } else if view.begins_line(start) {
            end += spaces_behind;
            if place == Removed::Last {
                start = self.joined_from(slot, start, end).unwrap_or(start);
            }
        } else if place != Removed::Between || matches!(behind, None | Some('\r' | '\n' | '#')) {
            start -= spaces_before;
        } else {
            end += spaces_behind;
        }
        self.splice(start..end, "");
    }

    /// Where the line above `start` ends, if a closing bracket at `end` may move up to it: no comment stands there, and
    /// none loses its owner.
    fn joined_from(&self, slot: Slot<'d>, start: usize, end: usize) -> Option<usize> {
        let above = self.view.text()[..start].trim_end().len();
        let line = self.view.line_start(above);
        let mut comments = self.document.comments.iter();
        let is_commented = comments.any(|it| (line..start).contains(&(it.start as usize)));
        let is_free = !is_commented && self.own_line(slot, None, above..end).is_none();
        is_free.then_some(above)
    }

    /// Adds the first children between brackets that hold nothing that stays but comments.
    fn fill_flow(&mut self, slot: Slot<'d>, new: &[String]) {
        let view = self.view;
        let data = self.data(slot.node);
        let inside = data.start as usize + 1..(data.end as usize).saturating_sub(1);
        let Some(comment) = self.staying(inside.clone()).last() else {
            return self.fill_brackets(inside, new);
        };
        if new.is_empty() {
            return;
        }
        let at = view.comment_start(comment);
        let column = match view.begins_line(at) {
            true => view.column(at),
            false => slot.column + 2,
        };
        let (indent, end) = (" ".repeat(column), view.line_break(at));
        let lines = new.join(&format!(",{end}{indent}"));
        self.insert(view.next_line(at), format!("{indent}{lines}{end}"));
    }

    /// Puts first children in the place of all that is between brackets, with the white space that was
    /// around the others. Without new ones, the closing bracket leaves its line unless a comment below may
    /// need it.
    fn fill_brackets(&mut self, inside: Range<usize>, new: &[String]) {
        let text = &self.view.text()[inside.clone()];
        let space = |letter: char| matches!(letter, ' ' | '\t' | '\r' | '\n');
        let content = text.trim_matches(space);
        let is_headed = self
            .view
            .comment_on_line(self.view.next_line(inside.end))
            .is_some();
        let trailing = &text[text.trim_end_matches(space).len()..];
        let (before, behind) = match (content.is_empty(), new.is_empty()) {
            (false, false) => {
                let before = text.len() - text.trim_start_matches(space).len();
                (&text[..before], trailing)
            }
            _ if is_headed => ("", last_line_break(trailing)),
            _ => ("", ""),
        };
        let behind = behind.to_owned();
        self.splice(inside, format!("{before}{}{behind}", new.join(", ")));
    }

    pub(super) fn comma_behind(&self, child: &Child<'d>) -> Option<usize> {
        let next = skip_space_and_comments(self.view.text(), child.end);
        (self.view.text().as_bytes().get(next) == Some(&b',')).then_some(next)
    }
}

/// White space from its last line break on.
fn last_line_break(space: &str) -> &str {
    let lines = space.trim_end_matches([' ', '\t']);
    let before = lines
        .strip_suffix("\r\n")
        .or_else(|| lines.strip_suffix(['\r', '\n']))
        .map_or(space.len(), str::len);
    &space[before..]
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
