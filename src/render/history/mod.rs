//! The applied runs.

pub mod json;
pub mod text;

pub(in crate::render) use text::change_line;
