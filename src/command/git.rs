//! Asks git about the household; nothing is changed.

use std::path::Path;
use std::process::{Command, Stdio};

/// What names a repository in the surroundings of a hook, which need not be that of the household.
const REPOSITORY: [&str; 8] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
];

/// What git prints, or `None` if it cannot or will not.
pub(super) fn git(household: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(household)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    for variable in REPOSITORY {
        command.env_remove(variable);
    }
    let output = command.output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim_end().to_owned())
}
