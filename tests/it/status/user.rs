//! `plexmgr find` and `plexmgr user` from outside.

use serde_json::Value;

use crate::sandbox::Sandbox;

fn applied() -> Sandbox {
    let sandbox = Sandbox::example();
    let run = sandbox.run(&["apply", "--observed=observed.json", "--yes"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    sandbox
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let run = sandbox.run(&[arguments, &["--format", "json"]].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn a_user_is_shown_with_record_payments_and_the_runs_that_changed_them() {
    let sandbox = applied();
    let by_handle = json(&sandbox, &["user", "marlow"]);
    assert_eq!(by_handle["user"], "marlow");
    assert_eq!(by_handle["file"], "records/users/marlow.yaml");
    let runs = by_handle["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 1, "{by_handle}");
    let changes = runs[0]["changes"].as_array().unwrap();
    assert!(!changes.is_empty());
    assert!(
        changes.iter().all(|change| change["user"] == "marlow"),
        "{changes:?}"
    );
    let payments = by_handle["payments"].as_array().unwrap();
    assert_eq!(payments[0]["plan"], "monthly");
    for other in ["301000001", "MARLOW-PAYS@example.com"] {
        assert_eq!(json(&sandbox, &["user", other]), by_handle, "{other}");
    }
}

#[test]
fn a_user_that_is_not_found_is_a_mistake_of_the_command_line() {
    let run = Sandbox::example().run(&["user", "marlo"]);
    assert_eq!((run.code, run.stdout.as_str()), (64, ""));
    assert_eq!(
        run.stderr,
        "error: no user has the handle, Plex id or e-mail address `marlo`\n  \
         hint: `marlo` is found in `marlow`\n"
    );
}

#[test]
fn a_user_is_shown_even_if_the_history_is_damaged() {
    let sandbox = applied();
    sandbox.write(&sandbox.run_file(1), "{\n");
    let run = sandbox.run(&["user", "marlow"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.starts_with("warning: "), "{}", run.stderr);
    assert!(
        run.stdout.contains("records/users/marlow.yaml"),
        "{}",
        run.stdout
    );
}

#[test]
fn find_needs_a_text_and_finds_none_without_failing() {
    let sandbox = Sandbox::example();
    assert_eq!(sandbox.run(&["find"]).code, 64);
    assert_eq!(sandbox.run(&["find", ""]).code, 64);
    let run = sandbox.run(&["find", "no-such-person"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, "No user matches `no-such-person`.\n")
    );
    let none = json(&sandbox, &["find", "no-such-person"]);
    assert_eq!(none["found"], serde_json::json!([]));
    let found = json(&sandbox, &["find", "marlow", "PAYS"]);
    assert_eq!(found["found"][0]["user"], "marlow");
    let keys = found["found"][0]["matches"].as_array().unwrap();
    assert!(
        keys.iter().any(|found| found["key"] == "paypal_email"),
        "{found}"
    );
}
