//! The one place that touches the files of a household.
//!
//! [`read`] bounds what is read and refuses what leads out of the household; [`mod@write`] leaves every
//! file whole at every moment; [`append()`] adds to files of others; [`lock`] lets one run write at a time; [`store_file`] is what the store
//! writes to. Each write passes a numbered point of `fault`, where tests can end it.

mod append;
mod fault;
pub mod lock;
pub mod read;
pub mod store_file;
pub mod write;

pub use append::append;
pub use lock::{FileLock, LockError};
pub use read::{
    Listing, RECORD_LIMIT, Stray, list_records, read_inside, read_limited, refuse_way_out,
};
pub use store_file::open_store_file;
pub use write::{
    beside, create_new, folder_beside, make_folder, put_in_place, remove, replace, sweep,
    write_private,
};
