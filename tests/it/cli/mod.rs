//! The binary as people and scripts use it.

mod aging;
mod decisions;
mod example;
mod exits;
mod grouped;
mod guards;
mod last_line;
mod quiet;
mod reasons;
mod relinking;
mod remembering;
mod requests;
mod unconfigured;
mod usage;
mod writing;
