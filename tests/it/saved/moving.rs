//! Whatever moves in the household between plan and apply, the plan is refused and names it.

use super::household::{FILE, applied, example, plan, refused, reseal, stale};
use crate::sandbox::Sandbox;

const MARLOW: &str = "records/users/marlow.yaml";

#[test]
fn nothing_moved_and_the_plan_is_applied() {
    let sandbox = example();
    let planned = sandbox.run(&["plan", "--observed", "observed.json"]);
    let run = applied(&sandbox);
    assert_eq!(run.stdout, planned.stdout);
    assert!(sandbox.read(MARLOW).contains("username: captain.m"));
    let history = sandbox.history_text();
    assert!(history.contains("\"plan\":\"sha256:"), "{history}");
}

#[test]
fn files_that_are_no_records_may_change() {
    let sandbox = example();
    sandbox.write("records/.gitkeep", "");
    sandbox.write("records/users/ada.yaml~", "class: [\n");
    sandbox.write("notes.txt", "hello\n");
    applied(&sandbox);
}

#[test]
fn a_touched_but_unchanged_file_did_not_move() {
    let sandbox = example();
    sandbox.write(MARLOW, &sandbox.read(MARLOW));
    applied(&sandbox);
}

#[test]
fn a_changed_record_is_named() {
    let sandbox = example();
    // A space at the end of a comment means nothing, and is a change all the same.
    let text = sandbox.read(MARLOW).replacen("others.\n", "others. \n", 1);
    sandbox.write(MARLOW, &text);
    stale(&sandbox, &["records/users/marlow.yaml was changed"]);
}

#[test]
fn a_record_that_was_broken_moved() {
    let sandbox = example();
    sandbox.write(MARLOW, "class: [\n");
    stale(&sandbox, &["records/users/marlow.yaml was changed"]);
}

#[test]
fn records_that_came_and_went_are_named() {
    let sandbox = example();
    sandbox.remove("records/users/ada.yaml");
    sandbox.write("records/users/zara.yaml", "class: permanent\n");
    stale(
        &sandbox,
        &[
            "records/users/ada.yaml is gone",
            "records/users/zara.yaml is new",
        ],
    );
}

#[test]
fn plans_and_servers_count_as_records() {
    for file in ["records/plans.yaml", "records/servers.yaml"] {
        let sandbox = example();
        sandbox.write(file, &(sandbox.read(file) + "# one more line\n"));
        stale(&sandbox, &[&format!("{file} was changed")]);
    }
}

#[test]
fn changed_settings_are_named() {
    let sandbox = example();
    let settings = sandbox.read("plexmgr.toml");
    sandbox.write("plexmgr.toml", &format!("{settings}# one more line\n"));
    stale(&sandbox, &["the settings plexmgr.toml were changed"]);
    sandbox.write("plexmgr.toml", &format!("{settings}nonsense\n"));
    stale(&sandbox, &["the settings plexmgr.toml were changed"]);
}

#[test]
fn everything_that_moved_in_the_household_is_reported_at_once() {
    let sandbox = example();
    let settings = sandbox.read("plexmgr.toml") + "\n";
    sandbox.write("plexmgr.toml", &settings);
    sandbox.write(MARLOW, &(sandbox.read(MARLOW) + "\n"));
    sandbox.remove("records/users/ada.yaml");
    stale(
        &sandbox,
        &[
            "the settings plexmgr.toml were changed",
            "records/users/ada.yaml is gone",
            "records/users/marlow.yaml was changed",
        ],
    );
}

#[test]
fn a_run_in_between_is_named() {
    let sandbox = example();
    let files = sandbox.contents();
    assert_eq!(
        sandbox
            .run(&["apply", "--yes", "--observed", "observed.json"])
            .code,
        0
    );
    let text = sandbox.read(FILE);
    // The records as they were: only the store moved.
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("records")) {
        sandbox.write(path.to_str().unwrap(), std::str::from_utf8(bytes).unwrap());
    }
    for path in sandbox.records().into_keys() {
        let path = format!("records/{path}");
        if !files.contains_key(std::path::Path::new(&path)) {
            sandbox.remove(&path);
        }
    }
    sandbox.write(FILE, &text);
    stale(
        &sandbox,
        &["the history: the newest run is 1, and was none"],
    );
}

