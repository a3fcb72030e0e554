//! Symbolic links inside the household are followed, and nothing is written outside it.
#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::path::Path;

use super::{APPLY, run};
use crate::sandbox::Sandbox;

#[expect(clippy::disallowed_methods, reason = "the tests lay out links")]
fn moved(sandbox: &Sandbox, from: &str, to: &Path) {
    std::fs::rename(sandbox.at(from), to).unwrap();
    symlink(to, sandbox.at(from)).unwrap();
}

#[test]
fn links_inside_the_household_are_followed_and_stay() {
    let plain = Sandbox::example();
    run(&plain, &APPLY, 0);
    for path in [
        "records",
        "records/users",
        "records/users/marlow.yaml",
        "records/servers.yaml",
    ] {
        let sandbox = Sandbox::example();
        moved(&sandbox, path, &sandbox.at("moved"));
        run(&sandbox, &APPLY, 0);
        assert_eq!(sandbox.records(), plain.records(), "{path}");
        let link = std::fs::symlink_metadata(sandbox.at(path)).unwrap();
        assert!(link.is_symlink(), "{path}");
        run(&sandbox, &["undo", "1", "--yes"], 0);
        assert_eq!(sandbox.records(), Sandbox::example().records(), "{path}");
    }
}

#[test]
fn a_household_may_be_reached_through_a_link() {
    let sandbox = Sandbox::example();
    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().join("household");
    symlink(sandbox.path(), &link).unwrap();
    let link = link.to_str().unwrap();
    run(
        &sandbox,
        &["-C", link, "apply", "--yes", "--observed", "observed.json"],
        0,
    );
    run(&sandbox, &["-C", link, "state", "check"], 0);
    let again = run(&sandbox, &APPLY, 0);
    assert!(
        again.stdout.ends_with("\nNo changes.\n"),
        "{}",
        again.stdout
    );
}

#[test]
fn links_that_lead_out_are_refused_and_nothing_is_written_behind_them() {
    for path in [
        "records",
        "records/users",
        "records/users/marlow.yaml",
        "records/servers.yaml",
    ] {
        let elsewhere = Sandbox::empty();
        let sandbox = Sandbox::example();
        moved(&sandbox, path, &elsewhere.at("moved"));
        if elsewhere.at("moved").is_dir() {
            elsewhere.write("moved/.plexmgr-1.tmp", "");
        }
        let before = elsewhere.fingerprint();
        for command in [
            &["check"][..],
            &["plan", "--observed", "observed.json"],
            &APPLY,
        ] {
            let run = run(&sandbox, command, 3);
            assert!(
                run.stderr.contains("points outside the household"),
                "{path}: {}",
                run.stderr
            );
        }
        assert_eq!(elsewhere.fingerprint(), before, "{path}");
        assert!(!sandbox.at("state").exists(), "{path}");
    }
}

#[test]
fn a_state_that_leads_out_is_refused_and_nothing_is_written_behind_it() {
    for path in [
        "state",
        "state/plexmgr.redb",
        "state/history",
        "state/plexmgr.lock",
    ] {
        for target in ["moved", "missing"] {
            let elsewhere = Sandbox::empty();
            let sandbox = Sandbox::example();
            run(&sandbox, &APPLY, 0);
            if path.ends_with("lock") {
                sandbox.write(path, "precious");
            }
            moved(&sandbox, path, &elsewhere.at("moved"));
            if target == "missing" {
                sandbox.remove(path);
                symlink(elsewhere.at(target), sandbox.at(path)).unwrap();
            }
            let before = elsewhere.contents();
            for command in [
                &APPLY[..],
                &["undo", "1", "--yes"],
                &["state", "restore", "--all"],
                &["history"],
            ] {
                let run = run(&sandbox, command, 9);
                let causes = ["a symbolic link points", "a symbolic link is broken"];
                assert!(
                    causes.iter().any(|cause| run.stderr.contains(cause)),
                    "{path}: {}",
                    run.stderr
                );
                assert!(
                    run.stderr
                        .contains("hint: replace the link by the file or folder"),
                    "{path}: {}",
                    run.stderr
                );
            }
            assert_eq!(elsewhere.contents(), before, "{path}");
        }
    }
}

#[test]
fn a_lock_that_is_a_link_to_a_record_does_the_record_no_harm() {
    let sandbox = Sandbox::example();
    sandbox.write("state/.keep", "");
    symlink(
        "../records/users/ada.yaml",
        sandbox.at("state/plexmgr.lock"),
    )
    .unwrap();
    let before = sandbox.contents();
    let apply = run(&sandbox, &APPLY, 1);
    assert!(
        apply.stderr.contains("a symbolic link is in its place"),
        "{}",
        apply.stderr
    );
    assert_eq!(sandbox.contents(), before);
}
