//! ROOM 1: what the admins wrote.
//!
//! The YAML files of a household, read strictly and with the place of every value, checked against
//! every rule, all problems of all files reported together.
//!
//! [`load`] reads the files and hands their bytes to [`read()`], which is pure: `read` turns YAML
//! into the shapes of [`schema`], one file of code per kind of file, and asks `check` for every rule
//! that looks beyond one value. A file per user is read on all cores. Nothing here writes, and
//! nothing here knows Plex.

pub mod accounts;
mod check;
mod declared;
mod household;
mod listing;
mod load;
pub mod privacy;
mod read;
pub mod schema;
mod second_reader;
mod together;

pub use household::{Household, RecordPlace, SourceFile, SourceText, read};
pub use load::{Gathered, PartialLoad, begin, gather, load};
pub use read::{read_inbox_file, read_servers_file, read_user_file, read_users_file};
pub(crate) use read::{read_user_document, read_users_document};
pub use second_reader::misread;
