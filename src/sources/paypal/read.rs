//! Reads what PayPal lists. Start at [`read`].

use std::io;
use std::time::Duration;

use futures_util::future::try_join_all;

use super::client::{PayPalAccess, PayPalClient, PayPalOptions};
use super::error::ReadError;
use super::listing::listing;
use super::stretch::Stretch;
use super::window::{self, Window};
use crate::http::{self, blocking, within};
use crate::sources::{Listing, SourceOutcome, SourceReading};

/// What is wanted of one source.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// How it is reached.
    pub access: PayPalAccess,
    /// The time to read; its end is now.
    pub stretch: Stretch,
}

/// Reads what a source lists.
///
/// Never fails: a source that cannot be read, or whose answers contradict each other, is
/// [`SourceOutcome::Unknown`]. The future stays on its thread and needs a runtime with timers and I/O.
pub async fn read(wanted: &Wanted, options: PayPalOptions) -> SourceReading {
    read_within(None, wanted, options).await
}

/// The same, where a source that was not read within `time` is unknown.
pub(super) async fn read_within(
    time: Option<Duration>,
    wanted: &Wanted,
    options: PayPalOptions,
) -> SourceReading {
    let listing = within(time, read_listing(wanted, options)).await;
    let outcome = match listing.unwrap_or(Err(ReadError::TooLate)) {
        Ok(listing) => SourceOutcome::Read(listing),
        Err(error) => SourceOutcome::Unknown(error.doubt()),
    };
    SourceReading {
        source: wanted.access.source.clone(),
        account: wanted.access.account.clone(),
        outcome,
    }
}

/// [`read`] on a runtime of its own, for callers without one, where a source that was not read within `time` is
/// unknown.
///
/// # Errors
/// When the system grants no runtime.
pub fn read_blocking_within(
    time: Duration,
    wanted: &Wanted,
    options: PayPalOptions,
) -> io::Result<SourceReading> {
    blocking(read_within(Some(time), wanted, options))
}

async fn read_listing(wanted: &Wanted, options: PayPalOptions) -> Result<Listing, ReadError> {
    let Wanted { access, stretch } = wanted;
    let (stretch, is_less) = stretch.listed();
    let windows = stretch.windows();
    if windows.is_empty() {
        return Ok(Listing::default());
    }
    if http::is_exposed(&access.url) {
        return Err(ReadError::Exposed);
    }
    let client = PayPalClient::sign_in(access, options).await?;
    let windows = windows.into_iter();
    let windows = windows.map(|window| window::read(&client, window));
    let windows = try_join_all(windows).await?;
    let windows: Vec<Window> = windows.into_iter().flatten().collect();
    let account = window::account(&windows)?;
    let account_number = account.map(str::to_owned);
    let mut listing = Listing {
        account_number,
        ..listing(windows, stretch)
    };
    if is_less {
        let remark = format!(
            "PayPal lists three years at most: nothing before {} is read",
            stretch.from
        );
        listing.remarks.push(remark);
    }
    Ok(listing)
}
