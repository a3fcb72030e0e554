//! Reads every page of a window; cuts it in halves as often as PayPal asks for that.

use super::client::PayPalClient;
use super::error::ReadError;
use super::pages::{Disagreement, Listed, Pages};
use super::refusal::{NOT_YET, TOO_LARGE};
use super::stretch::Stretch;
use crate::http::Fault;

/// What PayPal says about a window.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Window {
    /// Everything in it.
    Listed(Stretch, Listed),
    /// It begins after the newest data.
    NotYet(Stretch),
}

/// Reads a window, in shorter ones where it holds too much. The halves are asked for one after another: were all
/// of them asked for at once, a service that refuses every length would be asked millions of times.
pub(super) async fn read(
    client: &PayPalClient<'_>,
    window: Stretch,
) -> Result<Vec<Window>, ReadError> {
    let mut windows = Vec::new();
    let mut waiting = vec![window];
    while let Some(window) = waiting.pop() {
        match read_whole(client, window).await {
            Ok(listed) => windows.push(Window::Listed(window, listed)),
            Err(ReadError::Listing(fault)) if is_named(&fault, TOO_LARGE) => {
                let [first, second] = window.halves().ok_or(ReadError::TooDense(window.from))?;
                waiting.extend([second, first]);
            }
            Err(ReadError::Listing(fault)) if is_named(&fault, NOT_YET) => {
                windows.push(Window::NotYet(window));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(windows)
}

/// Reads all pages of a window, and once more if they disagree: something may have changed between two of them.
async fn read_whole(client: &PayPalClient<'_>, window: Stretch) -> Result<Listed, ReadError> {
    match read_pages(client, window).await {
        Err(ReadError::Disagreement(disagreement)) if disagreement.may_pass() => {
            tracing::debug!("{}: {disagreement}; reading again", client.name());
            read_pages(client, window).await
        }
        result => result,
    }
}

async fn read_pages(client: &PayPalClient<'_>, window: Stretch) -> Result<Listed, ReadError> {
    let mut pages = Pages::new(window, client.account());
    while !pages.add(client.page(window, pages.next()).await?)? {}
    pages.finish().map_err(ReadError::from)
}

/// Whether PayPal refused a window by this name.
fn is_named(fault: &Fault, name: &str) -> bool {
    let said = fault.said().and_then(|said| said.name());
    fault.code() == 400 && said == Some(name)
}

/// The one account that all windows are of, if PayPal names it.
pub(super) fn account(windows: &[Window]) -> Result<Option<&str>, Disagreement> {
    let named = windows.iter().filter_map(|window| match window {
        Window::Listed(_, listed) => listed.account.as_deref(),
        Window::NotYet(_) => None,
    });
    let mut account = None;
    for name in named {
        if *account.get_or_insert(name) != name {
            return Err(Disagreement::OtherAccount);
        }
    }
    Ok(account)
}
