//! How people name a run.

use std::fmt;
use std::str::FromStr;

use super::faults::HistoryFault;
use super::read::{History, digits};
use super::run::Run;
use crate::vocabulary::RunId;

/// What names the last run.
const LATEST: &str = "latest";

/// How a person names a run: `latest`, or the first digits of its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunName {
    /// The last run.
    Latest,
    /// The run whose id begins with these hex digits.
    Prefix(String),
}

/// Why a text names no run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a run is named by the first digits of its id, as `plexmgr history` shows it, or by `latest`"
)]
pub struct RunNameError;

impl FromStr for RunName {
    type Err = RunNameError;

    fn from_str(text: &str) -> Result<Self, RunNameError> {
        if text == LATEST {
            return Ok(Self::Latest);
        }
        let digits = text
            .strip_prefix("sha256:")
            .unwrap_or(text)
            .to_ascii_lowercase();
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        match is_hex && (1..=64).contains(&digits.len()) {
            true => Ok(Self::Prefix(digits)),
            false => Err(RunNameError),
        }
    }
}

impl fmt::Display for RunName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Latest => LATEST,
            Self::Prefix(digits) => digits,
        })
    }
}

impl RunName {
    /// Whether it names this run, if there are others.
    #[must_use]
    pub fn fits(&self, id: RunId) -> bool {
        match self {
            Self::Latest => false,
            Self::Prefix(digits) => id.begins_with(digits),
        }
    }

    /// The same run by its id, so that it stays the same whatever is applied next.
    #[must_use]
    pub fn fixed(&self, history: &History) -> Self {
        match (self, history.runs.last()) {
            (Self::Latest, Some(last)) => Self::Prefix(last.id.hex()),
            _ => self.clone(),
        }
    }

    /// The runs it names: one, if it is right.
    #[must_use]
    pub fn among<'h>(&self, history: &'h History) -> Vec<&'h Run> {
        match self {
            Self::Latest => history.runs.last().into_iter().collect(),
            Self::Prefix(_) => history
                .runs
                .iter()
                .filter(|run| self.fits(run.id))
                .collect(),
        }
    }

    /// What is wrong with the file of the run it names, if the file is damaged.
    #[must_use]
    pub fn damaged<'h>(&self, history: &'h History) -> Option<&'h HistoryFault> {
        let Self::Prefix(prefix) = self else {
            return None;
        };
        let is_named = |fault: &&HistoryFault| {
            digits_of(fault).is_some_and(|digits| {
                digits.starts_with(prefix.as_str()) || prefix.starts_with(digits)
            })
        };
        history.faults.iter().find(is_named)
    }
}

impl History {
    /// Whether there is a file of this run that is damaged.
    #[must_use]
    pub fn has_damaged(&self, id: RunId) -> bool {
        let digits = self.faults.iter().filter_map(digits_of);
        digits.into_iter().any(|digits| id.begins_with(digits))
    }
}

/// The digits of the run in the name of its damaged file.
fn digits_of(fault: &HistoryFault) -> Option<&str> {
    fault.file.rsplit('/').next().and_then(digits)
}
