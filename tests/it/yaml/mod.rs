//! The YAML room from outside.

mod datum;
mod generate;
mod property;
mod random;
mod reading;
