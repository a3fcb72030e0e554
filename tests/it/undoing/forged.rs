//! The history is a text in git: whoever may open a pull request may have edited it. Nothing it says makes
//! `undo` write anything but records.

use serde_json::{Value, json};

use super::{applied, run};
use crate::sandbox::Sandbox;

/// Rewrites the lines of files in the run, and takes the store away.
fn forge(sandbox: &Sandbox, forge: impl Fn(&mut Value)) {
    let forged = |line: &str| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        if line["line"] == "file" {
            forge(&mut line);
        }
        format!("{line}\n")
    };
    sandbox.forge_run(1, |lines| lines.lines().map(forged).collect());
    sandbox.remove("state/plexmgr.redb");
}

#[test]
fn a_forged_history_writes_nothing_outside_the_records() {
    let elsewhere = tempfile::tempdir().unwrap();
    let absolute = elsewhere.path().join("users.yaml");
    let paths = [
        "../escaped.yaml",
        "records/../escaped.yaml",
        "records/users/../../escaped.yaml",
        "records/users/deep/er.yaml",
        "records/plans.yml",
        "records/users/.git.yaml",
        "records/users/nul\0.yaml",
        "plexmgr.toml",
        "state/history.jsonl",
        "state/history/20261122T090000Z-0b8fe1aa.jsonl",
        "records/users/notes.md",
        "",
        absolute.to_str().unwrap(),
    ];
    for path in paths {
        let sandbox = applied();
        forge(&sandbox, |line| {
            line["path"] = path.into();
            line["before"] =
                "sha256:b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c".into();
            line["after"] = Value::Null;
            line["undo"] = json!([{"at": 0, "lines": 0, "text": "foo\n"}]);
        });
        let before = sandbox.contents();
        let undo = run(&sandbox, &["undo", "1", "--yes"], 5);
        assert!(
            undo.stdout.contains("it is not a record file"),
            "{path}: {}",
            undo.stdout
        );
        assert_eq!(sandbox.contents(), before, "{path}");
        assert!(!absolute.exists(), "{path}");
    }
}

/// A digest of nothing that is there.
const FALSE_DIGEST: &str =
    "sha256:0000000000000000000000000000000000000000000000000000000000000000";

#[test]
fn forged_digests_and_patches_change_nothing() {
    let forgeries: [fn(&mut Value); 5] = [
        |line| line["before"] = FALSE_DIGEST.into(),
        |line| line["after"] = FALSE_DIGEST.into(),
        |line| line["undo"] = json!([{"at": 0, "lines": u64::MAX, "text": "x"}]),
        |line| {
            line["undo"] =
                json!([{"at": 1, "lines": 2, "text": ""}, {"at": 0, "lines": 1, "text": ""}]);
        },
        |line| line["undo"] = json!([{"at": 0, "lines": 1, "text": "class: permanent\n"}]),
    ];
    for (number, forgery) in forgeries.into_iter().enumerate() {
        let sandbox = applied();
        forge(&sandbox, |line| {
            if !line["before"].is_null() {
                forgery(line);
            } else {
                line["after"] = FALSE_DIGEST.into();
            }
        });
        let before = sandbox.contents();
        run(&sandbox, &["undo", "1", "--yes"], 5);
        assert_eq!(sandbox.contents(), before, "forgery {number}");
    }
}

#[cfg(unix)]
#[test]
fn a_forged_history_writes_nothing_through_a_link() {
    let elsewhere = tempfile::tempdir().unwrap();
    let sandbox = applied();
    forge(&sandbox, |line| {
        line["path"] = "records/users/new.yaml".into();
        line["before"] =
            "sha256:b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c".into();
        line["after"] = Value::Null;
        line["undo"] = json!([{"at": 0, "lines": 0, "text": "foo\n"}]);
    });
    for (name, _) in sandbox.records() {
        if name.starts_with("users/") {
            sandbox.remove(&format!("records/{name}"));
        }
    }
    std::fs::remove_dir(sandbox.at("records/users")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), sandbox.at("records/users")).unwrap();
    let undo = run(&sandbox, &["undo", "1", "--yes"], 5);
    assert!(
        undo.stdout.contains("points outside the household"),
        "{}",
        undo.stdout
    );
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}
