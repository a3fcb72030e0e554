//! The light tree of a document: nodes with byte spans, children by number, no copied text.
//!
//! [`Document::parse`] is made in `build`; walking the tree is in `node`. The tree keeps everything
//! as written: aliases, `<<` keys and duplicate keys are still there.

use std::ops::Range;

use super::build;
use super::node::Node;
use super::text::Lines;

/// The largest text that is read, in bytes.
pub const MAX_TEXT_BYTES: usize = 16 * 1024 * 1024;
/// How deep collections may be nested, aliases followed.
pub const MAX_DEPTH: usize = 64;
/// How many values all aliases of a document may stand for.
pub const MAX_ALIASED_VALUES: u64 = 1_000_000;

/// Why a text is not a readable document, with the place, both counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct SyntaxError {
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 1.
    pub column: u32,
    /// What is wrong, and what helps where that is certain.
    pub message: String,
}

/// One YAML document and the text it was read from.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) text: String,
    pub(super) lines: Lines,
    pub(super) nodes: Vec<NodeData>,
    pub(super) root: Option<NodeId>,
    /// Every comment, `#` included and line break excluded, in the order of the text.
    pub(super) comments: Vec<Range<u32>>,
    /// Where the document's content may begin: behind directives and `---`.
    pub(super) content_start: usize,
    /// Where it ends at the latest: the offset of `...`, or the length of the text.
    pub(super) content_end: usize,
}

/// The number of a node in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeId(pub(super) u32);

/// A node as written.
#[derive(Debug, Clone)]
pub(super) struct NodeData {
    /// Where its anchor or tag begins, or else `start`.
    pub(super) outer: u32,
    /// The first byte: a quote, a bracket, a `|`, the first `-` of a block sequence.
    pub(super) start: u32,
    /// Behind the last byte. A block scalar ends before the break of its last line, a block
    /// collection where its last child or indicator ends.
    pub(super) end: u32,
    pub(super) anchored: bool,
    pub(super) tag: Tag,
    pub(super) content: Content,
}

/// The explicit tag of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// There is none.
    Absent,
    /// `!`: in any form, it is not a number.
    NonSpecific,
    Null,
    Bool,
    Int,
    Float,
    Text,
    Sequence,
    Mapping,
    /// Any other.
    Unknown,
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    Scalar {
        text: ScalarText,
        style: ScalarStyle,
    },
    Sequence {
        style: CollectionStyle,
        items: Vec<SequenceItem>,
    },
    Mapping {
        style: CollectionStyle,
        entries: Vec<EntryNodes>,
    },
    Alias(NodeId),
}

/// The text of a scalar: mostly just a piece of the document.
#[derive(Debug, Clone)]
pub(super) enum ScalarText {
    /// The document's bytes of this range.
    Source(Range<u32>),
    /// What escapes, folding or `''` made of it.
    Decoded(Box<str>),
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes, or not at all.
    Plain,
    /// `'like this'`
    SingleQuoted,
    /// `"like this"`
    DoubleQuoted,
    /// A literal block, `|`.
    Literal,
    /// A folded block, `>`.
    Folded,
}

/// How a collection is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CollectionStyle {
    /// An item or entry per line.
    Block,
    /// Between brackets.
    Flow,
    /// The mapping of a single pair that `[a: 1]` holds: in a flow sequence, without brackets.
    Pair,
}

/// One item of a sequence.
#[derive(Debug, Clone)]
pub(super) struct SequenceItem {
    /// Where the `-` stands, or in flow style the node's first byte.
    pub(super) start: u32,
    pub(super) node: NodeId,
}

/// One entry of a mapping.
#[derive(Debug, Clone)]
pub(super) struct EntryNodes {
    /// Where the `?` stands, or else the key's first byte.
    pub(super) start: u32,
    /// Whether there is a `?`.
    pub(super) explicit: bool,
    pub(super) key: NodeId,
    /// Where the `:` stands, if there is one.
    pub(super) colon: Option<u32>,
    pub(super) value: NodeId,
}

impl Document {
    /// Every comment, `#` included and line break excluded, in the order of the text, with its line and column.
    pub fn comments(&self) -> impl Iterator<Item = (u32, u32, &str)> {
        self.comments.iter().map(|comment| {
            let (start, end) = (comment.start as usize, comment.end as usize);
            let (line, column) = self.position(start);
            (line, column, &self.text[start..end])
        })
    }

    /// The names of all anchors, in the order of the text.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        let anchored = self.nodes.iter().filter(|node| node.anchored);
        anchored.filter_map(|node| {
            let properties = &self.text[node.outer as usize..];
            // A tag may stand in front of it.
            let mut words = properties.split([' ', '\t', '\r', '\n', ',', ']', '}']);
            words.find_map(|word| word.strip_prefix('&'))
        })
    }

    /// Reads one document.
    ///
    /// # Errors
    /// When the text is not YAML, holds a second document, control characters or tabs as indentation, or
    /// exceeds [`MAX_TEXT_BYTES`], [`MAX_DEPTH`] or [`MAX_ALIASED_VALUES`].
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        build::parse(text)
    }

    /// The outermost node; `None` when the text contains only white space and comments.
    #[must_use]
    pub fn root(&self) -> Option<Node<'_>> {
        self.root.map(|id| Node::new(self, id))
    }

    /// The text this document was read from, unchanged.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text this document was read from.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// Line and column of a byte offset, both counted from 1, the column in characters.
    #[must_use]
    pub fn position(&self, offset: usize) -> (u32, u32) {
        self.lines.position(offset, &self.text)
    }

    pub(super) fn node(&self, id: NodeId) -> &NodeData {
        &self.nodes[id.0 as usize]
    }

    /// The text of a scalar.
    pub(super) fn scalar<'d>(&'d self, text: &'d ScalarText) -> &'d str {
        match text {
            ScalarText::Source(range) => &self.text[range.start as usize..range.end as usize],
            ScalarText::Decoded(text) => text,
        }
    }
}

impl NodeData {
    pub(super) fn is_block_scalar(&self) -> bool {
        matches!(
            self.content,
            Content::Scalar {
                style: ScalarStyle::Literal | ScalarStyle::Folded,
                ..
            }
        )
    }

    /// The bytes from the first anchor or tag to the end.
    pub(super) fn outer_range(&self) -> Range<usize> {
        self.outer as usize..self.end as usize
    }
}
