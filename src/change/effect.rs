//! An effect: a change outside the household, as data.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::GuardName;

/// A kind of effects that rules of this version plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EffectKind {
    /// The word used in JSON, text and tests.
    pub word: &'static str,
    /// The guard that counts the users it touches.
    pub guard: GuardName,
}

impl EffectKind {
    /// Every kind, by word.
    pub const ALL: &'static [Self] = &[
        #[cfg(feature = "fault-injection")]
        Self::NOTE,
    ];

    /// A line in a file outside the household, which only test builds write.
    #[cfg(feature = "fault-injection")]
    pub const NOTE: Self = Self {
        word: "note",
        guard: GuardName::Updates,
    };

    /// The kind with this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let mut kinds = Self::ALL.iter();
        kinds.find(|kind| kind.word == word).copied()
    }
}

/// Something that happens outside the household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Effect {
    /// What identifies it for ever: an effect whose key was carried out is never carried out again.
    pub key: String,
    /// What is done.
    #[serde(flatten)]
    pub operation: Operation,
    /// What takes it back; absent if nothing can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Operation")]
    pub inverse: Option<Operation>,
}

/// What is done outside the household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Operation {
    /// The kind, which chooses the performer.
    pub kind: String,
    /// What it does, for people.
    pub what: String,
    /// What the performer has to know.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
}

impl Effect {
    /// The effect that takes this one back, for the undo of the run called `run`; `None` if it has no inverse.
    ///
    /// Its key names the run, so that what is done again later can be taken back again.
    #[must_use]
    pub fn taking_back(&self, run: &str) -> Option<Self> {
        let inverse = self.inverse.clone()?;
        Some(Self {
            key: format!("undo/{run}/{}", self.key),
            operation: inverse,
            inverse: Some(self.operation.clone()),
        })
    }
}
