//! Markdown for GitHub: names that cannot mean anything, and pages that fit into a comment.

pub(in crate::render) mod budget;
pub(in crate::render) mod escape;
