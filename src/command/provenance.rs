//! Who runs this, and on which commit: as far as git and the environment know.

use super::context::Context;
use super::git::{self, Missing};
use crate::history::Origin;
use crate::settings::{FILE_NAME, Settings};

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

/// The origin of a run. A missing git, repository or identity is not a failure.
///
/// Git may take its time, so this is asked for before anything is written. A commit is recorded only if it
/// is also known whether the files differ from it.
pub(super) fn of(context: &Context, settings: &Settings) -> Origin {
    let repository = context.repository();
    let of_git = repository.ok().and_then(|repository| {
        let paths = [FILE_NAME, settings.records.path.as_str()];
        Some((repository.head()?, repository.has_changes(&paths)?))
    });
    let (commit, dirty) = of_git.unzip();
    let identity = || match repository {
        Ok(repository) => repository.identity(),
        Err(Missing::Git | Missing::Silent) => None,
        Err(_) => git::identity(context.folder()),
    };
    Origin {
        by: variable(&ACTORS)
            .or_else(|| named(&identity()?))
            .or_else(|| variable(&USERS)),
        commit,
        dirty: dirty.unwrap_or_default(),
    }
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
