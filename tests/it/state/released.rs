//! What earlier versions left behind is opened, brought up to date and used by this one.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use plexmgr::store::{Look, Machine, Recalled, recall};
use plexmgr::vocabulary::{AccountName, PlexId};

use super::{APPLY, IMPORTED, PLAN, agrees, put, run};
use crate::sandbox::Sandbox;

pub(super) const STORE: &str = "state/plexmgr.redb";
const FIRST: &str = "state/history.jsonl";

#[expect(clippy::disallowed_methods, reason = "the test reads released files")]
fn released(version: &str, name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("state");
    std::fs::read(folder.join(version).join(name)).unwrap()
}

fn store(version: &str, name: &str) -> Vec<u8> {
    let packed = released(version, name);
    let mut store = Vec::new();
    GzDecoder::new(packed.as_slice())
        .read_to_end(&mut store)
        .unwrap();
    store
}

/// The example household with the state of a released version.
fn left_by(version: &str, store_name: &str, has_history: bool) -> Sandbox {
    let sandbox = Sandbox::example();
    sandbox.write("state/.keep", "");
    put(&sandbox, STORE, &store(version, store_name));
    if has_history {
        put(&sandbox, FIRST, &released(version, "history.jsonl"));
    }
    sandbox
}

/// The example household after a released version applied it.
pub(super) fn applied_by(version: &str) -> Sandbox {
    let sandbox = left_by(version, "plexmgr.redb.gz", true);
    with_records(&sandbox);
    sandbox
}

/// Lays out the records as the released run left them; that release knew no statements.
pub(super) fn with_records(sandbox: &Sandbox) {
    if sandbox.at("statements/paypal-2026-11.csv").exists() {
        sandbox.remove("statements/paypal-2026-11.csv");
    }
    for (path, text) in released_texts() {
        sandbox.write(&path, &text);
    }
}

/// What the released run left in each file, as the intent of version 2 holds it.
fn released_texts() -> BTreeMap<String, String> {
    let pending = recalled(&left_by("v2", "pending.redb.gz", false)).pending;
    let steps = pending.expect("the run is under way").steps.into_iter();
    steps
        .filter_map(|step| Some((step.path, step.after?)))
        .collect()
}

fn recalled(sandbox: &Sandbox) -> Recalled {
    recall(&Machine::default(), &sandbox.state(), Look::Quick).unwrap()
}

#[test]
fn the_first_release_s_history_says_who_was_imported() {
    for version in ["v1", "v2"] {
        let sandbox = applied_by(version);
        let with_store = recalled(&sandbox);
        sandbox.remove(STORE);
        let summary = recalled(&sandbox).summary;
        assert_eq!(summary, with_store.summary, "{version}");
        let remembered = summary.remembered;
        assert_eq!((summary.runs, remembered.people.len()), (1, 9), "{version}");
        assert!(remembered.people.contains(&PlexId(301_000_007)));
        let main = remembered.owners[&AccountName::new("main")];
        assert_eq!(main, PlexId(10_234_567), "{version}");
    }
}

#[test]
fn every_released_state_is_brought_up_to_date_by_the_next_run() {
    for version in ["v1", "v2"] {
        let sandbox = applied_by(version);
        sandbox.remove(IMPORTED);
        let first = sandbox.read(FIRST);
        let apply = run(&sandbox, &APPLY, 0);
        assert!(!apply.stdout.contains("monthly until "), "{}", apply.stdout);
        let said = "Applied as run 2: 1 file written.\n";
        assert_eq!(apply.stderr, said, "{version}");
        agrees(&sandbox, version);
        let now = sandbox.read(FIRST);
        let (end, rest) = now.split_once('\n').unwrap();
        assert_eq!(rest, first, "{version}: what was there stays");
        let end: serde_json::Value = serde_json::from_str(end).unwrap();
        assert_eq!(end["format"], 2, "{version}: it stops the first release");
        run(&sandbox, &["undo", "2", "--yes"], 0);
        assert!(!sandbox.at(IMPORTED).exists());
        assert_eq!(sandbox.read(FIRST), now, "{version}: it is written once");
    }
}

