//! State left behind by released versions is read by this one.

use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use plexmgr::store::{Recalled, recall};
use plexmgr::vocabulary::{AccountName, PlexId};

use crate::sandbox::Sandbox;

#[expect(clippy::disallowed_methods, reason = "the test reads a released file")]
fn released(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("state/v1")
        .join(name);
    std::fs::read(path).unwrap()
}

fn store() -> Vec<u8> {
    let packed = released("plexmgr.redb.gz");
    let mut store = Vec::new();
    GzDecoder::new(packed.as_slice())
        .read_to_end(&mut store)
        .unwrap();
    store
}

/// What is remembered from a state folder with these files.
#[expect(
    clippy::disallowed_methods,
    reason = "the test lays out a state folder"
)]
fn remembered(files: &[(&str, &[u8])]) -> Recalled {
    let sandbox = Sandbox::empty();
    for (name, bytes) in files {
        std::fs::write(sandbox.at(name), bytes).unwrap();
    }
    recall(sandbox.path()).unwrap()
}

#[test]
fn store_and_history_of_version_1_say_the_same() {
    let (store, history) = (store(), released("history.jsonl"));
    let both = remembered(&[("plexmgr.redb", &store), ("history.jsonl", &history)]);
    let from_store = remembered(&[("plexmgr.redb", &store)]);
    let from_history = remembered(&[("history.jsonl", &history)]);
    assert_eq!(both.remembered, from_store.remembered);
    assert_eq!(both.remembered, from_history.remembered);
    assert_eq!(both.remembered.people.len(), 9);
    assert!(both.remembered.people.contains(&PlexId(301_000_007)));
    assert_eq!(
        both.remembered.owners[&AccountName::new("main")],
        PlexId(10_234_567)
    );
    assert_eq!(
        (both.serial, from_store.serial, from_history.serial),
        (1, 1, 1)
    );
    assert_eq!(both.lineage, from_history.lineage);
    assert!(
        both.store_is_behind && from_history.store_is_behind,
        "a store of an earlier schema is written anew by the next run"
    );
}

#[test]
fn a_store_cut_short_anywhere_is_noticed() {
    let (store, history) = (store(), released("history.jsonl"));
    for length in (0..store.len()).step_by(store.len() / 16) {
        let cut = remembered(&[
            ("plexmgr.redb", &store[..length]),
            ("history.jsonl", &history),
        ]);
        assert_eq!(cut.remembered.people.len(), 9, "cut after {length} bytes");
        assert!(cut.rebuilt_because.is_some(), "cut after {length} bytes");
    }
}

#[test]
fn a_state_from_the_future_is_refused() {
    let history = String::from_utf8(released("history.jsonl")).unwrap();
    let sandbox = Sandbox::example();
    sandbox.write(
        "state/history.jsonl",
        &history.replace("\"format\":1", "\"format\":2"),
    );
    let run = sandbox.run(&["plan", "--observed", "observed.json"]);
    assert_eq!(run.code, 9, "{}", run.stderr);
    assert!(
        run.stderr.contains("format 2") && run.stderr.contains("newer plexmgr"),
        "{}",
        run.stderr
    );
}
