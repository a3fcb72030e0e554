//! The fake plex.tv keeps to what is documented about the real one.
//!
//! Asked over plain sockets by a client of a few lines, so that nothing between the test and the bytes
//! hides anything. `documents` checks the addresses, `household` generated worlds, `faults` that each
//! fault arrives as meant.

mod client;
mod documents;
mod faults;
mod household;
