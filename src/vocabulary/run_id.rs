//! What names an applied run.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Digest;

/// How many hex digits name a run where people read it, and in the name of its file.
const SHORT: usize = 8;

/// Names an applied run: the digest of its lines in the history. People see its first eight hex digits.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct RunId(Digest);

impl RunId {
    /// The id of the run with these lines, each ended by `\n`.
    #[must_use]
    pub fn of(lines: &[u8]) -> Self {
        Self(Digest::of(lines))
    }

    /// All 64 hex digits.
    #[must_use]
    pub fn hex(self) -> String {
        self.0.hex()
    }

    /// Whether its hex digits begin with `prefix`.
    #[must_use]
    pub fn begins_with(self, prefix: &str) -> bool {
        self.hex().starts_with(prefix)
    }
}

impl From<Digest> for RunId {
    fn from(digest: Digest) -> Self {
        Self(digest)
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.hex()[..SHORT])
    }
}
