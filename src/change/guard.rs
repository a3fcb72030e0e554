//! The guards by name, and which of them counts the users that a kind of change touches.

use schemars::JsonSchema;

/// The guards, in the order they are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum GuardName {
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
    /// The snapshot is older than the data of an applied run; counts the days. It refuses no plan: without consent,
    /// nothing is taken away.
    Age,
    /// The last paid day of too many users moves far at once.
    Payments,
    /// The money of too many users is given back at once.
    Refunds,
}

impl GuardName {
    /// The guards that count users by the kinds of their changes, the more specific ones first: a user who departs
    /// or is imported is counted for that alone.
    pub const COUNTING: [Self; 3] = [Self::Departures, Self::Imports, Self::Updates];

    /// Every guard, in order.
    pub const ALL: [Self; 10] = [
        Self::Empty,
        Self::Departures,
        Self::Imports,
        Self::Updates,
        Self::Owner,
        Self::Clock,
        Self::Relinks,
        Self::Age,
        Self::Payments,
        Self::Refunds,
    ];

    /// The word used on the command line, in JSON, text and tests.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Departures => "departures",
            Self::Imports => "imports",
            Self::Updates => "updates",
            Self::Owner => "owner",
            Self::Clock => "clock",
            Self::Relinks => "relinks",
            Self::Age => "age",
            Self::Payments => "payments",
            Self::Refunds => "refunds",
        }
    }
}
