//! ROOM 2: what the services outside say today, one module for each.
//!
//! A source is read, never written. Its module owns everything that only this service has: what is asked and in
//! which order, how an answer is parsed, which answers contradict each other, and what the facts are; `http`
//! sends. Sources do not know each other or the records: what follows from them together is decided in `plan`.

pub mod plex;
