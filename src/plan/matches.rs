//! Who is who, once people and records are paired.

use std::collections::{BTreeMap, BTreeSet};

use super::decision::{Decision, PersonVerdict, Recognised};
use crate::change::Action;
use crate::records::schema::PlexRecord;
use crate::vocabulary::{Handle, PlexId};

/// Who is who.
#[derive(Debug, Default)]
pub(super) struct Matches {
    /// The recorded users by the id they have or get.
    pub(super) by_id: BTreeMap<PlexId, Handle>,
    /// Users that get their id by this plan, and what linked them.
    pub(super) linked: BTreeMap<Handle, Linked>,
    /// People about whom nothing is decided.
    pub(super) conflicting: BTreeSet<PlexId>,
    /// Users about whom nothing is decided.
    pub(super) doubtful: BTreeSet<Handle>,
}

/// How a record gets the id of a person.
#[derive(Debug)]
pub(super) struct Linked {
    pub(super) by: Link,
    /// What gives it the id.
    pub(super) action: Action,
}

/// What a record that has not the id of a person was recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    Email,
    Username,
    Shares,
}

impl Matches {
    /// How the user `handle`, whose record is `record`, was recognised.
    pub(super) fn recognised(&self, handle: &Handle, record: &PlexRecord) -> Option<Recognised> {
        let or_empty = |text: Option<&String>| text.cloned().unwrap_or_default();
        Some(match self.linked.get(handle)?.by {
            Link::Email => Recognised::ByEmail(or_empty(record.email.as_deref())),
            Link::Username => Recognised::ByUsername(or_empty(record.username.as_deref())),
            Link::Shares => Recognised::ByShares,
        })
    }

    /// What was decided about a record without a linked person.
    pub(super) fn left_alone(&self, handle: &Handle) -> Decision {
        Decision {
            subject: handle.to_string(),
            plex_id: None,
            recognised: Recognised::NoMatch,
            verdict: match self.doubtful.contains(handle) {
                true => PersonVerdict::Conflict,
                false => PersonVerdict::Unchanged,
            },
        }
    }
}

impl Link {
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Email => "same e-mail address",
            Self::Username => "same user name",
            Self::Shares => "same shares, accepted on the same days",
        }
    }
}
