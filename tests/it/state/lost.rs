//! Every way to lose the store or the history from which the other one recovers: one notice at most, no
//! second default payment, nobody departed, and both files whole after the next run.

use redb::Database;

use super::{APPLY, IMPORTED, PLAN, agrees, applied_twice, bytes, put, run};
use crate::sandbox::Sandbox;

const STORE: &str = "state/plexmgr.redb";
const HISTORY: &str = "state/history.jsonl";

/// A way to lose something.
struct Loss {
    name: &'static str,
    lose: fn(&Sandbox),
    /// Part of the one notice, if there is one.
    notice: Option<&'static str>,
    /// Part of what `state check` finds, if it finds anything.
    found: Option<&'static str>,
}

const LOSSES: [Loss; 14] = [
    Loss {
        name: "no store",
        lose: |sandbox| sandbox.remove(STORE),
        notice: Some("the store is missing"),
        found: Some("the store is missing"),
    },
    Loss {
        name: "an empty store",
        lose: |sandbox| put(sandbox, STORE, b""),
        notice: Some("the store cannot be read"),
        found: Some("the file is empty"),
    },
    Loss {
        name: "one byte",
        lose: |sandbox| put(sandbox, STORE, b"r"),
        notice: Some("the store cannot be read"),
        found: Some("cannot be read"),
    },
    Loss {
        name: "something else",
        lose: |sandbox| put(sandbox, STORE, &[0x55; 70_000]),
        notice: Some("the store cannot be read"),
        found: Some("cannot be read"),
    },
    Loss {
        name: "half a store",
        lose: |sandbox| {
            let store = bytes(sandbox, STORE);
            put(sandbox, STORE, &store[..store.len() / 2]);
        },
        notice: Some("the store cannot be read"),
        found: Some("cannot be read"),
    },
    Loss {
        name: "a store without tables",
        lose: |sandbox| {
            sandbox.remove(STORE);
            drop(Database::create(sandbox.at(STORE)).unwrap());
        },
        notice: Some("the store is incomplete"),
        found: Some("is incomplete"),
    },
    Loss {
        name: "the store of another household of the same size",
        lose: |sandbox| {
            let other = applied_twice();
            assert_eq!(other.read(HISTORY).len(), sandbox.read(HISTORY).len());
            put(sandbox, STORE, &bytes(&other, STORE));
        },
        notice: Some("the store belongs to another household"),
        found: Some("another household"),
    },
    Loss {
        name: "a link to a record",
        lose: |sandbox| {
            sandbox.remove(STORE);
            link("../records/users/ada.yaml", sandbox, STORE);
        },
        notice: Some("the store cannot be read"),
        found: Some("cannot be read"),
    },
    Loss {
        name: "a store one run behind",
        lose: |sandbox| {
            let store = bytes(sandbox, STORE);
            sandbox.remove(IMPORTED);
            run(sandbox, &APPLY, 0);
            put(sandbox, STORE, &store);
        },
        notice: None,
        found: Some("the history has runs that the store lacks: 3"),
    },
    Loss {
        name: "no history",
        lose: |sandbox| sandbox.remove(HISTORY),
        notice: None,
        found: Some("the store has runs that the history lacks: 1, 2"),
    },
    Loss {
        name: "a history cut off in its last line",
        lose: |sandbox| {
            let history = sandbox.read(HISTORY);
            sandbox.write(HISTORY, &history[..history.len() - 9]);
        },
        notice: None,
        found: Some("the history lacks lines of these runs: 2"),
    },
    Loss {
        name: "a history cut off in its first line",
        lose: |sandbox| {
            let history = sandbox.read(HISTORY);
            sandbox.write(HISTORY, &history[..99]);
        },
        notice: None,
        found: Some("the store has runs that the history lacks: 1, 2"),
    },
    Loss {
        name: "two branches merged",
        lose: |sandbox| {
            let history = sandbox.read(HISTORY);
            let start = history.rfind("{\"line\":\"run\"").unwrap();
            let elsewhere = history[start..].replace("\"time\":\"20", "\"time\":\"19");
            sandbox.write(HISTORY, &(history + &elsewhere));
        },
        notice: None,
        found: Some("history and store differ about the same runs"),
    },
    Loss {
        name: "another branch, whose history is shorter",
        lose: |sandbox| {
            let history = sandbox.read(HISTORY);
            let end = history.rfind("{\"line\":\"run\"").unwrap();
            sandbox.write(HISTORY, &history[..end]);
        },
        notice: None,
        found: Some("the store has runs that the history lacks: 2"),
    },
];

fn link(target: &str, sandbox: &Sandbox, path: &str) {
    #[cfg(unix)]
    std::os::unix::fs::symlink(target, sandbox.at(path)).unwrap();
    #[cfg(not(unix))]
    sandbox.write(path, target);
}

/// The notices among what was said.
fn notices(stderr: &str) -> Vec<&str> {
    let said = stderr.lines();
    said.filter(|line| !line.starts_with("Applied as run"))
        .collect()
}

fn says(stderr: &str, loss: &Loss) {
    let said = notices(stderr);
    assert_eq!(
        said.len(),
        usize::from(loss.notice.is_some()),
        "{}: {stderr}",
        loss.name
    );
    assert!(
        loss.notice.is_none_or(|notice| said[0].contains(notice)),
        "{}: {stderr}",
        loss.name
    );
}

