//! What writes asks first, and a dry run shows the same and writes nothing.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{APPLY, MARLOW, applied, run};
use crate::disturbed::paused::Watched;
use crate::sandbox::{Run, Sandbox};

const OBSERVED: &str = "--observed=observed.json";
const DRY_RUN: &str = "Dry run: nothing was written.\n";

/// Runs a command that may write nothing, not even a folder.
fn writes_nothing(sandbox: &Sandbox, arguments: &[&str], code: i32) -> Run {
    let before = (sandbox.fingerprint(), sandbox.at("state").exists());
    let run = run(sandbox, arguments, code);
    let after = (sandbox.fingerprint(), sandbox.at("state").exists());
    assert_eq!(after, before, "{arguments:?} wrote");
    run
}

#[test]
fn without_a_terminal_undo_needs_consent_before_the_history_is_read() {
    let sandbox = applied();
    let refused = writes_nothing(&sandbox, &["undo", "1"], 64);
    assert_eq!(refused.stdout, "");
    assert!(
        refused.stderr.starts_with("error: stdin is not a terminal"),
        "{}",
        refused.stderr
    );
    assert!(refused.stderr.contains("--yes"), "{}", refused.stderr);
    // Without a household there is nothing to consent to.
    for line in [["undo", "1"], ["pay", "ada"], ["apply", "--brief"]] {
        let missing = writes_nothing(&Sandbox::empty(), &line, 3);
        assert!(
            missing.stderr.contains("plexmgr.toml"),
            "{}",
            missing.stderr
        );
    }
}

/// What a run on a terminal shows whose question is answered; `None` where there is no terminal.
#[expect(
    clippy::print_stdout,
    reason = "a reader of the log learns what was not tested"
)]
fn answered(sandbox: &Sandbox, arguments: &str, answer: &str) -> Option<(String, i32)> {
    const SCRIPT: &str = "/usr/bin/script";
    if !Path::new(SCRIPT).exists() {
        println!("skipped: {SCRIPT}, which makes a terminal, is not there");
        return None;
    }
    let program = env!("CARGO_BIN_EXE_plexmgr");
    let line = format!("'{program}' --today 2026-11-22 {arguments}");
    let mut child = Command::new(SCRIPT)
        .args(["-qec", &line, "/dev/null"])
        .current_dir(sandbox.path())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(answer.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    let shown = String::from_utf8(output.stdout).unwrap();
    Some((shown, output.status.code().unwrap()))
}

#[test]
fn on_a_terminal_undo_asks() {
    let sandbox = applied();
    let before = sandbox.fingerprint();
    let Some((shown, code)) = answered(&sandbox, "undo latest", "no\n") else {
        return;
    };
    assert_eq!(code, 10, "{shown}");
    assert!(shown.contains("Type `yes` to continue"), "{shown}");
    assert_eq!(sandbox.fingerprint(), before);
    let Some((shown, code)) = answered(&sandbox, "undo latest", "yes\n") else {
        return;
    };
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("Applied as run "), "{shown}");
}

#[test]
fn a_dry_run_of_apply_shows_the_same_and_writes_nothing() {
    let sandbox = Sandbox::example();
    let dry = writes_nothing(&sandbox, &["apply", "--dry-run", OBSERVED], 0);
    assert!(dry.stderr.ends_with(DRY_RUN), "{}", dry.stderr);
    let json = ["apply", "--dry-run", OBSERVED, "--format", "json"];
    let json = writes_nothing(&sandbox, &json, 0);
    assert_eq!(
        json.stdout,
        run(&sandbox, &["plan", OBSERVED, "--format", "json"], 0).stdout
    );
    let applied = run(&sandbox, &APPLY, 0);
    assert_eq!(dry.stdout, applied.stdout);
    let nothing = writes_nothing(&sandbox, &["apply", "--dry-run", OBSERVED], 0);
    assert_eq!(nothing.stdout, run(&sandbox, &APPLY, 0).stdout);
}

#[test]
fn a_dry_run_of_a_saved_plan_checks_it_and_writes_nothing() {
    let sandbox = Sandbox::example();
    run(&sandbox, &["plan", OBSERVED, "--out", "plan.json"], 0);
    let dry = writes_nothing(&sandbox, &["apply", "plan.json", "--dry-run"], 0);
    let applied = run(&sandbox, &["apply", "plan.json"], 0);
    assert_eq!(dry.stdout, applied.stdout);
    let again = writes_nothing(&sandbox, &["apply", "plan.json", "--dry-run"], 0);
    assert!(again.stdout.contains("already applied"), "{}", again.stdout);
    run(&sandbox, &["undo", "1", "--yes"], 0);
    writes_nothing(&sandbox, &["apply", "plan.json", "--dry-run"], 5);
}

#[test]
fn a_dry_run_ends_like_the_run() {
    let sandbox = Sandbox::example();
    let settings = sandbox.read("plexmgr.toml");
    let strict = format!("{settings}\n[guards]\nimports = {{ count = 0, percent = 0 }}\n");
    sandbox.write("plexmgr.toml", &strict);
    let dry = writes_nothing(&sandbox, &["apply", "--dry-run", OBSERVED], 4);
    assert_eq!(dry.stdout, run(&sandbox, &APPLY, 4).stdout);
}

#[test]
fn a_dry_run_of_undo_shows_the_same_and_writes_nothing() {
    let sandbox = applied();
    for (code, edit) in [(0, ""), (7, "# on holiday\n")] {
        sandbox.write(MARLOW, &format!("{}{edit}", sandbox.read(MARLOW)));
        let copy = Sandbox::empty().filled(&sandbox.contents());
        let dry = writes_nothing(&sandbox, &["undo", "1", "--dry-run"], code);
        assert!(dry.stderr.ends_with(DRY_RUN), "{}", dry.stderr);
        let undone = run(&copy, &["undo", "1", "--yes"], code);
        assert_eq!(dry.stdout, undone.stdout);
        let again = run(
            &copy,
            &["undo", "1", "--dry-run"],
            if code == 0 { 0 } else { 5 },
        );
        assert!(again.stderr.ends_with(DRY_RUN), "{}", again.stderr);
    }
}

#[test]
fn a_dry_run_waits_for_no_lock_and_finishes_nothing() {
    let sandbox = applied();
    let undo = ["undo", "1", "--yes"];
    let holder = Watched::paused(&sandbox, &undo, "put a file in its place", MARLOW);
    let dry_runs: [&[&str]; 2] = [
        &["apply", "--dry-run", OBSERVED],
        &["undo", "1", "--dry-run"],
    ];
    for arguments in dry_runs {
        let dry = sandbox.run(arguments);
        assert!(
            dry.stderr.contains("the run of"),
            "{arguments:?}: {}",
            dry.stderr
        );
    }
    holder.signal("KILL");
    holder.ended();
    for arguments in dry_runs {
        let before = sandbox.fingerprint();
        let dry = sandbox.run(arguments);
        assert_eq!(sandbox.fingerprint(), before, "{arguments:?} wrote");
        assert!(
            dry.stderr.contains("warning: the run of") && dry.stderr.ends_with(DRY_RUN),
            "{arguments:?}: {}",
            dry.stderr
        );
    }
}
