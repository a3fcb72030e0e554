//! A plan: its changes, notices, guards and files.
//!
//! `text` is the page for people and [`json`] its document for programs; [`markdown`] and [`github`] are for pull
//! requests. [`decisions`] is what `-v` adds.

mod counts;
pub mod decisions;
mod details;
pub(crate) mod document;
mod files;
pub mod github;
pub(super) mod guards;
pub mod json;
mod lines;
pub mod markdown;
mod sources;
pub mod text;

use crate::plan::ChangeSet;

pub use files::{FileStatus, FileView};
pub(super) use sources::equation;

/// Everything a plan shows.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The changes, notices and guards.
    pub change_set: &'a ChangeSet,
    /// The files that will be written.
    pub files: &'a [FileView],
}

/// How much of a plan a page of text lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Of many changes or notices of one kind, the first and their number.
    Grouped,
    /// Everything.
    Full,
}
