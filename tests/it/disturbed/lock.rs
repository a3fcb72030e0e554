//! One run at a time writes; whoever only reads waits for nobody.

use std::process::Stdio;
use std::time::{Duration, Instant};

use super::paused::{Watched, wait_until};
use super::{APPLY, the_next_run_completes, undisturbed};
use crate::sandbox::Sandbox;

const SERVERS: &str = "records/servers.yaml";
const LOCK: &str = "state/plexmgr.lock";

fn holding(sandbox: &Sandbox) -> Watched {
    Watched::paused(sandbox, APPLY, "put a file in its place", SERVERS)
}

#[test]
fn the_second_run_waits_and_then_names_the_first() {
    let sandbox = Sandbox::example();
    let first = holding(&sandbox);
    let begun = Instant::now();
    let second = sandbox.run(&[APPLY, &["--lock-timeout", "1s"]].concat());
    assert!(begun.elapsed() >= Duration::from_secs(1), "it did not wait");
    assert_eq!(second.code, 6, "{}", second.stderr);
    let host = gethostname::gethostname();
    for named in [
        format!("process {} ", first.process()),
        format!("host {},", host.to_string_lossy()),
        "since ".to_owned(),
    ] {
        assert!(second.stderr.contains(&named), "{named}: {}", second.stderr);
    }
    assert_eq!(first.go_on().code, 0);
    assert!(!sandbox.at(LOCK).exists());
}

#[test]
fn the_second_run_goes_on_when_the_first_ends_in_time() {
    let sandbox = Sandbox::example();
    let first = holding(&sandbox);
    let arguments = [APPLY, &["--lock-timeout", "60s"]].concat();
    let second = Watched::started(sandbox.command(&arguments), None);
    // It has tried twice by then.
    second.wait_for_points(2);
    assert_eq!(first.go_on().code, 0);
    let second = second.ended();
    assert_eq!(second.code, 0, "{}", second.stderr);
    assert!(
        second.stdout.ends_with("No changes.\n"),
        "{}",
        second.stdout
    );
    assert!(!sandbox.at(LOCK).exists());
}

#[test]
fn a_killed_holder_blocks_no_run() {
    let sandbox = Sandbox::example();
    let expected = undisturbed(&sandbox);
    let first = holding(&sandbox);
    first.signal("KILL");
    assert_eq!(first.ended().code, -1);
    assert!(sandbox.at(LOCK).exists(), "nobody removed its lock");
    the_next_run_completes(&sandbox, &expected);
}

#[test]
fn reading_waits_for_nothing_and_passes_no_write_point() {
    let sandbox = Sandbox::example();
    assert_eq!(sandbox.run(APPLY).code, 0);
    let undo = ["undo", "1", "--yes"];
    let holder = Watched::paused(&sandbox, &undo, "put a file in its place", SERVERS);
    for arguments in [
        &["plan", "--brief", "--observed", "observed.json"] as &[&str],
        &["check"],
        &["history"],
        &["history", "1"],
        &["history", "latest"],
    ] {
        let trace = tempfile::NamedTempFile::new().unwrap();
        let mut reading = sandbox.command(arguments);
        reading.env("PLEXMGR_FAULT_TRACE", trace.path());
        let output = reading.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        assert_eq!(
            trace.as_file().metadata().unwrap().len(),
            0,
            "{arguments:?} wrote"
        );
    }
    assert_eq!(holder.go_on().code, 0);
}

#[test]
fn a_run_that_finds_nothing_to_do_leaves_nothing() {
    let sandbox = Sandbox::example();
    assert_eq!(sandbox.run(APPLY).code, 0);
    sandbox.remove(&sandbox.run_file(1));
    sandbox.remove("state/plexmgr.redb");
    let settings = sandbox.read("plexmgr.toml");
    for path in ["memory", "deep/down/memory"] {
        let elsewhere = format!("{settings}\n[state]\npath = \"{path}\"\n");
        sandbox.write("plexmgr.toml", &elsewhere);
        let before = sandbox.fingerprint();
        let run = sandbox.run(APPLY);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(sandbox.fingerprint(), before);
        assert!(!sandbox.at("memory").exists() && !sandbox.at("deep").exists());
    }
}

#[test]
fn many_runs_at_once_apply_once() {
    let sandbox = Sandbox::example();
    let expected = undisturbed(&sandbox);
    let arguments = [APPLY, &["--lock-timeout", "60s"]].concat();
    let runs: Vec<Watched> = (0..6)
        .map(|_| Watched::started(sandbox.command(&arguments), None))
        .collect();
    for run in runs {
        let run = run.ended();
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    wait_until(|| !sandbox.at(LOCK).exists());
    let history = sandbox.history_text();
    assert_eq!(history.matches("\"line\":\"run\"").count(), 1);
    the_next_run_completes(&sandbox, &expected);
}

#[test]
fn checking_the_state_beside_a_run_that_writes_is_no_failure() {
    let sandbox = Sandbox::example();
    assert_eq!(sandbox.run(APPLY).code, 0);
    let undo = ["undo", "1", "--yes"];
    // Before the history has the run, between history and store, and at a record.
    for (point, path) in [
        ("put a file in its place", SERVERS),
        ("make a file beside", "state/history"),
    ] {
        let copy = Sandbox::empty().filled(&sandbox.contents());
        let holder = Watched::paused(&copy, &undo, point, path);
        let check = copy.run(&["state", "check"]);
        assert_eq!(check.code, 0, "{path}: {}{}", check.stdout, check.stderr);
        let process = format!("`plexmgr undo`, process {} ", holder.process());
        assert!(
            check.stdout.starts_with("A run is writing: "),
            "{path}: {}",
            check.stdout
        );
        assert!(check.stdout.contains(&process), "{path}: {}", check.stdout);
        let json = copy.run(&["state", "check", "--format", "json"]);
        let document: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
        assert_eq!(document["findings"].as_array().map(Vec::len), Some(0));
        assert!(document["writing"].is_string(), "{document}");
        // A copy that is torn is the work of the same run.
        let store = copy.at("state/plexmgr.redb");
        let whole = copy.contents()[std::path::Path::new("state/plexmgr.redb")].clone();
        tear(&store, &whole[..whole.len() / 2]);
        let check = copy.run(&["state", "check"]);
        assert_eq!(check.code, 0, "{path}: {}{}", check.stdout, check.stderr);
        tear(&store, &whole);
        assert_eq!(holder.go_on().code, 0);
        let check = copy.run(&["state", "check"]);
        assert_eq!(check.code, 0, "{path}: {}{}", check.stdout, check.stderr);
        assert!(
            check.stdout.contains("History and store are in order"),
            "{}",
            check.stdout
        );
    }
}

#[expect(clippy::disallowed_methods, reason = "the test damages a file")]
fn tear(path: &std::path::Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn checking_the_state_again_and_again_beside_runs_never_fails() {
    let sandbox = Sandbox::example();
    let runs: Vec<Watched> = (0..4)
        .map(|_| {
            let arguments = [APPLY, &["--lock-timeout", "60s"]].concat();
            Watched::started(sandbox.command(&arguments), None)
        })
        .collect();
    for _ in 0..40 {
        let check = sandbox.run(&["state", "check"]);
        assert_eq!(check.code, 0, "{}{}", check.stdout, check.stderr);
    }
    for run in runs {
        let run = run.ended();
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
}
