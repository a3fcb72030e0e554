//! One bad answer among good ones, for every kind of bad answer.
//!
//! `table` lists them. `reading` feeds each to the client and asks what it believes.

mod reading;
mod table;
