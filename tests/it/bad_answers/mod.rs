//! One bad answer among good ones, for every kind of bad answer.
//!
//! `table` lists them. `reading` feeds each to the client and asks what it believes; `binary` feeds
//! them to the program, run on a recorded household, and asks what becomes of the records.
//! `every` combines every request with every failure, and makes a page of what the program does.

mod binary;
mod every;
mod household;
mod reading;
mod table;
mod watched;
