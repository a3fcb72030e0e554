//! Every way to lose the store, which costs nothing, and the history, which git has.

use redb::Database;

use super::{APPLY, IMPORTED, PLAN, agrees, applied_twice, bytes, put, run};
use crate::sandbox::Sandbox;

const STORE: &str = "state/plexmgr.redb";
const HISTORY: &str = "state/history";

/// A way to lose something.
struct Loss {
    name: &'static str,
    lose: fn(&Sandbox),
    /// Part of the one notice, if there is one.
    notice: Option<&'static str>,
    /// Part of what `state check` finds, if it finds anything.
    found: Option<&'static str>,
}

const LOSSES: [Loss; 9] = [
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
        name: "the store of another machine",
        lose: |sandbox| put(sandbox, STORE, &bytes(&applied_twice(), STORE)),
        notice: Some("the store was not written by this machine"),
        found: Some("was not written by this machine"),
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
            let observed = sandbox.read("observed.json");
            let moved = observed.replace("captain@example.org", "captain@example.com");
            sandbox.write("observed.json", &moved);
            run(sandbox, &APPLY, 0);
            put(sandbox, STORE, &store);
        },
        notice: None,
        found: None,
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
fn whatever_becomes_of_the_store_nothing_else_changes() {
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
        for never in ["monthly until ", "depart_user"] {
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

/// Moves the folder of the runs away.
fn lose_history(sandbox: &Sandbox) {
    std::fs::remove_dir_all(sandbox.at(HISTORY)).unwrap();
}

#[test]
fn runs_that_left_the_working_tree_count_for_nothing_until_they_are_restored() {
    let sandbox = applied_twice();
    let first = sandbox.run_file(1);
    let text = sandbox.read(&first);
    lose_history(&sandbox);
    let plan = run(&sandbox, &PLAN, 0);
    let said = "2 runs are not in the working tree and count for nothing";
    assert!(plan.stderr.contains(said), "{}", plan.stderr);
    let listed = run(&sandbox, &["history"], 0).stdout;
    let expected = ["Nothing was applied yet.", "not in the working tree"];
    for said in expected {
        assert!(
            listed.to_lowercase().contains(&said.to_lowercase()),
            "{listed}"
        );
    }
    let doctor = run(&sandbox, &["doctor", "--offline"], 9).stdout;
    assert!(doctor.contains("failure  state"), "{doctor}");
    let records = sandbox.records();
    let named = listed
        .lines()
        .last()
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap();
    let undo = run(&sandbox, &["undo", named, "--yes"], 5);
    assert!(
        undo.stderr.contains("plexmgr state restore"),
        "{}",
        undo.stderr
    );
    run(&sandbox, &["state", "restore", named], 0);
    assert_eq!(sandbox.history().len(), 1);
    run(&sandbox, &["state", "restore", "--all"], 0);
    let again = run(&sandbox, &["state", "restore", "--all"], 0);
    assert!(again.stderr.contains("Every run"), "{}", again.stderr);
    assert_eq!(sandbox.read(&first), text, "byte for byte");
    assert_eq!(sandbox.records(), records);
    agrees(&sandbox, "restored");
}

#[test]
fn who_was_imported_on_a_branch_that_was_thrown_away_has_a_default_payment_again() {
    let sandbox = Sandbox::example();
    run(&sandbox, &APPLY, 0);
    let applied = sandbox.read(IMPORTED);
    lose_history(&sandbox);
    let example = Sandbox::example();
    for name in sandbox.records().into_keys() {
        sandbox.remove(&format!("records/{name}"));
    }
    for (name, text) in example.records() {
        sandbox.write(&format!("records/{name}"), &text);
    }
    let apply = run(&sandbox, &APPLY, 0);
    assert!(apply.stdout.contains("monthly until "), "{}", apply.stdout);
    assert_eq!(sandbox.read(IMPORTED), applied);
    assert_eq!(sandbox.history().len(), 1);
    let plan = run(&sandbox, &PLAN, 0);
    assert!(plan.stdout.ends_with("No changes.\n"), "{}", plan.stdout);
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
    let payments = apply.stdout.matches("monthly until ").count();
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
    sandbox.remove(STORE);
    lose_history(&sandbox);
    let said = "there is no run in state/history, although ";
    let hint = "`git checkout -- state/history`";
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