#[test]
fn whatever_is_lost_nobody_is_paid_for_twice_and_the_next_run_heals_it() {
    for loss in &LOSSES {
        let sandbox = applied_twice();
        (loss.lose)(&sandbox);
        let before = sandbox.fingerprint();
        let check = sandbox.run(&["state", "check"]);
        assert_eq!(check.code, i32::from(loss.found.is_some()), "{}", loss.name);
        assert!(
            loss.found.is_none_or(|found| check.stdout.contains(found)),
            "{}: {}",
            loss.name,
            check.stdout
        );
        let plan = run(&sandbox, &PLAN, 0);
        assert!(
            plan.stdout.ends_with("\nNo changes.\n"),
            "{}: {}",
            loss.name,
            plan.stdout
        );
        says(&plan.stderr, loss);
        assert_eq!(
            run(&sandbox, &["history", "1"], 0).stderr,
            "",
            "{}",
            loss.name
        );
        assert_eq!(
            sandbox.fingerprint(),
            before,
            "{}: looking wrote",
            loss.name
        );

        sandbox.remove(IMPORTED);
        let apply = run(&sandbox, &APPLY, 0);
        says(&apply.stderr, loss);
        assert!(
            apply.stdout.contains("note[imported_before]"),
            "{}: {}",
            loss.name,
            apply.stdout
        );
        for never in ["add_payment", "depart_user"] {
            assert!(
                !apply.stdout.contains(never),
                "{}: {}",
                loss.name,
                apply.stdout
            );
        }
        assert!(
            sandbox.read(IMPORTED).ends_with("payments: []\n"),
            "{}",
            loss.name
        );
        agrees(&sandbox, loss.name);
    }
}

#[test]
fn whatever_is_lost_a_rebuild_makes_well_at_once() {
    for loss in &LOSSES {
        let sandbox = applied_twice();
        let details = sandbox.run(&["history", "1"]).stdout;
        (loss.lose)(&sandbox);
        run(&sandbox, &["state", "rebuild"], 0);
        agrees(&sandbox, loss.name);
        assert_eq!(
            sandbox.run(&["history", "1"]).stdout,
            details,
            "{}",
            loss.name
        );
        let once = sandbox.read(HISTORY);
        run(&sandbox, &["state", "rebuild"], 0);
        assert_eq!(sandbox.read(HISTORY), once, "{}", loss.name);
    }
}

#[test]
fn a_history_of_merged_branches_keeps_both_runs() {
    let sandbox = applied_twice();
    let merged = LOSSES
        .iter()
        .find(|loss| loss.name == "two branches merged")
        .unwrap();
    (merged.lose)(&sandbox);
    let history = sandbox.read(HISTORY);
    sandbox.remove(IMPORTED);
    run(&sandbox, &APPLY, 0);
    assert!(
        sandbox.read(HISTORY).starts_with(&history),
        "the history only grows"
    );
    let listed = run(&sandbox, &["history"], 0).stdout;
    let serials: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(serials, ["1", "2", "2", "3"]);
}

#[test]
fn the_records_tell_who_was_recorded_when_everything_else_is_lost() {
    let sandbox = applied_twice();
    for file in [STORE, HISTORY] {
        sandbox.remove(file);
    }
    run(&sandbox, &["state", "rebuild"], 0);
    sandbox.remove(IMPORTED);
    let plan = run(&sandbox, &PLAN, 0);
    assert!(
        plan.stdout.contains("note[imported_before]"),
        "{}",
        plan.stdout
    );
    assert!(!plan.stdout.contains("add_payment"), "{}", plan.stdout);
}

#[test]
fn a_store_lost_in_the_middle_of_a_run_doubles_nothing() {
    let whole = Sandbox::example();
    run(&whole, &APPLY, 0);
    let sandbox = Sandbox::example();
    // As a run leaves it that was killed after some of its files, with its store gone.
    for file in ["records/servers.yaml", "records/users/no.yaml", IMPORTED] {
        sandbox.write(file, &whole.read(file));
    }
    let apply = run(&sandbox, &APPLY, 0);
    let payments = apply.stdout.matches("add_payment").count();
    assert_eq!(
        payments, 1,
        "only the one person not imported yet: {}",
        apply.stdout
    );
    assert_eq!(sandbox.records(), whole.records());
    agrees(&sandbox, "a store lost in the middle of a run");
}

#[test]
fn a_history_that_imported_users_need_is_a_failure_with_the_way_back() {
    let sandbox = applied_twice();
    for file in [STORE, HISTORY] {
        sandbox.remove(file);
    }
    let said = "state/history.jsonl is missing, although ";
    let hint = "`git checkout -- state/history.jsonl`";
    let check = run(&sandbox, &["state", "check"], 9);
    assert!(check.stdout.contains(said), "{}", check.stdout);
    let doctor = run(&sandbox, &["doctor"], 9);
    assert!(
        doctor.stdout.contains("failure  state"),
        "{}",
        doctor.stdout
    );
    for text in [&check.stdout, &doctor.stdout] {
        assert!(text.contains(said) && text.contains(hint), "{text}");
    }
    let plan = sandbox.run(&PLAN);
    assert!(
        plan.stderr.contains(&format!("warning: {said}")) && plan.stderr.contains(hint),
        "{}",
        plan.stderr
    );
}

#[test]
fn hand_typed_records_need_no_history() {
    let sandbox = Sandbox::example();
    let check = run(&sandbox, &["state", "check"], 0);
    assert_eq!(check.stderr, "");
    let doctor = sandbox.run(&["doctor"]);
    assert!(
        doctor.stdout.contains("fine     state"),
        "{}",
        doctor.stdout
    );
    assert_eq!(run(&sandbox, &PLAN, 0).stderr, "");
}
