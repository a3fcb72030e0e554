//! The YAML room from outside.

mod reading;
