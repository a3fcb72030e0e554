//! The fake plex.tv keeps to what is documented about the real one.
//!
//! Asked over plain sockets by a client of a few lines, so that nothing between the test and the bytes
//! hides anything. `documents` compares answers with the constructed samples, `access` checks who may
//! have them, `household` generated worlds, `faults` that each fault arrives as meant.

mod access;
mod client;
mod documents;
mod faults;
mod household;

use crate::fake::{FakePlex, World};

macro_rules! sample {
    ($($part:literal),+) => {
        include_str!(concat!("../../fixtures/plex/constructed/", $($part),+))
    };
}
use sample;

/// A fake of the constructed accounts whose volatile values stand still.
fn constructed() -> FakePlex {
    let plex = FakePlex::start(World::from_fixtures());
    plex.freeze(true);
    plex
}
