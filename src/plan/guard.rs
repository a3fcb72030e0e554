//! Guards: rules that refuse a change set that looks like an accident.

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
}

/// The guards, in the order they are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GuardName {
    /// Some account could not be read completely.
    Complete,
    /// An account lists nobody although records have people on it.
    Empty,
    /// A token belongs to another account than before.
    Owner,
}

impl GuardName {
    /// The word used in JSON, text and tests.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Empty => "empty",
            Self::Owner => "owner",
        }
    }
}

impl GuardVerdict {
    /// A verdict of `name`: refused with the reasons joined, or passed when there are none.
    pub(super) fn tolerating_none(name: GuardName, reasons: &[String]) -> Self {
        let found = reasons.len() as u64;
        let refusal = (found > 0).then(|| reasons.join("; "));
        Self {
            name,
            limit: 0,
            found,
            refusal,
        }
    }

    /// Whether the change set may be applied as far as this guard is concerned.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.refusal.is_none()
    }
}
