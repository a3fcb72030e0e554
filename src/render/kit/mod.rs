//! What all formats share: width, tables, colour, escapes, diffs, and the masking of private values.

pub mod annotation;
pub(super) mod cell;
pub(super) mod diff;
pub(super) mod markdown;
pub(super) mod mask;
mod message;
pub(super) mod paint;
mod sanitize;
pub(super) mod spreadsheet;
pub(super) mod table;
pub mod width;

pub use mask::Privacy;
pub use message::message;
pub use paint::{Page, Paint};
pub use sanitize::{defended, json_lines, text_of};