#[test]
fn another_history_of_the_same_length_is_named() {
    let sandbox = Sandbox::example();
    let apply = ["apply", "--yes", "--observed", "observed.json"];
    assert_eq!(sandbox.run(&apply).code, 0);
    sandbox.remove("records/users/ohara-sons.yaml");
    plan(&sandbox, &["--observed", "observed.json"]);
    let before = sandbox.history()[0].id;
    sandbox.forge_run(1, |lines| lines.replace("301000006", "301000666"));
    let moved = format!("the history: the newest run is 1, and was {before}");
    stale(&sandbox, &[&moved]);
}

#[test]
fn a_lost_store_did_not_move_while_the_history_shows_the_same() {
    let sandbox = Sandbox::example();
    assert_eq!(
        sandbox
            .run(&["apply", "--yes", "--observed", "observed.json"])
            .code,
        0
    );
    sandbox.remove("records/users/ohara-sons.yaml");
    plan(&sandbox, &["--observed", "observed.json"]);
    sandbox.remove("state/plexmgr.redb");
    applied(&sandbox);
}

#[test]
fn a_changed_snapshot_is_named_with_whom_it_shows_otherwise() {
    let sandbox = example();
    let observed = sandbox.read("observed.json");
    sandbox.write("observed.json", &observed.replace("captain.m", "commodore"));
    stale(
        &sandbox,
        &[
            "the snapshot observed.json was changed",
            "account `main`: person commodore (301000001) was changed",
        ],
    );
    sandbox.write("observed.json", &format!("{observed}\n"));
    stale(&sandbox, &["the snapshot observed.json was changed"]);
    sandbox.write("observed.json", "no snapshot at all");
    stale(&sandbox, &["the snapshot observed.json was changed"]);
    sandbox.remove("observed.json");
    refused(
        &sandbox,
        &[],
        5,
        &["cannot read the snapshot", "observed.json"],
    );
}

#[test]
fn a_snapshot_may_lie_elsewhere_now() {
    let sandbox = example();
    let observed = sandbox.read("observed.json");
    sandbox.remove("observed.json");
    sandbox.write(
        "elsewhere.json",
        &observed.replace("captain.m", "commodore"),
    );
    let options = ["--observed", "elsewhere.json"];
    refused(
        &sandbox,
        &options,
        5,
        &["commodore (301000001) was changed"],
    );
    sandbox.write("elsewhere.json", &observed);
    let run = sandbox.run(&["apply", FILE, "--observed", "elsewhere.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn a_household_may_be_moved_and_called_from_elsewhere() {
    let (first, caller) = (example(), Sandbox::empty());
    let moved = Sandbox::empty().filled(&first.contents());
    let (folder, file) = (moved.path().to_str().unwrap(), moved.at(FILE));
    let run = caller.run(&["-C", folder, "apply", file.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn a_plan_that_says_something_else_than_what_follows_is_refused() {
    let sandbox = example();
    // Somebody who can compute digests puts words into the mouth of the plan.
    reseal(
        &sandbox,
        "\"after\": \"captain.m\"",
        "\"after\": \"someone\"",
    );
    stale(&sandbox, &["the changes of the plan made now differ"]);
    let sandbox = example();
    reseal(&sandbox, "+  username: captain.m", "+  username: nobody");
    stale(&sandbox, &["the files of the plan made now differ"]);
}

#[test]
fn another_reason_for_the_same_change_is_no_other_plan() {
    let sandbox = example();
    let known = "\"reason\": \"differs from Plex\"";
    reseal(&sandbox, known, "\"reason\": \"because\"");
    let run = sandbox.run(&["apply", FILE]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let applied = sandbox.history_text();
    assert!(applied.contains("differs from Plex"), "{applied}");
    assert!(!applied.contains("because"), "{applied}");
}
