//! What the fake was asked, so that tests can count.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::message::{Method, Request};

/// A request that arrived.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) token: Option<String>,
    pub(crate) client_identifier: Option<String>,
    pub(crate) query: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
}

/// The log, and how many answers were being worked on at once.
#[derive(Debug, Default)]
pub(crate) struct Recorder(Mutex<Recorded>);

#[derive(Debug, Default)]
struct Recorded {
    seen: Vec<Seen>,
    connections: usize,
    in_flight: usize,
    peak: usize,
    /// The same for each token.
    tokens: BTreeMap<String, (usize, usize)>,
}

/// Ends when the answer is about to go out.
pub(crate) struct InFlight<'a>(&'a Recorder, String);

impl Recorder {
    pub(crate) fn connected(&self) {
        self.lock().connections += 1;
    }

    /// Notes a request; it is in flight until the guard is dropped.
    pub(crate) fn begin(&self, request: &Request) -> InFlight<'_> {
        let mut recorded = self.lock();
        recorded.seen.push(Seen {
            method: request.method,
            path: request.path.clone(),
            token: request.token().map(ToOwned::to_owned),
            client_identifier: request.client_identifier().map(ToOwned::to_owned),
            query: request.query.clone(),
            headers: request.headers.clone(),
        });
        recorded.in_flight += 1;
        recorded.peak = recorded.peak.max(recorded.in_flight);
        let token = request.token().unwrap_or_default().to_owned();
        let (in_flight, peak) = recorded.tokens.entry(token.clone()).or_default();
        *in_flight += 1;
        *peak = (*peak).max(*in_flight);
        InFlight(self, token)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.lock().seen.clone()
    }

    pub(crate) fn peak(&self) -> usize {
        self.lock().peak
    }

    pub(crate) fn peak_of(&self, token: &str) -> usize {
        self.lock().tokens.get(token).map_or(0, |(_, peak)| *peak)
    }

    pub(crate) fn connections(&self) -> usize {
        self.lock().connections
    }

    /// Forgets everything but what is in flight.
    pub(crate) fn forget(&self) {
        let mut recorded = self.lock();
        recorded.seen.clear();
        recorded.peak = recorded.in_flight;
        for (in_flight, peak) in recorded.tokens.values_mut() {
            *peak = *in_flight;
        }
        recorded.connections = 0;
    }

    fn lock(&self) -> MutexGuard<'_, Recorded> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        let Self(recorder, token) = self;
        let mut recorded = recorder.lock();
        recorded.in_flight -= 1;
        if let Some((in_flight, _)) = recorded.tokens.get_mut(token) {
            *in_flight -= 1;
        }
    }
}
