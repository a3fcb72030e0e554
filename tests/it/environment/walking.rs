//! A household is found from any folder inside it.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::sandbox::{Run, Sandbox};

/// Runs a command in a folder below the household.
fn run_in(sandbox: &Sandbox, folder: &str, arguments: &[&str]) -> Run {
    let mut command = sandbox.command(arguments);
    command.current_dir(sandbox.at(folder));
    Sandbox::ended(&mut command)
}

#[test]
fn a_household_is_found_from_a_folder_inside() {
    let sandbox = Sandbox::example();
    let here = sandbox.run(&["status"]);
    for folder in ["records", "records/users", "state/history"] {
        sandbox.write("state/history/.keep", "");
        let there = run_in(&sandbox, folder, &["status"]);
        assert_eq!(there, here, "{folder}");
    }
}

#[test]
fn places_are_seen_from_the_household_and_files_from_the_current_folder() {
    let sandbox = Sandbox::example();
    let plan = [
        "plan",
        "--observed",
        "../observed.json",
        "--out",
        "mine.plan.json",
    ];
    let run = run_in(&sandbox, "records/..", &["status"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    sandbox.write("work/.keep", "");
    let run = run_in(&sandbox, "work", &plan);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(sandbox.files().contains_key("work/mine.plan.json"));
    sandbox.write("records/users/ada.yaml", "klass: permanent\n");
    let run = run_in(&sandbox, "records/users", &["check"]);
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("\n  records/users/ada.yaml:1:1: "),
        "{}",
        run.stderr
    );
}

#[test]
fn runs_from_inside_write_the_same_household() {
    let sandbox = Sandbox::example();
    let apply = ["apply", "--observed", "../observed.json", "--yes"];
    let run = run_in(&sandbox, "records", &apply);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(sandbox.history().len(), 1);
    let plan = sandbox.run(&["plan", "--observed", "observed.json"]);
    assert!(plan.stdout.ends_with("No changes.\n"), "{}", plan.stdout);
}

#[test]
fn the_nearest_household_counts_and_an_option_names_any_other() {
    let sandbox = Sandbox::example();
    let settings = sandbox.read("plexmgr.toml");
    sandbox.write("inner/plexmgr.toml", &settings);
    sandbox.write(
        "inner/records/plans.yaml",
        "p: {duration: 1 day, default: true}\n",
    );
    let run = run_in(&sandbox, "inner/records", &["check"]);
    assert!(
        run.stdout.contains(": 1 plan, 0 servers, 0 users."),
        "{run:?}"
    );
    let run = run_in(&sandbox, "records/users", &["-C", ".", "status"]);
    assert_eq!(run.code, 3, "{run:?}");
    let run = run_in(&sandbox, "records/users", &["-C", "../..", "status"]);
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn without_any_household_the_current_folder_is_named() {
    let sandbox = Sandbox::empty();
    sandbox.write("deep/below/.keep", "");
    let run = run_in(&sandbox, "deep/below", &["status"]);
    assert_eq!(run.code, 3);
    assert!(
        run.stderr
            .starts_with("error: cannot read the settings plexmgr.toml\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn init_makes_a_household_in_the_current_folder() {
    let sandbox = Sandbox::example();
    sandbox.write("new/.keep", "");
    let run = run_in(&sandbox, "new", &["init"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(sandbox.files().contains_key("new/plexmgr.toml"));
}

#[test]
fn links_lead_to_the_household_above_their_target() {
    let sandbox = Sandbox::example();
    let other = Sandbox::empty();
    symlink(sandbox.at("records/users"), other.at("link")).unwrap();
    let mut command = sandbox.command(&["check"]);
    command.current_dir(other.at("link"));
    let run = Sandbox::ended(&mut command);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn a_household_above_that_belongs_to_another_user_is_not_used() {
    let sandbox = Sandbox::example();
    let settings = sandbox.at("plexmgr.toml");
    let given = Command::new("chown").arg("12345").arg(&settings).output();
    let is_given = given.is_ok_and(|output| output.status.success());
    if !is_given || !Path::new("/proc/self").exists() {
        return;
    }
    let run = run_in(&sandbox, "records/users", &["status"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(
        run.stderr.starts_with(
            "warning: the household ../.. belongs to another user and is not used\n  hint: `-C ../..` uses it\n"
        ),
        "{}",
        run.stderr
    );
    assert_eq!(
        sandbox.run(&["status"]).code,
        0,
        "in its own folder it is meant"
    );
}
