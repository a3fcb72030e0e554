//! Builds the tree of a document from the parser's events.
//!
//! The parser says what there is and where each token stands; the indicators between the tokens
//! (`-`, `?`, `:`, `,`, anchors, tags) and the comments are found here, by a cursor that walks
//! along. Start at [`parse`].

mod scalars;

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, Span, StrInput, StructureStyle};

use super::cursor::Cursor;
use super::fault;
use super::frame::{
    AnchorTarget, Children, CollectionKind, Extent, Frame, Lead, PendingKey, Properties,
    resolve_tag,
};
use super::text::{self, Lines, offset};
use super::tree::{
    CollectionStyle, Content, Document, EntryNodes, MAX_ALIASED_VALUES, MAX_DEPTH, NodeData,
    NodeId, SequenceItem, SyntaxError, Tag,
};

/// Reads one document; see [`Document::parse`].
pub(super) fn parse(text: &str) -> Result<Document, SyntaxError> {
    fault::check_characters(text)?;
    let mut builder = Builder::new(text);
    let options = granit_parser::options! { emit_comments: false };
    let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str_with_options(text, options);
    while let Some(next) = parser.next_event() {
        let (event, span) = next.map_err(|error| fault::describe(text, &error))?;
        builder.take(event, span)?;
    }
    Ok(builder.finish())
}

