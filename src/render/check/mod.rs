//! The result of `check`: the problems of settings and records. Their text for people is a message on stderr.

pub mod github;
pub mod json;
pub mod markdown;

use crate::problem::Problems;

/// What `check` found.
#[derive(Debug)]
pub struct CheckResult<'p> {
    /// What makes settings and records invalid.
    pub problems: &'p Problems,
    /// What is only odd; `None` if that was not asked for.
    pub warnings: Option<&'p Problems>,
    /// What was looked at, as in `3 plans, 2 servers, 6 users`.
    pub counts: Option<String>,
}

impl<'p> From<&'p Problems> for CheckResult<'p> {
    fn from(problems: &'p Problems) -> Self {
        Self {
            problems,
            warnings: None,
            counts: None,
        }
    }
}
