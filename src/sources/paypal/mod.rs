//! PayPal, the first source of transactions.

mod event_codes;

pub use event_codes::nature;
