//! Paths, links and hard links that lead to files which are not records.

use std::os::unix::fs::symlink;

use super::APPLY;
use crate::sandbox::Sandbox;

/// A household whose state and records are there, in a repository.
fn household() -> Sandbox {
    let sandbox = Sandbox::example();
    assert_eq!(sandbox.run(&APPLY).code, 0);
    sandbox.write(".git/HEAD", "ref: refs/heads/main\n");
    sandbox.write(".git/hooks/sample", "");
    sandbox.write(".github/workflows/ci.yml", "on: push\n");
    sandbox
}

#[expect(clippy::disallowed_methods, reason = "the test lays out links")]
fn moved(sandbox: &Sandbox, path: &str, to: &str) {
    std::fs::rename(sandbox.at(path), sandbox.at(to)).unwrap();
    symlink(sandbox.at(to), sandbox.at(path)).unwrap();
}

/// Everything in the repository and of CI.
fn hidden(sandbox: &Sandbox) -> Vec<String> {
    let files = sandbox.files().into_keys();
    files.filter(|path| path.starts_with('.')).collect()
}

#[test]
fn links_into_git_or_ci_are_refused() {
    for to in [".git/hooks/moved", ".github/workflows/moved", ".hidden"] {
        for path in [
            "records",
            "records/users",
            "records/users/marlow.yaml",
            "records/servers.yaml",
        ] {
            let sandbox = household();
            moved(&sandbox, path, to);
            let before = sandbox.contents();
            for command in [&APPLY[..], &["undo", "1", "--yes"]] {
                let run = sandbox.run(command);
                assert!([3, 7, 5].contains(&run.code), "{path} -> {to}: {run:?}");
            }
            let target = hidden(&sandbox);
            let was: Vec<String> = before
                .keys()
                .map(|path| path.to_string_lossy().into_owned())
                .filter(|path| path.starts_with('.'))
                .collect();
            assert_eq!(target, was, "{path} -> {to}");
        }
        for path in ["state", "state/plexmgr.redb", "state/history"] {
            let sandbox = household();
            moved(&sandbox, path, to);
            let before = sandbox.contents();
            for command in [
                &APPLY[..],
                &["undo", "1", "--yes"],
                &["state", "restore", "--all"],
            ] {
                let run = sandbox.run(command);
                assert_eq!(run.code, 9, "{path} -> {to}: {run:?}");
            }
            assert_eq!(sandbox.contents(), before, "{path} -> {to}");
        }
    }
}

#[test]
fn settings_cannot_put_records_or_state_into_git() {
    for section in ["records", "state"] {
        for path in [
            ".git",
            ".git/hooks",
            "x/.git/y",
            ".GIT/hooks",
            "./.git",
            ".g\u{200c}it",
        ] {
            let sandbox = household();
            let settings = sandbox.read("plexmgr.toml");
            sandbox.write(
                "plexmgr.toml",
                &format!("{settings}\n[{section}]\npath = \"{path}\"\n"),
            );
            let before = sandbox.contents();
            let run = sandbox.run(&APPLY);
            assert_eq!(run.code, 3, "[{section}] {path}: {run:?}");
            assert_eq!(sandbox.contents(), before, "[{section}] {path}");
        }
    }
}

#[test]
fn a_household_in_a_git_folder_is_refused() {
    let sandbox = Sandbox::empty();
    let example = Sandbox::example();
    for (path, text) in example.files() {
        sandbox.write(&format!(".git/household/{path}"), &text);
    }
    let before = sandbox.contents();
    let run = sandbox.run(&[
        "-C",
        ".git/household",
        "apply",
        "--yes",
        "--observed",
        ".git/household/observed.json",
    ]);
    assert_eq!(run.code, 9, "{run:?}");
    assert!(
        run.stderr.contains("is inside a `.git` folder"),
        "{}",
        run.stderr
    );
    assert_eq!(sandbox.contents(), before);
}

/// A hard link is a second name of a file that may be anywhere.
#[test]
fn what_else_has_a_hard_link_is_never_written() {
    for path in [
        "records/users/marlow.yaml",
        "records/servers.yaml",
        "state/plexmgr.redb",
    ] {
        let sandbox = Sandbox::example();
        assert_eq!(sandbox.run(&APPLY).code, 0);
        assert_eq!(sandbox.run(&["undo", "1", "--yes"]).code, 0);
        let elsewhere = Sandbox::empty();
        std::fs::hard_link(sandbox.at(path), elsewhere.at("precious")).unwrap();
        let before = elsewhere.contents();
        let run = sandbox.run(&APPLY);
        assert_eq!(run.code, 0, "{path}: {run:?}");
        assert_eq!(elsewhere.contents(), before, "{path}");
        assert_eq!(sandbox.run(&["state", "check"]).code, 0, "{path}");
    }
}

#[test]
fn a_lock_that_is_a_hard_link_is_left_alone() {
    let sandbox = Sandbox::example();
    let elsewhere = Sandbox::empty();
    elsewhere.write("precious", "precious");
    sandbox.write("state/.keep", "");
    std::fs::hard_link(elsewhere.at("precious"), sandbox.at("state/plexmgr.lock")).unwrap();
    let run = sandbox.run(&APPLY);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("hard link"), "{}", run.stderr);
    assert_eq!(elsewhere.read("precious"), "precious");
}
