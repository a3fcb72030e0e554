//! New children between brackets, and the lines on which comments keep them or the closing bracket.

use std::ops::Range;

use super::changes::{Child, children_of};
use super::editor::{Editor, Slot};
use super::line_view::Indentation;
use super::owners::{Owner, Side, parent};
use crate::yaml::node::Node;
use crate::yaml::tree::NodeId;

/// New last children of a flow collection.
pub(super) struct NewChildren<'t> {
    pub(super) texts: &'t [String],
    /// Whether a comma stands in front of the closing bracket.
    pub(super) trailing: bool,
    /// Whether blank lines separate the children.
    pub(super) gap: bool,
}

impl<'d> Editor<'d> {
    /// Adds children behind the last one that stays.
    ///
    /// `next` is where a removed child or the closing bracket follows.
    pub(super) fn add_to_flow(
        &mut self,
        slot: Slot<'d>,
        last: &Child<'d>,
        next: usize,
        new: NewChildren<'_>,
    ) {
        let view = self.view;
        let comma = self.comma_behind(last);
        let at = comma.map_or(last.end, |comma| comma + 1);
        let final_comma = if new.trailing { "," } else { "" };
        // Older readers take a `:` for the end of a key only if a space follows.
        let new_comma = match view.text()[..last.end].ends_with(':') {
            true => " ,",
            false => ",",
        };
        let own_line = view.begins_line(last.start);
        let is_closed_here = view.line_of(at) == view.line_of(next);
        let moved = match view.line_of(last.end) == view.line_of(next) {
            true => self.comments_behind_close(last, next),
            false => None,
        };
        let below = self.behind_child(last).min(next);
        let has_below = below > view.next_line(last.end);
        let end = view.line_break(last.start);
        if !own_line && moved.is_none() && self.comment_behind(last).is_none() && !has_below {
            let separator = if comma.is_some() { "" } else { new_comma };
            let texts = new.texts.join(", ");
            let text = format!("{separator} {texts}{final_comma}");
            let close = is_closed_here.then(|| self.own_line(slot, None, next..next));
            self.add_in_front(at..next, text, close.flatten());
            return;
        }
        let indent = self.indent_of_new(slot, last);
        let gap = if new.gap { end } else { "" };
        let lines = new.texts.join(&format!(",{end}{gap}{indent}"));
        if comma.is_none() {
            self.insert(last.end, new_comma);
        }
        if is_closed_here {
            let moved = moved.unwrap_or_default();
            // A comment with a line of its own keeps the end of that line, and is not below the bracket any more.
            let has_moved_below = moved.ends_with(['\r', '\n']);
            let begin = if has_moved_below { "" } else { end };
            let least = (!has_moved_below).then_some(indent.len());
            let close = self.own_line(slot, least, next..next);
            let text = format!("{moved}{begin}{gap}{indent}{lines}{final_comma}");
            self.add_in_front(at..next, text, close);
            return;
        }
        let line = below.max(view.next_line(at));
        self.insert(line, format!("{gap}{indent}{lines}{final_comma}{end}"));
    }

    /// The indentation of a new line behind a child: that of its own line, unless the line begins outside of the brackets.
    fn indent_of_new(&self, slot: Slot<'d>, last: &Child<'d>) -> String {
        let view = self.view;
        let line = view.line_of(last.start);
        let begins_inside = view.line_of(self.data(slot.node).start as usize) < line;
        match view.indentation_of_line(line).filter(|_| begins_inside) {
            Some(indentation) => {
                let start = view.line_start(last.start);
                view.text()[start..start + indentation].to_owned()
            }
            None => " ".repeat(slot.column + 2),
        }
    }

    /// Adds a text in front of a closing bracket, which gets a line of its own if it `close`s with one, without the
    /// blanks in front of it.
    fn add_in_front(&mut self, space: Range<usize>, text: String, close: Option<String>) {
        let end = match close {
            Some(_) => space.end,
            None => space.start,
        };
        self.splice(space.start..end, text + &close.unwrap_or_default());
    }

    /// Takes the comments of the last child from behind the closing bracket, to be put in front of new children.
    fn comments_behind_close(&mut self, last: &Child<'d>, close: usize) -> Option<String> {
        let view = self.view;
        let mut moved = String::new();
        if let Some(comment) = self.comment_behind(last) {
            self.moved.insert(comment);
            let start = view.comment_start(comment);
            let space = view.text()[close..start]
                .trim_end_matches([' ', '\t'])
                .len();
            moved = format!(" {}", view.comment_text(comment).trim_end());
            self.splice(close + space..view.end_of_line(start), "");
        }
        let (next, below) = (view.next_line(close), self.behind_child(last));
        if below > next {
            let lines = self.kept_comments(next..below, 0, Indentation::Kept);
            moved = format!("{moved}{}{lines}", view.line_break(close));
            self.splice(next..below, "");
        }
        (!moved.is_empty()).then_some(moved)
    }

    /// The line break and indentation that leave what follows `end` on a line of its own: where a comment behind it, or
    /// below it, would lose its owner if the line began as that of `start` does.
    pub(super) fn own_line_behind(
        &self,
        slot: Slot<'d>,
        start: usize,
        end: usize,
    ) -> Option<String> {
        self.own_line(slot, None, start..end)
    }

    /// The same where the line begins at `least`, if that is another column than that of the line of `range.start`.
    pub(super) fn own_line(
        &self,
        slot: Slot<'d>,
        least: Option<usize>,
        range: Range<usize>,
    ) -> Option<String> {
        let view = self.view;
        let end = range.end;
        let begun = view.line_of(range.start);
        let behind = self.staying(end..view.end_of_line(end)).next();
        let below = self.view.comment_on_line(view.next_line(end));
        let below = below.filter(|number| !self.fates.goes[*number]);
        let least = least.or(view.indentation_of_line(begun)).unwrap_or(0);
        let is_lost_behind = |number: usize| {
            let owner = self.owner_around(slot.node, number);
            owner.is_some_and(|owner| view.line_of(owner.start) != begun)
        };
        let is_lost_below = |number: usize| {
            let is_shallow = view.column(view.comment_start(number)) < least;
            let is_below = || self.fates.owners.sides[number] == Side::Below;
            is_shallow && (self.owner_around(slot.node, number).is_some() || is_below())
        };
        let is_needed = behind.is_some_and(is_lost_behind) || below.is_some_and(is_lost_below);
        let indentation = view.indentation_of_line(view.line_of(end)).unwrap_or(0);
        let line = view.line_start(end);
        let space = &view.text()[line..line + indentation];
        is_needed.then(|| format!("{}{space}", view.line_break(end)))
    }

    /// The item or entry that a comment belongs to, if a node is in it.
    fn owner_around(&self, node: NodeId, comment: usize) -> Option<Child<'d>> {
        let Owner::Child(owner) = self.fates.owners.owners[comment] else {
            return None;
        };
        let end = Node::new(self.document, owner).subtree_end();
        if !(owner..end).contains(&node) {
            return None;
        }
        let children = children_of(self.document, parent(self.document, owner)?);
        children.into_iter().find(|child| child.node == owner)
    }

    /// The comment that stays at the end of the line a child ends on, if it belongs to it.
    fn comment_behind(&self, child: &Child<'d>) -> Option<usize> {
        let nodes = self.nodes_of(child);
        let line_end = self.view.end_of_line(child.end);
        let mut comments = self.staying(child.end..line_end);
        let number = comments.find(|number| !self.moved.contains(number))?;
        self.fates
            .owners
            .is_within(number, &nodes)
            .then_some(number)
    }
}
