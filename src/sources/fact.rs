//! One fact of a source: known, or in doubt.

use crate::vocabulary::{AccountName, PlexId};

/// What a source says about one thing, or why that is not known. `K` names the facts of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact<T, K> {
    /// The source was asked, and its answer can be believed.
    Known(T),
    /// It says nothing about the thing: an answer that is missing is never an empty one.
    Unknown(Doubt<K>),
}

impl<T, K> Fact<T, K> {
    /// The value, if it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// The value itself, if it is known.
    pub fn into_known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// The doubt, if the value is not known.
    pub fn doubt(&self) -> Option<&Doubt<K>> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(doubt) => Some(doubt),
        }
    }

    /// The fact with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fact<U, K> {
        match self {
            Self::Known(value) => Fact::Known(change(value)),
            Self::Unknown(doubt) => Fact::Unknown(doubt),
        }
    }
}

/// Why a fact is not known. Never holds a token or any part of an answer's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt<K> {
    /// The account's name in the settings.
    pub account: AccountName,
    /// What is not known; names the server if it is about one.
    pub fact: K,
    /// The person, if only what it says about one is not known.
    pub person: Option<PlexId>,
    /// Whether every other fact of the account is in doubt for the same reason.
    pub is_of_whole_account: bool,
    /// One clause for people, lower case, as in `status 401 Unauthorized`.
    pub reason: String,
    /// The status of the answer, if it is one that refuses; 0 otherwise.
    pub status: u16,
    /// What to do now.
    pub now: String,
    /// What to do if the doubt stays.
    pub if_it_stays: String,
}
