//! Questions about the lines of a document, and the comments on them.

use std::ops::Range;

use crate::yaml::text::line_break_at;
use crate::yaml::tree::Document;

/// A document seen as lines.
#[derive(Clone, Copy)]
pub(super) struct LineView<'d> {
    document: &'d Document,
}

/// How the own-line comments of removed lines are indented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Indentation {
    /// As they were.
    Kept,
    /// Not deeper than the lines around them, where a block scalar would swallow them.
    Limited,
}

impl<'d> LineView<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self { document }
    }

    pub(super) fn text(self) -> &'d str {
        &self.document.text
    }

    pub(super) fn line_of(self, at: usize) -> usize {
        self.document.lines.line_of(at)
    }

    /// The first byte of the line that holds `at`.
    pub(super) fn line_start(self, at: usize) -> usize {
        self.document.lines.start(self.line_of(at), self.text())
    }

    /// The first byte of the line behind the one that holds `at`.
    pub(super) fn next_line(self, at: usize) -> usize {
        self.document.lines.start(self.line_of(at) + 1, self.text())
    }

    pub(super) fn end_of_line(self, at: usize) -> usize {
        let rest = &self.text()[at..self.next_line(at)];
        at + rest.trim_end_matches(['\r', '\n']).len()
    }

    /// The number of characters in front of `at` on its line.
    pub(super) fn column(self, at: usize) -> usize {
        let (_, column) = self.document.position(at);
        column as usize - 1
    }

    /// Whether nothing but white space stands in front of `at` on its line.
    pub(super) fn begins_line(self, at: usize) -> bool {
        is_blank(&self.text()[self.line_start(at)..at])
    }

    /// Whether nothing but white space stands behind `at` on its line.
    pub(super) fn ends_line(self, at: usize) -> bool {
        is_blank(&self.text()[at..self.end_of_line(at)])
    }

    /// The line break used around `at`: that of its line, or of the one before.
    pub(super) fn line_break(self, at: usize) -> &'d str {
        let here = line_break_at(self.text(), self.end_of_line(at));
        if !here.is_empty() {
            return here;
        }
        let start = self.line_start(at);
        let before = self.text()[..start].trim_end_matches(['\r', '\n']).len();
        let before = line_break_at(self.text(), before);
        if before.is_empty() { "\n" } else { before }
    }

    /// Whether the whole line is white space.
    pub(super) fn is_blank_line(self, start: usize) -> bool {
        start < self.text().len() && self.ends_line(start)
    }

    /// The column of the comment that has the line beginning at `start` for itself.
    pub(super) fn own_line_comment(self, start: usize) -> Option<usize> {
        let line = &self.text()[start..self.end_of_line(start)];
        let space = line.len() - line.trim_start_matches([' ', '\t']).len();
        line[space..].starts_with('#').then_some(space)
    }

    /// The numbers of the comments that begin in a range.
    pub(super) fn comments(self, range: Range<usize>) -> Range<usize> {
        let comments = &self.document.comments;
        let before = |at: usize| comments.partition_point(|comment| (comment.start as usize) < at);
        before(range.start)..before(range.end)
    }

    /// The number of the comment that has the line beginning at `start` for itself.
    pub(super) fn comment_on_line(self, start: usize) -> Option<usize> {
        self.own_line_comment(start)?;
        self.comments(start..self.end_of_line(start)).next()
    }

    /// Where a comment begins.
    pub(super) fn comment_start(self, number: usize) -> usize {
        self.document.comments[number].start as usize
    }

    /// How far a line is indented; `None` if it is empty.
    pub(super) fn indentation_of_line(self, line: usize) -> Option<usize> {
        let start = self.document.lines.start(line, self.text());
        let text = self.text().get(start..self.end_of_line(start))?;
        let content = text.trim_start_matches([' ', '\t']);
        (!content.is_empty()).then(|| text.len() - content.len())
    }

    pub(super) fn comment_text(self, number: usize) -> &'d str {
        let comment = &self.document.comments[number];
        &self.text()[comment.start as usize..comment.end as usize]
    }

    /// The first line at or behind the one beginning at `start` that holds more than comments.
    pub(super) fn next_content_line(self, start: usize) -> usize {
        let mut at = start;
        while at < self.document.content_end
            && (self.is_blank_line(at) || self.own_line_comment(at).is_some())
        {
            at = self.next_line(at);
        }
        at
    }
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}
