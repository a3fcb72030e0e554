//! PayPal's listing, read from the fake.
//!
//! `reading` is about good answers, `refusals` about every kind of refusal, `disagreeing` about answers that cannot
//! be believed, `fake` about the fake itself, `doctor` about the command of that
//! name, `applying` about saved plans and snapshots.

mod applying;
mod disagreeing;
mod doctor;
mod fake;
mod reading;
mod refusals;

pub(crate) use doctor::now;

use std::time::Duration;

use plexmgr::sources::paypal::{
    PayPalAccess, PayPalOptions, Stretch, Wanted, read_blocking_within,
};
use plexmgr::sources::{Listing, SourceDoubt, SourceOutcome, SourceReading};

use crate::fake_paypal::{CLIENT_ID, CLIENT_SECRET, FakePayPal};

/// The month of the constructed listing.
const MARCH: (&str, &str) = ("2026-03-01T00:00:00Z", "2026-03-31T23:59:59Z");

/// The credentials and the address of the fake, and a stretch of time.
fn wanted(url: &str, (from, to): (&str, &str)) -> Wanted {
    Wanted {
        access: PayPalAccess {
            source: "paypal-api".parse().unwrap(),
            account: "paypal".parse().unwrap(),
            url: url.parse().unwrap(),
            client_id: CLIENT_ID.to_owned().into(),
            client_secret: CLIENT_SECRET.to_owned().into(),
        },
        stretch: Stretch {
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
        },
    }
}

const OPTIONS: PayPalOptions = PayPalOptions {
    concurrency: 4,
    timeout_seconds: 20,
    retries: 2,
};

fn reading(wanted: &Wanted, options: PayPalOptions) -> SourceReading {
    let reading = read_blocking_within(Duration::from_secs(120), wanted, options).unwrap();
    let shown = format!("{wanted:?} {reading:?} {}", serde_json::json!(reading));
    for secret in [CLIENT_ID, CLIENT_SECRET, "A21AAFAKE"] {
        assert!(!shown.contains(secret), "{secret} is shown");
    }
    reading
}

/// What the fake lists for a stretch of time.
pub(crate) fn listed(paypal: &FakePayPal, stretch: (&str, &str)) -> Listing {
    match reading(&wanted(&paypal.url(), stretch), OPTIONS).outcome {
        SourceOutcome::Read(listing) => listing,
        SourceOutcome::Unknown(doubt) => panic!("{doubt:?}"),
    }
}

/// Why the fake cannot be read.
fn doubt(paypal: &FakePayPal, options: PayPalOptions) -> SourceDoubt {
    doubt_of(&wanted(&paypal.url(), MARCH), options)
}

fn doubt_of(wanted: &Wanted, options: PayPalOptions) -> SourceDoubt {
    match reading(wanted, options).outcome {
        SourceOutcome::Read(listing) => panic!("{} were read", listing.transactions.len()),
        SourceOutcome::Unknown(doubt) => doubt,
    }
}
