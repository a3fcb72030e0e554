//! How often a run reads the history: all of it once, or not at all.

use super::{APPLY, PLAN, applied_twice, run};
use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::{Run, Sandbox};

/// What the log says of each time that all files of the history are read.
const READ: &str = "debug: reading the history: ";

fn times_read(run: &Run) -> usize {
    run.stderr.matches(READ).count()
}

/// Runs the binary with its log, insists that it succeeds, and counts how often it read the history.
fn reads(sandbox: &Sandbox, arguments: &[&str]) -> usize {
    times_read(&run(sandbox, &[arguments, &["-vv"]].concat(), 0))
}

/// What the snapshot says of a person from now on.
fn rename(sandbox: &Sandbox, from: &str, to: &str) {
    let observed = sandbox.read("observed.json");
    sandbox.write("observed.json", &observed.replace(from, to));
}

#[test]
fn an_apply_reads_the_history_once_with_and_without_a_store() {
    let sandbox = applied_twice();
    rename(&sandbox, "captain@example.org", "captain@example.com");
    assert_eq!(reads(&sandbox, &APPLY), 1);
    assert_eq!(sandbox.history().len(), 3);
    rename(&sandbox, "captain@example.com", "captain@example.net");
    sandbox.remove("state/plexmgr.redb");
    assert_eq!(reads(&sandbox, &APPLY), 1);
    assert_eq!(sandbox.history().len(), 4);
    assert_eq!(reads(&sandbox, &APPLY), 1, "nothing is left to do");
    assert_eq!(reads(&sandbox, &PLAN), 0, "the store knows the last run");
}

#[test]
fn so_does_an_apply_of_a_saved_plan() {
    let sandbox = applied_twice();
    rename(&sandbox, "captain@example.org", "captain@example.com");
    let save = ["plan", "--out", "plan.json", "--observed", "observed.json"];
    assert_eq!(reads(&sandbox, &save), 0);
    assert_eq!(reads(&sandbox, &["apply", "plan.json"]), 1);
    let again = reads(&sandbox, &["apply", "plan.json"]);
    assert_eq!((again, sandbox.history().len()), (1, 3));
}

#[test]
fn what_was_read_before_plex_was_asked_is_not_read_again_under_the_lock() {
    let world = World::generate(Fleet {
        people_per_account: 3,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    run(&sandbox, &["apply", "--yes"], 0);
    let rename = |name: &str| {
        plex.change(|world| {
            let id = world.accounts[0].friends[0].person;
            world.people.get_mut(&id).unwrap().title = name.to_owned();
        });
    };
    rename("Ada");
    assert_eq!(reads(&sandbox, &["apply", "--yes"]), 1, "with a store");
    rename("Grace");
    sandbox.remove("state/plexmgr.redb");
    assert_eq!(reads(&sandbox, &["apply", "--yes"]), 1, "without one");
    assert_eq!(sandbox.history().len(), 3);
}

#[test]
fn a_plan_after_an_edit_of_the_only_file_does_not_read_the_history() {
    let sandbox = Sandbox::example();
    for (path, _) in sandbox.records() {
        if path.starts_with("users/") {
            sandbox.remove(&format!("records/{path}"));
        }
    }
    let settings = sandbox.read("plexmgr.toml");
    let more = "\n[records]\nlayout = \"single-file\"\n\n\
                [guards]\nimports = { count = 1000, percent = 100 }\n";
    sandbox.write("plexmgr.toml", &(settings + more));
    run(&sandbox, &APPLY, 0);
    let earlier = sandbox.read("records/users.yaml");
    rename(&sandbox, "captain@example.net", "captain@example.org");
    run(&sandbox, &APPLY, 0);
    let users = sandbox.read("records/users.yaml");
    sandbox.write("records/users.yaml", &format!("# By hand.\n{users}"));
    assert_eq!(reads(&sandbox, &PLAN), 0);
    sandbox.write("records/users.yaml", &earlier);
    let plan = run(&sandbox, &[&PLAN[..], &["-vv"]].concat(), 0);
    assert_eq!(times_read(&plan), 1);
    assert!(
        plan.stderr.contains("counts as taken back"),
        "{}",
        plan.stderr
    );
}
