//! The one place that knows YAML.
//!
//! [`Document::parse`] turns a text into a light tree of nodes with byte spans, which is walked
//! from [`Document::root`]. It knows YAML and nothing of users or Plex.

#![expect(dead_code, reason = "the editor that needs every span follows")]

mod build;
mod cursor;
mod fault;
mod node;
mod scalar;
mod text;
mod tree;
mod value;

pub use node::{Kind, MappingEntry, Node};
pub use scalar::{Scalar, resolve_plain};
pub use tree::{
    CollectionStyle, Document, MAX_ALIASED_VALUES, MAX_DEPTH, MAX_TEXT_BYTES, ScalarStyle,
    SyntaxError,
};
pub use value::Value;
