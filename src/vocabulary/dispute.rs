//! How a dispute about a payment stands.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;

/// How a dispute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum DisputeOutcome {
    /// It is not decided; the payment pays until it is.
    Open,
    /// The money stays.
    Won,
    /// The money is gone.
    Lost,
}

impl DisputeOutcome {
    /// Every outcome, in the order of the schema.
    pub const ALL: [Self; 3] = [Self::Open, Self::Won, Self::Lost];

    /// The word in YAML.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

impl fmt::Display for DisputeOutcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// The text is not an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the outcome of a dispute is `open`, `won` or `lost`")]
pub struct DisputeOutcomeError;

impl FromStr for DisputeOutcome {
    type Err = DisputeOutcomeError;

    fn from_str(text: &str) -> Result<Self, DisputeOutcomeError> {
        let mut outcomes = Self::ALL.into_iter();
        outcomes
            .find(|outcome| outcome.word() == text)
            .ok_or(DisputeOutcomeError)
    }
}