/// The history in the working tree is the truth, also where the store knows more.
#[test]
fn a_run_that_only_the_store_of_version_2_knows_is_set_aside_until_it_is_restored() {
    let sandbox = left_by("v2", "plexmgr.redb.gz", false);
    with_records(&sandbox);
    let plan = run(&sandbox, &PLAN, 0);
    let said = [
        "1 run is not in the working tree and counts for nothing",
        "there is no run in state/history",
    ];
    for said in said {
        assert!(plan.stderr.contains(said), "{}", plan.stderr);
    }
    let listed = run(&sandbox, &["history"], 0).stdout;
    assert!(listed.starts_with("Nothing was applied yet."), "{listed}");
    assert!(
        listed.contains("2026-11-22T17:13:27Z  24 changes in 8 files"),
        "{listed}"
    );
    let before = sandbox.records();
    run(&sandbox, &["state", "restore", "--all"], 0);
    assert_eq!(sandbox.records(), before);
    assert!(!sandbox.at(FIRST).exists(), "it is in a file of its own");
    sandbox.remove(IMPORTED);
    let apply = run(&sandbox, &APPLY, 0);
    assert!(!apply.stdout.contains("monthly until "), "{}", apply.stdout);
    agrees(&sandbox, "restored");
}

#[test]
fn a_run_of_version_1_is_shown_and_cannot_be_undone() {
    let sandbox = applied_by("v1");
    let before = sandbox.contents();
    let listed = run(&sandbox, &["history"], 0).stdout;
    let said = "1  2026-11-22T14:02:35Z  24 changes in 8 files";
    assert!(listed.starts_with(said), "{listed}");
    let shown = run(&sandbox, &["history", "1"], 0).stdout;
    assert!(shown.contains("add_payment"), "{shown}");
    let undo = run(&sandbox, &["undo", "1", "--yes"], 5);
    for said in [
        "did not save the replaced text",
        "hint: restore the records from git",
    ] {
        assert!(undo.stderr.contains(said), "{}", undo.stderr);
    }
    assert_eq!(sandbox.contents(), before);
}

#[test]
fn a_run_of_version_2_can_be_undone() {
    let sandbox = applied_by("v2");
    run(&sandbox, &["state", "check"], 0);
    run(&sandbox, &["undo", "1", "--yes"], 0);
    assert_eq!(sandbox.records(), Sandbox::example().records());
    run(&sandbox, &["state", "check"], 0);
    let listed = run(&sandbox, &["history"], 0).stdout;
    assert!(listed.contains("undone by run 2"), "{listed}");
}

/// Version 2 noted nowhere that it began a run, so its intent may have come from anywhere.
#[test]
fn a_run_that_version_2_began_is_dropped_and_its_texts_are_named() {
    let sandbox = left_by("v2", "pending.redb.gz", false);
    let pending = recalled(&sandbox).pending.unwrap();
    assert_eq!((pending.run.serial, pending.steps.len()), (Some(1), 8));
    let apply = run(&sandbox, &APPLY, 0);
    let said = "is dropped, because it was started on another machine, or without a note on this one; no record";
    assert!(apply.stderr.contains(said), "{}", apply.stderr);
    agrees(&sandbox, "dropped");

    let half = left_by("v2", "pending.redb.gz", false);
    half.write(
        "records/servers.yaml",
        &released_texts()["records/servers.yaml"],
    );
    let apply = run(&half, &APPLY, 0);
    let said = "these files contain its text: records/servers.yaml";
    assert!(apply.stderr.contains(said), "{}", apply.stderr);
    let users = |sandbox: &Sandbox| {
        let mut records = sandbox.records();
        records.retain(|name, _| name.starts_with("users/"));
        records
    };
    assert_eq!(users(&half), users(&sandbox));
    agrees(&half, "dropped after its first file");
}
