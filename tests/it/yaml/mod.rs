//! The YAML room from outside.

mod any_bytes;
mod case;
mod datum;
mod edits;
mod found;
mod generate;
mod owners;
mod random;

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod property;
#[cfg(test)]
mod reading;

pub(crate) use any_bytes::edits_do_what_they_say;
