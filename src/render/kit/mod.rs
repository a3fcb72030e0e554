//! What all formats share: width, tables, colour, escapes, diffs, and the masking of private values.

pub(super) mod cell;
pub(super) mod diff;
pub(super) mod markdown;
pub(super) mod mask;
mod message;
mod page;
pub(super) mod paint;
pub(super) mod painted;
mod sanitize;
pub(super) mod table;
pub mod width;

pub use mask::Privacy;
pub use message::message;
pub use page::Page;
pub use paint::Paint;
pub use sanitize::{defended, json_lines, text_of};
