//! PayPal's listing of transactions, read through its reporting interface.
//!
//! [`read`] asks for one token and for every page of every window of the time wanted, and only then makes a
//! [`Listing`](super::Listing) of it; what is missing, contradictory or of another account makes the source unknown.
//! `request` is what is asked, `client` sends it with a token, `refusal` and `error` are what PayPal refuses and how
//! that reads, `stretch` cuts time, `window` collects the pages of one window and `pages` compares them, `record` reads
//! single records, and `listing` takes all of it together.

mod answer;
mod background_read;
mod client;
mod error;
mod event_codes;
mod listing;
mod pages;
mod read;
mod record;
mod refusal;
mod request;
mod stretch;
mod window;

pub use background_read::Asking;
pub use client::{PayPalAccess, PayPalOptions};
pub use event_codes::nature;
pub use read::{Wanted, read, read_blocking_within};
pub use request::LISTING_PATH;
pub use stretch::Stretch;
