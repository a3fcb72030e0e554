//! Signing in by PIN: plex.tv makes a PIN, a person agrees to it in a browser, and plex.tv exchanges it
//! for a token.
//!
//! The token is asked about once, so that the user knows whose it is before storing it.

use std::time::Duration;

use secrecy::SecretString;

use super::client::{ClientOptions, FailedRead, PlexClient};
use super::fact_kind::FactKind;
use super::parse::pin::PinDocument;
use super::read::ReadProgress;
use super::request::Endpoint;
use super::{FailureReport, Owner, parse};
use crate::http::blocking;
use crate::sources::plex::error::ReadError;
use crate::vocabulary::AccountName;

/// How often plex.tv is asked for approval, which is its minimum interval.
const POLL: Duration = Duration::from_secs(2);

/// How long a PIN is good for where plex.tv does not say.
const USUAL_SECONDS: u64 = 900;

/// The longest wait for approval: an hour.
const MOST_SECONDS: u64 = 3600;

/// A PIN that a person has to approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// What the browser shows plex.tv; opaque.
    pub code: String,
    /// How many seconds it is good for.
    pub valid_seconds: u64,
}

/// What signing in ends in.
#[derive(Debug)]
pub struct SignedIn {
    /// The account that agreed.
    pub owner: Owner,
    /// Its token.
    pub token: SecretString,
}

/// Why the sign-in failed.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The PIN was not approved in time.
    #[error("the sign-in was not approved in the browser before the address expired")]
    Expired,
    /// plex.tv could not be asked or did not answer as it should.
    #[error("{} {}", .0.endpoint, .0.reason)]
    Refused(FailureReport),
}

/// Signs in to `account`, a name for messages: creates a PIN, passes it to `show`, waits.
///
/// # Errors
/// The outer one when the system grants no runtime, the inner one when the sign-in fails.
pub fn sign_in_blocking(
    account: &AccountName,
    options: &ClientOptions,
    progress: &dyn ReadProgress,
    show: impl FnOnce(&Pin),
) -> std::io::Result<Result<SignedIn, SignInError>> {
    blocking(sign_in(account, options, progress, show))
}

async fn sign_in(
    account: &AccountName,
    options: &ClientOptions,
    progress: &dyn ReadProgress,
    show: impl FnOnce(&Pin),
) -> Result<SignedIn, SignInError> {
    let refused = |failure: FailedRead| {
        let FailedRead { endpoint, error } = failure;
        SignInError::Refused(error.report_of_sign_in(&endpoint, account))
    };
    let unready = |error: ReadError| {
        refused(FailedRead {
            endpoint: Endpoint::NewPin,
            error,
        })
    };
    let client = PlexClient::new(account, None, options, progress).map_err(unready)?;
    let pin = client.get(Endpoint::NewPin, parse::pin::parse).await;
    let pin = pin.map_err(refused)?;
    let seconds = pin.expires_in_seconds.unwrap_or(USUAL_SECONDS);
    let valid_seconds = seconds.min(MOST_SECONDS);
    show(&Pin {
        code: pin.code.clone(),
        valid_seconds,
    });
    let agreed = agreed(&client, &pin);
    let token = match tokio::time::timeout(Duration::from_secs(valid_seconds), agreed).await {
        Ok(Ok(token)) => token,
        Err(_) => return Err(SignInError::Expired),
        Ok(Err(failure)) if failure.error.code() == 404 => return Err(SignInError::Expired),
        Ok(Err(failure)) => return Err(refused(failure)),
    };
    let client = PlexClient::new(account, Some(&token), options, progress).map_err(unready)?;
    let document = client
        .get(Endpoint::Fact(FactKind::Owner), parse::account::parse)
        .await;
    let owner = document.map_err(refused)?.owner;
    Ok(SignedIn { owner, token })
}

/// The token, once `pin` was approved.
async fn agreed(client: &PlexClient<'_>, pin: &PinDocument) -> Result<SecretString, FailedRead> {
    loop {
        tokio::time::sleep(POLL).await;
        let pin = client.get(Endpoint::Pin(pin.id), parse::pin::parse).await?;
        if let Some(token) = pin.token {
            return Ok(token);
        }
    }
}
