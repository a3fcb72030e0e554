//! What was decided about each person, and why: said on request, and no part of the change set.
//!
//! The rules note a [`Decision`] where they make it, so that the output always matches the decision.

use super::certainty::HeldBack;
use super::notice::Notice;
use crate::change::ChangeKind;
use crate::vocabulary::{Date, Handle, PlexId};

/// What was decided about one person or record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decision {
    /// The user's handle, or how Plex calls the person; shown escaped.
    pub subject: String,
    /// The person, if there is one.
    pub plex_id: Option<PlexId>,
    /// How person and record came together.
    pub recognised: Recognised,
    /// What follows.
    pub verdict: PersonVerdict,
}

/// How person and record came together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recognised {
    /// The record has the id of a person whom Plex lists.
    ById,
    /// The record had not this id, and this address.
    ByEmail(String),
    /// The record had no id, and this user name.
    ByUsername(String),
    /// The record had another id, and the same shares, accepted on the same days.
    ByShares,
    /// The record has an id that no believed account lists.
    NotListed,
    /// There is no record.
    NotRecorded,
    /// The record has no id, and no person matches.
    NoMatch,
}

/// What follows for a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PersonVerdict {
    /// Records and Plex say the same.
    Unchanged,
    /// The record changes in these ways, in order.
    Changes(Vec<ChangeKind>),
    /// The user shares nothing any more, which is certain because every account was read.
    Departs,
    /// The user seems to share nothing any more, but that is not certain.
    Stays(Uncertain),
    /// A user is made of the person.
    Imported {
        /// The new handle.
        user: Handle,
        /// Whether the default payment is made.
        with_payment: bool,
    },
    /// No user is made of the person.
    NotImported(NotImported),
    /// Settings say to leave the person alone.
    Ignored,
    /// Nothing is done, because more than one person or record comes into question.
    Conflict,
}

/// Why a departure is not concluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Uncertain {
    /// There is an invitation.
    Invited,
    /// Not every account was read and believed.
    AccountsUnknown,
    /// Something that Plex says is in doubt.
    InDoubt,
}

/// Why a person is not imported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotImported {
    /// They own a configured account.
    Owner,
    /// They are a member of a Plex Home, and the settings skip these.
    HomeMember,
    /// They share none of the recorded servers.
    NoShare,
    /// They have not accepted; with the day of the oldest invitation, if Plex sends it.
    Invited(Option<Date>),
    /// Their shares name libraries that no server lists.
    UnreadableShares,
    /// An account was never asked, and they may be its owner.
    OwnerUnknown,
    /// Something that Plex says about them is in doubt.
    InDoubt,
}

/// What the rules say besides changes.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    pub(super) notices: Vec<Notice>,
    pub(super) decisions: Vec<Decision>,
    /// What is in doubt holds this back.
    pub(super) held: HeldBack,
}

impl Remarks {
    /// Notes what was decided about a person who is not recorded.
    pub(super) fn about_new(
        &mut self,
        subject: String,
        plex_id: Option<PlexId>,
        verdict: PersonVerdict,
    ) {
        self.decisions.push(Decision {
            subject,
            plex_id,
            recognised: Recognised::NotRecorded,
            verdict,
        });
    }
}
