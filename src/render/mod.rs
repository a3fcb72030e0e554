//! ROOM 4: shows what was decided; decides and reads nothing itself.
//!
//! A module for each subject ([`plan`], [`status`], [`history`], [`undo`], …), and in it a file for each format:
//! `text` for people, `json` for programs (`document` if it is large), `markdown` for pull requests, `github` for the
//! log of a workflow there. In the last two, private values are masked. What the formats share is in [`kit`]. Names
//! come from strangers, so everything that did not come from plexmgr itself is escaped on its way to a terminal.

pub mod check;
pub mod comment;
pub mod doctor;
pub mod explain;
pub mod find;
pub mod history;
pub mod kit;
pub mod payments;
pub mod plan;
pub mod report;
pub mod state;
pub mod status;
pub mod undo;
pub mod user;

pub use kit::{Page, Paint, Privacy, defended, json_lines, message, text_of};
pub use plan::{Extent, FileStatus, FileView, Shown};
