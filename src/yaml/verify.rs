//! A second reader's opinion.
//!
//! A text is read by an unrelated YAML library along our own tree: wherever the tree says there is
//! a sequence, a mapping or a scalar, the other reader must find the same, with the same texts.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::node::{Node, NodeKind};
use super::text::BYTE_ORDER_MARK;
use super::tree::{Document, ScalarStyle};

/// The two readers do not read the same data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct ReaderMismatch {
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1.
    pub column: u32,
    /// What the two readers do not agree on.
    pub message: String,
}

/// Checks that two independent readers find the same data in a text.
///
/// # Errors
/// When either cannot read it, or they differ.
pub fn verify(text: &str) -> Result<(), ReaderMismatch> {
    let document = Document::parse(text).map_err(|error| ReaderMismatch {
        line: error.line,
        column: error.column,
        message: error.message,
    })?;
    verify_document(&document)
}

/// Like [`verify`], for a text that is parsed already.
///
/// # Errors
/// When the other reader cannot read it, or reads it differently.
pub fn verify_document(document: &Document) -> Result<(), ReaderMismatch> {
    let Some(root) = document.root() else {
        return Ok(());
    };
    // The other reader counts a byte-order mark as a column and then takes the second line for the
    // end of the document.
    let text = document.text().trim_start_matches(BYTE_ORDER_MARK);
    let reader = serde_yaml::Deserializer::from_str(text);
    Same {
        document,
        node: root,
    }
    .deserialize(reader)
    .map_err(|error| {
        let (line, column) = error
            .location()
            .map_or((1, 1), |place| (place.line(), place.column()));
        ReaderMismatch {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            message: format!("a second YAML reader reads this differently: {error}"),
        }
    })
}

/// What the other reader must find.
#[derive(Clone, Copy)]
struct Same<'d> {
    document: &'d Document,
    node: Node<'d>,
}

impl<'d> Same<'d> {
    fn at(self, node: Node<'d>) -> Self {
        Self { node, ..self }
    }

    fn text_matches(self, expected: &str, found: &str) -> bool {
        found == expected
            || (self.is_unfinished_block() && expected.strip_suffix('\n') == Some(found))
    }

    /// A block scalar that ends with the text, without a line break: readers differ about whether
    /// its last line has one, and YAML leaves it open.
    fn is_unfinished_block(self) -> bool {
        let target = self.node.target();
        let is_block = matches!(
            target.scalar_style(),
            Some(ScalarStyle::Literal | ScalarStyle::Folded)
        );
        is_block && target.data().end as usize == self.document.text().len()
    }
}

impl<'de> DeserializeSeed<'de> for Same<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.node.kind() {
            NodeKind::Sequence => deserializer.deserialize_seq(self),
            NodeKind::Mapping => deserializer.deserialize_map(self),
            NodeKind::Null
            | NodeKind::Bool(_)
            | NodeKind::Int(_)
            | NodeKind::Float(_)
            | NodeKind::Text(_) => deserializer.deserialize_str(self),
        }
    }
}

impl<'de> Visitor<'de> for Same<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.node.kind() {
            NodeKind::Sequence => formatter.write_str("a sequence"),
            NodeKind::Mapping => formatter.write_str("a mapping"),
            _ => write!(
                formatter,
                "the text {:?}",
                self.node.text().unwrap_or_default()
            ),
        }
    }

    fn visit_str<E: serde::de::Error>(self, found: &str) -> Result<(), E> {
        let expected = self.node.text().unwrap_or_default();
        if self.text_matches(expected, found) {
            Ok(())
        } else {
            Err(E::custom(format!("{found:?} instead of {expected:?}")))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        for item in self.node.items() {
            if access.next_element_seed(self.at(item))?.is_none() {
                return Err(A::Error::custom("an item is missing"));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        for entry in self.node.own_entries() {
            if access.next_key_seed(self.at(entry.key))?.is_none() {
                return Err(A::Error::custom("an entry is missing"));
            }
            access.next_value_seed(self.at(entry.value))?;
        }
        Ok(())
    }
}
