//! What undoing a run does to the files, and which of them stay as they are.

pub mod json;
pub mod text;
