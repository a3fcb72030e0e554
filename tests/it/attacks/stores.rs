//! A store that was put there by somebody else, with a run that it says is to be finished.

use plexmgr::history::Origin;
use plexmgr::store::{Gate, IntendedChange, Intent, Look, Machine, Step, Writer};
use serde_json::json;

use super::APPLY;
use crate::sandbox::{NOTES, Sandbox};

/// Where a forged step writes. None of these files may be made, changed or removed.
const TARGETS: [&str; 15] = [
    "../outside.yaml",
    "/tmp/plexmgr-outside.yaml",
    ".git/config",
    ".git/hooks/post-checkout",
    ".github/workflows/x.yml",
    "plexmgr.toml",
    ".gitignore",
    "state/history.jsonl",
    "state/history/20261122T090000Z-0b8fe1aa.jsonl",
    "records/plans.yaml",
    "records/users/../../escaped.yaml",
    "records/users/new.yaml",
    "records/users/ada.yaml",
    "records/servers.yaml",
    "records/users.yaml",
];

/// A step that makes the file, replaces it, or removes it.
fn steps(sandbox: &Sandbox, path: &str) -> Vec<Step> {
    let there = std::fs::metadata(sandbox.at(path)).is_ok_and(|metadata| metadata.is_file());
    let before = there.then(|| sandbox.read(path));
    let step = |path: &str, before, after| Step {
        path: path.to_owned(),
        before,
        after,
        gate: Gate::Each,
    };
    // A first step that is done already makes the run look as if it was begun.
    let done = sandbox.read("records/users/bruno.yaml");
    let mut steps = vec![step("records/users/bruno.yaml", None, Some(done))];
    steps.push(step(
        path,
        before.clone(),
        Some("hacked: true\n".to_owned()),
    ));
    if before.is_some() {
        steps.push(step(path, before, None));
    }
    steps
}

/// Puts a store with a pending run into the household, as `machine` would have written it.
fn forge(sandbox: &Sandbox, machine: &Machine, path: &str) {
    let mut store = Writer::open(machine, &sandbox.state(), Look::Whole).unwrap();
    let (time, today) = ("2026-11-22T09:00:00Z", "2026-11-22".parse().unwrap());
    let run = store.next_run(time, today, Origin::default());
    let change = json!({"kind": "add_user", "file": path, "user": "new", "plex_id": "7"});
    let change = serde_json::from_value(change).unwrap();
    let intent = Intent {
        run,
        changes: vec![IntendedChange {
            step: 1,
            remembers: Some("301000001".parse().unwrap()),
            forgets: None,
            change,
        }],
        steps: steps(sandbox, path),
        erases: false,
        effects: Vec::new(),
    };
    store.begin(&intent).unwrap();
}

/// Everything but the state, which a run may write.
fn outside_state(sandbox: &Sandbox) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let contents = sandbox.contents().into_iter();
    contents
        .filter(|(path, _)| !path.starts_with("state"))
        .collect()
}

fn household() -> Sandbox {
    let sandbox = Sandbox::example();
    sandbox.write(".git/config", "[core]\n\tbare = false\n");
    sandbox.write(".git/hooks/post-checkout", "#!/bin/sh\n");
    sandbox
}

#[test]
fn a_run_that_this_machine_did_not_begin_writes_nothing() {
    for path in TARGETS {
        for command in [
            &["apply", "--observed", "observed.json"][..],
            &["undo", "1", "--yes"],
            &["state", "restore", "--all"],
        ] {
            let sandbox = household();
            forge(&sandbox, &Machine::default(), path);
            let before = outside_state(&sandbox);
            let run = sandbox.run(command);
            assert_eq!(
                outside_state(&sandbox),
                before,
                "{path} {command:?} {run:?}"
            );
            assert!(!std::path::Path::new("/tmp/plexmgr-outside.yaml").exists());
            assert!(!sandbox.path().join("../outside.yaml").exists());
        }
    }
}

