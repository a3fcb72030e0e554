//! What stops every command with exit 9: nothing is written, and the hint works.

use redb::{Database, ReadableDatabase, TableDefinition};

use super::released::applied_by;
use super::{APPLY, PLAN, applied_twice, run};
use crate::sandbox::Sandbox;

const STORE: &str = "state/plexmgr.redb";
const HISTORY: &str = "state/history.jsonl";

/// What is in the way, what is said, and what the hint advises.
struct Stop {
    name: &'static str,
    put: fn(&Sandbox),
    said: &'static str,
    hint: &'static str,
    heeded: fn(&Sandbox, history: &str),
}

#[expect(clippy::disallowed_methods, reason = "the test lays out a folder")]
fn folder(sandbox: &Sandbox, path: &str) {
    sandbox.remove(path);
    std::fs::create_dir(sandbox.at(path)).unwrap();
}

fn remove_folder(sandbox: &Sandbox, path: &str) {
    std::fs::remove_dir(sandbox.at(path)).unwrap();
}

const STOPS: [Stop; 4] = [
    Stop {
        name: "a folder instead of the store",
        put: |sandbox| folder(sandbox, STORE),
        said: "this is a folder",
        hint: "move the file in its place away",
        heeded: |sandbox, _| remove_folder(sandbox, STORE),
    },
    Stop {
        name: "a folder instead of the history",
        put: |sandbox| folder(sandbox, HISTORY),
        said: "this is a folder",
        hint: "move the file in its place away",
        heeded: |sandbox, history| {
            remove_folder(sandbox, HISTORY);
            sandbox.write(HISTORY, history);
        },
    },
    Stop {
        name: "a run number out of range",
        put: |sandbox| {
            let history = sandbox.read(HISTORY);
            let endless = format!("\"serial\":{},\"time", u64::MAX);
            sandbox.write(HISTORY, &history.replace("\"serial\":1,\"time", &endless));
        },
        said: "has a run number out of range",
        hint: "restore the file with `git checkout`",
        heeded: |sandbox, history| sandbox.write(HISTORY, history),
    },
    Stop {
        name: "a history from the future",
        put: |sandbox| {
            let history = sandbox.read(HISTORY);
            sandbox.write(HISTORY, &history.replace("\"format\":1", "\"format\":9"));
        },
        said: "has format 9",
        hint: "a newer plexmgr",
        heeded: |sandbox, history| sandbox.write(HISTORY, history),
    },
];

fn stops(sandbox: &Sandbox, stop: &Stop) {
    let before = sandbox.fingerprint();
    for command in [
        &PLAN[..],
        &APPLY,
        &["state", "check"],
        &["undo", "latest", "--yes"],
    ] {
        let run = run(sandbox, command, 9);
        assert_eq!(run.stdout, "", "{}: {command:?}", stop.name);
        assert!(
            run.stderr.contains(stop.said),
            "{}: {}",
            stop.name,
            run.stderr
        );
        assert!(
            run.stderr.contains(stop.hint),
            "{}: {}",
            stop.name,
            run.stderr
        );
    }
    assert_eq!(
        sandbox.fingerprint(),
        before,
        "{}: something was written",
        stop.name
    );
}

#[test]
fn what_cannot_be_read_stops_every_command_and_the_hint_works() {
    for stop in &STOPS {
        let sandbox = applied_by("v2");
        let history = sandbox.read(HISTORY);
        (stop.put)(&sandbox);
        stops(&sandbox, stop);
        (stop.heeded)(&sandbox, &history);
        assert_eq!(sandbox.read(HISTORY), history, "{}", stop.name);
        run(&sandbox, &PLAN, 0);
    }
}

#[test]
fn a_store_from_the_future_is_left_to_the_plexmgr_that_wrote_it() {
    const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta_v1");
    let sandbox = applied_twice();
    let database = Database::open(sandbox.at(STORE)).unwrap();
    let meta = database.begin_read().unwrap().open_table(META).unwrap();
    let meta = String::from_utf8(meta.get("store").unwrap().unwrap().value().to_vec()).unwrap();
    let transaction = database.begin_write().unwrap();
    let newer = meta.replace("\"schema\":3", "\"schema\":4");
    assert_ne!(newer, meta);
    let mut table = transaction.open_table(META).unwrap();
    table.insert("store", newer.as_bytes()).unwrap();
    drop(table);
    transaction.commit().unwrap();
    drop(database);
    stops(
        &sandbox,
        &Stop {
            name: "a store from the future",
            put: |_| (),
            said: "has schema 4",
            hint: "a newer plexmgr",
            heeded: |_, _| (),
        },
    );
}
