//! One HTTP exchange, the same for every service: the only room that names the HTTP library.
//!
//! A [`Client`] sends an [`Ask`] to one [`Service`] and ends in an [`Answer`] or a [`Fault`]. Proxies and TLS,
//! limits of size and time, `Retry-After` and repetitions are here; what a service is asked, what its answer
//! means and how a fault reads in its messages is up to the room that asks. Redirects are never followed,
//! because they would carry a token elsewhere. Start at [`Client::send`].

mod body;
mod client;
mod fault;
mod headers;
mod proxy;
mod retry;

use std::time::Duration;

pub use reqwest::Url;
pub(crate) use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
pub(crate) use reqwest::{Method, StatusCode};

pub(crate) use client::{Answer, Ask, Client, Service};
pub(crate) use fault::{Fault, Said, asked_to_wait, status_text};
pub(crate) use headers::{ContentType, basic, date, retry_after, secret, until};
pub(crate) use retry::{FIRST_PAUSE, Repeat};

/// The address of `path`, which begins with `/`, below `base`, which may itself have a path.
pub(crate) fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url.set_query(None);
    url.set_fragment(None);
    url
}

/// Whether what is sent to an address can be read on the way: without TLS, and to another machine.
pub(crate) fn is_exposed(url: &Url) -> bool {
    url.scheme() != "https" && !is_this_machine(url)
}

/// Whether an address is one that no proxy could reach for us.
pub(crate) fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Runs exchanges to their end, on a runtime of its own.
///
/// # Errors
/// When the system grants no runtime.
pub(crate) fn blocking<T>(exchanges: impl Future<Output = T>) -> std::io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let result = runtime.block_on(exchanges);
    // A name that is still being looked up for a request given up long ago must not hold the run.
    runtime.shutdown_background();
    Ok(result)
}

/// What `exchanges` end in, unless the deadline comes first.
pub(crate) async fn within<T>(
    time: Option<Duration>,
    exchanges: impl Future<Output = T>,
) -> Option<T> {
    match time {
        None => Some(exchanges.await),
        Some(time) => tokio::time::timeout(time, exchanges).await.ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_addresses_are_distinguished_from_others() {
        for (url, here) in [
            ("http://127.0.0.1:9", true),
            ("http://[::1]:9", true),
            ("http://localhost:9/x", true),
            ("https://plex.tv", false),
            ("http://127.0.0.1.example.com", false),
            ("http://localhost.example.com", false),
        ] {
            let url = Url::parse(url).expect("a literal address");
            assert_eq!(is_this_machine(&url), here, "{url}");
        }
    }

    #[test]
    fn a_base_with_a_path_keeps_it() {
        for (base, expected) in [
            ("https://plex.tv", "https://plex.tv/api/v2/user"),
            (
                "http://proxy.example/plex/?x=1#y",
                "http://proxy.example/plex/api/v2/user",
            ),
        ] {
            let base = Url::parse(base).expect("a literal address");
            assert_eq!(below(&base, "/api/v2/user").as_str(), expected);
        }
    }
}
