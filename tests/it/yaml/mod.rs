//! The YAML room from outside.

mod datum;
mod edits;
mod generate;
mod hostile;
mod property;
mod random;
mod reading;
