//! One bad answer among good ones, for every kind of bad answer.
//!
//! `table` lists them. `reading` feeds each to the client and asks what it believes; `binary` feeds
//! them to the program, run on a recorded household, and asks what becomes of the records.

mod binary;
mod household;
mod reading;
mod table;
mod watched;
