//! The one place that touches the files of a household.
//!
//! [`read`] bounds what is read and refuses what leads out of the household; [`mod@write`] leaves every
//! file whole at every moment.

pub mod read;
pub mod write;

pub use read::{Listing, RECORD_LIMIT, Stray, list_records, read_inside, read_limited};
pub use write::{append_lines, create_new, make_folder, remove, replace, write_private};
