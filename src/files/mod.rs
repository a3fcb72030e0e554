//! The one place that touches the files of a household.
//!
//! [`read`] bounds what is read, `stamps` sees what changed without reading, [`inside()`]
//! refuses what leads out of the household, [`list`] lists a folder, and `open_folder` keeps one open to read its files.
//! [`replace`](mod@replace) exchanges records so that no edit is lost, [`mod@write`] leaves every other file whole at
//! every moment, [`named`] writes a file that a person named, and [`append()`] adds to files of others. [`lock`] lets
//! one run write at a time; [`store_file`] is what the store writes to, and [`in_memory()`] what it is read from. Each write passes a numbered point of
//! `fault`, where tests can end it.

mod append;
mod attributes;
mod fault;
mod folder;
mod in_memory;
mod inside;
mod leftovers;
pub mod list;
pub mod lock;
pub mod named;
mod open_folder;
pub mod read;
pub mod replace;
mod stamps;
pub mod store_file;
mod temporary;
pub mod write;

pub use append::append;
#[cfg(feature = "fault-injection")]
pub(crate) use fault::append_outside;
pub use folder::may_exchange;
pub use in_memory::in_memory;
pub(crate) use inside::is_git_folder;
pub use inside::{inside, refuse_inside_git, refuse_way_out};
pub use leftovers::{Aside, Leftovers, leftovers};
pub use list::{Entry, EntryKind, entries};
pub use lock::{FileLock, LockError};
pub use named::NamedFile;
pub use open_folder::HeldFolder;
pub use read::{RECORD_LIMIT, read_inside, read_limited};
pub use replace::{
    ConcurrentChange, PutError, ReplacedText, Replacement, Writing, replace, replace_if,
};
pub use stamps::{Stamp, stamp, stamps};
pub use store_file::{has_one_name, open_store_file};
pub use write::{
    beside, create_new, make_folder, make_private_folder, put_in_place, real_file, remove,
    write_private,
};
