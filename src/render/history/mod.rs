//! The applied runs.

pub mod json;
pub mod text;
