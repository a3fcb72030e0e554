//! The one place that touches the files of a household.
//!
//! [`read`] bounds what is read and refuses what leads out of the household.

pub mod read;

pub use read::{Listing, RECORD_LIMIT, Stray, list_records, read_inside, read_limited};
