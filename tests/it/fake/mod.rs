//! A faithful plex.tv on loopback, for tests and benchmarks.
//!
//! Serves what the account API of plex.tv serves, from a [`World`] that a test builds, and on request
//! everything that can go wrong with it. It shares no code with the client it is used to test: only
//! `std`, `serde_json` and `flate2` appear below, so that an error in the client cannot cancel itself
//! out here. It accepts no writes: reading is all plexmgr does.
//!
//! Start at [`FakePlex`]; then [`World::generate`] for what is served and [`Fault`] for what can be
//! wrong with it. [`respond`] maps requests to documents, `v1` and `v2` are those documents.

mod bomb;
mod constructed;
mod date;
mod document;
mod endless;
mod fault;
mod generate;
mod hostile;
mod message;
mod model;
mod names;
pub(crate) mod random;
mod recorder;
mod relations;
mod respond;
mod server;
mod shared_servers;
mod spoil;
mod v1;
mod v2;
mod wire;
mod xml;

pub(crate) use fault::{ErrorPage, Fault, HostileDocument, Rule, Spoiled, View, Wire};
pub(crate) use generate::Fleet;
pub(crate) use hostile::Echo;
pub(crate) use message::Method;
pub(crate) use model::{Account, PendingRows, Server, Share, World};
pub(crate) use names::STRANGE_NAMES;
pub(crate) use server::FakePlex;
