//! What the planning room needs to know of earlier runs.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::vocabulary::{AccountName, Date, PlexId, RunId};

/// What earlier runs remembered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// All people who were ever imported or recorded when a run was applied: they get no second default
    /// payment, even if their record is deleted.
    pub people: BTreeSet<PlexId>,
    /// Whose token each account had when it was last applied.
    pub owners: BTreeMap<AccountName, PlexId>,
    /// The newest day for which a run was applied.
    pub newest_day: Option<NewestDay>,
}

/// The newest day for which a run was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewestDay {
    /// The day.
    pub day: Date,
    /// The run.
    pub run: RunId,
}
