//! Guards: rules that refuse a change set that looks like an accident.
//!
//! All of them are asked and all are reported, in the order of [`GuardName`]. `limits` counts the changes,
//! `clock` looks at the day, `age` at the snapshot, `acceptance` holds the accepted numbers, and `judge` puts them together: start
//! there. No guard can be switched off.

mod acceptance;
mod age;
mod clock;
mod judge;
mod limits;

use crate::change::GuardName;

pub use acceptance::{Acceptance, AcceptanceError, Accepted};
pub(super) use age::Age;
pub use age::Taken;
pub use clock::Clock;
pub(super) use judge::judge;
pub use judge::judge_day;

/// What a guard found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardVerdict {
    /// Which guard.
    pub name: GuardName,
    /// The largest number that passes.
    pub limit: u64,
    /// The number found.
    pub found: u64,
    /// Why it refuses; `None` when it passes.
    pub refusal: Option<String>,
    /// The accepted number; `None` unless it passes for that reason only.
    pub accepted: Option<u64>,
    /// The number to consent to, so that a run gets past this guard; `None` when it needs no consent
    /// or when none would help.
    pub to_accept: Option<u64>,
}

impl GuardVerdict {
    /// Whether the change set may be applied as far as this guard is concerned.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.refusal.is_none()
    }
}
