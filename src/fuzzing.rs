//! Opens parsers that are private to their rooms, so that properties can be asked of any bytes.
//!
//! Only there with the feature `fuzzing`, which nothing but the tests and the fuzz targets turns on.
//! Nothing here decides or changes anything: each function hands its input to the one it stands for.

pub use crate::history::first_file;
pub use crate::sources::plex::fuzzing::{PlexDocument, read_plex_document};
