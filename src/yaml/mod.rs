//! The one place that knows YAML.
//!
//! [`Document::parse`] turns a text into a light tree of nodes with byte spans; [`edit`] computes
//! byte splices on that tree and applies them in one pass, so every byte that an edit is not about
//! stays as it was; [`to_text`] writes a value as a new block document.

mod value;

pub use value::Value;
