//! Guards: rules that refuse a change set that looks like an accident.
//!
//! All of them are asked and all are reported, in the order of [`GuardName`]. `limits` counts the changes,
//! `clock` looks at the day, `acceptance` holds the accepted numbers, and `judge` puts them together: start
//! there. No guard can be switched off.

mod acceptance;
mod clock;
mod judge;
mod limits;

use schemars::JsonSchema;

pub use acceptance::{Acceptance, AcceptanceError, Accepted};
pub use clock::Clock;
pub(super) use judge::judge;

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

/// The guards, in the order they are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum GuardName {
    /// Some account could not be read completely.
    Complete,
    /// An account lists no users although records have people on it; counts these people.
    Empty,
    /// Too many users depart at once.
    Departures,
    /// Too many people are imported at once.
    Imports,
    /// Too many users change at once.
    Updates,
    /// A token belongs to another Plex account than before; counts the accounts.
    Owner,
    /// The day of the run cannot be right; counts the days it is off.
    Clock,
    /// New accounts take the place of recorded ones; counts the users. It refuses no plan: without consent,
    /// these users are left out.
    Relinks,
}

impl GuardName {
    /// Every guard, in order.
    pub const ALL: [Self; 8] = [
        Self::Complete,
        Self::Empty,
        Self::Departures,
        Self::Imports,
        Self::Updates,
        Self::Owner,
        Self::Clock,
        Self::Relinks,
    ];

    /// The word used on the command line, in JSON, text and tests.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Empty => "empty",
            Self::Departures => "departures",
            Self::Imports => "imports",
            Self::Updates => "updates",
            Self::Owner => "owner",
            Self::Clock => "clock",
            Self::Relinks => "relinks",
        }
    }
}
