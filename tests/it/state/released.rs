//! What earlier versions left behind is opened, brought up to date and used by this one.

use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use plexmgr::store::recall;

use super::{APPLY, agrees, put, run};
use crate::sandbox::Sandbox;

const STORE: &str = "state/plexmgr.redb";

/// The example household as a released version left it, its records included.
#[expect(clippy::disallowed_methods, reason = "the test reads released files")]
fn left_by(version: &str, store: &str, history: bool) -> Sandbox {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("state")
        .join(version);
    let sandbox = Sandbox::example();
    sandbox.write("state/.keep", "");
    let packed = std::fs::read(folder.join(store)).unwrap();
    let mut unpacked = Vec::new();
    GzDecoder::new(packed.as_slice())
        .read_to_end(&mut unpacked)
        .unwrap();
    put(&sandbox, STORE, &unpacked);
    if history {
        put(
            &sandbox,
            "state/history.jsonl",
            &std::fs::read(folder.join("history.jsonl")).unwrap(),
        );
    }
    sandbox
}

/// Lays out the records as the released run left them.
fn with_records(sandbox: &Sandbox) {
    let applied = Sandbox::example();
    run(&applied, &APPLY, 0);
    for (name, text) in applied.records() {
        sandbox.write(&format!("records/{name}"), &text);
    }
}

#[test]
fn every_released_store_is_brought_up_to_date_by_the_next_run() {
    for version in ["v1", "v2"] {
        for history in [true, false] {
            let sandbox = left_by(version, "plexmgr.redb.gz", history);
            with_records(&sandbox);
            sandbox.remove("records/users/ohara-sons.yaml");
            let apply = run(&sandbox, &APPLY, 0);
            assert!(
                !apply.stdout.contains("add_payment"),
                "{version}: {}",
                apply.stdout
            );
            assert_eq!(
                apply.stderr, "Applied as run 2: 1 file written.\n",
                "{version}"
            );
            agrees(&sandbox, version);
            run(&sandbox, &["undo", "2", "--yes"], 0);
            assert!(!sandbox.at("records/users/ohara-sons.yaml").exists());
        }
    }
}

#[test]
fn a_run_of_version_1_is_told_and_cannot_be_taken_back() {
    for history in [true, false] {
        let sandbox = left_by("v1", "plexmgr.redb.gz", history);
        with_records(&sandbox);
        let before = sandbox.contents();
        let listed = run(&sandbox, &["history"], 0).stdout;
        assert!(
            listed.starts_with("1  2026-11-22T14:02:35Z  24 changes in 8 files"),
            "{listed}"
        );
        let told = run(&sandbox, &["history", "1"], 0).stdout;
        assert_eq!(told.contains("add_payment"), history, "{told}");
        let undo = run(&sandbox, &["undo", "1", "--yes"], 5);
        assert!(
            undo.stderr.contains("did not save the replaced text"),
            "{}",
            undo.stderr
        );
        assert!(
            undo.stderr.contains("hint: restore the records from git"),
            "{}",
            undo.stderr
        );
        assert_eq!(sandbox.contents(), before);
        run(&sandbox, &["state", "rebuild"], 0);
        agrees(&sandbox, "v1, made anew");
    }
}

#[test]
fn a_run_of_version_2_can_be_taken_back() {
    let sandbox = left_by("v2", "plexmgr.redb.gz", true);
    with_records(&sandbox);
    run(&sandbox, &["state", "check"], 0);
    run(&sandbox, &["undo", "1", "--yes"], 0);
    assert_eq!(sandbox.records(), Sandbox::example().records());
    agrees_after_undo(&sandbox);
}

fn agrees_after_undo(sandbox: &Sandbox) {
    run(sandbox, &["state", "check"], 0);
    let export = run(sandbox, &["state", "export"], 0);
    assert_eq!(export.stdout, sandbox.read("state/history.jsonl"));
}

/// Version 2 noted nowhere that it began a run, so its intent may have come from anywhere.
#[test]
fn a_run_that_version_2_began_is_dropped_and_its_texts_are_named() {
    let sandbox = left_by("v2", "pending.redb.gz", false);
    let pending = recall(&sandbox.at("state")).unwrap().pending.unwrap();
    assert_eq!((pending.run.serial, pending.steps.len()), (1, 8));
    let apply = run(&sandbox, &APPLY, 0);
    let said = "is dropped, because it was started on another machine, or without a note on this one; no record";
    assert!(apply.stderr.contains(said), "{}", apply.stderr);
    agrees(&sandbox, "dropped");

    let half = left_by("v2", "pending.redb.gz", false);
    half.write(
        "records/servers.yaml",
        &sandbox.read("records/servers.yaml"),
    );
    let apply = run(&half, &APPLY, 0);
    let said = "these files contain its text: records/servers.yaml";
    assert!(apply.stderr.contains(said), "{}", apply.stderr);
    assert_eq!(half.records(), sandbox.records());
    agrees(&half, "dropped after its first file");
}
