//! What a reading says while it is under way.

use std::time::Duration;

use crate::vocabulary::AccountName;

/// Hears of a reading's progress; every method does nothing unless it is implemented.
pub trait ReadProgress {
    /// The first requests of an account are about to leave.
    fn account_started(&self, _account: &AccountName) {}

    /// A request of an account has ended, well or not: `finished` of the `known` so far. `known`
    /// grows while servers are found.
    fn request_finished(&self, _account: &AccountName, _finished: usize, _known: usize) {}

    /// A request of an account failed and will be repeated after `pause`; `endpoint` is its path.
    fn waiting(&self, _account: &AccountName, _endpoint: &str, _pause: Duration) {}

    /// An account was read, or has become unknown.
    fn account_finished(&self, _account: &AccountName) {}
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl ReadProgress for Silent {}
