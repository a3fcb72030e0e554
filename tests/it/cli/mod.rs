//! The binary as people and scripts use it.

mod example;
mod exits;
mod remembering;
mod requests;
mod writing;