#[test]
fn the_run_is_dropped_and_its_texts_are_named_before_the_rest_goes_on() {
    let expected = household();
    assert_eq!(expected.run(&APPLY).code, 0);
    for path in TARGETS {
        let sandbox = household();
        forge(&sandbox, &Machine::default(), path);
        let run = sandbox.run(&APPLY);
        assert_eq!(run.code, 0, "{path}: {}", run.stderr);
        let said = "is dropped, because it was started on another machine, or without a note on this one; \
                    these files contain its text: records/users/bruno.yaml";
        assert!(run.stderr.contains(said), "{path}: {}", run.stderr);
        assert_eq!(outside_state(&sandbox), outside_state(&expected), "{path}");
    }
}

/// Even where the digest is right, only record files are written.
#[test]
fn a_run_of_this_machine_writes_record_files_only() {
    let others = TARGETS.iter().filter(|path| {
        ![
            "records/plans.yaml",
            "records/users/new.yaml",
            "records/users/ada.yaml",
            "records/servers.yaml",
            "records/users.yaml",
        ]
        .contains(*path)
    });
    for path in others {
        let sandbox = household();
        let state = sandbox.at("state");
        let host = gethostname::gethostname();
        let notes = std::path::Path::new(NOTES).join("plexmgr");
        let machine = Machine::at(&notes, &host.to_string_lossy(), &state, sandbox.path());
        forge(&sandbox, &machine, path);
        let before = outside_state(&sandbox);
        let run = sandbox.run(&["undo", "0000000000", "--yes"]);
        assert_eq!(outside_state(&sandbox), before, "{path}: {run:?}");
        assert!(run.stderr.contains("not a record file"), "{path}: {run:?}");
    }
}

#[test]
fn a_store_that_another_machine_wrote_is_rebuilt_from_the_history() {
    let mut sandbox = household();
    assert_eq!(sandbox.run(&APPLY).code, 0);
    let elsewhere = Sandbox::empty();
    sandbox.set("XDG_STATE_HOME", elsewhere.path().to_str().unwrap());
    sandbox.remove("state/plexmgr.redb");
    sandbox.unset("XDG_STATE_HOME");
    forge(&sandbox, &Machine::default(), "records/users/new.yaml");
    let plan = sandbox.run(&["plan", "--observed", "observed.json"]);
    let said = "the store was not written by this machine";
    assert!(plan.stderr.contains(said), "{}", plan.stderr);
    let undo = sandbox.run(&["undo", "1", "--yes"]);
    assert_eq!(undo.code, 0, "{}", undo.stderr);
    assert_eq!(sandbox.records(), Sandbox::example().records());
    assert_eq!(sandbox.run(&["state", "check"]).code, 0);
}

#[test]
fn a_machine_without_a_home_applies_and_warns_that_a_kill_cannot_be_mended() {
    let mut sandbox = household();
    for home in ["/dev/null/home", sandbox.at("home").to_str().unwrap()] {
        sandbox.set("XDG_STATE_HOME", home);
        let run = sandbox.run(&[
            "apply",
            "--yes",
            "--brief",
            "-q",
            "--observed",
            "observed.json",
        ]);
        assert_eq!(run.code, 0, "{run:?}");
        let said = "if this run is killed, the next one cannot finish it";
        assert!(run.stderr.contains(said), "{}", run.stderr);
        assert_eq!(sandbox.run(&["state", "check"]).code, 0);
        sandbox.remove("records/users/no.yaml");
    }
    assert!(!sandbox.at("home").exists());
}

#[test]
fn a_store_that_git_tracks_is_refused_with_the_command_that_untracks_it() {
    let sandbox = Sandbox::example();
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        let status = git.arg("-C").arg(sandbox.path()).args(arguments).status();
        status.is_ok_and(|status| status.success())
    };
    if !git(&["init", "--quiet"]) {
        return;
    }
    forge(&sandbox, &Machine::default(), "../outside.yaml");
    assert!(git(&["add", "--force", "state/plexmgr.redb"]));
    let mut sandbox = sandbox;
    sandbox.set("PATH", &std::env::var("PATH").unwrap());
    let before = sandbox.contents();
    for command in [
        &APPLY[..],
        &["undo", "1", "--yes"],
        &["state", "restore", "--all"],
        &["history"],
    ] {
        let run = sandbox.run(command);
        assert_eq!(run.code, 9, "{command:?}: {run:?}");
        let hint = "`git rm --cached state/plexmgr.redb` untracks it";
        assert!(run.stderr.contains(hint), "{}", run.stderr);
    }
    assert_eq!(sandbox.contents(), before);
}
