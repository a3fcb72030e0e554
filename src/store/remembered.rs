//! What the planning room needs to know of earlier runs.

use std::collections::{BTreeMap, BTreeSet};

use crate::vocabulary::{AccountName, Date, PlexId};

/// What earlier runs remembered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remembered {
    /// All people who were ever imported or recorded when a run was applied: they get no second default
    /// payment, even if their record is deleted.
    pub people: BTreeSet<PlexId>,
    /// Whose token each account had when it was last applied.
    pub owners: BTreeMap<AccountName, PlexId>,
    /// The day of the newest applied run.
    pub newest_day: Option<Date>,
}
