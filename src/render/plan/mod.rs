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

use schemars::JsonSchema;
use serde::Serialize;

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
    /// Why rows of a spreadsheet are left; only the document lists them.
    pub left: &'a [LeftRow],
}

/// Why a row of a spreadsheet is left, or the whole of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftRow {
    /// The row, counted from 1; null if it is about the file.
    pub row: Option<u32>,
    /// The column, by its name in the file; null if it is about the whole row.
    pub column: Option<String>,
    /// What is wrong, as a sentence for people.
    pub message: String,
}

/// How much of a plan a page of text lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Of many changes or notices of one kind, the first and their number.
    Grouped,
    /// Everything.
    Full,
}
