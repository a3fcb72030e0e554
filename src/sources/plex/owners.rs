//! Whose tokens these are, and nothing else: one request per account.

use std::time::Duration;

use futures_util::future::join_all;
use secrecy::SecretString;

use super::client::{ClientOptions, FailedRead, PlexClient};
use super::fact_kind::FactKind;
use super::read::Silent;
use super::request::Endpoint;
use super::{FailureReport, Owner, parse};
use crate::http::{blocking, within};
use crate::vocabulary::{AccountName, Timestamp};

/// What came of asking whose tokens these are.
#[derive(Debug, Clone)]
pub struct OwnersAnswered {
    /// Each account's owner, or why that is not known, in the order asked.
    pub owners: Vec<(AccountName, Result<Owner, FailureReport>)>,
    /// What time it was at plex.tv, if any valid answer contained it.
    pub plex_time: Option<Timestamp>,
}

/// Asks plex.tv whose tokens these are, all at once, for at most `time`.
///
/// # Errors
/// When the system grants no runtime.
pub fn owners_blocking(
    time: Duration,
    accounts: &[(AccountName, SecretString)],
    options: &ClientOptions,
) -> std::io::Result<OwnersAnswered> {
    let each = accounts.iter().map(async |(account, token)| {
        let owner = within(Some(time), owner(account, token, options)).await;
        owner.unwrap_or_else(|| (Err(FailureReport::too_late()), None))
    });
    let answers = blocking(join_all(each))?;
    let plex_time = answers.iter().filter_map(|(_, time)| *time).max();
    let owners = accounts.iter().zip(answers);
    Ok(OwnersAnswered {
        owners: owners
            .map(|((account, _), (owner, _))| (account.clone(), owner))
            .collect(),
        plex_time,
    })
}

/// One account's owner, and what time it was at plex.tv.
async fn owner(
    account: &AccountName,
    token: &SecretString,
    options: &ClientOptions,
) -> (Result<Owner, FailureReport>, Option<Timestamp>) {
    let endpoint = Endpoint::Fact(FactKind::Owner);
    let client = match PlexClient::new(account, Some(token), options, &Silent) {
        Ok(client) => client,
        Err(error) => return (Err(error.report(&endpoint, account)), None),
    };
    let document = client.get(endpoint, parse::account::parse).await;
    let owner = match document {
        Ok(document) => Ok(document.owner),
        Err(FailedRead { endpoint, error }) => Err(error.report(&endpoint, account)),
    };
    (owner, client.plex_time())
}
