//! What stops every command with exit 9: nothing is written, and the hint works.

use redb::{Database, ReadableDatabase, TableDefinition};

use super::{APPLY, PLAN, agrees, applied_twice, run};
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

const STOPS: [Stop; 6] = [
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
        heeded: |sandbox, _| remove_folder(sandbox, HISTORY),
    },
    Stop {
        name: "a merge that is not ended",
        put: |sandbox| {
            let history = sandbox.read(HISTORY);
            let (first, second) = history.split_at(history.rfind("{\"line\":\"run\"").unwrap());
            sandbox.write(
                HISTORY,
                &format!("{first}<<<<<<< HEAD\n{second}=======\n>>>>>>> theirs\n"),
            );
        },
        said: "is an unresolved git conflict marker",
        hint: "keep the lines of both sides",
        heeded: |sandbox, _| {
            let history = sandbox.read(HISTORY);
            let lines = history.split_inclusive('\n');
            let kept = lines.filter(|line| line.starts_with('{'));
            sandbox.write(HISTORY, &kept.collect::<String>());
        },
    },
    Stop {
        name: "a line that is not valid",
        put: |sandbox| sandbox.write(HISTORY, "{\"line\":\"run\"}\n"),
        said: "line 1 of history.jsonl is not valid",
        hint: "`plexmgr state rebuild`",
        heeded: |sandbox, _| {
            sandbox.remove(HISTORY);
            run(sandbox, &["state", "rebuild"], 0);
        },
    },
    Stop {
        name: "a run number out of range",
        put: |sandbox| {
            let history = sandbox.read(HISTORY);
            let endless = format!("\"serial\":{}", u64::MAX);
            sandbox.write(HISTORY, &history.replace("\"serial\":2", &endless));
        },
        said: "has a run number out of range",
        hint: "restore the file from git",
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
        &["state", "rebuild"],
        &["undo", "1", "--yes"],
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
        let sandbox = applied_twice();
        let history = sandbox.read(HISTORY);
        (stop.put)(&sandbox);
        stops(&sandbox, stop);
        (stop.heeded)(&sandbox, &history);
        run(&sandbox, &["state", "rebuild"], 0);
        assert_eq!(sandbox.read(HISTORY), history, "{}", stop.name);
        agrees(&sandbox, stop.name);
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
    let newer = meta.replace("\"schema\":2", "\"schema\":3");
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
            said: "has schema 3",
            hint: "a newer plexmgr",
            heeded: |_, _| (),
        },
    );
}
