//! Asks PayPal for pages with one token for the whole run, and with a second one if the first is refused.

use std::rc::Rc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::Mutex;

use super::answer::{self, Page};
use super::error::ReadError;
use super::refusal::refused;
use super::request;
use super::stretch::Stretch;
use crate::http::{Answer, Ask, Client, Fault, HeaderMap, Service, Url};
use crate::vocabulary::SourceName;

/// The first pause after too many requests, where PayPal names none.
const LIMIT_PAUSE: Duration = Duration::from_secs(5);

/// What it takes to read one source.
#[derive(Debug, Clone)]
pub struct PayPalAccess {
    /// The source's name in the settings.
    pub source: SourceName,
    /// The account it is of.
    pub account: SourceName,
    /// Where PayPal is: an http or https address, perhaps with a path.
    pub url: Url,
    /// The client id of the app; like the secret, it leaves this value only as a header.
    pub client_id: SecretString,
    /// The secret of the app.
    pub client_secret: SecretString,
}

/// How PayPal is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayPalOptions {
    /// The most requests of one source under way at once; at least one.
    pub concurrency: usize,
    /// The longest one exchange may take, from connecting to the last byte.
    pub timeout_seconds: u64,
    /// How often one request is repeated at most.
    pub retries: u32,
}

/// Reads pages of one source.
pub(super) struct PayPalClient<'a> {
    access: &'a PayPalAccess,
    options: PayPalOptions,
    session: Mutex<Session>,
}

/// Connections with a token.
#[derive(Clone)]
struct Session {
    http: Rc<Client>,
    /// How many tokens there were before this one.
    renewals: u32,
}

impl<'a> PayPalClient<'a> {
    /// A client with a token that may read the listing.
    pub(super) async fn sign_in(
        access: &'a PayPalAccess,
        options: PayPalOptions,
    ) -> Result<Self, ReadError> {
        let session = Session {
            http: connected(access, options).await?,
            renewals: 0,
        };
        Ok(Self {
            access,
            options,
            session: Mutex::new(session),
        })
    }

    /// What the log calls it.
    pub(super) fn name(&self) -> String {
        name(self.access)
    }

    /// The account that its transactions are of.
    pub(super) fn account(&self) -> &SourceName {
        &self.access.account
    }

    /// Reads one page of a window.
    pub(super) async fn page(&self, window: Stretch, number: u64) -> Result<Page, ReadError> {
        let ask = request::page(&self.access.url, window, number);
        let answer = self.send(&ask).await?;
        answer::page(&answer.body.bytes)
    }

    /// Sends a request, with a new token if the first one is refused.
    async fn send(&self, ask: &Ask) -> Result<Answer, ReadError> {
        let session = self.session.lock().await.clone();
        let refused = match session.http.send(ask, |_| ()).await {
            Err(fault) if fault.code() == 401 => fault,
            result => return result.map_err(ReadError::Listing),
        };
        let http = self.renewed(session.renewals, refused).await?;
        http.send(ask, |_| ()).await.map_err(ReadError::Listing)
    }

    /// The connections with the second token, for everything that the first one was refused for.
    async fn renewed(&self, renewals: u32, refused: Fault) -> Result<Rc<Client>, ReadError> {
        if renewals > 0 {
            return Err(ReadError::Listing(refused));
        }
        let mut session = self.session.lock().await;
        if session.renewals == renewals {
            *session = Session {
                http: connected(self.access, self.options).await?,
                renewals: renewals + 1,
            };
        }
        Ok(Rc::clone(&session.http))
    }
}

/// Gets a token. Returns connections that use it.
async fn connected(access: &PayPalAccess, options: PayPalOptions) -> Result<Rc<Client>, ReadError> {
    let headers = request::token_headers(&access.client_id, &access.client_secret)?;
    let http = client(access, options, headers).map_err(ReadError::Token)?;
    let answer = http.send(&request::token(&access.url), |_| ()).await;
    let token = answer::token(&answer.map_err(ReadError::Token)?.body.bytes)?;
    let headers = request::listing_headers(&token)?;
    let http = client(access, options, headers).map_err(ReadError::Listing)?;
    Ok(Rc::new(http))
}

fn client(
    access: &PayPalAccess,
    options: PayPalOptions,
    headers: HeaderMap,
) -> Result<Client, Fault> {
    let service = Service {
        url: access.url.clone(),
        timeout_seconds: options.timeout_seconds,
        retries: options.retries,
        concurrency: options.concurrency,
        limit_pause: LIMIT_PAUSE,
        refused: Some(refused),
    };
    Client::new(name(access), service, headers)
}

fn name(access: &PayPalAccess) -> String {
    format!("source {}", access.source)
}
