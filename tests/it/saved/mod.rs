//! Saved plans: what is in the file, what refuses it later, and that it shows what it showed.

mod actions;
mod consent;
mod file;
mod household;
mod money;
mod moving;
mod plex;
mod refusing;
mod round_trip;
mod showing;
