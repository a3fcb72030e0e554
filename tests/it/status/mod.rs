//! `plexmgr status`: what the records say about a day, and how it is shown.

mod counted;
mod csv;
mod days;
mod due;
mod finding;
mod markdown;
pub(crate) mod people;
mod program;
mod selecting;
mod user;
