//! The standing of all users, in every format: a table for people, a document for programs and CSV for
//! spreadsheets.
//!
//! [`document`] is what the JSON holds; the other formats show the same facts.

mod csv;
pub mod document;
mod due;
mod fill;
mod markdown;
mod text;
pub(in crate::render) mod words;

pub use csv::csv;
pub use markdown::markdown;
pub use text::text;

use crate::render::kit::text_of;
use crate::status::Status;

/// The status as one JSON document.
#[must_use]
pub fn json(status: &Status<'_>) -> String {
    text_of(&document::StatusDocument::of(status))
}
