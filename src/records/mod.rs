//! ROOM 1: what the admins wrote.
//!
//! The YAML files of a household, read strictly and with the place of every value, checked against
//! every rule, all problems of all files reported together.

pub mod place;
pub mod schema;

pub use place::{Place, Placed};
