//! Plans that are too old, of another household or applied before, and options that do not fit.

use std::process::Command;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::household::{FILE, applied, created, example, plan, refused, reseal};
use crate::sandbox::Sandbox;

/// Makes the plan of a household older by some seconds; a negative number makes it younger.
fn age(sandbox: &Sandbox, seconds: i64) {
    let text = created(sandbox);
    let moment: DateTime<Utc> = text.parse().unwrap();
    let earlier = moment - TimeDelta::seconds(seconds);
    reseal(
        sandbox,
        &text,
        &earlier.to_rfc3339_opts(SecondsFormat::Secs, true),
    );
}

const HOUR: i64 = 60 * 60;

#[test]
fn a_plan_is_good_for_a_day() {
    let sandbox = example();
    age(&sandbox, 24 * HOUR + 1);
    refused(
        &sandbox,
        &[],
        5,
        &["too old", "more than 1d ago", "make a new plan"],
    );
    age(&sandbox, -HOUR);
    applied(&sandbox);
}

#[test]
fn how_old_a_plan_may_be_can_be_said() {
    let sandbox = example();
    age(&sandbox, 2 * HOUR);
    for short in ["1h", "90m", "7199s", "3600", "0"] {
        refused(&sandbox, &["--max-plan-age", short], 5, &["too old"]);
    }
    age(&sandbox, 70 * HOUR);
    let run = sandbox.run(&["apply", FILE, "--max-plan-age", "4d"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn a_plan_from_the_future_is_refused_but_clocks_may_differ_a_little() {
    let sandbox = example();
    age(&sandbox, -HOUR);
    refused(
        &sandbox,
        &["--max-plan-age", "9999d"],
        5,
        &["in the future"],
    );
    age(&sandbox, HOUR - 120);
    applied(&sandbox);
}

#[test]
fn an_age_that_is_none_is_a_usage_error() {
    let sandbox = example();
    for age in ["", "1 h", "-1h", "soon"] {
        refused(
            &sandbox,
            &[&format!("--max-plan-age={age}")],
            64,
            &["--max-plan-age"],
        );
    }
    let run = sandbox.run(&["apply", "--yes", "--max-plan-age", "1h"]);
    assert_eq!(
        run.code, 64,
        "without a plan file there is no age: {}",
        run.stderr
    );
}

#[test]
fn a_plan_of_another_household_is_refused() {
    let sandbox = example();
    let settings = sandbox.read("plexmgr.toml");
    let other = settings.replace("5d0c1f0e", "6e1d2f0e");
    assert_ne!(settings, other);
    sandbox.write("plexmgr.toml", &other);
    refused(
        &sandbox,
        &[],
        5,
        &["another household", "5d0c1f0e-7c1a", "6e1d2f0e-7c1a"],
    );
}

#[test]
fn a_plan_is_applied_once() {
    let sandbox = example();
    applied(&sandbox);
    let before = sandbox.contents();
    let run = sandbox.run(&["apply", FILE]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let history = sandbox.history_text();
    let line: serde_json::Value = serde_json::from_str(history.lines().next().unwrap()).unwrap();
    let day = &line["time"].as_str().unwrap()[..10];
    let told = format!("The plan was already applied as run 1 on {day}; nothing was written.\n");
    assert_eq!(run.stdout, told);
    let json = sandbox.run(&["apply", FILE, "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((json.code, json.stderr.as_str()), (0, ""));
    let id = sandbox.history()[0].id.hex();
    assert_eq!(document["already_applied"]["run"], format!("sha256:{id}"));
    assert!(sandbox.contents() == before, "something was written");
}

#[test]
fn a_plan_is_applied_once_whatever_moved_or_was_lost_since() {
    let sandbox = example();
    applied(&sandbox);
    sandbox.remove("records/users/ada.yaml");
    sandbox.remove("observed.json");
    sandbox.remove("state/plexmgr.redb");
    age(&sandbox, 0);
    let run = sandbox.run(&["apply", FILE]);
    assert!(
        run.stdout.contains("already applied as run 1"),
        "{}",
        run.stderr
    );
    assert_eq!(run.code, 0);
}

#[test]
fn a_plan_that_was_applied_in_part_is_used_up() {
    let sandbox = Sandbox::example();
    let marlow = sandbox.read("records/users/marlow.yaml");
    sandbox.write(
        "records/users/marlow.yaml",
        &marlow
            .replace("username: marlow  ", "username: &name marlow  ")
            .replace("username: marlow\n", "username: *name\n"),
    );
    plan(&sandbox, &["--observed", "observed.json"]);
    let run = sandbox.run(&["apply", FILE]);
    assert_eq!(run.code, 7, "{}", run.stderr);
    refused(
        &sandbox,
        &[],
        5,
        &["only in part", "run 1 left out 1 thing", "make a new plan"],
    );
}

#[test]
fn a_plan_that_was_taken_back_is_used_up() {
    let sandbox = example();
    applied(&sandbox);
    let undo = sandbox.run(&["undo", "1", "--yes"]);
    assert_eq!(undo.code, 0, "{}", undo.stderr);
    refused(
        &sandbox,
        &[],
        5,
        &["as run 1, which run 2 undid", "make a new plan"],
    );
}

#[test]
fn a_plan_without_changes_writes_nothing() {
    let sandbox = example();
    applied(&sandbox);
    plan(&sandbox, &["--observed", "observed.json"]);
    let before = sandbox.contents();
    let run = sandbox.run(&["apply", FILE]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.ends_with("No changes.\n"), "{}", run.stdout);
    assert!(sandbox.contents() == before, "something was written");
}

#[test]
fn a_plan_that_guards_refused_is_saved_and_refused_again() {
    let sandbox = Sandbox::example();
    let observed = sandbox.read("observed.json");
    let mut nobody: serde_json::Value = serde_json::from_str(&observed).unwrap();
    nobody["accounts"][0]["outcome"]["read"]["people"] = serde_json::json!([]);
    sandbox.write("observed.json", &nobody.to_string());
    let run = sandbox.run(&["plan", "--out", FILE, "--observed", "observed.json"]);
    assert_eq!(run.code, 4, "{}", run.stderr);
    let before = sandbox.contents();
    let again = sandbox.run(&["apply", FILE]);
    assert_eq!(
        (again.code, &again.stdout),
        (4, &run.stdout),
        "{}",
        again.stderr
    );
    assert!(sandbox.contents() == before, "something was written");
}

#[test]
fn options_that_would_make_another_plan_are_usage_errors() {
    let sandbox = example();
    refused(&sandbox, &["--account", "main"], 64, &["`--account`"]);
    let before = sandbox.contents();
    let (code, told) = apply_on(&sandbox, &["--today", "2026-11-23"]);
    assert_eq!(code, Some(64), "{told}");
    assert!(
        told.contains("for 2026-11-22, not for 2026-11-23"),
        "{told}"
    );
    assert!(sandbox.contents() == before, "something was written");
}

#[test]
fn a_plan_knows_its_day() {
    let sandbox = example();
    let (code, told) = apply_on(&sandbox, &[]);
    assert_eq!(code, Some(0), "{told}");
    let nadia = sandbox.read("records/users/nadia.yaml");
    assert!(nadia.contains("departed: 2026-11-22"), "{nadia}");
}

/// Applies the saved plan on the day of `options`, or on none; the exit code and what was said.
fn apply_on(sandbox: &Sandbox, options: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_plexmgr"))
        .current_dir(sandbox.path())
        .env_clear()
        .args(["apply", FILE])
        .args(options)
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn a_file_that_is_not_there_is_no_stale_plan() {
    let sandbox = Sandbox::example();
    for command in [["apply", FILE], ["show", FILE]] {
        let run = sandbox.run(&command);
        assert_eq!(run.code, 3, "{}", run.stderr);
        assert!(
            run.stderr.contains("cannot read the saved plan plan.json"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn a_plan_is_saved_where_it_overwrites_nothing_else() {
    let sandbox = Sandbox::example();
    sandbox.write("state/.keep", "");
    let before = sandbox.contents();
    for out in [
        "records/plan.json",
        "records/users/marlow.yaml",
        "records/users/../plan.json",
        "plexmgr.toml",
        "./plexmgr.toml",
        "observed.json",
        "state/plexmgr.redb",
        "state/history.jsonl",
        "state/history/20261122T090000Z-0b8fe1aa.jsonl",
    ] {
        let run = sandbox.run(&["plan", "--observed", "observed.json", "--out", out]);
        assert_eq!(run.code, 64, "{out}: {}", run.stderr);
        assert!(
            run.stderr.contains("must not be overwritten"),
            "{out}: {}",
            run.stderr
        );
        assert_eq!(run.stdout, "");
    }
    let run = sandbox.run(&[
        "plan",
        "--observed",
        "observed.json",
        "--out",
        "no/plan.json",
    ]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("no such folder"), "{}", run.stderr);
    assert!(sandbox.contents() == before, "something was written");
}

#[cfg(unix)]
#[test]
fn no_link_leads_a_plan_into_the_records() {
    let sandbox = Sandbox::example();
    std::os::unix::fs::symlink(sandbox.at("records/users/marlow.yaml"), sandbox.at(FILE)).unwrap();
    std::os::unix::fs::symlink(sandbox.at("records"), sandbox.at("link")).unwrap();
    for out in [FILE, "link/plan.json"] {
        let run = sandbox.run(&["plan", "--observed", "observed.json", "--out", out]);
        assert_eq!(run.code, 64, "{out}: {}", run.stderr);
    }
}
