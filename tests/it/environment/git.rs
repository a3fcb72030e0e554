//! Git is asked and never needed.

use serde_json::Value;

use super::{APPLY, run};
use crate::history::{committed, git, with_git};
use crate::sandbox::Sandbox;

/// Applies, and returns what the history says of commit and open changes.
fn applied(sandbox: &Sandbox) -> (Option<String>, bool) {
    let apply = run(sandbox, &APPLY, 0);
    assert_eq!(
        apply.stderr, "Applied as run 1: 10 files written.\n",
        "git is not heard"
    );
    let history = run(sandbox, &["history", "1", "--format", "json"], 0);
    let history: Value = serde_json::from_str(&history.stdout).unwrap();
    let commit = history["run"]["commit"].as_str().map(str::to_owned);
    (commit, history["run"]["dirty"] == true)
}

#[test]
fn without_git_the_commit_is_unknown() {
    let mut sandbox = Sandbox::example();
    sandbox.set("PATH", "/nowhere");
    assert_eq!(applied(&sandbox), (None, false));
}

#[test]
fn without_a_repository_the_commit_is_unknown() {
    let mut sandbox = Sandbox::example();
    with_git(&mut sandbox);
    assert_eq!(applied(&sandbox), (None, false));
}

#[test]
fn without_a_commit_the_commit_is_unknown() {
    let mut sandbox = Sandbox::example();
    with_git(&mut sandbox);
    git(&sandbox, &["init", "--quiet"]);
    assert_eq!(applied(&sandbox), (None, false));
}

#[test]
fn what_is_not_committed_is_reported() {
    let (sandbox, commit) = committed();
    assert_eq!(applied(&sandbox), (Some(commit), false));
    let (sandbox, commit) = committed();
    sandbox.write(
        "records/users/ada.yaml",
        &format!("{}# vip\n", sandbox.read("records/users/ada.yaml")),
    );
    assert_eq!(applied(&sandbox), (Some(commit), true));
    let (sandbox, commit) = committed();
    sandbox.write("shopping-list.txt", "milk\n");
    assert_eq!(
        applied(&sandbox),
        (Some(commit), false),
        "only settings and records count"
    );
}

#[test]
fn the_environment_of_a_hook_name_no_other_repository() {
    let (elsewhere, _) = committed();
    let (mut sandbox, commit) = committed();
    git(
        &sandbox,
        &["commit", "--quiet", "--allow-empty", "-m", "another"],
    );
    let head = git(&sandbox, &["rev-parse", "HEAD"]);
    assert_ne!(head, commit);
    let repository = elsewhere.at(".git");
    let repository = repository.to_str().unwrap();
    sandbox.set("GIT_DIR", repository);
    sandbox.set("GIT_WORK_TREE", elsewhere.path().to_str().unwrap());
    sandbox.set("GIT_INDEX_FILE", &format!("{repository}/index"));
    sandbox.set("GIT_COMMON_DIR", repository);
    sandbox.set("GIT_OBJECT_DIRECTORY", &format!("{repository}/objects"));
    assert_eq!(applied(&sandbox), (Some(head), false));
}

#[cfg(unix)]
#[test]
fn a_repository_that_git_distrusts_is_no_failure() {
    let (sandbox, _) = committed();
    if !super::owners::given_to_another_owner(&sandbox) {
        eprintln!("not run: only root can give files away");
        return;
    }
    assert_eq!(applied(&sandbox), (None, false));
}

#[test]
fn git_is_left_as_it_was() {
    let (sandbox, _) = committed();
    let before = sandbox.fingerprint();
    run(&sandbox, &["plan", "--observed", "observed.json"], 0);
    assert_eq!(sandbox.fingerprint(), before);
    run(&sandbox, &APPLY, 0);
    let inside = |print: &std::path::PathBuf| print.starts_with(sandbox.at(".git"));
    let of_git = |prints: std::collections::BTreeMap<_, _>| -> Vec<_> {
        prints
            .into_iter()
            .filter(|(path, _)| inside(path))
            .collect()
    };
    assert_eq!(of_git(sandbox.fingerprint()), of_git(before));
}
