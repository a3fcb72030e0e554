//! ROOM 4: shows what was decided; decides and reads nothing itself.
//!
//! [`json`] is for programs, [`text`] for people, [`markdown`] for pull requests and [`github`] for the
//! log of a workflow there; in the last two, private values are masked. Names come from strangers, so everything that did
//! not come from plexmgr itself is escaped on its way to a terminal.

mod cell;
pub mod check;
pub mod comment;
pub mod decisions;
mod details;
pub mod diff;
pub mod doctor;
pub(crate) mod document;
pub mod explained;
mod file;
pub mod github;
mod guards;
pub mod history;
pub mod json;
pub mod markdown;
mod mask;
mod message;
mod page;
pub mod paint;
mod painted;
pub mod past;
pub mod report;
pub mod state;
pub mod status;
mod table;
mod tame;
pub mod text;
pub mod undoing;
pub mod width;

use crate::plan::ChangeSet;

pub use file::{FileStatus, FileView};
pub use mask::Privacy;
pub use message::message;
pub use page::Page;
pub use paint::Paint;
pub use tame::{defended, json_lines, text_of};

/// Everything a plan shows.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The changes, notices and guards.
    pub change_set: &'a ChangeSet,
    /// The files that will be written.
    pub files: &'a [FileView],
}
