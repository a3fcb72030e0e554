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

    /// The comments that begin in a range.
    pub(super) fn comments(self, range: Range<usize>) -> &'d [Range<u32>] {
        let comments = &self.document.comments;
        let first = comments.partition_point(|comment| (comment.start as usize) < range.start);
        let count =
            comments[first..].partition_point(|comment| (comment.start as usize) < range.end);
        &comments[first..first + count]
    }

    pub(super) fn has_comment(self, range: Range<usize>) -> bool {
        !self.comments(range).is_empty()
    }

    pub(super) fn comment_text(self, comment: &Range<u32>) -> &'d str {
        &self.text()[comment.start as usize..comment.end as usize]
    }

    /// The comments of lines that go, as lines of their own, each with a line break.
    ///
    /// A comment behind something is put at `column`.
    pub(super) fn kept_comments(
        self,
        range: Range<usize>,
        column: usize,
        indentation: Indentation,
    ) -> String {
        let mut kept = String::new();
        for comment in self.comments(range) {
            let at = comment.start as usize;
            let start = self.line_start(at);
            let too_deep = indentation == Indentation::Limited && at - start > column;
            if self.begins_line(at) && !too_deep {
                kept.push_str(&self.text()[start..at]);
            } else {
                kept.push_str(&" ".repeat(column));
            }
            kept.push_str(self.comment_text(comment));
            kept.push_str(self.line_break(at));
        }
        kept
    }

    /// Where a new line goes that follows what ends at `end` in a block at `column`: behind its
    /// line, and behind the comments directly below that belong to it.
    ///
    /// A comment right above something that stands at the comment's own column belongs to that.
    pub(super) fn behind(self, end: usize, column: usize) -> usize {
        let mut at = self.next_line(end);
        let next_column = self.next_content_column(at);
        while at < self.document.content_end {
            match self.own_line_comment(at) {
                Some(found) if found >= column && next_column.is_none_or(|next| next < found) => {
                    at = self.next_line(at);
                }
                _ => break,
            }
        }
        at
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

    fn next_content_column(self, start: usize) -> Option<usize> {
        let at = self.next_content_line(start);
        let line = self.text().get(at..self.end_of_line(at))?;
        let space = line.len() - line.trim_start_matches([' ', '\t']).len();
        (at < self.document.content_end).then_some(space)
    }
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}
