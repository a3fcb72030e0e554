//! The one place that knows YAML.
//!
//! [`Document::parse`] turns a text into a light tree of nodes with byte spans, which is walked
//! from [`Document::root`]; [`edit`] computes byte splices on that tree and applies them in one
//! pass, so that every byte an edit is not about stays as it was; [`to_text`] writes a value as a
//! new block document; [`verify`] asks a second reader. It knows YAML and nothing of users or Plex,
//! and it reads and writes no file.

mod build;
mod cursor;
mod edit;
mod emit;
mod fault;
mod frame;
mod model;
mod node;
mod plain;
mod regroup;
mod scalar;
mod text;
mod tree;
mod verify;

pub use edit::{Edit, EditOutcome, Edited, PathStep, Refusal, RemovedComment, edit, edit_groups};
pub use emit::Value;
pub use emit::{scalar_text, to_text};
pub use node::{MappingEntry, Node, NodeKind};
pub use regroup::{as_entry, split_entries};
pub use scalar::{Scalar, resolve_plain};
pub use tree::{
    CollectionStyle, Document, MAX_ALIASED_VALUES, MAX_DEPTH, MAX_TEXT_BYTES, ScalarStyle,
    SyntaxError,
};
pub use verify::{ReaderMismatch, verify, verify_document};
