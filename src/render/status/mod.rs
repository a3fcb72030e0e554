//! How everybody stands, in every format: a table for people and a document for programs.
//!
//! [`document`] is what the JSON holds; the other formats show the same facts.

pub mod document;
mod fill;
mod text;
pub(in crate::render) mod words;

pub use text::text;

use crate::render::tame::text_of;
use crate::status::Status;

/// The status as one JSON document.
#[must_use]
pub fn json(status: &Status<'_>) -> String {
    text_of(&document::StatusDocument::of(status))
}
