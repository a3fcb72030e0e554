//! ROOM 2: what the services outside say today, one module for each.
//!
//! A source is read, never written. Its module owns everything that only this service has: what is asked and in
//! which order, how an answer is parsed, which answers contradict each other, and what the facts are; `http`
//! sends. Sources do not know each other or the records: what follows from them together is decided in `plan`.
//!
//! The reading of a source is a struct of facts: each [`Fact`] is known or in [`Doubt`], so that a failure can
//! never look like an empty list, and a later rule can hold only what rests on the fact in doubt.

mod csv;
pub mod csv_files;
mod fact;
pub mod paypal;
mod paypal_csv;
pub mod plex;
mod totals;
mod transaction;

/// What a transaction of a PayPal account is by its event code, or by the text of its type.
#[must_use]
pub fn nature_of_type(text: &str) -> Nature {
    match paypal::nature(text) {
        Nature::Unknown => paypal_csv::nature_of_text(text),
        nature => nature,
    }
}

pub use fact::{Doubt, Fact};
pub use totals::{NoPayment, SourceTotals, Sum};
use transaction::NO_ID;
pub use transaction::{
    Listing, Nature, Payer, RowPlace, RowProblem, Settlement, SourceDoubt, SourceOutcome,
    SourceReading, Transaction,
};
