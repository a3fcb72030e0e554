//! The lines of an edited document: those that no edit is about stay as they are.

use plexmgr::yaml::{Edit, PathStep};

use super::Case;
use crate::yaml::owners::Owners;

impl Case<'_> {
    /// Every line that no edit is about is still there, its line end included.
    pub(super) fn check_lines(&self) {
        let before = lines_of(&self.made.text);
        let touched = self.touched_lines(before.len());
        let blocks = self.made.text.contains(['|', '>']);
        let after = lines_of(self.after);
        // Without a final line end, no blank line can be the last one.
        let unfinished = !self.made.text.ends_with(['\r', '\n']);
        let filled =
            |number: &usize| !touched.contains(number) && !before[*number].trim().is_empty();
        let last_filled = (0..before.len()).rev().find(filled).unwrap_or(0);
        let ends_from = if unfinished {
            last_filled
        } else {
            before.len()
        };
        let mut rest = after.iter();
        for (number, line) in before.iter().enumerate() {
            let content = line.trim();
            // Below a block scalar, comments and blank lines that an edit leaves may have to move.
            let may_move = (blocks && content.starts_with('#'))
                || (content.is_empty() && (blocks || number >= ends_from));
            if touched.contains(&number) || may_move {
                continue;
            }
            let last = number + 1 == before.len() && !line.ends_with(['\r', '\n']);
            let same = |other: &&&str| {
                if last {
                    other.trim_end_matches(['\r', '\n']) == *line
                } else {
                    *other == line
                }
            };
            let ends_text = |other: &&&str| {
                other.trim_end_matches(['\r', '\n']) == line.trim_end_matches(['\r', '\n'])
                    && !other.ends_with(['\r', '\n'])
            };
            if rest.find(|other| same(other) || ends_text(other)).is_none() {
                self.fail(&format!("line {} is gone: {line:?}", number + 1));
            }
        }
    }

    fn touched_lines(&self, count: usize) -> Vec<usize> {
        let known = Owners::of(self.before).comments(self.made.comments);
        let gone = known
            .values()
            .filter(|known| self.owner_now(known).is_none());
        let mut touched: Vec<usize> = gone.map(|known| known.line).collect();
        for edit in self.edits {
            let mut path = edit.path().to_vec();
            let whole = match edit {
                Edit::Set { .. } => self.made.lines.contains_key(&path),
                Edit::Remove { .. } | Edit::Rename { .. } => true,
                Edit::Append { .. } => false,
            };
            // The brackets around an edit share its lines.
            let around = self
                .made
                .flows
                .iter()
                .filter(|flow| path.starts_with(flow) && (path.len() > flow.len() || !whole));
            if let Some(flow) = around.min_by_key(|flow| flow.len()) {
                path.truncate(flow.len());
                touched.extend(self.range(&path, count));
                continue;
            }
            if whole {
                touched.extend(self.range(&path, count));
                if matches!(edit, Edit::Remove { .. }) {
                    let first = *self.range(&path, count).start();
                    path.pop();
                    if first == *self.range(&path, count).start() {
                        touched.extend(self.neighbours(&path, count));
                    }
                    if self.is_emptied(&path) {
                        touched.extend(self.range(&path, count));
                    }
                }
                continue;
            }
            while !self.made.lines.contains_key(&path) && path.pop().is_some() {}
            touched.extend(self.head(&path, count));
        }
        touched
    }

    fn range(&self, path: &[PathStep], count: usize) -> std::ops::RangeInclusive<usize> {
        let (first, last) = self.made.lines.get(path).copied().unwrap_or((0, count));
        first..=last
    }

    fn is_emptied(&self, parent: &[PathStep]) -> bool {
        let child = |path: &[PathStep]| path.len() == parent.len() + 1 && path.starts_with(parent);
        let removed = self
            .edits
            .iter()
            .filter(|edit| matches!(edit, Edit::Remove { .. }));
        let removed = removed.filter(|edit| child(edit.path())).count();
        removed == self.made.lines.keys().filter(|path| child(path)).count()
    }

    /// The line where a collection begins, and if children follow there on a dash, all lines up to
    /// the last child that may move up.
    fn neighbours(&self, path: &[PathStep], count: usize) -> Vec<usize> {
        let children = self.made.lines.iter();
        let children =
            children.filter(|(own, _)| own.len() == path.len() + 1 && own.starts_with(path));
        let lines: Vec<usize> = children.map(|(_, (first, _))| *first).collect();
        let (first, _) = self.made.lines.get(path).copied().unwrap_or((0, count));
        let last = lines.iter().copied().max().unwrap_or(first);
        if lines.contains(&first) {
            (first..=last).collect()
        } else {
            vec![first]
        }
    }

    /// The lines of an entry up to its first child.
    fn head(&self, path: &[PathStep], count: usize) -> std::ops::RangeInclusive<usize> {
        let (first, last) = self.made.lines.get(path).copied().unwrap_or((0, count));
        let below = self
            .made
            .lines
            .iter()
            .filter(|(own, _)| own.len() > path.len() && own.starts_with(path));
        let child = below.map(|(_, (first, _))| *first).min();
        match child {
            Some(child) => first..=child.saturating_sub(1).max(first),
            None => first..=last,
        }
    }

    pub(super) fn check_ends(&self) {
        let (before, after) = (&self.made.text, self.after);
        if before.starts_with('\u{feff}') != after.starts_with('\u{feff}') {
            self.fail("the byte-order mark changed");
        }
        let content = before.trim_start_matches('\u{feff}');
        // A block scalar that comes to stand at the end needs its line end, and its blank lines.
        let keeps = before.contains(['|', '>']);
        let finished = |text: &str| text.ends_with(['\r', '\n']);
        if !content.is_empty() && !keeps && finished(before) != finished(after) {
            self.fail("the end of the text changed");
        }
        let kinds = |text: &str| {
            let lines = lines_of(text);
            ["\r\n", "\n", "\r"].map(|end| {
                lines
                    .iter()
                    .any(|line| line.ends_with(end) && (end != "\n" || !line.ends_with("\r\n")))
            })
        };
        let (old, new) = (kinds(before), kinds(after));
        let foreign = old.contains(&true) && old.iter().zip(new).any(|(old, new)| new && !old);
        if foreign {
            self.fail("a line break of another kind");
        }
    }
}

/// The lines of a text without its byte-order mark, each with its line end.
pub(in crate::yaml) fn lines_of(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text.trim_start_matches('\u{feff}');
    while !rest.is_empty() {
        let end = rest.find(['\r', '\n']).map_or(rest.len(), |at| {
            at + if rest[at..].starts_with("\r\n") { 2 } else { 1 }
        });
        lines.push(&rest[..end]);
        rest = &rest[end..];
    }
    lines
}
