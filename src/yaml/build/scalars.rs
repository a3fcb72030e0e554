//! The scalars of a document: which bytes they are, and what they say.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{ScalarStyle as EventStyle, Span};

use super::Builder;

use crate::yaml::frame::{Extent, Properties, scalar_style};
use crate::yaml::text::offset;
use crate::yaml::tree::{Content, NodeData, ScalarText, SyntaxError};

impl<'t> Builder<'t> {
    pub(super) fn scalar(
        &mut self,
        text: Cow<'t, str>,
        style: EventStyle,
        properties: Properties,
        span: &Span,
    ) -> Result<(), SyntaxError> {
        let lead = self.lead()?;
        let outer = self.cursor.take_properties(properties.count());
        let (bytes, text) = self.scalar_token(text, style, span);
        self.cursor.advance(bytes.end);
        let node = self.push(NodeData {
            outer: offset(outer.unwrap_or(bytes.start)),
            start: offset(bytes.start),
            end: offset(bytes.end),
            anchored: properties.anchor != 0,
            tag: properties.tag,
            content: Content::Scalar {
                text,
                style: scalar_style(style),
            },
        });
        let extent = Extent {
            values: 1,
            depth: 1,
        };
        self.complete(node, properties.anchor, extent);
        self.attach(node, &lead, extent);
        Ok(())
    }

    /// The bytes and the text of the scalar that comes next.
    fn scalar_token(
        &mut self,
        text: Cow<'t, str>,
        style: EventStyle,
        span: &Span,
    ) -> (Range<usize>, ScalarText) {
        let bytes = span.byte_range().unwrap_or_default();
        if style == EventStyle::Plain && bytes.is_empty() {
            let at = self.cursor.at();
            return (at..at, ScalarText::Source(offset(at)..offset(at)));
        }
        self.cursor.skip();
        let start = self.cursor.at();
        let (end, content) = match style {
            EventStyle::Literal | EventStyle::Folded => {
                let indent = span.indent.unwrap_or_default();
                let end = self.cursor.block_scalar_end(&bytes, indent);
                let text = self.without_made_up_line_break(text, end);
                return (start..end, ScalarText::Decoded(text.into()));
            }
            EventStyle::Plain => (bytes.end, Some(bytes)),
            EventStyle::SingleQuoted | EventStyle::DoubleQuoted => (
                bytes.end,
                Some(bytes.start + 1..bytes.end.saturating_sub(1)),
            ),
        };
        let same = content.filter(|range| self.cursor.text().get(range.clone()) == Some(&*text));
        let text = match same {
            Some(range) => ScalarText::Source(offset(range.start)..offset(range.end)),
            None => ScalarText::Decoded(text.into_owned().into_boxed_str()),
        };
        (start..end, text)
    }

    /// The text of a block scalar that ends at `end`. A last line that nothing ends has no line break
    /// to keep, but the parser makes one up.
    fn without_made_up_line_break(&self, text: Cow<'t, str>, end: usize) -> String {
        let mut text = text.into_owned();
        let whole = self.cursor.text();
        if end >= whole.len() && !whole.ends_with(['\n', '\r']) && text.ends_with('\n') {
            text.pop();
        }
        text
    }
}
