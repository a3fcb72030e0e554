//! Who runs this, and on which commit: what git and the surroundings say, if anything.

use std::path::Path;

use super::git::git;
use crate::settings::{FILE_NAME, Settings};
use crate::store::Origin;

/// Where CI systems name the person behind a job.
const ACTORS: [&str; 4] = [
    "GITHUB_ACTOR",
    "GITLAB_USER_LOGIN",
    "BUILDKITE_BUILD_CREATOR",
    "CIRCLE_USERNAME",
];

/// Where systems name the user.
const USERS: [&str; 3] = ["USER", "LOGNAME", "USERNAME"];

/// The most characters of a name that are kept.
const NAME_LIMIT: usize = 200;

/// The origin of a run in `household`. No git, no repository and no identity are no failures.
pub(super) fn of(household: &Path, settings: &Settings) -> Origin {
    let commit = git(household, &["rev-parse", "--verify", "HEAD"]);
    let paths = [FILE_NAME, settings.records.path.as_str()];
    let status = commit.as_ref().and_then(|_| {
        let status = ["--no-optional-locks", "status", "--porcelain", "--"];
        git(household, &[status.as_slice(), paths.as_slice()].concat())
    });
    Origin {
        by: variable(&ACTORS)
            .or_else(|| identity(household))
            .or_else(|| variable(&USERS)),
        commit,
        dirty: status.is_some_and(|status| !status.is_empty()),
    }
}

/// `Ada <ada@example.com>`, from `Ada <ada@example.com> 1795000000 +0100`.
fn identity(household: &Path) -> Option<String> {
    let line = git(household, &["var", "GIT_AUTHOR_IDENT"])?;
    let end = line.rfind('>')?;
    named(&line[..=end])
}

fn variable(names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| named(&std::env::var(name).ok()?))
}

fn named(text: &str) -> Option<String> {
    let text: String = text.trim().chars().take(NAME_LIMIT).collect();
    (!text.is_empty()).then_some(text)
}
