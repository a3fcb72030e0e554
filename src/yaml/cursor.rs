//! A cursor that walks from token to token and collects what lies between them.

use std::ops::Range;

use super::text::{
    byte_order_mark_length, end_of_line, line_break_at, offset, skip_space_and_comments,
};
use super::tree::{Content, NodeData, ScalarStyle};

/// Stands behind the last token that was taken.
pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
    comments: Vec<Range<u32>>,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: byte_order_mark_length(text),
            comments: Vec::new(),
        }
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn into_comments(self) -> Vec<Range<u32>> {
        self.comments
    }

    /// Steps behind a token that ends at `end`.
    pub(super) fn advance(&mut self, end: usize) {
        self.at = self.at.max(end);
    }

    /// Steps over white space and comments, which are remembered.
    pub(super) fn skip(&mut self) {
        let end = skip_space_and_comments(self.text, self.at);
        self.remember_comments(end);
        self.at = end;
    }

    /// Takes the indicator `byte` if it comes next.
    pub(super) fn take(&mut self, byte: u8) -> Option<usize> {
        let next = skip_space_and_comments(self.text, self.at);
        (self.byte(next) == Some(byte)).then(|| self.take_at(next))
    }

    /// Takes the indicator `byte` if it comes next and white space follows it.
    pub(super) fn take_spaced(&mut self, byte: u8) -> Option<usize> {
        let next = skip_space_and_comments(self.text, self.at);
        let fits = self.byte(next) == Some(byte) && self.is_space_or_end(next + 1);
        fits.then(|| self.take_at(next))
    }

    /// Takes a colon if it comes next; `glued` when its value may follow without a space.
    pub(super) fn take_colon(&mut self, glued: bool) -> Option<usize> {
        let next = skip_space_and_comments(self.text, self.at);
        let ends = glued
            || self.is_space_or_end(next + 1)
            || matches!(self.byte(next + 1), Some(b',' | b'[' | b']' | b'{' | b'}'));
        (self.byte(next) == Some(b':') && ends).then(|| self.take_at(next))
    }

    /// Whether a value may follow the colon of this key without a space.
    pub(super) fn may_glue(&self, key: &NodeData) -> bool {
        match &key.content {
            Content::Scalar { style, .. } => {
                matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted)
            }
            Content::Sequence { .. } | Content::Mapping { .. } => true,
            Content::Alias(_) => false,
        }
    }

    /// Takes `count` anchors and tags; returns where the first begins.
    pub(super) fn take_properties(&mut self, count: usize) -> Option<usize> {
        let mut first = None;
        for _ in 0..count {
            self.skip();
            if !matches!(self.byte(self.at), Some(b'&' | b'!')) {
                break;
            }
            first = first.or(Some(self.at));
            self.at = self.property_end();
        }
        first
    }

    /// Steps over the directives and the `...` in front of a document, to where it begins.
    pub(super) fn skip_prefix(&mut self, end: usize) {
        loop {
            self.skip();
            let rest = &self.text[self.at..];
            if self.at >= end || !(rest.starts_with('%') || rest.starts_with("...")) {
                break;
            }
            let line_end = end_of_line(self.text, self.at);
            let line = &self.text[self.at..line_end];
            self.at = line
                .find(" #")
                .map_or(line_end, |comment| self.at + comment);
        }
        self.advance(end);
    }

    /// Where the block scalar that begins here ends: before the break of its last line.
    ///
    /// `content` is what the parser takes for its content, `indent` the content's indentation.
    /// Blank lines behind the content belong to it only if the header says so with a `+`.
    pub(super) fn block_scalar_end(&mut self, content: &Range<usize>, indent: usize) -> usize {
        let mut line_end = end_of_line(self.text, self.at);
        let header = &self.text[self.at..line_end];
        let indicator = |letter: char| matches!(letter, '|' | '>' | '+' | '-' | '0'..='9');
        let indicators = header
            .find(|letter| !indicator(letter))
            .unwrap_or(header.len());
        let keeps_blank_lines = header[..indicators].contains('+');
        let mut end = self.at + indicators;
        self.at = end;
        self.remember_comments(line_end);
        loop {
            let line = line_end + line_break_at(self.text, line_end).len();
            if line == line_end || line >= content.end {
                return end;
            }
            line_end = end_of_line(self.text, line);
            if line_end > content.end {
                return end;
            }
            let letters = &self.text[line..line_end];
            let blank = letters.len() <= indent && letters.bytes().all(|byte| byte == b' ');
            if keeps_blank_lines || !blank {
                end = line_end;
            }
        }
    }

    fn property_end(&self) -> usize {
        let rest = &self.text[self.at..];
        if rest.starts_with("!<") {
            return rest
                .find('>')
                .map_or(self.text.len(), |end| self.at + end + 1);
        }
        let ends = |letter: char| {
            matches!(
                letter,
                ' ' | '\t' | '\r' | '\n' | ',' | '[' | ']' | '{' | '}'
            )
        };
        rest.find(ends).map_or(self.text.len(), |end| self.at + end)
    }

    fn take_at(&mut self, at: usize) -> usize {
        self.remember_comments(at);
        self.at = at + 1;
        at
    }

    fn remember_comments(&mut self, end: usize) {
        let mut at = self.at;
        while let Some(found) = self.text.get(at..end).and_then(|gap| gap.find('#')) {
            let start = at + found;
            at = end_of_line(self.text, start);
            self.comments.push(offset(start)..offset(at));
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn is_space_or_end(&self, at: usize) -> bool {
        matches!(self.byte(at), None | Some(b' ' | b'\t' | b'\r' | b'\n'))
    }
}