struct Builder<'t> {
    cursor: Cursor<'t>,
    nodes: Vec<NodeData>,
    root: Option<NodeId>,
    frames: Vec<Frame>,
    anchors: HashMap<usize, AnchorTarget>,
    aliased_values: u64,
    documents: usize,
    content_start: usize,
    content_end: Option<usize>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            cursor: Cursor::new(text),
            nodes: Vec::new(),
            root: None,
            frames: Vec::new(),
            anchors: HashMap::new(),
            aliased_values: 0,
            documents: 0,
            content_start: 0,
            content_end: None,
        }
    }

    fn take(&mut self, event: Event<'t>, span: Span) -> Result<(), SyntaxError> {
        let bytes = span.byte_range().unwrap_or_default();
        match event {
            Event::DocumentStart(explicit, _) => self.start_document(explicit, bytes),
            Event::DocumentEnd => {
                self.end_document(bytes);
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_deref().map_or(Tag::Absent, resolve_tag);
                self.scalar(text, style, Properties { anchor, tag }, &span)
            }
            Event::SequenceStart(style, anchor, tag) => {
                let tag = tag.as_deref().map_or(Tag::Absent, resolve_tag);
                self.start(style, CollectionKind::Sequence, Properties { anchor, tag })
            }
            Event::MappingStart(style, anchor, tag) => {
                let tag = tag.as_deref().map_or(Tag::Absent, resolve_tag);
                self.start(style, CollectionKind::Mapping, Properties { anchor, tag })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(bytes),
            Event::Alias(anchor) => self.alias(anchor, bytes),
            _ => Ok(()),
        }
    }

    fn start_document(&mut self, explicit: bool, bytes: Range<usize>) -> Result<(), SyntaxError> {
        self.documents += 1;
        if self.documents > 1 {
            let message = "a second document begins here, but a file must contain exactly one";
            return Err(self.error(bytes.start, message));
        }
        self.cursor
            .skip_prefix(if explicit { bytes.end } else { bytes.start });
        if explicit {
            self.content_start = bytes.end;
        }
        Ok(())
    }

    fn end_document(&mut self, bytes: Range<usize>) {
        self.cursor.skip();
        if !bytes.is_empty() && bytes.start >= self.cursor.at() {
            self.content_end = Some(bytes.start);
            self.cursor.advance(bytes.end);
        }
    }

    fn start(
        &mut self,
        style: StructureStyle,
        kind: CollectionKind,
        properties: Properties,
    ) -> Result<(), SyntaxError> {
        let lead = self.lead()?;
        let outer = self.cursor.take_properties(properties.count());
        let mut style = match style {
            StructureStyle::Block => CollectionStyle::Block,
            StructureStyle::Flow => CollectionStyle::Flow,
        };
        let mut start = self.cursor.at();
        if style == CollectionStyle::Flow {
            self.cursor.skip();
            start = self.cursor.at();
            if self.cursor.take(kind.opening()).is_none() {
                style = CollectionStyle::Pair;
            }
        }
        self.refuse_depth(start)?;
        let (children, content) = kind.empty(style);
        let node = self.push(NodeData {
            outer: offset(outer.unwrap_or(start)),
            start: offset(start),
            end: offset(start),
            anchored: properties.anchor != 0,
            tag: properties.tag,
            content,
        });
        self.attach(
            node,
            &lead,
            Extent {
                values: 0,
                depth: 0,
            },
        );
        let extent = Extent {
            values: 1,
            depth: 1,
        };
        self.frames.push(Frame {
            node,
            anchor: properties.anchor,
            children,
            extent,
        });
        Ok(())
    }

    fn refuse_depth(&self, start: usize) -> Result<(), SyntaxError> {
        if self.frames.len() < MAX_DEPTH {
            return Ok(());
        }
        let message = format!("collections are nested deeper than {MAX_DEPTH} levels");
        Err(self.error(start, &message))
    }

    fn end(&mut self, bytes: Range<usize>) -> Result<(), SyntaxError> {
        let Some(Frame {
            node,
            anchor,
            children,
            extent,
        }) = self.frames.pop()
        else {
            return Err(self.error(bytes.start, "a collection ends that never began"));
        };
        let (style, content, first) = match children {
            Children::Sequence { style, items } => {
                let first = items.first().map(|item| item.start);
                (style, Content::Sequence { style, items }, first)
            }
            Children::Mapping {
                style,
                entries,
                key: _,
            } => {
                let first = entries.first().map(|entry| entry.start);
                (style, Content::Mapping { style, entries }, first)
            }
        };
        if style == CollectionStyle::Flow {
            self.cursor.take(b',');
            self.cursor.skip();
            self.cursor.advance(bytes.end);
        }
        let end = self.cursor.at();
        let data = &mut self.nodes[node.0 as usize];
        data.end = offset(end);
        if let (true, Some(first)) = (style != CollectionStyle::Flow, first) {
            if data.outer == data.start {
                data.outer = first;
            }
            data.start = first;
        }
        data.content = content;
        self.complete(node, anchor, extent);
        if let Some(parent) = self.frames.last_mut() {
            parent.extent.add(extent);
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, bytes: Range<usize>) -> Result<(), SyntaxError> {
        let lead = self.lead()?;
        self.cursor.skip();
        let start = self.cursor.at();
        let Some(AnchorTarget {
            node: target,
            extent,
        }) = self.anchors.get(&anchor).copied()
        else {
            return Err(self.error(start, "the alias is inside the value it refers to"));
        };
        self.aliased_values = self.aliased_values.saturating_add(extent.values);
        if self.aliased_values > MAX_ALIASED_VALUES {
            let message = format!("the aliases expand to more than {MAX_ALIASED_VALUES} values");
            return Err(self.error(start, &message));
        }
        if self.frames.len() + extent.depth > MAX_DEPTH + 1 {
            let message =
                format!("with this alias, collections are nested deeper than {MAX_DEPTH} levels");
            return Err(self.error(start, &message));
        }
        self.cursor.advance(bytes.end);
        let node = self.push(NodeData {
            outer: offset(start),
            start: offset(start),
            end: offset(bytes.end),
            anchored: false,
            tag: Tag::Absent,
            content: Content::Alias(target),
        });
        self.attach(node, &lead, extent);
        Ok(())
    }

    /// Takes the indicators in front of a node: its comma, dash, question mark or colon.
    fn lead(&mut self) -> Result<Lead, SyntaxError> {
        let mut lead = Lead {
            start: 0,
            explicit: false,
            colon: None,
        };
        let Some(frame) = self.frames.last() else {
            return Ok(lead);
        };
        let at = match &frame.children {
            Children::Sequence {
                style: CollectionStyle::Block,
                ..
            } => {
                fault::check_indentation(&self.cursor)?;
                self.cursor.take_spaced(b'-')
            }
            Children::Sequence { .. } => {
                self.cursor.take(b',');
                None
            }
            Children::Mapping { key: Some(key), .. } => {
                let glued = self.cursor.may_glue(&self.nodes[key.node.0 as usize]);
                lead.colon = self.cursor.take_colon(glued).map(offset);
                None
            }
            Children::Mapping { style, .. } => {
                if *style == CollectionStyle::Flow {
                    self.cursor.take(b',');
                }
                if *style == CollectionStyle::Block {
                    fault::check_indentation(&self.cursor)?;
                }
                let question = self.cursor.take_spaced(b'?');
                lead.explicit = question.is_some();
                question
            }
        };
        lead.start = offset(at.unwrap_or(usize::MAX));
        Ok(lead)
    }

    fn push(&mut self, node: NodeData) -> NodeId {
        let id = NodeId(offset(self.nodes.len()));
        self.nodes.push(node);
        id
    }

    fn complete(&mut self, node: NodeId, anchor: usize, extent: Extent) {
        if anchor != 0 {
            self.anchors.insert(anchor, AnchorTarget { node, extent });
        }
    }

    /// Hands a node to the collection it stands in.
    fn attach(&mut self, node: NodeId, lead: &Lead, extent: Extent) {
        let outer = self.nodes[node.0 as usize].outer;
        let start = lead.start.min(outer);
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.extent.add(extent);
        match &mut frame.children {
            Children::Sequence { items, .. } => items.push(SequenceItem { start, node }),
            Children::Mapping { entries, key, .. } => match key.take() {
                None => {
                    *key = Some(PendingKey {
                        start,
                        explicit: lead.explicit,
                        node,
                    });
                }
                Some(PendingKey {
                    start,
                    explicit,
                    node: key,
                }) => {
                    entries.push(EntryNodes {
                        start,
                        explicit,
                        key,
                        colon: lead.colon,
                        value: node,
                    });
                }
            },
        }
    }

    fn error(&self, at: usize, message: &str) -> SyntaxError {
        fault::at(self.cursor.text(), at, message)
    }

    fn finish(mut self) -> Document {
        self.cursor.skip();
        let text = self.cursor.text().to_owned();
        let mut nodes = self.nodes;
        nodes.shrink_to_fit();
        Document {
            lines: Lines::new(&text),
            nodes,
            root: self.root,
            content_start: self.content_start.max(text::byte_order_mark_length(&text)),
            content_end: self.content_end.unwrap_or(text.len()),
            comments: self.cursor.into_comments(),
            text,
        }
    }
}
