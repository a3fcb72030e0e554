//! The result of `check`: the problems of settings and records. Their text for people is a message on stderr.

pub mod github;
pub mod json;
pub mod markdown;
