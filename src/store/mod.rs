//! What one run remembers for the next.

mod remembered;

pub use remembered::Remembered;
